"""Outlets: how much each writes, how much of it is its own, how often it was first and how late it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from sqlalchemy import Connection, func, select

from storage.schema.articles import article, revision
from storage.schema.collect import source
from storage.schema.stories import account, copy, story, story_member

_TIMED = 400  # of an outlet's newest stories, for how late it is


@dataclass(frozen=True, slots=True)
class OutletLine:
    """An outlet in a list, counted over a stretch of time."""

    name: str
    articles: int
    originals: int  # those that are no copies
    first: int  # stories of several outlets that it had first


@dataclass(frozen=True, slots=True)
class OutletRecord:
    """How one outlet reports, over a stretch of time."""

    name: str
    articles: int
    originals: int
    shared_stories: int  # with other outlets, in its own words, among those that were looked at
    first: int  # of all stories of several outlets, those that it had first
    late_by: timedelta | None  # median behind the first, where it was not first; None when it never was late
    corrected: int  # changes with a notice
    silent: int  # changes of the text without one
    sources: tuple[str, ...]


def outlet_lines(connection: Connection, since: datetime, until: datetime, limit: int = 300) -> list[OutletLine]:
    """Return the outlets with articles of the stretch, the most frequent first."""
    dated = (article.c.dated_at >= since, article.c.dated_at < until)
    rows = connection.execute(
        select(article.c.outlet, func.count().label("articles"), func.count(copy.c.article_id).label("copies"))
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(*dated)
        .group_by(article.c.outlet)
        .order_by(func.count().desc(), article.c.outlet)
        .limit(limit)
    ).all()
    first = {
        row.first_outlet: row.times
        for row in connection.execute(
            select(story.c.first_outlet, func.count().label("times"))
            .where(story.c.last_at >= since, story.c.last_at < until, story.c.outlets > 1)
            .where(story.c.merged_into.is_(None))
            .group_by(story.c.first_outlet)
        )
    }
    return [OutletLine(row.outlet, row.articles, row.articles - row.copies, first.get(row.outlet, 0)) for row in rows]


def outlet_record(connection: Connection, outlet: str, since: datetime, until: datetime) -> OutletRecord | None:
    """Return how an outlet reported in the stretch; None when no article and no source is of it."""
    sources = connection.scalars(select(source.c.name).where(source.c.outlet == outlet).order_by(source.c.name)).all()
    if not sources and not is_outlet(connection, outlet):
        return None
    dated = (article.c.outlet == outlet, article.c.dated_at >= since, article.c.dated_at < until)
    counted = connection.execute(
        select(func.count().label("articles"), func.count(copy.c.article_id).label("copies"))
        .select_from(article)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(*dated)
    ).one()
    first = connection.execute(
        select(func.count())
        .select_from(story)
        .where(story.c.last_at >= since, story.c.last_at < until, story.c.outlets > 1)
        .where(story.c.first_outlet == outlet, story.c.merged_into.is_(None))
    ).scalar_one()
    edited = {
        row.edited: row.times
        for row in connection.execute(
            select(revision.c.edited, func.count().label("times"))
            .join(article, article.c.id == revision.c.article_id)
            .where(revision.c.seen_at >= since, revision.c.seen_at < until, article.c.outlet == outlet)
            .group_by(revision.c.edited)
        )
    }
    shared, delays = _delays(connection, outlet, since, until)
    return OutletRecord(
        name=outlet,
        articles=counted.articles,
        originals=counted.articles - counted.copies,
        shared_stories=shared,
        first=first,
        late_by=median_low(delays) if delays else None,
        corrected=edited.get("correction", 0),
        silent=edited.get("silent", 0),
        sources=tuple(sources),
    )


def is_outlet(connection: Connection, name: str) -> bool:
    """Return whether an article or a source is of an outlet of this name."""
    written = connection.execute(select(article.c.id).where(article.c.outlet == name).limit(1)).first()
    return written is not None or (
        connection.execute(select(source.c.name).where(source.c.outlet == name).limit(1)).first() is not None
    )


def _delays(connection: Connection, outlet: str, since: datetime, until: datetime) -> tuple[int, Sequence[timedelta]]:
    """Return how many of the newest stories it shares with others, and how far behind the first it was in each."""
    rows = connection.execute(
        select(story.c.id, account.c.out_at, story.c.first_at, story.c.first_outlet)
        .select_from(article)
        .join(account, account.c.article_id == article.c.id)
        .join(story_member, story_member.c.article_id == article.c.id)
        .join(story, story.c.id == story_member.c.story_id)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(article.c.outlet == outlet, article.c.dated_at >= since, article.c.dated_at < until)
        .where(story.c.outlets > 1, copy.c.article_id.is_(None))
        .order_by(article.c.dated_at.desc(), article.c.id.desc())
        .limit(_TIMED)
    ).all()
    earliest: dict[int, timedelta] = {}
    for row in rows:
        if row.first_outlet != outlet:
            delay = max(row.out_at - row.first_at, timedelta(0))
            earliest[row.id] = min(delay, earliest.get(row.id, delay))
    return len({row.id for row in rows}), sorted(earliest.values())
