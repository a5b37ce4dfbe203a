"""One article for people who look: what it says, its tags and its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.queries.records import columns_of, record_of
from storage.schema.articles import article, article_text, article_url, revision
from storage.schema.stories import story_member
from storage.schema.tags import article_entity, article_topic, entity, quote


@dataclass(frozen=True, slots=True)
class ArticleDetails:
    """An article by itself."""

    id: int
    story_id: int | None
    url: str
    title: str
    outlet: str
    source: str
    authors: tuple[str, ...]
    dated_at: datetime
    language: str | None
    relevance: float  # 0..1
    words: int
    text: str
    provenance: Mapping[str, str]  # field -> where its value came from


@dataclass(frozen=True, slots=True)
class EntityOfArticle:
    """An entity that an article names."""

    entity_id: str
    name: str | None  # None when the catalog no longer has it
    salience: float  # 0..1
    main: bool
    mentions: int
    implied: bool  # only by one of its children


@dataclass(frozen=True, slots=True)
class TopicOfArticle:
    """A topic of an article."""

    topic_id: str
    score: float  # 0..1


@dataclass(frozen=True, slots=True)
class QuoteOfArticle:
    """Words that an article quotes."""

    quote: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class ArticleTags:
    """What an article is about: entities by salience, topics by score, quotes in the order of the text."""

    entities: tuple[EntityOfArticle, ...]
    topics: tuple[TopicOfArticle, ...]
    quotes: tuple[QuoteOfArticle, ...]


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """One version of an article that has changed."""

    number: int  # 1 is what was first seen
    title: str
    summary: str | None
    text: str
    seen_at: datetime
    edited: str | None  # pipeline.revisions.Edited; None for the first
    notice: str | None  # the words of the correction notice


def find_article(connection: Connection, keys: Sequence[str]) -> int | None:
    """Return the id of the article that one of these address keys leads to."""
    return connection.execute(select(article_url.c.article_id).where(article_url.c.url.in_(keys)).limit(1)).scalar()


def article_details(connection: Connection, article_id: int) -> ArticleDetails | None:
    """Return an article, None if there is none of this id."""
    row = connection.execute(
        select(*columns_of(ArticleDetails, article, article_text, story_member))
        .join(article_text, article_text.c.article_id == article.c.id)
        .outerjoin(story_member, story_member.c.article_id == article.c.id)
        .where(article.c.id == article_id)
    ).one_or_none()
    if row is None:
        return None
    # Postgres keeps the keys of JSON in an order of its own.
    return record_of(ArticleDetails, row, authors=tuple(row.authors), provenance=dict(sorted(row.provenance.items())))


def article_tags(connection: Connection, article_id: int) -> ArticleTags:
    """Return the tags of an article; none for an id that there is not."""
    tag, topic = article_entity.c, article_topic.c
    entities = connection.execute(
        select(tag.entity_id, entity.c.name, tag.salience, tag.main, tag.mentions, tag.implied)
        .outerjoin(entity, entity.c.id == tag.entity_id)
        .where(tag.article_id == article_id)
        .order_by(tag.salience.desc(), tag.entity_id)
    )
    topics = connection.execute(
        select(topic.topic_id, topic.score)
        .where(topic.article_id == article_id)
        .order_by(topic.score.desc(), topic.topic_id)
    )
    quotes = connection.execute(
        select(quote.c.quote, quote.c.speaker).where(quote.c.article_id == article_id).order_by(quote.c.start)
    )
    return ArticleTags(
        entities=tuple(EntityOfArticle(*row) for row in entities),
        topics=tuple(TopicOfArticle(*row) for row in topics),
        quotes=tuple(QuoteOfArticle(*row) for row in quotes),
    )


def article_versions(connection: Connection, article_id: int) -> list[ArticleVersion]:
    """Return every version of an article that has changed, oldest first; none of one that never did."""
    rows = connection.execute(
        select(*columns_of(ArticleVersion, revision))
        .where(revision.c.article_id == article_id)
        .order_by(revision.c.number)
    )
    return [record_of(ArticleVersion, row) for row in rows]
