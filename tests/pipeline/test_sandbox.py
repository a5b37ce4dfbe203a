import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from pipeline.errors import Limit, LimitExceededError, RetryLaterError, SourceError
from pipeline.sandbox import MIB, Sandbox

LITTLE = timedelta(seconds=0.5)  # of CPU time
ENOUGH = timedelta(seconds=60)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, memory_bytes=100 * MIB) as made:
        yield made


def double(number):
    return 2 * number


def process_id(_task):
    return os.getpid()


def sleep_for_ever():
    time.sleep(3600)


def hold_the_lock_of_the_interpreter():
    return sum(range(10**12))  # one call into C: no signal handler of Python runs before it ends


def stop():
    os.kill(os.getpid(), signal.SIGSTOP)  # as a process that gets no processor: it would go on, and may not


def use_most_of_the_time(limit_s):
    until = time.process_time() + 0.6 * limit_s
    while time.process_time() < until:
        pass
    return os.getpid()


def fill_memory():
    return bytearray(200 * MIB)


def return_too_much():
    return [bytes(MIB) for _ in range(80)]


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def fail():
    raise ValueError("not today")


def fail_with_an_error_that_cannot_be_unpickled():
    raise SourceError("example", "not today")


def test_returns_what_the_function_returned(sandbox):
    assert sandbox.run(double, 21) == 42


def test_raises_what_the_function_raised(sandbox):
    with pytest.raises(ValueError, match="not today"):
        sandbox.run(fail)


def test_an_error_that_cannot_travel_arrives_as_its_text(sandbox):
    with pytest.raises(RuntimeError, match="SourceError: example: not today"):
        sandbox.run(fail_with_an_error_that_cannot_be_unpickled)


@pytest.mark.parametrize(
    ("task", "cpu_limit", "limit"),
    [
        (sleep_for_ever, LITTLE, Limit.TIME),
        (hold_the_lock_of_the_interpreter, LITTLE, Limit.TIME),
        (fill_memory, ENOUGH, Limit.MEMORY),
        (return_too_much, ENOUGH, Limit.MEMORY),
        (die, ENOUGH, Limit.CRASH),
    ],
)
def test_a_task_past_a_limit_is_named_and_the_next_one_runs(sandbox, task, cpu_limit, limit):
    with pytest.raises(LimitExceededError) as caught:
        sandbox.run(task, cpu_limit=cpu_limit)
    assert caught.value.limit is limit
    assert sandbox.run(double, 4) == 8


def test_a_task_that_the_machine_keeps_from_running_is_not_blamed(sandbox):
    with pytest.raises(RetryLaterError, match="too busy"):
        sandbox.run(stop, cpu_limit=LITTLE)
    assert sandbox.run(double, 4) == 8


def test_what_earlier_tasks_used_of_a_worker_does_not_count(sandbox):
    ids = {sandbox.run(use_most_of_the_time, LITTLE.total_seconds(), cpu_limit=LITTLE) for _ in range(4)}
    assert len(ids) == 1


class SandboxOnAFullMachine(Sandbox):
    """The kernel has ended one more process whenever it is asked."""

    kills = 0

    @classmethod
    def oom_kills(cls):
        cls.kills += 1
        return cls.kills


def test_a_task_that_dies_when_the_machine_runs_out_of_memory_is_not_blamed():
    with SandboxOnAFullMachine() as sandbox, pytest.raises(RetryLaterError, match="out of memory"):
        sandbox.run(die)


def test_tasks_beside_a_runaway_are_not_held_up():
    with Sandbox(workers=2) as sandbox:
        runaway = sandbox.submit(hold_the_lock_of_the_interpreter, cpu_limit=timedelta(hours=1))
        others = [sandbox.submit(double, number) for number in range(20)]
        assert [other.result() for other in others] == [2 * number for number in range(20)]
        assert not runaway.done()
        runaway.cancel()


def test_a_worker_is_replaced_after_so_many_tasks():
    with Sandbox(workers=1, max_tasks=2) as sandbox:
        ids = [sandbox.run(process_id, number) for number in range(4)]
    assert ids[0] == ids[1] != ids[2] == ids[3]


def test_modules_are_imported_before_the_first_task():
    with Sandbox(workers=1, preload=("wave",)) as sandbox:
        assert sandbox.run(has_imported, "wave")


def has_imported(name):
    import sys

    return name in sys.modules


def test_the_initializer_runs_in_the_worker_before_its_first_task():
    with Sandbox(workers=1, initializer=partial(equip, "a tagger")) as sandbox:
        assert sandbox.run(equipment) == "a tagger"


EQUIPMENT = []


def equip(what):
    EQUIPMENT.append(what)


def equipment():
    return EQUIPMENT[-1]


def test_closing_twice_or_without_a_task_is_quiet_and_later_tasks_are_refused():
    sandbox = Sandbox()
    sandbox.close()
    sandbox.close()
    with pytest.raises(RuntimeError, match="closed"):
        sandbox.submit(double, 1)


def test_closing_settles_what_is_in_hand():
    sandbox = Sandbox()
    futures = [sandbox.submit(sleep_for_ever) for _ in range(3)]
    sandbox.close()
    assert all(isinstance(future.exception(), RetryLaterError) for future in futures)


def test_a_pool_whose_workers_cannot_start_is_replaced():
    with Sandbox(preload=("no_such_module",)) as sandbox:
        with pytest.raises(RetryLaterError, match="broke"):
            sandbox.run(double, 1)
        with pytest.raises(RetryLaterError, match="broke"):
            sandbox.run(double, 1)


def test_senseless_sizes_are_refused():
    with pytest.raises(ValueError, match="positive"):
        Sandbox(workers=0)
