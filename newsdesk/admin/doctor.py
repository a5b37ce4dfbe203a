"""What `newsdesk doctor` looks at. Each finding is a pure function of rows; `examine` reads those."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from newsdesk.admin.query_terms import query_reader
from newsdesk.moments import shown
from newsdesk.settings.everything import problems_of
from newsdesk.settings.model import PLACEHOLDER_CONTACT
from pipeline.errors import NewsdeskError
from pipeline.records import Source
from storage.engine import Connection, Engine, database_file
from storage.hosts import held_hosts
from storage.pages import pages_quarantined, pages_waiting
from storage.queries.health import RoundRow, alarms, last_good_round, last_rounds, pages_settled, polled_last
from storage.queries.languages import LanguageCount, languages_since
from storage.transactions import reading

GIB = 1024**3
LANGUAGES_OVER = timedelta(days=7)  # of articles, whose languages are counted
MANY_WAITING = 10_000  # pages
FEW_TIMES = 4  # the usual time between rounds; after that a round is missed
SHORTEST_SILENCE = timedelta(hours=1)
UNUSUAL_SILENCE = timedelta(days=1)  # while it is not known how often rounds are done
CLOCK_SLACK = timedelta(minutes=5)  # two machines' clocks may differ by so much
LEAST_FREE_BYTES = GIB
LEAST_FREE_SHARE, AMPLE_BYTES = 0.05, 20 * GIB  # so small a share is no trouble while there is so much
FEW_QUARANTINED, QUARANTINED_SHARE = 5, 0.01  # of the settled pages


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    good: bool
    what: str
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A file system, in bytes."""

    total: int
    free: int


def space_of(folder: Path) -> Space:
    """Return how full the file system of *folder* is."""
    usage = shutil.disk_usage(folder)
    return Space(usage.total, usage.free)


@dataclass(frozen=True, slots=True)
class DoctorDeps:
    """What the doctor needs. Any of the functions may fail with what is then a finding."""

    folder: Path  # of the configuration
    contact_url: str
    has_no_database: Callable[[], bool]
    open_database: Callable[[], AbstractContextManager[Engine]]
    read_sources: Callable[[], Mapping[str, Source]]
    space: Callable[[Path], Space] = space_of


def examine(deps: DoctorDeps, now: datetime) -> list[Finding]:
    """Return what was found, good or bad; times are shown in the zone of *now*."""
    found = [_configuration(deps.folder, now), contact(deps.contact_url)]
    if deps.has_no_database():
        return [*found, Finding(good=True, what="database: none yet; the first round makes it")]
    try:
        with deps.open_database() as engine:
            found.append(Finding(good=True, what="database: reachable, and of this version's schema"))
            file = database_file(engine)
            if file is not None:
                found.append(disk(deps.space(file.absolute().parent), file.absolute().parent))
            with reading(engine) as connection:
                found += _rows(connection, deps, now)
    except NewsdeskError as exc:
        found.append(Finding(good=False, what=f"database: {exc}"))
    return found


def _rows(connection: Connection, deps: DoctorDeps, now: datetime) -> list[Finding]:
    found = rounds(last_good_round(connection), last_rounds(connection), now)
    found += answers(*polled_last(connection))
    found.append(_waiting(pages_waiting(connection)))
    found += quarantine(pages_quarantined(connection), pages_settled(connection))
    for host, until, why in held_hosts(connection, now):
        found.append(Finding(good=True, what=f"{host}: left alone until {shown(until, now.tzinfo or UTC)}, {why}"))
    found += degraded(languages_since(connection, now - LANGUAGES_OVER))
    needing = alarms(connection, deps.read_sources(), now)
    if not needing:
        found.append(Finding(good=True, what="sources: none raises an alarm"))
    return found + [Finding(good=False, what=f"source {line}") for line in needing]


def rounds(good: RoundRow | None, last: Sequence[RoundRow], now: datetime) -> list[Finding]:
    """Return what is to be said of rounds: *good* ended well last, *last* are the latest of any outcome."""
    found = []
    ahead = [row for row in last if max(row.started_at, row.ended_at or row.started_at) > now + CLOCK_SLACK]
    if ahead:
        what = f"last round: begun {shown(ahead[0].started_at, now.tzinfo or UTC)}, which is in the future"
        found.append(Finding(good=False, what=what, advice="the clock is wrong, or was then; `date` shows it"))
    ended = [row for row in last if row.outcome is not None]
    if ended and ended[0].outcome == "failed":
        at, why = shown(ended[0].started_at, now.tzinfo or UTC), ended[0].problem or "no reason is known"
        what = f"last round: failed {at}: {why}"
        found.append(Finding(good=False, what=what))
    if good is None or good.ended_at is None:
        if not last:
            found.append(Finding(good=True, what="last good round: none yet; `newsdesk run` does one"))
        elif ended:
            found.append(Finding(good=False, what="last good round: none has ended well yet"))
        return found
    if good.ended_at <= now + CLOCK_SLACK:
        found.append(_age(good.ended_at, _usual(last), now))
    return found


