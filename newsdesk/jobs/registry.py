"""The one list of jobs: which there are, which belong to a round and in which order, and which the daemon runs beside.

A new job is a module beside this one, a field of `JobDeps` and an entry of `JOBS`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsdesk.clock import Clock
from newsdesk.jobs.crawl import CrawlDeps, crawl
from newsdesk.jobs.digest import DigestDeps, write_due_digests
from newsdesk.jobs.health import HealthDeps, check_health
from newsdesk.jobs.prepare import PrepareDeps
from newsdesk.jobs.process import ProcessDeps, process
from newsdesk.jobs.report import Nothing, OnProgress, Report
from newsdesk.jobs.retention import RetentionDeps, drop_old_rows
from storage.engine import Engine

if TYPE_CHECKING:
    from newsdesk.deliver.send import SendDeps
    from newsdesk.jobs.alerts import AlertDeps


@dataclass(frozen=True, slots=True)
class Telling:
    """What those jobs need that tell people of what was found; loaded where somebody is to be told."""

    alerts: AlertDeps
    deliver: SendDeps


@dataclass(frozen=True, slots=True)
class JobDeps:
    """What each of the jobs needs, and the round itself to write down what it came to."""

    engine: Engine
    clock: Clock
    prepare: PrepareDeps
    crawl: CrawlDeps
    process: ProcessDeps
    digest: DigestDeps
    retention: RetentionDeps
    health: HealthDeps
    telling: Callable[[], Telling | None]  # None where nobody is to be told anything


@dataclass(frozen=True, slots=True)
class Call:
    """How a job is called: by a round that began when, until when, and who is told of progress."""

    began: datetime
    stop: asyncio.Event
    on_progress: OnProgress
    max_duration: timedelta | None = None  # of the crawl: what it has not begun by then is left to the next round


@dataclass(frozen=True, slots=True)
class Job:
    """An entry of the list.

    `newsdesk run` does those of a round one after the other. The daemon runs a job with *every* so often by itself,
    for *limit* at most, and leaves it out of its rounds: what it waits for holds up no round.
    """

    name: str
    work: Callable[[JobDeps, Call], Awaitable[Report]]
    in_round: bool = True
    every: timedelta | None = None
    limit: timedelta = timedelta(minutes=1)
    level: int = logging.INFO  # at which the daemon logs the report's lines


async def _crawl(deps: JobDeps, call: Call) -> Report:
    return await crawl(deps.crawl, stop=call.stop, on_progress=call.on_progress, max_duration=call.max_duration)


async def _process(deps: JobDeps, call: Call) -> Report:
    return await asyncio.to_thread(process, deps.process, should_stop=call.stop.is_set, on_progress=call.on_progress)


async def _digest(deps: JobDeps, _call: Call) -> Report:
    return await asyncio.to_thread(write_due_digests, deps.digest, deps.clock())


async def _retention(deps: JobDeps, call: Call) -> Report:
    return await asyncio.to_thread(drop_old_rows, deps.retention, call.began, should_stop=call.stop.is_set)


async def _health(deps: JobDeps, _call: Call) -> Report:
    return await asyncio.to_thread(check_health, deps.health, deps.clock())


async def _alerts(deps: JobDeps, call: Call) -> Report:
    telling = deps.telling()
    if telling is None:
        return Nothing()
    from newsdesk.jobs.alerts import look

    return await asyncio.to_thread(look, telling.alerts, deps.clock(), call.stop.is_set)


async def _deliver(deps: JobDeps, call: Call) -> Report:
    telling = deps.telling()
    if telling is None:
        return Nothing()
    from newsdesk.jobs.deliver import deliver

    return await asyncio.to_thread(deliver, telling.deliver, call.stop.is_set)


JOBS = (
    Job("crawl", _crawl),
    Job("process", _process),
    Job("digest", _digest),  # after what it is cut from
    Job("alerts", _alerts),  # of what was filed, and of the digests just made
    Job("deliver", _deliver, every=timedelta(seconds=15), limit=timedelta(minutes=10)),
    Job("retention", _retention),
    Job("health", _health, in_round=False, every=timedelta(hours=1), level=logging.WARNING),
)
