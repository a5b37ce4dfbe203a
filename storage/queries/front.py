"""What is in the news in a stretch of time, found from narrow rows: candidates to rank, movers, corrections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.queries.batches import batches
from storage.schema.articles import article, revision
from storage.schema.collect import source
from storage.schema.stories import story, story_member
from storage.schema.tags import article_entity, article_topic, entity, new_name

_MADE = ("correction", "silent", "headline")  # pipeline.revisions.Edited, without what only we read anew
_LEAST_MENTIONED = 3  # articles in one of the two stretches, for a mover


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that was told in the stretch, with what a rough ranking needs."""

    story_id: int
    latest: datetime  # its newest article of the stretch
    outlets: int  # that tell it in their own words
    relevance: float  # 0..1


@dataclass(frozen=True, slots=True)
class Mover:
    """An entity whose share of the coverage rose or fell."""

    entity_id: str
    name: str
    articles: int  # that name it, in the stretch
    share: float  # of all articles of the stretch, 0..1
    usual_share: float  # of all articles of the stretches before it

    @property
    def change(self) -> float:
        return self.share - self.usual_share


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article that its outlet changed after it was first read."""

    article_id: int
    story_id: int | None
    number: int  # of the version; 2 is the first change
    title: str
    outlet: str
    seen_at: datetime
    edited: str  # pipeline.revisions.Edited
    notice: str | None


def data_mark(connection: Connection) -> tuple[object, ...]:
    """Return values that change when articles, stories, versions, sources or names do; a few looks into indexes."""
    newest = (
        select(func.max(article.c.id)).scalar_subquery(),
        select(func.max(story.c.changed_at)).scalar_subquery(),
        select(func.max(story_member.c.change)).scalar_subquery(),
        select(func.max(revision.c.seen_at)).scalar_subquery(),
        select(func.max(source.c.last_fetch_at)).scalar_subquery(),
        select(func.max(new_name.c.last_seen_at)).scalar_subquery(),
    )
    return tuple(connection.execute(select(*newest)).one())


def newest_article_at(connection: Connection) -> datetime | None:
    """Return the date of the newest article, None when there is none."""
    return connection.execute(select(func.max(article.c.dated_at))).scalar()


def candidates(
    connection: Connection,
    start: datetime,
    end: datetime,
    *,
    min_relevance: float = 0.0,
    entity_id: str | None = None,
    topic_id: str | None = None,
) -> list[Candidate]:
    """Return the stories with an article dated in ``start <= dated_at < end``, by id.

    With *entity_id* or *topic_id* one of these articles names the entity or is about the topic.
    """
    member = story_member.c
    found = (
        select(member.story_id, func.max(member.dated_at).label("latest"), story.c.outlets, story.c.relevance)
        .join(story, story.c.id == member.story_id)
        .where(
            member.dated_at >= start, member.dated_at < end, story.c.relevance >= min_relevance, story.c.articles > 0
        )
        .group_by(member.story_id, story.c.outlets, story.c.relevance)
        .order_by(member.story_id)
    )
    if entity_id is not None:
        tag = article_entity.c
        named = select(tag.article_id).where(tag.entity_id == entity_id, tag.dated_at >= start, tag.dated_at < end)
        found = found.where(member.article_id.in_(named))
    if topic_id is not None:
        about = select(article_topic.c.article_id).where(
            article_topic.c.article_id == member.article_id, article_topic.c.topic_id == topic_id
        )
        found = found.where(about.exists())
    return [Candidate(*row) for row in connection.execute(found)]


def movers(
    connection: Connection, start: datetime, end: datetime, *, before: int = 4, limit: int = 5
) -> tuple[list[Mover], list[Mover]]:
    """Return the entities whose share of the coverage rose most, and those whose share fell most.

    They are compared with as many stretches of the same length, directly before, as *before* says; nothing moved
    where there is no coverage to compare with.
    """
    earliest = start - before * (end - start)
    now, was = _all_articles(connection, start, end), _all_articles(connection, earliest, start)
    if not now or not was:
        return [], []
    counts = {key: (times, 0) for key, times in _named(connection, start, end).items()}
    for key, times in _named(connection, earliest, start).items():
        counts[key] = (counts.get(key, (0, 0))[0], times)
    names = _names(connection, list(counts))
    found = [
        Mover(key, names[key], here, here / now, there / was)
        for key, (here, there) in counts.items()
        if key in names and max(here, there / before) >= _LEAST_MENTIONED
    ]
    rising = sorted((one for one in found if one.change > 0), key=lambda one: (-one.change, one.entity_id))
    falling = sorted((one for one in found if one.change < 0), key=lambda one: (one.change, one.entity_id))
    return rising[:limit], falling[:limit]


def changed_articles(
    connection: Connection, since: datetime, until: datetime, *, outlet: str | None = None, limit: int = 10
) -> list[ChangedArticle]:
    """Return the changes that outlets made to their articles, seen in ``since <= seen_at < until``, newest first."""
    version = revision.c
    rows = (
        select(
            version.article_id,
            story_member.c.story_id,
            version.number,
            version.title,
            article.c.outlet,
            version.seen_at,
            version.edited,
            version.notice,
        )
        .join(article, article.c.id == version.article_id)
        .outerjoin(story_member, story_member.c.article_id == version.article_id)
        .where(version.seen_at >= since, version.seen_at < until, version.edited.in_(_MADE))
        .where(article.c.hidden_at.is_(None))
        .order_by(version.seen_at.desc(), version.article_id, version.number.desc())
        .limit(limit)
    )
    if outlet is not None:
        rows = rows.where(article.c.outlet == outlet)
    return [ChangedArticle(*row) for row in connection.execute(rows)]


def topics_told(connection: Connection, story_ids: list[int]) -> dict[str, int]:
    """Return of how many of these stories each topic is, the most frequent first."""
    stories: dict[str, set[int]] = defaultdict(set)
    for some in batches(story_ids):
        rows = connection.execute(
            select(article_topic.c.topic_id, story_member.c.story_id)
            .join(story_member, story_member.c.article_id == article_topic.c.article_id)
            .where(story_member.c.story_id.in_(some))
        )
        for topic_id, story_id in rows:
            stories[topic_id].add(story_id)
    return {key: len(stories[key]) for key in sorted(stories, key=lambda key: (-len(stories[key]), key))}


def _all_articles(connection: Connection, start: datetime, end: datetime) -> int:
    dated = select(func.count()).select_from(article).where(article.c.dated_at >= start, article.c.dated_at < end)
    return connection.execute(dated).scalar_one()


def _named(connection: Connection, start: datetime, end: datetime) -> dict[str, int]:
    """Return how many articles of the stretch name each entity; each is counted in its part of an index."""
    tag = article_entity.c
    times = (
        select(func.count())
        .where(tag.entity_id == entity.c.id, tag.dated_at >= start, tag.dated_at < end, tag.implied.is_(False))
        .scalar_subquery()
    )
    return {row.id: row.times for row in connection.execute(select(entity.c.id, times.label("times"))) if row.times}


def _names(connection: Connection, entity_ids: list[str]) -> dict[str, str]:
    rows = connection.execute(select(entity.c.id, entity.c.name).where(entity.c.id.in_(entity_ids)))
    return {row.id: row.name for row in rows}
