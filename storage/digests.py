"""Which days' digests were made and of what stories, and what a day's rows say of whether it is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from storage.schema.articles import article, digest
from storage.schema.collect import fetch, source
from storage.upsert import upsert

DAILY = "daily"
_ANSWERED = ("ok", "unchanged")  # outcomes of a fetch


@dataclass(frozen=True, slots=True)
class RowsOfDay:
    """What there is of one day."""

    made_at: datetime | None  # its digest, last; None if it never was
    articles: int  # dated in it
    changed: tuple[datetime, ...]  # of them, those filed or revised after *made_at*: when
    watched: bool  # a source answered during it


def rows_of_day(connection: Connection, day: date, start: datetime, end: datetime, name: str = DAILY) -> RowsOfDay:
    """Return what the rows say of *day*, which is ``start <= moment < end``."""
    made_at = digest_made(connection, day, name)
    dated = (article.c.dated_at >= start) & (article.c.dated_at < end)
    articles = connection.execute(select(func.count()).select_from(article).where(dated)).scalar_one()
    if made_at is None:
        answered = (
            select(fetch.c.id)
            .where(fetch.c.started_at >= start, fetch.c.started_at < end)
            .where(fetch.c.purpose == "list", fetch.c.outcome.in_(_ANSWERED))
            .limit(1)
        )
        return RowsOfDay(None, articles, (), connection.execute(answered).first() is not None)
    later = select(article.c.filed_at, article.c.revised_at).where(
        dated, or_(article.c.filed_at > made_at, article.c.revised_at > made_at)
    )
    moments = {at for row in connection.execute(later) for at in row if at is not None and at > made_at}
    # Whoever made a digest of the day watched it, whatever retention has left of the requests.
    return RowsOfDay(made_at, articles, tuple(sorted(moments)), watched=True)


def first_source_added(connection: Connection) -> datetime | None:
    """Return when the first source was added, which is when collecting began; None if none was."""
    return connection.execute(select(func.min(source.c.added_at))).scalar()


def digest_made(connection: Connection, day: date, name: str = DAILY) -> datetime | None:
    """Return when the digest of *day* was made last, None if it was not."""
    return connection.execute(select(digest.c.made_at).where(digest.c.day == day, digest.c.name == name)).scalar()


def content_of(connection: Connection, day: date, name: str = DAILY) -> dict[str, Any] | None:
    """Return what the digest of *day* said, None if it was not made."""
    return connection.execute(select(digest.c.content).where(digest.c.day == day, digest.c.name == name)).scalar()


def days_made(connection: Connection, name: str = DAILY) -> list[date]:
    """Return the days that have a digest, newest first."""
    return list(connection.scalars(select(digest.c.day).where(digest.c.name == name).order_by(digest.c.day.desc())))


def contents_of(connection: Connection, days: Sequence[date], name: str = DAILY) -> dict[date, dict[str, Any]]:
    """Return what the digests of *days* said, by day."""
    rows = connection.execute(
        select(digest.c.day, digest.c.content).where(digest.c.day.in_(days), digest.c.name == name)
    )
    return {row.day: row.content for row in rows}


def record_digest(
    connection: Connection,
    day: date,
    story_ids: Sequence[int],
    content: Mapping[str, Any],
    now: datetime,
    name: str = DAILY,
) -> None:
    """Note that a digest was made, with what it said, so that it can be rendered again."""
    row = {"day": day, "name": name, "made_at": now, "story_ids": list(story_ids), "content": dict(content)}
    upsert(connection, digest, row, update=("made_at", "story_ids", "content"))


def touch_digest(connection: Connection, day: date, now: datetime, name: str = DAILY) -> None:
    """Note that the digest of *day* would say the same if it were made now."""
    connection.execute(update(digest).where(digest.c.day == day, digest.c.name == name).values(made_at=now))
