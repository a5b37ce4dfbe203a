"""Rounds without end: a handful of static jobs on one asyncio loop, until told to stop.

What is due stands in rows, so a timer only asks; a missed tick costs nothing. Each job runs at most
once at a time, and ticks missed while the machine slept count as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from newsdesk import rounds
from newsdesk.signals import told_to_stop
from newsdesk.wiring import House

_log = logging.getLogger(__name__)

ROUND_LIMIT = timedelta(hours=2)  # a round with so slow a site is given up; its leases end

Job = Callable[[], Awaitable[object]]


async def serve(house: House) -> None:
    """Work until SIGTERM or SIGINT; stand by while another daemon works on the same database.

    What is in hand when told to stop is finished or given back within ``daemon.grace_s`` seconds.
    """
    async with told_to_stop() as stop:
        while not stop.is_set():
            with house.only_one() as alone:
                if alone:
                    await _work(house, stop)
                    return
            _log.info("another newsdesk works on this database; standing by")
            await _sleep(stop, timedelta(seconds=house.settings.daemon.standby_check_s))


async def _work(house: House, stop: asyncio.Event) -> None:
    settings = house.settings
    running: set[asyncio.Task[object]] = set()
    scheduler = AsyncIOScheduler(
        timezone=settings.digest.zone,
        # The default drops a tick that comes a second late, which any busy loop does.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def add(
        name: str, job: Job, trigger: IntervalTrigger | CronTrigger, limit: timedelta, *, now: bool = False
    ) -> None:
        async def guarded() -> None:
            task = asyncio.ensure_future(job())
            running.add(task)
            task.add_done_callback(running.discard)
            try:
                done, _ = await asyncio.wait({task}, timeout=limit.total_seconds())
            except asyncio.CancelledError:
                return  # the scheduler shuts down; `_finish` waits for the task itself
            if not done:
                task.cancel()
                _log.error("%s: given up after %s", name, limit)
            elif error := task.exception():
                # The edge of the process: one failed job must not end the others.
                _log.error("%s failed; it is tried again at its next tick", name, exc_info=error)
            else:
                for line in getattr(task.result(), "lines", list)():
                    _log.info("%s", line.strip())

        scheduler.add_job(guarded, trigger, id=name, **({"next_run_time": house.clock()} if now else {}))

    tick = IntervalTrigger(seconds=settings.daemon.tick_s)
    # A host with much to fetch must not keep the others from their next poll.
    lasting = timedelta(seconds=2 * settings.daemon.tick_s)
    # The very round that `newsdesk run` does: the digest comes after what it is cut from.
    add("round", lambda: rounds.one_round(house, stop=stop, lasting=lasting), tick, ROUND_LIMIT, now=True)
    add("health", lambda: rounds.report_health(house), IntervalTrigger(hours=1), timedelta(minutes=1))
    add("retention", lambda: rounds.forget(house), CronTrigger(hour=3, minute=17), timedelta(minutes=30))
    scheduler.start()
    _log.info("daemon started: a tick every %g s", settings.daemon.tick_s)
    try:
        await stop.wait()
    finally:
        scheduler.pause()  # shutting it down now would cancel what is in hand
        await _finish(running, timedelta(seconds=settings.daemon.grace_s))
        scheduler.shutdown(wait=False)
    _log.info("daemon stopped")


async def _finish(running: set[asyncio.Task[object]], grace: timedelta) -> None:
    if not running:
        return
    _, late = await asyncio.wait(set(running), timeout=grace.total_seconds())
    for task in late:
        _log.warning("not finished in time; its leases end by themselves: %s", task.get_name())
        task.cancel()


async def _sleep(stop: asyncio.Event, wait: timedelta) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), wait.total_seconds())
