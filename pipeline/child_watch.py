"""Looks at tasks in child processes while they run, and ends those that have had their time.

A task's own use of the processor is limited by the kernel (see `pipeline.sandbox`); this is the last resort for
what that limit cannot see, a task that does not run. There are two kinds of it, and only one is the task's fault.
On a busy machine a task is *runnable* and gets no processor: another time it will be done. A task that hangs
*sleeps*: a parser has nobody to wait for, so that it will sleep the next time too, and would be tried for ever
if that were not held against it.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

import psutil

from pipeline.errors import Limit, LimitExceededError, RetryLaterError

WALL_FACTOR = 6  # how many times its limit of CPU time a task may take by the clock on the wall
_LOOKS = 20  # at one task, in all its time
_LONGEST_STEP_S = 0.5
_ASLEEP = (psutil.STATUS_SLEEPING, psutil.STATUS_IDLE)
# Number of a task, process that has taken it up, and CPU time that the process had used by then. The kernel writes so
# few bytes to a pipe in one piece, so that children share it without a lock that a killed one could leave taken.
_NOTICE = struct.Struct("=qqd")
_STOP = -1


@dataclass(frozen=True, slots=True)
class Look:
    """A child process at one moment."""

    cpu_s: float  # that it has used since it began
    asleep: bool  # it waits for something, and not for the processor or the disk


@dataclass(frozen=True, slots=True)
class TaskTime:
    """What a task has had of the time since it was taken up, in seconds."""

    last: Look
    cpu_s: float = 0.0  # used
    wall_s: float = 0.0
    idle_s: float = 0.0  # asleep and without use of the processor, up to the last look and without a break

    def after(self, look: Look | None, step_s: float) -> TaskTime:
        """Return this *step_s* seconds later; None stands for a process that is gone."""
        if look is None:
            return replace(self, wall_s=self.wall_s + step_s)
        used = max(0.0, look.cpu_s - self.last.cpu_s)  # the kernel's two counters of it differ by a hundredth
        idle_s = self.idle_s + step_s if not used and look.asleep else 0.0
        return TaskTime(look, self.cpu_s + used, self.wall_s + step_s, idle_s)


def verdict(had: TaskTime, limit_s: float) -> LimitExceededError | RetryLaterError | None:
    """Return why a task with *limit_s* seconds of CPU time is to end, None while it may go on."""
    if had.cpu_s > 2 * limit_s:  # the kernel's own limit did not hold
        return used_up(limit_s)
    longest_s = WALL_FACTOR * limit_s
    if had.idle_s >= longest_s / 2:
        return LimitExceededError(f"slept for {had.idle_s:.3g} s", Limit.TIME)
    if had.wall_s < longest_s or had.idle_s:  # one that sleeps is not kept from running: it may yet wake or hang
        return None
    return RetryLaterError(f"got {had.cpu_s:.3g} s of CPU time within {had.wall_s:.3g} s: the machine is too busy")


def used_up(limit_s: float) -> LimitExceededError:
    """Return the error of a task that went past its CPU time."""
    return LimitExceededError(f"took more than {limit_s:g} s of CPU time", Limit.TIME)


@dataclass(eq=False)
class Task:
    """A task in the hands of the pool."""

    limit_s: float  # of CPU time
    outer: Future[Any]  # the caller's
    inner: Future[bytes] | None = None  # the pool's; cancelling it ends the worker
    error: Exception | None = None  # why it was ended


def announce(writer: Connection, number: int) -> None:
    """Say, in a child process, that it begins with task *number*."""
    os.write(writer.fileno(), _NOTICE.pack(number, os.getpid(), time.process_time()))


def look_at(pid: int) -> Look | None:
    """Return what a process is doing now, None when it is gone."""
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times = process.cpu_times()
            return Look(times.user + times.system, process.status() in _ASLEEP)
    except psutil.Error:
        return None


class Watch:
    """A thread that looks at the tasks of one pool, from when a child announces them until they are done."""

    def __init__(self, reader: Connection, writer: Connection, look: Callable[[int], Look | None] = look_at) -> None:
        self._reader = reader
        self._writer = writer
        self._look = look
        self._known: dict[int, Task] = {}
        self._running: dict[int, tuple[int, TaskTime]] = {}  # task -> its process and what it has had
        self._thread = Thread(target=self._watch, name="child-watch", daemon=True)
        self._thread.start()

    def add(self, number: int, task: Task) -> None:
        """Know a task before it is scheduled."""
        self._known[number] = task
        task.outer.add_done_callback(lambda _outer: self._known.pop(number, None))

    def stop(self) -> None:
        """End the thread."""
        os.write(self._writer.fileno(), _NOTICE.pack(_STOP, 0, 0.0))
        self._thread.join()
        self._reader.close()
        self._writer.close()

    def _watch(self) -> None:
        looked = time.monotonic()
        while True:
            step = min((*self._steps(), _LONGEST_STEP_S))
            if self._reader.poll(step if self._running else None):
                number, pid, cpu_s = _NOTICE.unpack(os.read(self._reader.fileno(), _NOTICE.size))
                if number == _STOP:
                    return
                self._running[number] = (pid, TaskTime(Look(cpu_s, asleep=False)))
            now = time.monotonic()
            if now - looked >= step:
                # When this thread was kept waiting, so were the children: then the wall's clock says nothing.
                self._look_at_all(min(now - looked, 2 * step))
                looked = now

    def _steps(self) -> Iterator[float]:
        for number in self._running:
            task = self._known.get(number)
            if task is not None:
                yield WALL_FACTOR * task.limit_s / _LOOKS

    def _look_at_all(self, step_s: float) -> None:
        for number, (pid, before) in list(self._running.items()):
            task = self._known.get(number)
            if task is None or task.inner is None or task.inner.done():
                del self._running[number]
                continue
            had = before.after(self._look(pid), step_s)
            self._running[number] = (pid, had)
            task.error = verdict(had, task.limit_s)
            if task.error is not None:
                del self._running[number]
                task.inner.cancel()
