"""Full-text search: the same words find the same articles on SQLite and on Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat

from sqlalchemy import Connection, Row, Select, select

from storage.queries.batches import batches
from storage.schema.articles import article
from storage.schema.stories import story_member
from storage.schema.tags import article_entity
from storage.search.index import is_positive, latest_matches, matches
from storage.search.query import Query, parse

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_CHUNKS = (200, 1_000, 5_000)  # matches looked at in one go, at first and then


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
    if entity_id is None and is_positive(query):
        return _hits(connection, _newest(connection, query, since, offset + limit)[offset:])
    ids = _matching(connection, query, since, entity_id).limit(limit).offset(offset)
    return _hits(connection, connection.scalars(ids).all())


def _newest(connection: Connection, query: Query, since: datetime | None, count: int) -> list[int]:
    """Return the *count* newest articles that match, without looking at all that do.

    The index gives what matches by id, the latest first. Articles are numbered as they are filed, and none is dated
    after it was filed: what comes later in that order is dated before the article at hand was filed. So the search
    ends as soon as it has *count* articles that are newer than that.
    """
    found: list[tuple[datetime, int]] = []
    below: int | None = None
    for size in chain(_CHUNKS, repeat(_CHUNKS[-1])):
        ids = connection.scalars(latest_matches(query, below, size, connection.dialect.name)).all()
        rows = [row for some in batches(ids) for row in _dates(connection, some)]
        found += [(row.dated_at, row.id) for row in rows if since is None or row.dated_at >= since]
        found = sorted(found, reverse=True)[:count]
        filed = min((row.filed_at for row in rows), default=_EARLIEST)
        if len(ids) < size or (since and filed < since) or (len(found) == count and found[-1][0] >= filed):
            break
        below = ids[-1]
    return [article_id for _, article_id in found]


def _dates(connection: Connection, article_ids: Sequence[int]) -> Sequence[Row[int, datetime, datetime]]:
    columns = (article.c.id, article.c.dated_at, article.c.filed_at)
    return connection.execute(select(*columns).where(article.c.id.in_(article_ids))).all()


def _matching(connection: Connection, query: Query, since: datetime | None, entity_id: str | None) -> Select[int]:
    """Return the ids of what matches, newest first, from narrow indexes alone."""
    backend = connection.dialect.name
    if entity_id is None:
        found, dated_at = select(article.c.id), article.c.dated_at
    else:
        tag = article_entity.c
        found, dated_at = select(tag.article_id).where(tag.entity_id == entity_id), tag.dated_at
    (article_id,) = found.selected_columns
    found = found.where(matches(query, article_id, backend))
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
