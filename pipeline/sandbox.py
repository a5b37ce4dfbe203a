"""Child processes for work on hostile input: each task has a limit of CPU time and each worker one of memory.

Only ending a process stops a parser or a regular expression that runs away: a signal handler or a thread's timer
waits until the C code returns. CPU time is what a task itself uses, however busy the machine is; the kernel counts
it (`ITIMER_PROF`) and ends the process. Time by the clock on the wall is a last resort, see `pipeline.child_watch`.
"""

from __future__ import annotations

import importlib
import logging
import multiprocessing
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline.child_watch import WALL_FACTOR, Task, Watch, announce, used_up
from pipeline.errors import Limit, LimitExceededError, RetryLaterError

P = ParamSpec("P")
T = TypeVar("T")

MIB = 1024 * 1024
# A worker holds about 100 MiB once it has imported what extraction needs; with this it stays under 512 MiB.
DEFAULT_MEMORY_BYTES = 400 * MIB
DEFAULT_CPU_LIMIT = timedelta(seconds=10)

_OUT_OF_MEMORY = 75  # exit status of a worker that ran out of memory, EX_TEMPFAIL of sysexits.h
_log = logging.getLogger(__name__)

_announcements: Connection | None = None  # in a worker: where it says which task it begins


class Sandbox:
    """A pool of killable child processes.

    *memory_bytes* is what a worker may map beyond what it holds after its imports; *cpu_limit* is the CPU time of
    a task that states none. A worker is replaced after *max_tasks* tasks, because parsers fragment and leak
    memory. *preload* names the modules that are imported before the first task arrives: once in a server
    process from which workers are forked, so that replacing a worker costs milliseconds. *initializer* runs in
    each worker before its first task and before the memory limit counts.

    The processes start with the first task. Functions, arguments and results must be picklable.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        memory_bytes: int = DEFAULT_MEMORY_BYTES,
        cpu_limit: timedelta = DEFAULT_CPU_LIMIT,
        max_tasks: int = 200,
        preload: tuple[str, ...] = (),
        initializer: Callable[[], None] | None = None,
    ) -> None:
        if workers < 1 or memory_bytes < 1 or max_tasks < 1 or cpu_limit <= timedelta(0):
            raise ValueError(
                f"workers, memory, tasks and time must be positive: {workers}, {memory_bytes}, {max_tasks}, {cpu_limit}"
            )
        self.workers = workers
        self._memory_bytes = memory_bytes
        self._cpu_limit = cpu_limit
        self._max_tasks = max_tasks
        self._preload = preload
        self._initializer = initializer
        self._lock = Lock()
        self._numbers = count()
        self._pool: ProcessPool | None = None
        self._watch: Watch | None = None
        self._pending: set[Future[Any]] = set()
        self._oom_kills = self.oom_kills()
        self._closed = False

    def submit(self, function: Callable[..., T], /, *args: object, cpu_limit: timedelta | None = None) -> Future[T]:
        """Run ``function(*args)`` in a worker; its time counts from when a worker takes it up.

        The future raises what the function raised; LimitExceededError when the task went past a limit, slept
        where it should work, or killed its worker; or RetryLaterError when it was lost through no fault of its
        own: the pool broke, the machine was too busy, or ran out of memory. Cancelling the future ends the work.
        """
        outer: Future[T] = Future()
        task = Task((cpu_limit or self._cpu_limit).total_seconds(), outer)
        with self._lock:
            inner = self._schedule(task, function, args)
            self._pending.add(outer)
        outer.add_done_callback(self._pending.discard)
        inner.add_done_callback(partial(self._settle, task))
        outer.add_done_callback(lambda future: inner.cancel() if future.cancelled() else None)
        return outer

    def run(self, function: Callable[..., T], /, *args: object, cpu_limit: timedelta | None = None) -> T:
        """Submit and wait."""
        return self.submit(function, *args, cpu_limit=cpu_limit).result()

    @staticmethod
    def oom_kills() -> int:
        """Return how many processes the kernel has killed because the machine, or a group, ran out of memory."""
        try:
            counters = Path("/proc/vmstat").read_text(encoding="ascii").split()
            return int(counters[counters.index("oom_kill") + 1])
        except (OSError, ValueError):
            return 0

    def close(self) -> None:
        """End the workers at once; what is in hand fails with RetryLaterError."""
        with self._lock:
            self._closed = True
            self._drop_pool("the sandbox was closed")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _schedule(self, task: Task, function: Callable[..., Any], args: tuple[object, ...]) -> Future[bytes]:
        if self._closed:
            raise RuntimeError("the sandbox is closed")
        number = next(self._numbers)
        work = partial(_run, number, task.limit_s, function, args)
        pool, watch = self._running_pool()
        watch.add(number, task)
        try:
            task.inner = pool.schedule(work)
        except RuntimeError:  # a worker died holding the pool's pipe: nothing but a new pool helps
            _log.warning("the pool of workers broke and is replaced")
            self._drop_pool("the pool of workers broke")
            pool, watch = self._running_pool()
            watch.add(number, task)
            task.inner = pool.schedule(work)
        return task.inner

    def _running_pool(self) -> tuple[ProcessPool, Watch]:
        if self._pool is None or self._watch is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([__name__, *self._preload])
            reader, writer = context.Pipe(duplex=False)
            self._watch = Watch(reader, writer)
            self._pool = ProcessPool(
                max_workers=self.workers,
                max_tasks=self._max_tasks,
                initializer=_set_up_worker,
                initargs=(self._memory_bytes, self._preload, self._initializer, writer),
                context=context,
            )
        return self._pool, self._watch

    def _drop_pool(self, why: str) -> None:
        if self._pool is None or self._watch is None:
            return
        self._pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it untyped
        self._pool.join()
        self._watch.stop()
        self._pool = self._watch = None
        for lost in tuple(self._pending):  # the pool itself forgets what it had queued
            if lost.set_running_or_notify_cancel():
                lost.set_exception(RetryLaterError(why))

    def _settle(self, task: Task, inner: Future[bytes]) -> None:
        outer = task.outer
        if outer.done() or (inner.cancelled() and task.error is None) or not outer.set_running_or_notify_cancel():
            return
        error = task.error if inner.cancelled() else inner.exception()
        if error is None:
            outer.set_result(pickle.loads(inner.result()))  # noqa: S301 - made by _run below
        else:
            outer.set_exception(self._named(error, task.limit_s))

    def _named(self, error: BaseException, limit_s: float) -> BaseException:
        """Return what *error* of the pool means to the caller."""
        if isinstance(error, BrokenProcessPool):
            return RetryLaterError("the pool of workers broke")
        if not isinstance(error, ProcessExpired):
            return error
        match error.exitcode:
            case status if status == _OUT_OF_MEMORY:
                return LimitExceededError("needed more memory than a worker may have", Limit.MEMORY)
            case status if status == -signal.SIGPROF:
                return used_up(limit_s)
            case status if status == -signal.SIGALRM:
                return RetryLaterError("nobody looked at its worker process for too long")
            case status if status == -signal.SIGKILL and self._machine_was_out_of_memory():
                # The kernel ends the process that is worth most to it, whoever asked for the last page.
                return RetryLaterError("the machine ran out of memory")
        return LimitExceededError(f"ended its worker process (status {error.exitcode})", Limit.CRASH)

    def _machine_was_out_of_memory(self) -> bool:
        before, self._oom_kills = self._oom_kills, self.oom_kills()
        return self._oom_kills > before


def _set_up_worker(
    memory_bytes: int,
    preload: tuple[str, ...],
    initializer: Callable[[], None] | None,
    announcements: Connection,
) -> None:
    global _announcements  # noqa: PLW0603 - a worker process has no other place to keep what it was given
    _announcements = announcements
    # pebble's handler is Python code, which C code keeps waiting: let these signals end the process at once.
    for ending in (signal.SIGTERM, signal.SIGPROF, signal.SIGALRM):
        signal.signal(ending, signal.SIG_DFL)
    for name in preload:
        importlib.import_module(name)
    if initializer is not None:
        initializer()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere RLIMIT_AS is not kept, or cannot be set
        limit = _mapped_bytes() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _mapped_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a worker's first lines: no pathlib needed
        return int(statm.read().split()[0]) * resource.getpagesize()


def _run(number: int, limit_s: float, function: Callable[..., Any], args: tuple[object, ...]) -> bytes:
    """Run one task in the worker; return its pickled result, so that a result too big counts as well."""
    assert _announcements is not None  # noqa: S101 - _set_up_worker came before
    announce(_announcements, number)
    signal.setitimer(signal.ITIMER_PROF, limit_s)
    # When the parent has been killed, nobody looks at a task that sleeps.
    signal.setitimer(signal.ITIMER_REAL, 2 * WALL_FACTOR * limit_s)
    try:
        return pickle.dumps(function(*args))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # what is left of this heap is of no use to the next task
    except Exception as exc:
        if not _survives_pickling(exc):  # it would break the pool when the parent reads it
            raise RuntimeError(f"{type(exc).__name__}: {exc}") from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _survives_pickling(exc: Exception) -> bool:
    try:
        pickle.loads(pickle.dumps(exc))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever an exception's own methods raise means no
        return False
    return True
