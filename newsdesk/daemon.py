"""Rounds without end: a handful of static jobs on one asyncio loop, until told to stop.

What is due stands in rows, so a timer only asks; a missed tick costs nothing. Each job runs at most
once at a time, and ticks missed while the machine slept count as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newsdesk import rounds
from newsdesk.leading import HeldLead, Wait, leading, wait_for
from newsdesk.settings.model import seconds
from newsdesk.signals import Stop, told_to_stop
from newsdesk.ticks import Every, keep_time
from newsdesk.wiring import House
from pipeline.errors import RetryLaterError, StorageError

_log = logging.getLogger(__name__)

ROUND_LIMIT = timedelta(hours=2)  # a round with so slow a site is told to stop
HEALTH_LIMIT = timedelta(minutes=1)
_BEAT = timedelta(seconds=1)  # how often the wall clock is mistrusted

Job = Callable[[Stop], Awaitable[object]]
Running = dict[asyncio.Task[object], Stop]
Work = Callable[[House, Stop], Awaitable[bool]]


async def serve(house: House) -> bool:
    """Work until SIGTERM or SIGINT; stand by while another daemon leads on the same database.

    What is in hand when told to stop is finished or given back within ``daemon.grace_s`` seconds; return
    whether it was.
    """
    async with told_to_stop() as stop:
        ended = await serve_until(stop, house)
    _log.info("daemon stopped")
    return ended


async def serve_until(stop: Stop, house: House, *, work: Work | None = None, wait: Wait = wait_for) -> bool:
    """Do *work* whenever this process leads, until *stop*; return whether all of it had ended by then."""
    said = None
    while not stop.is_set():
        lead, why_not = await _take_lead(house)
        if lead is not None:
            said = None
            if not await _lead(house, lead, stop, work or _work, wait):
                return False
            continue
        if why_not != said:
            _log.info("%s", why_not)
            said = why_not
        await wait(stop, seconds(house.settings.daemon.standby_check_s))
    return True


async def _take_lead(house: House) -> tuple[HeldLead | None, str]:
    try:
        return await asyncio.to_thread(house.take_lead), "another newsdesk leads on this database; standing by"
    except (StorageError, RetryLaterError) as exc:
        return None, f"{exc}; trying until it can be reached"


async def _lead(house: House, lead: HeldLead, stop: Stop, work: Work, wait: Wait) -> bool:
    ending = Stop()  # of this term: the lead may be lost, and won again

    async def pass_on() -> None:
        await stop.wait()
        ending.set()

    passing = asyncio.ensure_future(pass_on())
    try:
        async with leading(lead, ending, house.settings.daemon, wait=wait):
            ended = ending.is_set() or await work(house, ending)
    finally:
        passing.cancel()
    if ended:
        await asyncio.to_thread(lead.give_up)
    return ended  # if not, the lead is kept: it ends with this process, and so does its work


async def _work(house: House, stop: asyncio.Event) -> bool:
    settings = house.settings
    running: Running = {}
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        # The default drops a tick that comes a second late, which any busy loop does.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def add(name: str, job: Job, every: timedelta, limit: timedelta) -> None:
        limited = partial(run_limited, name, job, limit, running)
        scheduler.add_job(limited, Every(every), id=name, name=name, next_run_time=datetime.now(UTC))

    # A host with much to fetch must not keep the others from their next poll.
    lasting = timedelta(seconds=2 * settings.daemon.tick_s)
    # The very round that `newsdesk run` does: the digest comes after what it is cut from.
    tick = timedelta(seconds=settings.daemon.tick_s)
    add("round", lambda own: rounds.one_round(house, stop=own, lasting=lasting), tick, ROUND_LIMIT)
    add("health", lambda _own: rounds.report_health(house), timedelta(hours=1), HEALTH_LIMIT)
    scheduler.start()
    beating = asyncio.ensure_future(_beat(scheduler))
    _log.info("daemon started: a tick every %g s", settings.daemon.tick_s)
    try:
        await stop.wait()
    finally:
        beating.cancel()
        scheduler.pause()  # shutting it down now would cancel what is in hand
        ended = await _finish(running, stop, timedelta(seconds=settings.daemon.grace_s))
        scheduler.shutdown(wait=False)
    return ended


async def run_limited(name: str, job: Job, limit: timedelta, running: Running) -> None:
    """Run *job*, tell it to stop after *limit*, and return when it has really ended: no other begins before."""
    own = Stop()
    task = asyncio.ensure_future(job(own))
    running[task] = own
    task.add_done_callback(running.pop)
    task.add_done_callback(partial(_tell, name))
    with contextlib.suppress(asyncio.CancelledError):  # the scheduler shuts down; `_finish` waits for the task itself
        done, _ = await asyncio.wait({task}, timeout=limit.total_seconds())
        if not done:
            _log.error("%s: told to stop after %s; the next begins when it has ended", name, limit)
            own.set()
            await asyncio.wait({task})


def _tell(name: str, task: asyncio.Task[object]) -> None:
    if task.cancelled():
        return
    error = task.exception()
    if isinstance(error, StorageError | RetryLaterError):
        _log.error("%s failed; it is tried again at its next tick: %s", name, error)
    elif error:
        # The edge of the process: one failed job must not end the others.
        _log.error("%s failed; it is tried again at its next tick", name, exc_info=error)
    else:
        for line in getattr(task.result(), "lines", list)():
            _log.info("%s", line.strip())


async def _beat(scheduler: AsyncIOScheduler) -> None:
    while True:
        await asyncio.sleep(_BEAT.total_seconds())
        keep_time(scheduler)


async def _finish(running: Running, stop: asyncio.Event, grace: timedelta) -> bool:
    """Stop what is *running*; return whether it ended within *grace*.

    When the lead was lost there is no hurry, and this process must not lead again before its work has ended.
    """
    lost = isinstance(stop, Stop) and stop.is_cut
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
