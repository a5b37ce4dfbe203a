"""Full-text search: the same words find the same articles on SQLite and on Postgres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.schema.articles import article
from storage.schema.stories import story_member
from storage.schema.tags import article_entity
from storage.search.index import matches
from storage.search.query import parse


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
    found = (
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
        .where(matches(query, connection.dialect.name))
    )
    if since is not None:
        found = found.where(article.c.dated_at >= since)
    if entity_id is not None:
        tagged = select(article_entity.c.article_id).where(article_entity.c.entity_id == entity_id)
        found = found.where(article.c.id.in_(tagged))
    rows = connection.execute(
        found.order_by(article.c.dated_at.desc(), article.c.id.desc()).limit(limit).offset(offset)
    )
    return [Hit(*row) for row in rows]
