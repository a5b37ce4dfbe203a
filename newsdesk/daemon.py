"""Rounds without end: a handful of static jobs on one asyncio loop, until told to stop.

What is due stands in rows, so a timer only asks; a missed tick costs nothing. Each job runs at most
once at a time, and ticks missed while the machine slept count as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newsdesk.jobs.registry import JOBS, Call, Job, JobDeps
from newsdesk.jobs.report import Report, ignore
from newsdesk.jobs.round import run_round
from newsdesk.leading import HeldLead, Wait, leading, wait_for
from newsdesk.settings.model import Daemon, seconds
from newsdesk.signals import Stop, stop_signals
from newsdesk.ticks import Every, keep_time
from pipeline.errors import RetryLaterError, StorageError

_log = logging.getLogger(__name__)

ROUND_LIMIT = timedelta(hours=2)  # a round with so slow a site is told to stop
_BEAT = timedelta(seconds=1)  # how often the wall clock is mistrusted

Task = Callable[[Stop], Awaitable[Report]]
Running = dict[asyncio.Task[Report], Stop]
Work = Callable[[Stop], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class DaemonDeps:
    """What the daemon needs."""

    settings: Daemon
    take_lead: Callable[[], HeldLead | None]  # None while another process has the lead
    open_jobs: Callable[[], AbstractContextManager[JobDeps]]  # for as long as this process leads


async def serve(deps: DaemonDeps) -> bool:
    """Work until SIGTERM or SIGINT; stand by while another daemon leads on the same database.

    What is in flight when told to stop is finished or released within ``daemon.grace_s`` seconds; return whether
    it was.
    """
    async with stop_signals() as stop:
        ended = await serve_until(stop, deps)
    _log.info("daemon stopped")
    return ended


async def serve_until(stop: Stop, deps: DaemonDeps, *, work: Work | None = None, wait: Wait = wait_for) -> bool:
    """Do *work* whenever this process leads, until *stop*; return whether all of it had ended by then."""
    said = None
    while not stop.is_set():
        lead, why_not = await _take_lead(deps)
        if lead is not None:
            said = None
            if not await _lead(deps, lead, stop, work or partial(_work, deps), wait):
                return False
            continue
        if why_not != said:
            _log.info("%s", why_not)
            said = why_not
        await wait(stop, seconds(deps.settings.standby_check_s))
    return True


async def _take_lead(deps: DaemonDeps) -> tuple[HeldLead | None, str]:
    try:
        return await asyncio.to_thread(deps.take_lead), "another newsdesk leads on this database; standing by"
    except (StorageError, RetryLaterError) as exc:
        return None, f"{exc}; trying until it can be reached"


async def _lead(deps: DaemonDeps, lead: HeldLead, stop: Stop, work: Work, wait: Wait) -> bool:
    ending = Stop()  # of this term: the lead may be lost, and won again

    async def pass_on() -> None:
        await stop.wait()
        ending.set()

    passing = asyncio.ensure_future(pass_on())
    try:
        async with leading(lead, ending, deps.settings, wait=wait):
            ended = ending.is_set() or await work(ending)
    finally:
        passing.cancel()
    if ended:
        await asyncio.to_thread(lead.give_up)
    return ended  # if not, the lead is kept: it ends with this process, and so does its work


async def _work(deps: DaemonDeps, stop: Stop) -> bool:
    with deps.open_jobs() as job_deps:
        return await _run_jobs(job_deps, deps.settings, stop)


async def _run_jobs(deps: JobDeps, settings: Daemon, stop: Stop) -> bool:
    running: Running = {}
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        # The default drops a tick that comes a second late, which any busy loop does.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    tick = timedelta(seconds=settings.tick_s)

    def add(name: str, task: Task, every: timedelta, limit: timedelta, level: int = logging.INFO) -> None:
        limited = partial(run_limited, name, task, limit, running, level)
        scheduler.add_job(limited, Every(every), id=name, name=name, next_run_time=datetime.now(UTC))

    # The very round that `newsdesk run` does, but a host with much to fetch must not keep the others from their next
    # poll, and what has a timer of its own is not waited for.
    of_a_round = [job for job in JOBS if job.every is None]
    add("round", lambda own: run_round(deps, stop=own, max_duration=2 * tick, jobs=of_a_round), tick, ROUND_LIMIT)
    for job in JOBS:
        if job.every is not None:
            add(job.name, partial(_alone, job, deps), job.every, job.limit, job.level)
    scheduler.start()
    beating = asyncio.ensure_future(_beat(scheduler))
    _log.info("daemon started: a tick every %g s", settings.tick_s)
    try:
        await stop.wait()
    finally:
        beating.cancel()
        scheduler.pause()  # shutting it down now would cancel what is in flight
        ended = await _finish(running, stop, timedelta(seconds=settings.grace_s))
        scheduler.shutdown(wait=False)
    return ended


async def _alone(job: Job, deps: JobDeps, stop: Stop) -> Report:
    return await job.work(deps, Call(deps.clock(), stop, ignore))


async def run_limited(name: str, task: Task, limit: timedelta, running: Running, level: int = logging.INFO) -> None:
    """Run *task*, tell it to stop after *limit*, and return when it has really ended: no other begins before.

    Its report is logged at *level*.
    """
    own = Stop()
    running_task = asyncio.ensure_future(task(own))
    running[running_task] = own
    running_task.add_done_callback(running.pop)
    running_task.add_done_callback(partial(_log_outcome, name, level))
    # The scheduler shuts down; `_finish` waits for the task itself.
    with contextlib.suppress(asyncio.CancelledError):
        done, _ = await asyncio.wait({running_task}, timeout=limit.total_seconds())
        if not done:
            _log.error("%s: told to stop after %s; the next begins when it has ended", name, limit)
            own.set()
            await asyncio.wait({running_task})


def _log_outcome(name: str, level: int, task: asyncio.Task[Report]) -> None:
    if task.cancelled():
        return
    error = task.exception()
    if isinstance(error, StorageError | RetryLaterError):
        _log.error("%s failed; it is tried again at its next tick: %s", name, error)
    elif error:
        # The edge of the process: one failed job must not end the others.
        _log.error("%s failed; it is tried again at its next tick", name, exc_info=error)
    else:
        for line in task.result().lines():
            _log.log(level, "%s", line.strip())


async def _beat(scheduler: AsyncIOScheduler) -> None:
    while True:
        await asyncio.sleep(_BEAT.total_seconds())
        keep_time(scheduler)


async def _finish(running: Running, stop: Stop, grace: timedelta) -> bool:
    """Stop what is *running*; return whether it ended within *grace*.

    When the lead was lost there is no hurry, and this process must not lead again before its work has ended.
    """
    lost = stop.is_cut
    for own in running.values():
        if lost:
            own.cut()
        else:
            own.set()
    while running:
        _, late = await asyncio.wait(set(running), timeout=grace.total_seconds())
        for task in late:
            _log.warning("not finished after %s: %s", grace, task.get_name())
            if not lost:
                task.cancel()
        if late and not lost:
            return False
    return True
