"""Coverage of somebody or something over time: how much, by whom, in which stories, with whom, and what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from sqlalchemy import Connection, func, or_, select

from pipeline.query import Query
from storage.queries.counts import By, Count, Total, counts, total
from storage.queries.search import all_matching, story_ids_matching
from storage.queries.stories import StoryLine, stories_by_id
from storage.schema.articles import article, revision
from storage.schema.tags import mention, quote


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Words that an article quotes."""

    quote: str
    speaker: str | None
    article_id: int
    outlet: str
    url: str
    dated_at: datetime


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction notice that an outlet put under an article."""

    article_id: int
    outlet: str
    title: str
    url: str
    notice: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was written that matches a query. Originals are independent: copies do not count among them."""

    total: Total
    first_at: datetime | None  # the oldest article's date; None without articles
    last_at: datetime | None
    days: tuple[Count, ...]
    outlets: tuple[Count, ...]
    authors: tuple[Count, ...]
    entities: tuple[Count, ...]
    topics: tuple[Count, ...]
    stories: tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """One of those that are compared."""

    name: str
    originals: int
    articles: int
    share: float  # 0..1 of the originals of all that are compared; 0 when there are none
    raw_share: float  # 0..1 of the articles, copies included
    days: Mapping[str, Count]  # by date


def coverage(connection: Connection, query: Query, *, zone: tzinfo = UTC, limit: int = 10) -> Coverage:
    """Return the coverage that matches *query*: all days of *zone*, and the *limit* foremost of all else."""

    def most(by: By) -> tuple[Count, ...]:
        return tuple(counts(connection, query, by, limit=limit))

    found = all_matching(connection, query).subquery()
    dates = select(func.min(article.c.dated_at), func.max(article.c.dated_at))
    first_at, last_at = connection.execute(dates.join(found, found.c.id == article.c.id)).one()
    return Coverage(
        total(connection, query),
        first_at,
        last_at,
        tuple(counts(connection, query, By.DAY, zone=zone)),
        most(By.OUTLET),
        most(By.AUTHOR),
        most(By.ENTITY),
        most(By.TOPIC),
        tuple(stories_by_id(connection, story_ids_matching(connection, query, limit))),
    )


def share_of_voice(connection: Connection, queries: Mapping[str, Query], *, zone: tzinfo = UTC) -> list[Voice]:
    """Return how much is written about each of *queries*, by name, in their order."""
    days = {
        name: {one.key: one for one in counts(connection, query, By.DAY, zone=zone)} for name, query in queries.items()
    }
    own = {name: sum(one.originals for one in of.values()) for name, of in days.items()}
    raw = {name: sum(one.articles for one in of.values()) for name, of in days.items()}
    return [
        Voice(name, own[name], raw[name], _share(own[name], own), _share(raw[name], raw), days[name])
        for name in queries
    ]


def _share(part: int, of: Mapping[str, int]) -> float:
    return part / whole if (whole := sum(of.values())) else 0.0


def quotes_by(connection: Connection, entity_ids: Sequence[str], query: Query, *, limit: int = 20) -> list[QuoteLine]:
    """Return what these entities are quoted with in articles that match *query*, newest first."""
    return _quotes(connection, query, quote.c.speaker_id.in_(entity_ids), limit)


def quotes_about(connection: Connection, entity_id: str, query: Query, *, limit: int = 20) -> list[QuoteLine]:
    """Return what others are quoted with in which the entity is named, newest first."""
    within = (mention.c.article_id == quote.c.article_id) & mention.c.start.between(quote.c.start, quote.c.end)
    named = select(mention.c.start).where(within, mention.c.part == "text", mention.c.entity_id == entity_id)
    others = or_(quote.c.speaker_id.is_(None), quote.c.speaker_id != entity_id)
    return _quotes(connection, query, named.correlate(quote).exists() & others, limit)


def _quotes(connection: Connection, query: Query, which: object, limit: int) -> list[QuoteLine]:
    found = all_matching(connection, query).subquery()
    said = quote.c
    rows = connection.execute(
        select(said.quote, said.speaker, said.article_id, article.c.outlet, article.c.url, article.c.dated_at)
        .join(article, article.c.id == said.article_id)
        .join(found, found.c.id == article.c.id)
        .where(which)  # type: ignore[arg-type] # a condition
        .order_by(article.c.dated_at.desc(), said.article_id, said.start)
        .limit(limit)
    )
    return [QuoteLine(*row) for row in rows]


def notices(connection: Connection, query: Query, *, limit: int = 20) -> list[CorrectionLine]:
    """Return the correction notices of articles that match *query*, newest first."""
    found = all_matching(connection, query).subquery()
    version = revision.c
    rows = connection.execute(
        select(version.article_id, article.c.outlet, version.title, article.c.url, version.notice, version.seen_at)
        .join(article, article.c.id == version.article_id)
        .join(found, found.c.id == article.c.id)
        .where(version.notice.is_not(None))
        .order_by(version.seen_at.desc())
        .limit(limit)
    )
    return [CorrectionLine(row[0], row[1], row[2], row[3], str(row[4]), row[5]) for row in rows]
