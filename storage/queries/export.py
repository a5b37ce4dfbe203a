"""Rows to take away: what matches a query, as flat records whose columns have names and types.

The ids of what matches are read first, a few bytes each; the rows follow a thousand at a time, so that memory does not
grow with what is exported.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, select

from pipeline.query import Query
from storage.queries.search import all_matching
from storage.schema.articles import article
from storage.schema.facts import statement
from storage.schema.stories import account, copy, story, story_member
from storage.schema.tags import article_entity, article_topic, entity, mention, quote

AT_ONCE = 1_000
Record = Mapping[str, Any]


class Type(StrEnum):
    """What a column holds; any may be None."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"  # UTC
    LIST = "list"  # of text


class What(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    STORIES = "stories"
    MENTIONS = "mentions"
    QUOTES = "quotes"
    FACTS = "facts"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of export: its columns in order, and how its records are read."""

    columns: Mapping[str, Type]
    read: Callable[[Connection, Sequence[int]], Iterator[Record]]  # of these articles or stories
    of_stories: bool = False


def export_rows(connection: Connection, what: What, query: Query) -> Iterator[Record]:
    """Yield what is exported of the articles that match *query*, or of their stories, the oldest first."""
    export = EXPORTS[what]
    for ids in _matching(connection, query, of_stories=export.of_stories):
        yield from export.read(connection, ids)


def _matching(connection: Connection, query: Query, *, of_stories: bool) -> Iterator[Sequence[int]]:
    matching = all_matching(connection, query)
    if of_stories:
        found = matching.subquery()
        told = select(story_member.c.story_id).join(found, found.c.id == story_member.c.article_id).distinct()
        ids = array("q", connection.scalars(told.order_by(story_member.c.story_id)))
    else:
        ids = array("q", connection.scalars(matching.order_by(article.c.id)))
    for begin in range(0, len(ids), AT_ONCE):
        yield ids[begin : begin + AT_ONCE].tolist()


def _articles(connection: Connection, ids: Sequence[int]) -> Iterator[Record]:
    entities = _listed(connection, article_entity.c.article_id, article_entity.c.entity_id, ids)
    topics = _listed(connection, article_topic.c.article_id, article_topic.c.topic_id, ids)
    columns = article.c
    listed = (
        select(
            columns.id,
            story_member.c.story_id,
            columns.url,
            columns.title,
            columns.outlet,
            columns.source,
            columns.authors,
            columns.published_at,
            columns.dated_at,
            columns.language,
            columns.section,
            columns.summary,
            columns.words,
            columns.relevance,
            copy.c.original_id.label("copy_of"),
            copy.c.kind.label("copy_kind"),
        )
        .outerjoin(story_member, story_member.c.article_id == columns.id)
        .outerjoin(copy, copy.c.article_id == columns.id)
        .where(columns.id.in_(ids))
        .order_by(columns.id)
    )
    for row in connection.execute(listed).mappings():
        yield {**row, "entities": entities[row["id"]], "topics": topics[row["id"]]}


def _listed(connection: Connection, key: Any, value: Any, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for article_id, each in connection.execute(select(key, value).where(key.in_(ids)).order_by(key, value)):
        found[article_id].append(each)
    return found


def _stories(connection: Connection, ids: Sequence[int]) -> Iterator[Record]:
    told = story.c
    listed = select(
        told.id,
        told.headline,
        told.articles,
        told.outlets,
        told.all_outlets,
        told.first_outlet,
        told.first_at,
        told.last_at,
        told.relevance,
        told.follows,
    )
    yield from _of(connection, listed, told.id, ids)


def _mentions(connection: Connection, ids: Sequence[int]) -> Iterator[Record]:
    said = mention.c
    listed = (
        select(
            said.article_id,
            article.c.outlet,
            article.c.dated_at,
            said.entity_id,
            entity.c.name.label("entity"),
            said.part,
            said.start,
            said.end,
            said.surface,
            said.version,
        )
        .join(article, article.c.id == said.article_id)
        .outerjoin(entity, entity.c.id == said.entity_id)
    )
    yield from _of(connection, listed, said.article_id, ids, said.part, said.start)


def _quotes(connection: Connection, ids: Sequence[int]) -> Iterator[Record]:
    said = quote.c
    listed = select(
        said.article_id,
        article.c.outlet,
        article.c.dated_at,
        article.c.url,
        said.quote,
        said.speaker,
        said.speaker_id,
        said.cue,
        said.start,
    ).join(article, article.c.id == said.article_id)
    yield from _of(connection, listed, said.article_id, ids, said.start)


def _facts(connection: Connection, ids: Sequence[int]) -> Iterator[Record]:
    said = statement.c
    listed = select(
        said.article_id,
        article.c.outlet,
        article.c.dated_at,
        said.number,
        said.kind,
        said.normal,
        said.low,
        said.high,
        said.unit,
        said.bound,
        said.modality,
        said.said_by,
    ).join(article, article.c.id == said.article_id)
    yield from _of(connection, listed, said.article_id, ids, said.number)


def _coverage(connection: Connection, ids: Sequence[int]) -> Iterator[Record]:
    """Yield who told which story when, and what it added."""
    member = story_member.c
    listed = (
        select(
            member.story_id,
            story.c.headline,
            member.article_id,
            article.c.outlet,
            article.c.title,
            article.c.url,
            article.c.dated_at,
            account.c.out_at,
            account.c.novelty,
            (story.c.first_article_id == member.article_id).label("first"),
            copy.c.original_id.label("copy_of"),
        )
        .join(article, article.c.id == member.article_id)
        .join(story, story.c.id == member.story_id)
        .outerjoin(account, account.c.article_id == member.article_id)
        .outerjoin(copy, copy.c.article_id == member.article_id)
    )
    for row in _of(connection, listed, member.article_id, ids):
        yield {**row, "first": bool(row["first"])}


def _of(connection: Connection, listed: Select[Any], key: Any, ids: Sequence[int], *then: Any) -> Iterator[Record]:
    for row in connection.execute(listed.where(key.in_(ids)).order_by(key, *then)).mappings():
        yield dict(row)


_TEXT, _INTEGER, _NUMBER, _TIME, _LIST = Type.TEXT, Type.INTEGER, Type.NUMBER, Type.TIME, Type.LIST
EXPORTS: Mapping[What, Export] = {
    What.ARTICLES: Export(
        {
            "id": _INTEGER,
            "story_id": _INTEGER,
            "url": _TEXT,
            "title": _TEXT,
            "outlet": _TEXT,
            "source": _TEXT,
            "authors": _LIST,
            "published_at": _TIME,
            "dated_at": _TIME,
            "language": _TEXT,
            "section": _TEXT,
            "summary": _TEXT,
            "words": _INTEGER,
            "relevance": _NUMBER,
            "copy_of": _INTEGER,
            "copy_kind": _TEXT,
            "entities": _LIST,
            "topics": _LIST,
        },
        _articles,
    ),
    What.STORIES: Export(
        {
            "id": _INTEGER,
            "headline": _TEXT,
            "articles": _INTEGER,
            "outlets": _INTEGER,
            "all_outlets": _INTEGER,
            "first_outlet": _TEXT,
            "first_at": _TIME,
            "last_at": _TIME,
            "relevance": _NUMBER,
            "follows": _INTEGER,
        },
        _stories,
        of_stories=True,
    ),
    What.MENTIONS: Export(
        {
            "article_id": _INTEGER,
            "outlet": _TEXT,
            "dated_at": _TIME,
            "entity_id": _TEXT,
            "entity": _TEXT,
            "part": _TEXT,
            "start": _INTEGER,
            "end": _INTEGER,
            "surface": _TEXT,
            "version": _TEXT,
        },
        _mentions,
    ),
    What.QUOTES: Export(
        {
            "article_id": _INTEGER,
            "outlet": _TEXT,
            "dated_at": _TIME,
            "url": _TEXT,
            "quote": _TEXT,
            "speaker": _TEXT,
            "speaker_id": _TEXT,
            "cue": _TEXT,
            "start": _INTEGER,
        },
        _quotes,
    ),
    What.FACTS: Export(
        {
            "article_id": _INTEGER,
            "outlet": _TEXT,
            "dated_at": _TIME,
            "number": _INTEGER,
            "kind": _TEXT,
            "normal": _TEXT,
            "low": _NUMBER,
            "high": _NUMBER,
            "unit": _TEXT,
            "bound": _TEXT,
            "modality": _TEXT,
            "said_by": _TEXT,
        },
        _facts,
    ),
    What.COVERAGE: Export(
        {
            "story_id": _INTEGER,
            "headline": _TEXT,
            "article_id": _INTEGER,
            "outlet": _TEXT,
            "title": _TEXT,
            "url": _TEXT,
            "dated_at": _TIME,
            "out_at": _TIME,
            "novelty": _NUMBER,
            "first": Type.BOOLEAN,
            "copy_of": _INTEGER,
        },
        _coverage,
    ),
}
