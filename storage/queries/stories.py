"""Stories for people who look: a list of them, one with its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select

from pipeline.provenance.publication_time import Doubt
from pipeline.stories.lifecycle import Lifecycle, State
from storage.queries.batches import batches
from storage.queries.credits import CreditRow, credits_of, displayed
from storage.queries.records import columns_of, record_of
from storage.schema.articles import article
from storage.schema.stories import account, copy, story, story_member
from storage.schema.tags import article_entity, entity

_SELDOM = 2_000  # articles about an entity, at most
_LOOKED_THROUGH = (200, 600, 1_700)  # of the newest stories, at first and then


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list."""

    id: int
    headline: str
    outlets: int  # that tell it in their own words
    all_outlets: int  # those that print copies included
    articles: int
    first_outlet: str | None
    first_at: datetime
    last_at: datetime
    lifecycle: Lifecycle
    entities: tuple[str, ...]  # names of those it is mainly about


@dataclass(frozen=True, slots=True)
class StoryDetails:
    """A story by itself."""

    id: int
    headline: str
    articles: int
    outlets: int  # that tell it in their own words
    all_outlets: int  # those that print copies included
    velocity: float  # outlets an hour that followed in the first six hours
    first_article_id: int | None
    first_outlet: str | None
    first_at: datetime
    first_why: tuple[str, ...]
    credited_outlet: str | None  # had it first, as others say, and has no article in it
    last_at: datetime
    relevance: float  # 0..1, the highest of its articles
    lifecycle: Lifecycle


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article in its story."""

    id: int
    title: str
    url: str
    outlet: str
    dated_at: datetime
    copy_of: int | None
    copy_kind: str | None
    similarity: float | None
    score: float
    why: tuple[str, ...]
    revised: bool
    out_at: datetime  # by then it was certainly out
    doubt: Doubt | None  # why the time that it states does not count
    novelty: float | None  # 0..1; None for a copy
    adds: tuple[str, ...]  # some of what was new to the story
    credits: tuple[CreditRow, ...]


def list_stories(
    connection: Connection,
    *,
    since: datetime | None = None,
    entity_id: str | None = None,
    min_relevance: float = 0.0,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[StoryLine]:
    """Return stories, the newest coverage first; with *before* those behind the story of that `last_at` and id."""
    query = select(story.c.id).where(
        story.c.merged_into.is_(None), story.c.relevance >= min_relevance, story.c.articles > 0
    )
    if since is not None:
        query = query.where(story.c.last_at >= since)
    if before is not None:
        at, number = before
        query = query.where(or_(story.c.last_at < at, and_(story.c.last_at == at, story.c.id < number)))
    query = query.order_by(story.c.last_at.desc(), story.c.id.desc())
    ids = connection.scalars(query.limit(limit)) if entity_id is None else _about(connection, query, entity_id, limit)
    return _lines(connection, list(ids))


def stories_by_id(connection: Connection, story_ids: Sequence[int]) -> list[StoryLine]:
    """Return these stories, the newest coverage first; those that were merged away are left out."""
    return _lines(connection, story_ids)


def _lines(connection: Connection, story_ids: Sequence[int]) -> list[StoryLine]:
    standing = select(story).where(story.c.id.in_(story_ids), story.c.merged_into.is_(None), story.c.articles > 0)
    rows = connection.execute(standing.order_by(story.c.last_at.desc(), story.c.id.desc())).all()
    names = _main_entities(connection, [row.id for row in rows])
    return [record_of(StoryLine, row, lifecycle=_lifecycle(row), entities=tuple(names.get(row.id, ()))) for row in rows]


def _about(connection: Connection, stories: Select[int], entity_id: str, limit: int) -> list[int]:
    """Return the first *limit* of *stories* that have an article about an entity.

    Of whoever is seldom written about, all stories are sought; whoever is in the news is found among the newest.
    """
    tag = article_entity.c
    about_it = select(tag.article_id).where(tag.entity_id == entity_id).order_by(tag.dated_at.desc())
    articles = connection.scalars(about_it.limit(_SELDOM + 1)).all()
    if len(articles) <= _SELDOM:
        told_in = select(story_member.c.story_id).where(story_member.c.article_id.in_(articles)).distinct()
        of = connection.scalars(told_in).all()
        return list(connection.scalars(stories.where(story.c.id.in_(of)).limit(limit)))
    found: list[int] = []
    begin = 0
    for count in _LOOKED_THROUGH:
        newest = connection.scalars(stories.limit(count).offset(begin)).all()
        about = _with_article_about(connection, newest, entity_id)
        found += [story_id for story_id in newest if story_id in about]
        if len(found) >= limit or len(newest) < count:
            return found[:limit]
        begin += count
    members = (
        select(story_member.c.story_id)
        .join(article_entity, article_entity.c.article_id == story_member.c.article_id)
        .where(tag.entity_id == entity_id)
    )
    return list(connection.scalars(stories.where(story.c.id.in_(members)).limit(limit)))


def _with_article_about(connection: Connection, story_ids: Sequence[int], entity_id: str) -> set[int]:
    """Return those of the stories that have an article about the entity; asked by keys, the stories' articles first."""
    member = story_member.c
    members = connection.execute(select(member.article_id, member.story_id).where(member.story_id.in_(story_ids)))
    stories = {article_id: story_id for article_id, story_id in members}  # noqa: C416 - a Row is not the pair dict() wants
    tag = article_entity.c
    about = select(tag.article_id).where(tag.entity_id == entity_id)
    return {
        stories[article_id]
        for some in batches(list(stories))
        for article_id in connection.scalars(about.where(tag.article_id.in_(some)))
    }


