"""How each source fares, and which need a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, select

from storage.schema.articles import run
from storage.schema.collect import fetch, item, page, source

if TYPE_CHECKING:
    from pipeline.records import Source

FAILING_AFTER = 5.0  # weighted failures in a row
SILENT_FACTOR = 4.0  # a gap this many times the usual one is a silence
LEAST_SILENCE = timedelta(days=3)
MOST_SILENCE = timedelta(days=60)  # an alarm however little a source brings
MONTH = timedelta(days=30)
LONGEST_WAIT = timedelta(hours=26)  # between two polls of a source that answers
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source as an operator sees it. Times are None when it never happened."""

    name: str
    kind: str
    state: str  # new, ok, failing, off, gone, disabled
    url: str
    last_fetch_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_fetch_at: datetime | None
    failures: float
    problem: str | None
    problem_detail: str | None
    items_per_day: float | None  # over the last month
    polls: int  # over the last month
    unchanged: int  # of them, answered with nothing new
    alarm: str | None = None


def health(connection: Connection, configured: Mapping[str, Source], now: datetime) -> list[SourceHealth]:
    """Return every source by name, with an alarm where its own history or its ``[expect]`` says so."""
    since = now - MONTH
    # Counted by source, each in its part of an index; a count over all would go over years of items.
    recent = select(func.count()).where(item.c.source == source.c.name, item.c.first_seen_at >= since)
    listed = {
        row.name: row.times
        for row in connection.execute(select(source.c.name, recent.scalar_subquery().label("times")))
    }
    polls: dict[str, dict[str, int]] = {}
    for row in connection.execute(
        select(fetch.c.source, fetch.c.outcome, func.count().label("times"))
        .where(fetch.c.started_at >= since, fetch.c.purpose == "list")
        .group_by(fetch.c.source, fetch.c.outcome)
    ):
        polls.setdefault(row.source, {})[row.outcome] = row.times
    found = []
    for row in connection.execute(select(source).order_by(source.c.name)):
        days = max(min((now - row.added_at) / timedelta(days=1), 30.0), 1.0)
        own = polls.get(row.name, {})
        rate = listed.get(row.name, 0) / days if row.last_success_at else None
        found.append(
            SourceHealth(
                row.name,
                row.kind,
                row.state if row.enabled else "disabled",
                row.url,
                row.last_fetch_at,
                row.last_success_at,
                row.last_new_at,
                row.next_fetch_at,
                row.failures,
                row.problem,
                row.problem_detail,
                rate,
                sum(own.values()),
                own.get("unchanged", 0),
                _alarm(connection, row, configured.get(row.name), rate, now) if row.enabled else None,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class EnabledSource:
    """How the polling of one source that is switched on stands; None for what never happened."""

    name: str
    last_fetch_at: datetime | None
    last_success_at: datetime | None
    next_fetch_at: datetime | None
    failures: float  # in a row, weighted


def enabled_sources(connection: Connection) -> list[EnabledSource]:
    """Return the sources that are polled, by name; those that are gone or off are not."""
    columns = (source.c.name, source.c.last_fetch_at, source.c.last_success_at, source.c.next_fetch_at)
    polled = source.c.enabled & source.c.state.not_in(("gone", "off"))
    rows = connection.execute(select(*columns, source.c.failures).where(polled).order_by(source.c.name))
    return [EnabledSource(*row) for row in rows]


def alarms(connection: Connection, configured: Mapping[str, Source], now: datetime) -> list[str]:
    """Return one line for each source that needs a person."""
    return [f"{one.name}: {one.alarm}" for one in health(connection, configured, now) if one.alarm]


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round as ``run`` has it."""

    started_at: datetime
    ended_at: datetime | None  # None while it works
    outcome: str | None  # ok, failed, stopped
    problem: str | None


def last_rounds(connection: Connection, limit: int = 20) -> list[RoundRow]:
    """Return the last *limit* rounds, the one that was begun last first."""
    rows = connection.execute(
        select(run.c.started_at, run.c.ended_at, run.c.outcome, run.c.problem)
        .where(run.c.command == "round")
        .order_by(run.c.id.desc())
        .limit(limit)
    )
    return [RoundRow(*row) for row in rows]


def last_good_round(connection: Connection) -> RoundRow | None:
    """Return the round that ended well last, None if none has."""
    row = connection.execute(
        select(run.c.started_at, run.c.ended_at, run.c.outcome, run.c.problem)
        .where(run.c.command == "round", run.c.outcome == "ok")
        .order_by(run.c.id.desc())
        .limit(1)
    ).first()
    return RoundRow(*row) if row else None


def polled_last(connection: Connection) -> tuple[int, int]:
    """Return how many sources the last round that asked any has asked, and how many of them did not answer.

    Where only `newsdesk crawl` is used, which leaves no round, those asked within the last hour of asking count.
    """
    newest = connection.execute(
        select(fetch.c.started_at).where(fetch.c.purpose == "list").order_by(fetch.c.id.desc()).limit(1)
    ).scalar()
    if newest is None:
        return 0, 0
    began = connection.execute(
        select(run.c.started_at)
        .where(run.c.command == "round", run.c.started_at <= newest)
        .order_by(run.c.started_at.desc())
        .limit(1)
    ).scalar()
    rows = connection.execute(
        select(fetch.c.source, fetch.c.outcome)
        .where(fetch.c.purpose == "list", fetch.c.started_at >= (began or newest - HOUR), fetch.c.started_at <= newest)
        .order_by(fetch.c.id)
    )
    outcomes = {row.source: row.outcome for row in rows}  # the last of each
    return len(outcomes), sum(outcome not in ("ok", "unchanged") for outcome in outcomes.values())


def pages_waiting(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many pages wait to be processed, and since when the oldest of them."""
    waits = page.c.stage == "waiting"
    row = connection.execute(select(func.count(), func.min(page.c.fetched_at)).where(waits)).one()
    return row[0], row[1]


def pages_settled(connection: Connection) -> int:
    """Return how many pages have had their outcome."""
    return connection.execute(select(func.count()).select_from(page).where(page.c.stage == "settled")).scalar_one()


def _alarm(
    connection: Connection, row: Row[Any], configured: Source | None, rate: float | None, now: datetime
) -> str | None:
    if row.state == "gone":
        return "answered 410 Gone: it is no longer polled"
    if row.state == "off":
        return "not found for weeks: tried once a week only"
    if row.failures >= FAILING_AFTER:
        return f"failed {row.failures:g} times in a row: {row.problem}"
    if row.last_new_at is None or rate is None:
        return None
    expect = configured.expect if configured else None
    quiet = now - row.last_new_at
    # What polling learned, for the last month's count holds a first poll's backlog, and forgets with the silence.
    usual = row.poll_state.get("rate") or rate
    allowed = min(max(LEAST_SILENCE, timedelta(days=SILENT_FACTOR / max(usual, 0.01))), MOST_SILENCE)
    allowed = (expect and expect.silent_after) or allowed
    if quiet > allowed:
        quiet -= _not_looked(connection, row.name, row.last_new_at, now)
    if quiet > allowed:
        return f"silent for {quiet.days} days; usually {usual:.1f} items a day"
    if expect and expect.items_per_day_max is not None and rate > expect.items_per_day_max:
        return f"{rate:.1f} items a day, expected at most {expect.items_per_day_max:g}"
    if expect and expect.items_per_day_min is not None and rate < expect.items_per_day_min:
        return f"{rate:.1f} items a day, expected at least {expect.items_per_day_min:g}"
    return None


def _not_looked(connection: Connection, name: str, since: datetime, now: datetime) -> timedelta:
    """Return for how long between *since* and *now* nobody looked, for all that the log of requests knows.

    A machine that was off, and a clock that was wrong and then put right, leave a gap between two polls that is longer
    than any wait; nothing can be said of what was listed meanwhile.
    """
    answered = (fetch.c.purpose == "list", fetch.c.outcome.in_(("ok", "unchanged")))
    times = connection.scalars(
        select(fetch.c.started_at)
        .where(fetch.c.source == name, *answered, fetch.c.started_at >= since, fetch.c.started_at <= now)
        .order_by(fetch.c.started_at)
    ).all()
    gaps = (later - earlier for earlier, later in pairwise(times))
    return sum((max(gap - LONGEST_WAIT, timedelta(0)) for gap in gaps), timedelta(0))
