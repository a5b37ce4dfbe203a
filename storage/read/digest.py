"""A day's stories as rows, with all that a digest says about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.schema.articles import article, outlet_line, revision
from storage.schema.collect import source
from storage.schema.stories import copy, story, story_member
from storage.schema.tags import article_entity, entity, mention, new_name, new_name_sighting, quote

REMEMBERS = timedelta(days=14)  # to a younger database every name is new, so it calls none so


@dataclass(frozen=True, slots=True)
class NamedRow:
    """An entity that an article names."""

    id: str
    name: str
    type: str
    salience: float  # 0..1
    main: bool
    mentions: int  # 0 when only a child of it is named


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """Words that an article puts into somebody's mouth."""

    quote: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class EditRow:
    """A change of an article's text."""

    number: int  # 2 is the first change
    seen_at: datetime
    edited: str  # pipeline.revisions.Edited
    notice: str | None
    before: str  # the text
    after: str
    repeated: frozenset[str] = frozenset()  # beginnings of lines that stand in several of the outlet's articles


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A member of a story."""

    id: int
    story_id: int
    url: str
    title: str
    summary: str | None
    text: str
    outlet: str
    weight: float  # of its source, 0..2
    authors: tuple[str, ...]
    dated_at: datetime
    words: int
    relevance: float  # 0..1
    paywalled: bool
    credits: str | None  # the outlet that it says was first
    original_id: int | None  # set: it is a copy of that article
    copy_kind: str | None
    named: tuple[NamedRow, ...] = ()
    quotes: tuple[QuoteRow, ...] = ()
    edits: tuple[EditRow, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story with every member it has, in order of time."""

    id: int
    relevance: float  # 0..1
    lead_article_id: int | None
    follows: int | None  # the story it continues
    follows_headline: str | None
    articles: tuple[ArticleRow, ...]


@dataclass(frozen=True, slots=True)
class NewNameRow:
    """A name that was first used in the period; *entity_id* is None when the catalog lacks it."""

    surface: str
    kind: str | None
    entity_id: str | None
    story_ids: tuple[int, ...]
    outlets: int


@dataclass(frozen=True, slots=True)
class DigestRows:
    """All that a digest of a period is made of."""

    stories: tuple[StoryRow, ...]
    new_names: tuple[NewNameRow, ...]


def read_digest(connection: Connection, start: datetime, end: datetime) -> DigestRows:
    """Return every story with an article dated in ``start <= dated_at < end``, and what was new in that time."""
    ids = _stories_of(connection, start, end)
    articles = _articles(connection, ids)
    return DigestRows(
        stories=tuple(_story(row, articles[row.id]) for row in _story_rows(connection, ids)),
        new_names=(*_first_mentions(connection, start, end), *_unknown_names(connection, start, end)),
    )


def _stories_of(connection: Connection, start: datetime, end: datetime) -> list[int]:
    found = (
        select(story_member.c.story_id)
        .join(article, article.c.id == story_member.c.article_id)
        .where(article.c.dated_at >= start, article.c.dated_at < end)
        .distinct()
        .order_by(story_member.c.story_id)
    )
    return list(connection.execute(found).scalars())


def _story_rows(connection: Connection, ids: Collection[int]) -> list[Row[Any]]:
    before = story.alias("before")
    now = story.alias("now")  # what *before* means after merges
    return list(
        connection.execute(
            select(
                story.c.id,
                story.c.relevance,
                story.c.lead_article_id,
                func.coalesce(now.c.id, before.c.id).label("follows"),
                func.coalesce(now.c.headline, before.c.headline).label("follows_headline"),
            )
            .outerjoin(before, before.c.id == story.c.follows)
            .outerjoin(now, now.c.id == before.c.merged_into)
            .where(story.c.id.in_(ids))
            .order_by(story.c.id)
        )
    )


def _story(row: Row[Any], articles: Iterable[ArticleRow]) -> StoryRow:
    return StoryRow(row.id, row.relevance, row.lead_article_id, row.follows, row.follows_headline, tuple(articles))


def _articles(connection: Connection, stories: Collection[int]) -> dict[int, list[ArticleRow]]:
    columns = ("id", "url", "title", "summary", "text", "outlet", "authors", "dated_at", "words", "relevance")
    rows = connection.execute(
        select(
            *(article.c[name] for name in columns),
            article.c.paywalled,
            article.c.original,
            story_member.c.story_id,
            source.c.weight,
            copy.c.original_id,
            copy.c.kind,
        )
        .join(story_member, story_member.c.article_id == article.c.id)
        .outerjoin(source, source.c.name == article.c.source)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(story_member.c.story_id.in_(stories))
        .order_by(article.c.dated_at, article.c.id)
    ).all()
    ids = [row.id for row in rows]
    named, quotes, edits = _named(connection, ids), _quotes(connection, ids), _edits(connection, ids)
    found: dict[int, list[ArticleRow]] = defaultdict(list)
    for row in rows:
        found[row.story_id].append(
            ArticleRow(
                id=row.id,
                story_id=row.story_id,
                url=row.url,
                title=row.title,
                summary=row.summary,
                text=row.text,
                outlet=row.outlet,
                weight=1.0 if row.weight is None else row.weight,
                authors=tuple(row.authors),
                dated_at=row.dated_at,
                words=row.words,
                relevance=row.relevance,
                paywalled=row.paywalled,
                credits=(row.original or {}).get("outlet"),
                original_id=row.original_id,
                copy_kind=row.kind,
                named=tuple(named[row.id]),
                quotes=tuple(quotes[row.id]),
                edits=tuple(edits[row.id]),
            )
        )
    return found


