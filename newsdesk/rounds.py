"""What a round is made of. The commands, `run` and the daemon all call these functions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from newsdesk.digest.due import DueDay
from newsdesk.signals import Stop
from newsdesk.wiring import House
from pipeline.errors import NewsdeskError
from storage.engine import Connection
from storage.lead import unfenced
from storage.queries.health import alarms
from storage.runs import begin_run, end_run
from storage.transactions import reading, transact

if TYPE_CHECKING:
    from crawler.keeper import CrawlReport
    from newsdesk.retention import RetentionReport
    from pipeline.tally import Tally

_log = logging.getLogger(__name__)

Told = Callable[[str], None]
Result = TypeVar("Result")


def _nobody(_what: str) -> None:
    pass


@dataclass(frozen=True)
class ProcessReport:
    """What processing came to."""

    tally: Tally
    merged: int = 0  # stories that turned out to be others

    @property
    def ok(self) -> bool:
        return True

    def lines(self) -> list[str]:
        tally = self.tally
        rejected = sum(tally.rejected.values())
        found = [
            f"process: {tally.articles} new articles, {tally.revisions} revised, {tally.known} known, "
            f"{rejected} rejected"
            + (f", {tally.quarantined} quarantined" if tally.quarantined else "")
            + (f", {tally.released} to be tried again" if tally.released else "")
            + (f", {tally.lost} lost to another process" if tally.lost else "")
        ]
        found += [f"  rejected as {reason.value}: {count}" for reason, count in sorted(tally.rejected.items())]
        return found

    def problems(self) -> list[str]:
        """Return what went wrong: a page that is no article is none of it."""
        found = []
        if self.tally.released:
            found.append(f"process: {self.tally.released} pages could not be processed, and are tried again")
        if self.tally.quarantined:
            found.append(f"process: {self.tally.quarantined} pages were quarantined: they hung or ended their process")
        if self.tally.lost:
            found.append(f"process: {self.tally.lost} pages were lost to another process, which was faster")
        return found


@dataclass(frozen=True)
class DigestReport:
    """The files of digests that were due, and the days whose digest has to wait."""

    files: tuple[Path, ...] = ()
    waiting: tuple[DueDay, ...] = ()

    def lines(self) -> list[str]:
        return [f"digest: {file}" for file in self.files] + self.problems()

    def problems(self) -> list[str]:
        """Return what a person should hear of however little they want to hear."""
        return [f"digest of {one.day}: not written yet, {one.why}" for one in self.waiting]


@dataclass
class RoundReport:
    """What one whole round came to."""

    crawled: CrawlReport | None = None
    processed: ProcessReport | None = None
    digest: DigestReport | None = None
    forgotten: RetentionReport | None = None

    def counts(self) -> dict[str, int]:
        """Return what was done, name -> number."""
        found: dict[str, int] = {}
        if self.crawled:
            found |= {"polled": self.crawled.polled, "failed": len(self.crawled.failed)}
            found |= {"new_items": self.crawled.new, "pages": self.crawled.pages}
        if self.processed:
            tally = self.processed.tally
            found |= {
                "articles": tally.articles,
                "revisions": tally.revisions,
                "rejected": sum(tally.rejected.values()),
            }
        return found

    @property
    def exit_code(self) -> int:
        return self.crawled.exit_code if self.crawled else 0

    def lines(self) -> list[str]:
        found = []
        for part in (self.crawled, self.processed, self.digest, self.forgotten):
            found += part.lines() if part else []
        return found

    def problems(self) -> list[str]:
        """Return what went wrong."""
        found = []
        for part in (self.crawled, self.processed, self.digest):
            found += part.problems() if part else []
        return found


async def crawl(
    house: House,
    *,
    names: Collection[str] | None = None,
    everything: bool = False,
    stop: asyncio.Event | None = None,
    told: Told = _nobody,
    lasting: timedelta | None = None,
) -> CrawlReport:
    """Poll what is due and fetch what is new; what is not begun after *lasting* is left to the next round."""
    from crawler.round import crawl_round

    await asyncio.to_thread(house.prepare_database)
    desk = house.desk(told)
    with stop.breaking_off(desk.gate.break_off) if isinstance(stop, Stop) else contextlib.nullcontext():
        return await crawl_round(desk, names=names, everything=everything, stop=stop, lasting=lasting)


async def process(house: House, *, stop: asyncio.Event | None = None, told: Told = _nobody) -> ProcessReport:
    """Take every page at rest through the pipeline."""
    await asyncio.to_thread(house.prepare_database)
    return await asyncio.to_thread(_process, house, stop or asyncio.Event(), told)


def _process(house: House, stop: asyncio.Event, told: Told) -> ProcessReport:
    from pipeline.prepare import prepare_equipped
    from pipeline.run import Caller, Pace
    from pipeline.run import process as process_pages

    settings = house.settings.process
    tally = process_pages(
        house.store,
        lambda work: house.pages_sandbox.submit(prepare_equipped, work.page, work.learned),
        clock=house.clock,
        embed=house.embed,
        pace=Pace(
            batch=settings.batch,
            ahead=max(8, 2 * (settings.workers or os.cpu_count() or 1)),
            attempts=settings.attempts,
        ),
        caller=Caller(stop.is_set, lambda work, _outcome: told(work.page.url)),
    )
    merged = house.store.recluster(house.clock()) if tally.articles or tally.revisions else 0
    return ProcessReport(tally, merged)


async def digest_if_due(house: House) -> DigestReport:
    """Write the digests that are due: see `newsdesk.digest.due`."""
    from newsdesk.digest.daily import write_if_due

    written = await asyncio.to_thread(write_if_due, house)
    return DigestReport(written.files, written.waiting)


async def report_health(house: House) -> None:
    """Log the sources that need a person."""

    def look() -> list[str]:
        with reading(house.engine) as connection:
            return alarms(connection, house.sources, house.clock())

    for line in await asyncio.to_thread(look):
        _log.warning("%s", line)


async def one_round(
    house: House,
    *,
    stop: asyncio.Event | None = None,
    told: Told = _nobody,
    lasting: timedelta | None = None,
) -> RoundReport:
    """Crawl what is due for *lasting* at most, process it, and write the digest when its hour has come.

    The round leaves a row in ``run``: one that has begun and not ended was killed.
    """
    await asyncio.to_thread(house.prepare_database)
    began = house.clock()
    run_id = await _note(house, lambda connection: begin_run(connection, "round", began))
    report = RoundReport()
    try:
        report.crawled = await crawl(house, stop=stop, told=told, lasting=lasting)
        report.processed = await process(house, stop=stop, told=told)
        stopped = stop is not None and stop.is_set()
        if not stopped:
            report.digest = await digest_if_due(house)
            report.forgotten = await forget_if_due(house, began, stop)
    except Exception as exc:
        problem = f"{type(exc).__name__}: {exc}"
        with contextlib.suppress(NewsdeskError):  # a database that is gone; the successor ends the row
            await _end(house, run_id, "failed", {}, problem)
        raise
    amiss = report.crawled.problem
    outcome = "stopped" if stopped else "failed" if amiss else "ok"
    await _end(house, run_id, outcome, report.counts(), amiss)
    return report


async def forget_if_due(
    house: House, round_began: datetime, stop: asyncio.Event | None = None
) -> RetentionReport | None:
    """Drop what retention says, once a day, whoever does the rounds."""
    from newsdesk.retention import forget_if_due as forget

    return await asyncio.to_thread(forget, house, round_began, stop.is_set if stop is not None else lambda: False)


async def _end(house: House, run_id: int, outcome: str, counts: dict[str, int], problem: str | None = None) -> None:
    def work(connection: Connection) -> None:
        end_run(connection, run_id, outcome, counts, house.clock(), problem)

    # Its own row, also when the lead was lost meanwhile.
    await asyncio.to_thread(transact, unfenced(house.engine), work)


async def _note(house: House, work: Callable[[Connection], Result]) -> Result:
    return await asyncio.to_thread(transact, house.engine, work)
