"""When a task in a child process has had its time, and whose fault that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.child_watch import WALL_FACTOR, Look, TaskTime, verdict
from pipeline.errors import LimitExceededError, RetryLaterError

LIMIT_S = 10.0
WALL_S = WALL_FACTOR * LIMIT_S


def looked_at(*looks, step_s=1.0):
    had = TaskTime(Look(100.0, asleep=False))
    for look in looks:
        had = had.after(look, step_s)
    return had


def hung(second):
    return Look(100.0, asleep=True)


def starved(second):
    return Look(100.0 + 0.01 * second, asleep=False)


def hung_after_it_was_starved(second):
    return Look(100.0, asleep=second > 0.9 * WALL_S)


def waits_for_the_disk(second):
    return Look(100.0, asleep=False)


def naps_while_starved(second):
    return Look(100.0 + 0.01 * second, asleep=second % 2 == 0)


def is_gone(second):
    return None


SECONDS = range(1, int(1.5 * WALL_S) + 2)


@pytest.mark.parametrize(
    ("situation", "error"),
    [
        (hung, LimitExceededError),
        (hung_after_it_was_starved, LimitExceededError),
        (starved, RetryLaterError),
        (waits_for_the_disk, RetryLaterError),
        (naps_while_starved, RetryLaterError),
        (is_gone, RetryLaterError),
    ],
)
def test_only_a_task_that_sleeps_through_its_time_is_blamed(situation, error):
    verdicts = [verdict(looked_at(*map(situation, range(1, second))), LIMIT_S) for second in SECONDS]
    assert type(next(filter(None, verdicts))) is error


def test_a_task_that_the_kernels_limit_did_not_end_is_ended_and_blamed():
    assert isinstance(verdict(looked_at(Look(121.0, asleep=False)), LIMIT_S), LimitExceededError)


@given(st.lists(st.tuples(st.floats(0.01, 0.16), st.booleans()), max_size=int(WALL_S) - 1))
def test_a_task_that_works_within_its_time_goes_on_however_often_it_sleeps(steps):
    looks, cpu_s = [], 100.0
    for used, asleep in steps:
        cpu_s += used
        looks.append(Look(cpu_s, asleep))
    assert verdict(looked_at(*looks), LIMIT_S) is None
