"""What a story's own page says beside its articles: what it continues, who speaks in it, what it is about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.queries.batches import batches
from storage.schema.articles import article
from storage.schema.stories import story, story_member
from storage.schema.tags import article_entity, article_topic, entity, quote


@dataclass(frozen=True, slots=True)
class StoryName:
    """A story as another one names it."""

    id: int
    headline: str
    first_at: datetime


@dataclass(frozen=True, slots=True)
class PlacedQuote:
    """Words that an article quotes, and where."""

    article_id: int
    outlet: str
    start: int  # in the article's text, characters
    quote: str
    speaker: str | None
    speaker_id: str | None


@dataclass(frozen=True, slots=True)
class StoryEntity:
    """An entity that a story's articles name."""

    id: str
    name: str
    articles: int
    main: bool  # one of them is about it


@dataclass(frozen=True, slots=True)
class StorySurroundings:
    """What stands around a story's articles."""

    follows: StoryName | None
    followed_by: tuple[StoryName, ...]
    entities: tuple[StoryEntity, ...]  # those it is about first
    topics: tuple[str, ...]  # ids, the most frequent first
    quotes: tuple[PlacedQuote, ...]  # with a speaker, in the order of articles and text; each wording once


def story_surroundings(connection: Connection, story_id: int, article_ids: Collection[int]) -> StorySurroundings:
    """Return what stands around the story *story_id*, whose articles are *article_ids*."""
    ids = sorted(article_ids)
    return StorySurroundings(
        follows=_follows(connection, story_id),
        followed_by=_followed_by(connection, story_id),
        entities=_entities(connection, story_id),
        topics=_topics(connection, story_id),
        quotes=tuple(one for some in batches(ids) for one in quotes_of(connection, some)),
    )


def quotes_of(connection: Connection, article_ids: Collection[int]) -> list[PlacedQuote]:
    """Return the quotations of these articles that have a speaker; what several print stands where it was first."""
    rows = connection.execute(
        select(quote.c.article_id, article.c.outlet, quote.c.start, quote.c.quote, quote.c.speaker, quote.c.speaker_id)
        .join(article, article.c.id == quote.c.article_id)
        .where(quote.c.article_id.in_(article_ids), quote.c.speaker.is_not(None), article.c.hidden_at.is_(None))
        .order_by(article.c.dated_at, quote.c.article_id, quote.c.start)
    )
    found: dict[str, PlacedQuote] = {}
    for row in rows:
        found.setdefault("".join(row.quote.casefold().split()).rstrip(".,"), PlacedQuote(*row))
    return list(found.values())


def _follows(connection: Connection, story_id: int) -> StoryName | None:
    before, now = story.alias("before"), story.alias("now")
    row = connection.execute(
        select(
            func.coalesce(now.c.id, before.c.id),
            func.coalesce(now.c.headline, before.c.headline),
            func.coalesce(now.c.first_at, before.c.first_at),
        )
        .select_from(story)
        .join(before, before.c.id == story.c.follows)
        .outerjoin(now, now.c.id == before.c.merged_into)
        .where(story.c.id == story_id)
    ).one_or_none()
    return None if row is None else StoryName(*row)


def _followed_by(connection: Connection, story_id: int) -> tuple[StoryName, ...]:
    # Only what began after it can follow it: the newest stories are looked through, by their own index.
    began = select(story.c.first_at).where(story.c.id == story_id).scalar_subquery()
    rows = connection.execute(
        select(story.c.id, story.c.headline, story.c.first_at)
        .where(story.c.last_at >= began, story.c.follows == story_id, story.c.merged_into.is_(None))
        .order_by(story.c.first_at, story.c.id)
    )
    return tuple(StoryName(*row) for row in rows)


def _entities(connection: Connection, story_id: int) -> tuple[StoryEntity, ...]:
    tag = article_entity.c
    rows = connection.execute(
        select(tag.entity_id, entity.c.name, tag.main, tag.salience)
        .join(story_member, story_member.c.article_id == tag.article_id)
        .join(entity, entity.c.id == tag.entity_id)
        .where(story_member.c.story_id == story_id, tag.implied.is_(False))
    ).all()
    articles: dict[str, int] = {}
    salience: dict[str, float] = {}
    names = {row.entity_id: row.name for row in rows}
    for row in rows:
        articles[row.entity_id] = articles.get(row.entity_id, 0) + 1
        salience[row.entity_id] = salience.get(row.entity_id, 0.0) + row.salience
    main = {row.entity_id for row in rows if row.main}
    order = sorted(names, key=lambda key: (key not in main, -round(salience[key], 6), key))
    return tuple(StoryEntity(key, names[key], articles[key], key in main) for key in order)


def _topics(connection: Connection, story_id: int) -> tuple[str, ...]:
    score = func.sum(article_topic.c.score)
    rows = connection.execute(
        select(article_topic.c.topic_id)
        .join(story_member, story_member.c.article_id == article_topic.c.article_id)
        .where(story_member.c.story_id == story_id)
        .group_by(article_topic.c.topic_id)
        .order_by(score.desc(), article_topic.c.topic_id)
    )
    return tuple(rows.scalars())
