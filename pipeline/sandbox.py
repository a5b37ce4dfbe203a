"""Child processes for work on hostile input: each task has a time limit and each worker a memory limit.

Only ending a process stops a parser or a regular expression that runs away: a signal handler or a
thread's timer waits until the C code returns.
"""

from __future__ import annotations

import importlib
import logging
import math
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
from threading import Lock
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import Limit, LimitExceededError, RetryLaterError

P = ParamSpec("P")
T = TypeVar("T")

MIB = 1024 * 1024
# A worker holds about 100 MiB once it has imported what extraction needs; with this it stays under 512 MiB.
DEFAULT_MEMORY_BYTES = 400 * MIB
DEFAULT_TIMEOUT = timedelta(seconds=10)

_OUT_OF_MEMORY = 75  # exit status of a worker that ran out of memory, EX_TEMPFAIL of sysexits.h
_log = logging.getLogger(__name__)


class Sandbox:
    """A pool of killable child processes.

    *memory_bytes* is what a worker may map beyond what it holds after its imports. A worker is replaced
    after *max_tasks* tasks, because parsers fragment and leak memory. *preload* names the modules that
    are imported before the first task arrives: once in a server process from which workers are
    forked, so that replacing a worker costs milliseconds. *initializer* runs in each worker, with *initargs*,
    before its first task and before the memory limit counts.

    The processes start with the first task. Functions, arguments and results must be picklable.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        memory_bytes: int = DEFAULT_MEMORY_BYTES,
        max_tasks: int = 200,
        preload: tuple[str, ...] = (),
        initializer: Callable[..., None] | None = None,
        initargs: tuple[object, ...] = (),
    ) -> None:
        if workers < 1 or memory_bytes < 1 or max_tasks < 1:
            raise ValueError(f"workers, memory and tasks must be positive: {workers}, {memory_bytes}, {max_tasks}")
        self.workers = workers
        self._memory_bytes = memory_bytes
        self._max_tasks = max_tasks
        self._preload = preload
        self._initializer = initializer
        self._initargs = initargs
        self._lock = Lock()
        self._pool: ProcessPool | None = None
        self._pending: set[Future[Any]] = set()
        self._closed = False

    def submit(self, function: Callable[..., T], /, *args: object, timeout: timedelta = DEFAULT_TIMEOUT) -> Future[T]:
        """Run ``function(*args)`` in a worker; the time limit counts from when a worker takes it up.

        The future raises what the function raised, LimitExceededError when the task went past a limit or
        killed its worker, or RetryLaterError when it was lost through no fault of its own. Cancelling the
        future ends the work.
        """
        outer: Future[T] = Future()
        seconds = timeout.total_seconds()
        with self._lock:
            inner = self._schedule(partial(_run, function, args, seconds), seconds)
            self._pending.add(outer)
        outer.add_done_callback(self._pending.discard)
        inner.add_done_callback(partial(_settle, outer, seconds))
        outer.add_done_callback(lambda future: inner.cancel() if future.cancelled() else None)
        return outer

    def run(self, function: Callable[..., T], /, *args: object, timeout: timedelta = DEFAULT_TIMEOUT) -> T:
        """Submit and wait."""
        return self.submit(function, *args, timeout=timeout).result()

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

    def _schedule(self, task: Callable[[], bytes], seconds: float) -> Future[bytes]:
        if self._closed:
            raise RuntimeError("the sandbox is closed")
        if self._pool is None:
            self._pool = self._new_pool()
        try:
            return self._pool.schedule(task, timeout=seconds)
        except RuntimeError:  # a worker died holding the pool's pipe: nothing but a new pool helps
            _log.warning("the pool of workers broke and is replaced")
            self._drop_pool("the pool of workers broke")
            self._pool = self._new_pool()
            return self._pool.schedule(task, timeout=seconds)

    def _drop_pool(self, why: str) -> None:
        if self._pool is None:
            return
        self._pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it untyped
        self._pool.join()
        self._pool = None
        for lost in tuple(self._pending):  # the pool itself forgets what it had queued
            if lost.set_running_or_notify_cancel():
                lost.set_exception(RetryLaterError(why))

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, *self._preload])
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=self._max_tasks,
            initializer=_set_up_worker,
            initargs=(self._memory_bytes, self._preload, self._initializer, self._initargs),
            context=context,
        )


def _set_up_worker(
    memory_bytes: int,
    preload: tuple[str, ...],
    initializer: Callable[..., None] | None,
    initargs: tuple[object, ...],
) -> None:
    # pebble's handler is Python code, which C code keeps waiting: let SIGTERM end the process at once.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in preload:
        importlib.import_module(name)
    if initializer is not None:
        initializer(*initargs)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere RLIMIT_AS is not kept, or cannot be set
        limit = _mapped_bytes() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _mapped_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a worker's first lines: no pathlib needed
        return int(statm.read().split()[0]) * resource.getpagesize()


def _run(function: Callable[..., Any], args: tuple[object, ...], seconds: float) -> bytes:
    """Run one task in the worker; return its pickled result, so that a result too big counts as well."""
    # When the parent has been killed nobody keeps the time: the processor's own clock then ends a runaway.
    spent = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(spent.ru_utime + spent.ru_stime + 2 * seconds) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        return pickle.dumps(function(*args))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # what is left of this heap is of no use to the next task
    except Exception as exc:
        if not _survives_pickling(exc):  # it would break the pool when the parent reads it
            raise RuntimeError(f"{type(exc).__name__}: {exc}") from None
        raise


def _survives_pickling(exc: Exception) -> bool:
    try:
        pickle.loads(pickle.dumps(exc))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever an exception's own methods raise means no
        return False
    return True


def _settle(outer: Future[T], seconds: float, inner: Future[bytes]) -> None:
    if inner.cancelled() or outer.done() or not outer.set_running_or_notify_cancel():
        return
    error = inner.exception()
    if error is None:
        outer.set_result(pickle.loads(inner.result()))  # noqa: S301 - made by _run above
    else:
        outer.set_exception(_named(error, seconds))


def _named(error: BaseException, seconds: float) -> BaseException:
    """Return what *error* of the pool means to the caller."""
    if isinstance(error, TimeoutError):
        return LimitExceededError(f"took longer than {seconds:g} s", Limit.TIME)
    if isinstance(error, ProcessExpired):
        if error.exitcode == _OUT_OF_MEMORY:
            return LimitExceededError("needed more memory than a worker may have", Limit.MEMORY)
        if error.exitcode == -signal.SIGXCPU:
            return LimitExceededError(f"took longer than {seconds:g} s", Limit.TIME)
        return LimitExceededError(f"ended its worker process (status {error.exitcode})", Limit.CRASH)
    if isinstance(error, BrokenProcessPool):
        return RetryLaterError("the pool of workers broke")
    return error
