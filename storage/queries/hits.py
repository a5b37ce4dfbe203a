"""Articles as a search lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.queries.batches import batches
from storage.schema.articles import article
from storage.schema.stories import story_member


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