def story_details(connection: Connection, story_id: int) -> StoryDetails | None:
    """Return the story that *story_id* means now, following redirects; None if there is none."""
    row = connection.execute(select(story).where(story.c.id == story_id)).one_or_none()
    if row is None:
        return None
    if row.merged_into is not None:
        return story_details(connection, row.merged_into)
    return record_of(StoryDetails, row, first_why=tuple(row.first_why), lifecycle=_lifecycle(row))


def story_articles(connection: Connection, story_id: int) -> list[StoryArticle]:
    """Return the articles of a story, in the order in which they were out."""
    of_copies = (copy.c.original_id.label("copy_of"), copy.c.kind.label("copy_kind"), article.c.revised_at)
    rows = connection.execute(
        select(*columns_of(StoryArticle, article, account, story_member, copy, also=of_copies))
        .join(story_member, story_member.c.article_id == article.c.id)
        .join(account, account.c.article_id == article.c.id)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(story_member.c.story_id == story_id, article.c.hidden_at.is_(None))
        .order_by(account.c.out_at, article.c.id)
    ).all()
    credited = {
        article_id: found
        for some in batches([row.id for row in rows])
        for article_id, found in credits_of(connection, some).items()
    }
    return [
        record_of(
            StoryArticle,
            row,
            why=tuple(row.why),
            revised=row.revised_at is not None,
            doubt=Doubt(row.doubt) if row.doubt else None,
            adds=tuple(displayed(one) for one in row.adds),
            credits=tuple(credited.get(row.id, ())),
        )
        for row in rows
    ]


def stories_by_article(connection: Connection) -> dict[int, int]:
    """Return the story of every article. For whoever measures; it reads all there is."""
    rows = connection.execute(select(story_member.c.article_id, story_member.c.story_id))
    return {article_id: story_id for article_id, story_id in rows}  # noqa: C416 - a Row is not the pair dict() wants


def _main_entities(connection: Connection, story_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = connection.execute(
        select(story_member.c.story_id, entity.c.name, article_entity.c.salience)
        .join(article_entity, article_entity.c.article_id == story_member.c.article_id)
        .join(entity, entity.c.id == article_entity.c.entity_id)
        .where(story_member.c.story_id.in_(story_ids), article_entity.c.main.is_(True))
        .order_by(story_member.c.story_id, article_entity.c.salience.desc(), entity.c.name)
    )
    for story_id, name, _ in rows:
        names = found.setdefault(story_id, [])
        if name not in names and len(names) < 4:
            names.append(name)
    return found


def _lifecycle(row: Row[Any]) -> Lifecycle:
    return Lifecycle(State(row.state), row.state_since, row.dormant_at)
