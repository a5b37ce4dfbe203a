"""How newsdesk is doing, in numbers: for `newsdesk status` and for metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, text

from storage.schema.articles import article, digest, lease, run
from storage.schema.collect import fetch, item, page, source

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OVERDUE = HOUR  # a source that was due for longer: rounds do not keep up, or its host is left alone


@dataclass(frozen=True, slots=True)
class RoundState:
    """One round, and the seconds that each of its jobs took."""

    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Operation:
    """How newsdesk is doing at a moment. Moments are None when it never happened."""

    at: datetime
    sources: Mapping[str, int]  # that are polled, by state: new, ok, failing, off, gone
    overdue: int  # sources due for more than `OVERDUE`
    fetches: Mapping[tuple[str, str], int]  # of the last hour: (list or page, outcome)
    items_waiting: int  # listed, their pages not fetched yet
    pages_waiting: int  # fetched, not processed yet
    waiting_since: datetime | None
    quarantined: int
    articles_hour: int
    articles_day: int
    delays: Sequence[float]  # seconds from publication to storage of the articles of the last day, ascending
    leading_since: datetime | None
    leader: str | None  # machine/pid
    last_round: RoundState | None
    last_good_round: RoundState | None
    digest_made_at: datetime | None
    database_bytes: int


def read_operation(connection: Connection, now: datetime) -> Operation:
    """Return how newsdesk is doing *now*."""
    held = connection.execute(select(lease.c.holder, lease.c.taken_at).where(lease.c.name == "rounds")).first()
    return Operation(
        at=now,
        sources={
            row.state: row.times
            for row in connection.execute(
                select(source.c.state, func.count().label("times"))
                .where(source.c.enabled.is_(True))
                .group_by(source.c.state)
            )
        },
        overdue=_count(connection, source.c.enabled.is_(True), source.c.next_fetch_at < now - OVERDUE),
        fetches={
            (row.purpose, row.outcome): row.times
            for row in connection.execute(
                select(fetch.c.purpose, fetch.c.outcome, func.count().label("times"))
                .where(fetch.c.started_at > now - HOUR)
                .group_by(fetch.c.purpose, fetch.c.outcome)
            )
        },
        items_waiting=_count(connection, item.c.next_try_at <= now, item.c.state == "wanted"),
        pages_waiting=_count(connection, page.c.stage == "waiting"),
        waiting_since=connection.scalar(select(func.min(page.c.fetched_at)).where(page.c.stage == "waiting")),
        quarantined=_count(connection, page.c.outcome == "quarantined"),
        articles_hour=_count(connection, article.c.filed_at > now - HOUR),
        articles_day=_count(connection, article.c.filed_at > now - DAY),
        delays=_delays(connection, now),
        leading_since=held.taken_at if held else None,
        leader="/".join(held.holder.split("/")[:2]) if held else None,
        last_round=_round(connection, good=False),
        last_good_round=_round(connection, good=True),
        digest_made_at=connection.scalar(select(func.max(digest.c.made_at))),
        database_bytes=_size(connection),
    )


def _count(connection: Connection, *where: object) -> int:
    return connection.execute(select(func.count()).where(*where)).scalar_one()  # type: ignore[arg-type] # conditions


def _delays(connection: Connection, now: datetime) -> list[float]:
    """Return the seconds from publication to storage, of articles that say more than the day they were published."""
    stated = (article.c.published_precision != "day", article.c.published_at.is_not(None))
    rows = connection.execute(
        select(article.c.published_at, article.c.filed_at).where(article.c.filed_at > now - DAY, *stated)
    )
    return sorted((row.filed_at - row.published_at).total_seconds() for row in rows if row.filed_at > row.published_at)


def _round(connection: Connection, *, good: bool) -> RoundState | None:
    chosen = select(run.c.started_at, run.c.ended_at, run.c.outcome, run.c.counts).where(run.c.command == "round")
    if good:
        chosen = chosen.where(run.c.outcome == "ok")
    row = connection.execute(chosen.order_by(run.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    seconds = {
        name.removesuffix("_ms"): count / 1000 for name, count in (row.counts or {}).items() if name.endswith("_ms")
    }
    return RoundState(row.started_at, row.ended_at, row.outcome, seconds)


def _size(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages, size = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages * size)
