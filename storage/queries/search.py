"""Full-text search: the same words find the same articles on SQLite and on Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from storage.queries.batches import batches
from storage.schema.articles import article
from storage.schema.stories import story_member
from storage.schema.tags import article_entity
from storage.search.endings import with_endings
from storage.search.index import is_positive, latest_matches, matches, matching
from storage.search.query import Query, parse

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_CHUNKS = (200, 1_000, 5_000)  # matches looked at in one go, at first and then
_LOOKED_AT = (50, 200, 750)  # of the newest articles, asked one lot after the other whether they match


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches."""

    article_id: int
    story_id: int | None
    title: str
    url: str
    outlet: str
    dated_at: datetime
    summary: str | None


def search(
    connection: Connection,
    words: str,
    *,
    since: datetime | None = None,
    entity_id: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Hit]:
    """Return the articles that match *words* (see `storage.search.query`), newest first; none for no words."""
    query = parse(words)
    if query is None:
        return []
    query, count = with_endings(connection, query), offset + limit
    ids: Sequence[int] | None = None
    if is_positive(query):
        ids = _newest(connection, query, since, entity_id, count)
    if ids is None:
        ids = _among_newest(connection, query, since, entity_id, count)
    if ids is None:
        ids = connection.scalars(_matching(connection, query, since, entity_id).limit(count)).all()
    return _hits(connection, ids[offset:])


def _newest(
    connection: Connection, query: Query, since: datetime | None, entity_id: str | None, count: int
) -> list[int] | None:
    """Return the *count* newest articles that match, without looking at all that do.

    The index gives what matches by id, the latest first. Articles are numbered as they are filed, and none is dated
    after it was filed: what comes later in that order is dated before the article at hand was filed. So the search
    ends as soon as it has *count* articles that are newer than that. None when the entity is in few of many matches:
    these are found sooner among the entity's articles.
    """
    found: list[tuple[datetime, int]] = []
    below: int | None = None
    for size in chain(_CHUNKS, repeat(_CHUNKS[-1])):
        ids = connection.scalars(latest_matches(query, below, size, connection.dialect.name)).all()
        rows = [row for some in batches(ids) for row in _dates(connection, some)]
        about = None if entity_id is None else _about(connection, entity_id, ids)
        found += [
            (row.dated_at, row.id)
            for row in rows
            if (since is None or row.dated_at >= since) and (about is None or row.id in about)
        ]
        found = sorted(found, reverse=True)[:count]
        filed = min((row.filed_at for row in rows), default=_EARLIEST)
        if len(ids) < size or (since and filed < since) or (len(found) == count and found[-1][0] >= filed):
            break
        if entity_id is not None and size > _CHUNKS[0]:
            return None
        below = ids[-1]
    return [article_id for _, article_id in found]


def _about(connection: Connection, entity_id: str, article_ids: Sequence[int]) -> set[int]:
    tag = article_entity.c
    named = select(tag.article_id).where(tag.entity_id == entity_id)
    return set(connection.scalars(named.where(tag.article_id.in_(article_ids))))


def _among_newest(
    connection: Connection, query: Query, since: datetime | None, entity_id: str | None, count: int
) -> list[int] | None:
    """Return the *count* newest articles that match if they are among the newest of all, or of an entity; else None."""
    listed, dated_at = _listed(entity_id)
    (article_id,) = listed.selected_columns
    if since is not None:
        listed = listed.where(dated_at >= since)
    newest = connection.scalars(listed.order_by(dated_at.desc(), article_id.desc()).limit(sum(_LOOKED_AT))).all()
    found: list[int] = []
    begin = 0
    for size in _LOOKED_AT:
        some = newest[begin : begin + size]
        match = matching(connection, query, some)
        found += [each for each in some if each in match]
        if len(found) >= count:
            return found[:count]
        begin += size
    return found if len(newest) < sum(_LOOKED_AT) else None


def _listed(entity_id: str | None) -> tuple[Select[int], ColumnElement[datetime]]:
    """Return the ids of all articles, or of those of an entity, and the column that dates them, of narrow indexes."""
    if entity_id is None:
        return select(article.c.id), article.c.dated_at
    return select(article_entity.c.article_id).where(article_entity.c.entity_id == entity_id), article_entity.c.dated_at


def _dates(connection: Connection, article_ids: Sequence[int]) -> Sequence[Row[int, datetime, datetime]]:
    columns = (article.c.id, article.c.dated_at, article.c.filed_at)
    return connection.execute(select(*columns).where(article.c.id.in_(article_ids))).all()


def _matching(connection: Connection, query: Query, since: datetime | None, entity_id: str | None) -> Select[int]:
    """Return the ids of what matches, newest first, from narrow indexes alone."""
    found, dated_at = _listed(entity_id)
    (article_id,) = found.selected_columns
    found = found.where(matches(query, article_id, connection.dialect.name))
    if since is not None:
        found = found.where(dated_at >= since)
    return found.order_by(dated_at.desc(), article_id.desc())


def _hits(connection: Connection, article_ids: Sequence[int]) -> list[Hit]:
    """Return these articles in their order."""
    rows = connection.execute(
        select(
            article.c.id,
            story_member.c.story_id,
            article.c.title,
            article.c.url,
            article.c.outlet,
            article.c.dated_at,
            article.c.summary,
        )
        .outerjoin(story_member, story_member.c.article_id == article.c.id)
        .where(article.c.id.in_(article_ids))
    )
    hits = {row.id: Hit(*row) for row in rows}
    return [hits[article_id] for article_id in article_ids]
