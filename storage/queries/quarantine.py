"""Pages in quarantine: what could not be read in any of its attempts, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, select

from storage.schema.collect import page, page_body

QUARANTINED = "quarantined"  # pipeline.records.Reason.QUARANTINED, spelt out: records take long to load


@dataclass(frozen=True, slots=True)
class QuarantinedPage:
    """A page that was given up."""

    id: int
    source: str
    url: str
    fetched_at: datetime
    settled_at: datetime | None
    attempts: int
    why: str | None
    body_bytes: int  # as fetched
    has_body: bool  # False: retention.page_bodies_days is over, and nothing can be tried again
    article_id: int | None  # of what its feed said


def quarantined(connection: Connection, *, source: str | None = None, limit: int = 100) -> list[QuarantinedPage]:
    """Return the pages in quarantine, the one given up last first; *source* alone if given."""
    chosen = _pages().order_by(page.c.settled_at.desc(), page.c.id.desc()).limit(limit)
    if source is not None:
        chosen = chosen.where(page.c.source == source)
    return [QuarantinedPage(*row) for row in connection.execute(chosen)]


def quarantined_page(connection: Connection, page_id: int) -> QuarantinedPage | None:
    """Return the page *page_id*, None when there is no such page in quarantine."""
    row = connection.execute(_pages().where(page.c.id == page_id)).first()
    return QuarantinedPage(*row) if row else None


def _pages() -> Select[Any]:
    has_body = exists().where(page_body.c.page_id == page.c.id)
    return select(
        page.c.id,
        page.c.source,
        page.c.url,
        page.c.fetched_at,
        page.c.settled_at,
        page.c.attempts,
        page.c.detail,
        page.c.body_bytes,
        has_body,
        page.c.article_id,
    ).where(page.c.outcome == QUARANTINED)
