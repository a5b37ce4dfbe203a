"""Articles as a search lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.queries.batches import batches
from storage.schema.articles import article, article_text
from storage.schema.stories import story_member
from storage.schema.tags import article_entity


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
    relevance: float  # 0..1


def hits_of(connection: Connection, article_ids: Sequence[int]) -> list[Hit]:
    """Return these articles in their order."""
    columns = (
        article.c.id,
        story_member.c.story_id,
        article.c.title,
        article.c.url,
        article.c.outlet,
        article.c.dated_at,
        article.c.summary,
        article.c.relevance,
    )
    listed = select(*columns).outerjoin(story_member, story_member.c.article_id == article.c.id)
    hits = {
        row.id: Hit(*row)
        for some in batches(article_ids)
        for row in connection.execute(listed.where(article.c.id.in_(some)))
    }
    return [hits[article_id] for article_id in article_ids]


def texts_of(connection: Connection, article_ids: Sequence[int]) -> dict[int, str]:
    """Return the texts of these articles."""
    stored = select(article_text.c.article_id, article_text.c.text)
    return {
        row.article_id: row.text
        for some in batches(article_ids)
        for row in connection.execute(stored.where(article_text.c.article_id.in_(some)))
    }


def saliences_of(connection: Connection, article_ids: Sequence[int], entity_ids: Sequence[str]) -> dict[int, float]:
    """Return how salient the most salient of the entities is in each of these articles that names one."""
    tag = article_entity.c
    most = select(tag.article_id, func.max(tag.salience).label("salience")).where(tag.entity_id.in_(entity_ids))
    return {
        row.article_id: row.salience
        for some in batches(article_ids)
        for row in connection.execute(most.where(tag.article_id.in_(some)).group_by(tag.article_id))
    }