def _named(connection: Connection, articles: Collection[int]) -> dict[int, list[NamedRow]]:
    rows = connection.execute(
        select(
            article_entity.c.article_id,
            article_entity.c.entity_id,
            func.coalesce(entity.c.name, article_entity.c.entity_id).label("name"),
            func.coalesce(entity.c.type, "").label("type"),
            article_entity.c.salience,
            article_entity.c.main,
            article_entity.c.mentions,
        )
        .outerjoin(entity, entity.c.id == article_entity.c.entity_id)
        .where(article_entity.c.article_id.in_(articles))
        .order_by(article_entity.c.article_id, article_entity.c.salience.desc(), article_entity.c.entity_id)
    )
    found: dict[int, list[NamedRow]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(NamedRow(row.entity_id, row.name, row.type, row.salience, row.main, row.mentions))
    return found


def _quotes(connection: Connection, articles: Collection[int]) -> dict[int, list[QuoteRow]]:
    rows = connection.execute(
        select(quote.c.article_id, quote.c.quote, quote.c.speaker)
        .where(quote.c.article_id.in_(articles))
        .order_by(quote.c.article_id, quote.c.start)
    )
    found: dict[int, list[QuoteRow]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(QuoteRow(row.quote, row.speaker))
    return found


def _edits(connection: Connection, articles: Collection[int]) -> dict[int, list[EditRow]]:
    before = revision.alias("before")
    rows = connection.execute(
        select(
            article.c.outlet,
            revision.c.article_id,
            revision.c.number,
            revision.c.seen_at,
            revision.c.edited,
            revision.c.notice,
            before.c.text.label("before"),
            revision.c.text.label("after"),
        )
        .join(before, (before.c.article_id == revision.c.article_id) & (before.c.number == revision.c.number - 1))
        .join(article, article.c.id == revision.c.article_id)
        .where(revision.c.article_id.in_(articles), revision.c.edited.is_not(None))
        .order_by(revision.c.article_id, revision.c.number)
    ).all()
    repeated = _repeated(connection, {row.outlet for row in rows})
    found: dict[int, list[EditRow]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(
            EditRow(
                row.number, row.seen_at, row.edited, row.notice, row.before, row.after, frozenset(repeated[row.outlet])
            )
        )
    return found


def _repeated(connection: Connection, outlets: Collection[str]) -> dict[str, set[str]]:
    rows = connection.execute(
        select(outlet_line.c.outlet, outlet_line.c.text).where(
            outlet_line.c.outlet.in_(outlets), outlet_line.c.seen > 1
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.outlet].add(row.text)
    return found


def _first_mentions(connection: Connection, start: datetime, end: datetime) -> list[NewNameRow]:
    """Return the entities of the catalog that no article of before *start* names."""
    within = (
        select(mention.c.entity_id)
        .join(article, article.c.id == mention.c.article_id)
        .where(article.c.dated_at >= start, article.c.dated_at < end)
    )
    earlier = article.alias()
    before = (
        select(mention.c.entity_id)
        .join(earlier, earlier.c.id == mention.c.article_id)
        .where(earlier.c.dated_at < start, mention.c.entity_id == entity.c.id)
        .exists()
    )
    known = select(entity).where(entity.c.id.in_(within), ~before)
    if not connection.execute(select(article.c.id).where(article.c.dated_at < start - REMEMBERS).limit(1)).first():
        return []
    entities = connection.execute(known.order_by(entity.c.id)).all()
    uses = _uses(
        connection,
        select(mention.c.entity_id.label("key"), mention.c.article_id)
        .where(mention.c.entity_id.in_([row.id for row in entities]))
        .subquery(),
        start,
        end,
    )
    return [NewNameRow(row.name, row.type, row.id, *uses[row.id]) for row in entities]


def _unknown_names(connection: Connection, start: datetime, end: datetime) -> list[NewNameRow]:
    """Return the names that the catalog lacks, enough sources use, and none used before *start*."""
    rows = connection.execute(
        select(new_name.c.key, new_name.c.surface, new_name.c.kind)
        .join(new_name_sighting, new_name_sighting.c.key == new_name.c.key)
        .join(article, article.c.id == new_name_sighting.c.article_id)
        .where(new_name.c.state.in_(("provisional", "accepted")))
        .group_by(new_name.c.key, new_name.c.surface, new_name.c.kind)
        .having(func.min(article.c.dated_at) >= start, func.min(article.c.dated_at) < end)
        .order_by(new_name.c.key)
    ).all()
    sightings = new_name_sighting.c
    keys = [row.key for row in rows]
    uses = _uses(
        connection, select(sightings.key, sightings.article_id).where(sightings.key.in_(keys)).subquery(), start, end
    )
    return [NewNameRow(row.surface, row.kind, None, *uses[row.key]) for row in rows]


def _uses(connection: Connection, named: Any, start: datetime, end: datetime) -> dict[str, tuple[tuple[int, ...], int]]:
    """Return in which stories, and by how many outlets, each key is used within the period."""
    rows = connection.execute(
        select(named.c.key, story_member.c.story_id, article.c.outlet)
        .join(article, article.c.id == named.c.article_id)
        .join(story_member, story_member.c.article_id == article.c.id)
        .where(article.c.dated_at >= start, article.c.dated_at < end)
        .distinct()
        .order_by(named.c.key, story_member.c.story_id, article.c.outlet)
    ).all()
    stories: dict[str, dict[int, None]] = defaultdict(dict)
    outlets: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        stories[row.key][row.story_id] = None
        outlets[row.key].add(row.outlet)
    return defaultdict(lambda: ((), 0), {key: (tuple(stories[key]), len(outlets[key])) for key in stories})