def _age(ended_at: datetime, usual: timedelta | None, now: datetime) -> Finding:
    age = max(now - ended_at, timedelta(0))
    what = f"last good round: ended {shown(ended_at, now.tzinfo or UTC)}, {_in_words(age)} ago"
    if usual is None:
        return Finding(good=age <= UNUSUAL_SILENCE, what=what)
    good = age <= max(FEW_TIMES * usual, SHORTEST_SILENCE)
    advice = None if good else "is the daemon running, or cron's line still there?"
    return Finding(good=good, what=f"{what}; usually one every {_in_words(usual)}", advice=advice)


def _usual(last: Sequence[RoundRow]) -> timedelta | None:
    """Return the usual time between two rounds, None while there are too few to tell."""
    gaps = sorted(abs(later.started_at - earlier.started_at) for later, earlier in pairwise(last))
    return gaps[len(gaps) // 2] if len(gaps) >= 3 else None  # the median: one long night is nothing usual


def answers(asked: int, failed: int) -> list[Finding]:
    """Return what is to be said of the last round's polls: *failed* of the *asked* sources did not answer."""
    if not asked:
        return []
    what = f"last polls: {failed} of {asked} sources did not answer"
    if 2 * failed <= asked:
        return [Finding(good=True, what=what)]
    return [Finding(good=False, what=what, advice="is this machine's network all right? `newsdesk sources health`")]


def degraded(languages: Sequence[LanguageCount]) -> list[Finding]:
    """Return how many recent articles are in a language that some stage does not know; nothing if none."""
    lacking = [one for one in languages if one.degraded]
    if not lacking:
        return []
    listed = "; ".join(
        f"{one.language or 'unknown'} {one.articles} (not for: {', '.join(one.degraded or ())})" for one in lacking
    )
    some, every = sum(one.articles for one in lacking), sum(one.articles for one in languages)
    days = LANGUAGES_OVER.days
    return [Finding(good=True, what=f"degraded: {some} of {every} articles of {days} days, by language: {listed}")]


def disk(space: Space, folder: Path) -> Finding:
    """Return whether the file system of the database's *folder* is nearly full."""
    share = space.free / space.total if space.total else 0.0
    short = space.free < LEAST_FREE_BYTES or (share < LEAST_FREE_SHARE and space.free < AMPLE_BYTES)
    what = f"disk of {folder}: {space.free / GIB:.1f} GiB free, {share:.0%}"
    advice = "make room, or lower retention.page_bodies_days" if short else None
    return Finding(good=not short, what=what, advice=advice)


def quarantine(quarantined: int, settled: int) -> list[Finding]:
    """Return what is to be said of pages given up because processing them hung or killed its process."""
    if not quarantined:
        return []
    good = quarantined <= max(FEW_QUARANTINED, QUARANTINED_SHARE * settled)
    what = f"pages in quarantine: {quarantined} of {settled}"
    return [Finding(good, what, None if good else "is this machine short of memory? See process.memory_mib")]


def _waiting(waiting: int) -> Finding:
    many = waiting >= MANY_WAITING
    advice = "run `newsdesk process`, or give process.workers more" if many else None
    return Finding(good=not many, what=f"pages waiting to be processed: {waiting}", advice=advice)


def _in_words(span: timedelta) -> str:
    minutes = round(span / timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 60 / 24:.0f} days"


def _configuration(folder: Path, now: datetime) -> Finding:
    problems = problems_of(folder, query_reader(lambda: now))
    if not problems:
        return Finding(good=True, what=f"configuration: {folder} is good")
    return Finding(
        good=False,
        what=f"configuration: {len(problems)} problems in {folder}",
        advice="`newsdesk config check` lists them",
    )


def contact(url: str) -> Finding:
    """Return whether sites can tell whom to ask about the crawler."""
    if url == PLACEHOLDER_CONTACT:
        return Finding(
            good=False,
            what="contact address: still the placeholder; sites cannot tell whom to ask about your crawler",
            advice="put the address of a page about you into crawl.contact_url of newsdesk.toml",
        )
    return Finding(good=True, what=f"contact address: {url}")
