"""An article's own page: every field with where it came from, and what is marked in its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.schema.articles import article, article_url
from storage.schema.stories import copy, story, story_member
from storage.schema.tags import entity, mention, quote


@dataclass(frozen=True, slots=True)
class MarkedMention:
    """A place in the text where an entity is named: ``text[start:end]``."""

    start: int
    end: int
    entity_id: str
    name: str | None  # None when the catalog no longer has it


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """A place in the text that is quoted: ``text[start:end]`` are the words between the marks."""

    start: int
    end: int
    speaker: str | None
    speaker_id: str | None


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address that led to the article."""

    url: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class RelatedCopy:
    """Another article that prints the same text."""

    article_id: int
    outlet: str
    title: str
    kind: str  # pipeline.records.CopyKind
    similarity: float  # 0..1


@dataclass(frozen=True, slots=True)
class ArticleSurroundings:
    """What stands around an article's text."""

    story_headline: str | None
    why: tuple[str, ...]  # it is in its story
    score: float | None  # similarity to the story when it was placed, 0..1
    summary: str | None
    section: str | None
    published_at: datetime | None  # as stated
    published_precision: str | None
    seen_at: datetime
    filed_at: datetime
    revised_at: datetime | None
    paywalled: bool
    partial: bool
    degraded: tuple[str, ...]
    copy_of: RelatedCopy | None
    copies: tuple[RelatedCopy, ...]
    addresses: tuple[KnownAddress, ...]
    mentions: tuple[MarkedMention, ...]  # of the text, by place
    quotes: tuple[MarkedQuote, ...]  # by place


def article_surroundings(connection: Connection, article_id: int) -> ArticleSurroundings | None:
    """Return what stands around an article's text, None if there is none, or a person has hidden it."""
    columns = article.c
    row = connection.execute(
        select(
            story.c.headline,
            story_member.c.why,
            story_member.c.score,
            columns.summary,
            columns.section,
            columns.published_at,
            columns.published_precision,
            columns.seen_at,
            columns.filed_at,
            columns.revised_at,
            columns.paywalled,
            columns.partial,
            columns.degraded,
        )
        .outerjoin(story_member, story_member.c.article_id == columns.id)
        .outerjoin(story, story.c.id == story_member.c.story_id)
        .where(columns.id == article_id, columns.hidden_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return ArticleSurroundings(
        row.headline,
        tuple(row.why or ()),
        row.score,
        row.summary,
        row.section,
        row.published_at,
        row.published_precision,
        row.seen_at,
        row.filed_at,
        row.revised_at,
        row.paywalled,
        row.partial,
        tuple(row.degraded or ()),
        copy_of=_copy_of(connection, article_id),
        copies=_copies(connection, article_id),
        addresses=_addresses(connection, article_id),
        mentions=_mentions(connection, article_id),
        quotes=_quotes(connection, article_id),
    )


def _copy_of(connection: Connection, article_id: int) -> RelatedCopy | None:
    row = connection.execute(
        select(article.c.id, article.c.outlet, article.c.title, copy.c.kind, copy.c.similarity)
        .join(copy, copy.c.original_id == article.c.id)
        .where(copy.c.article_id == article_id)
    ).one_or_none()
    return None if row is None else RelatedCopy(*row)


def _copies(connection: Connection, article_id: int) -> tuple[RelatedCopy, ...]:
    rows = connection.execute(
        select(article.c.id, article.c.outlet, article.c.title, copy.c.kind, copy.c.similarity)
        .join(copy, copy.c.article_id == article.c.id)
        .where(copy.c.original_id == article_id)
        .order_by(article.c.dated_at, article.c.id)
    )
    return tuple(RelatedCopy(*row) for row in rows)


def _addresses(connection: Connection, article_id: int) -> tuple[KnownAddress, ...]:
    known = article_url.c
    rows = connection.execute(
        select(known.url, known.seen_at).where(known.article_id == article_id).order_by(known.seen_at, known.url)
    )
    return tuple(KnownAddress(*row) for row in rows)


def _mentions(connection: Connection, article_id: int) -> tuple[MarkedMention, ...]:
    rows = connection.execute(
        select(mention.c.start, mention.c.end, mention.c.entity_id, entity.c.name)
        .outerjoin(entity, entity.c.id == mention.c.entity_id)
        .where(mention.c.article_id == article_id, mention.c.part == "text")
        .order_by(mention.c.start)
    )
    return tuple(MarkedMention(*row) for row in rows)


def _quotes(connection: Connection, article_id: int) -> tuple[MarkedQuote, ...]:
    rows = connection.execute(
        select(quote.c.start, quote.c.end, quote.c.speaker, quote.c.speaker_id)
        .where(quote.c.article_id == article_id)
        .order_by(quote.c.start)
    )
    return tuple(MarkedQuote(*row) for row in rows)
