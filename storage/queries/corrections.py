"""Corrections by hand, for people who look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.schema.corrections import correction


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction; the fields are those of the view `corrections`."""

    id: int
    kind: str
    article_id: int | None
    story_id: int | None
    details: Mapping[str, Any]
    who: str
    why: str | None
    made_at: datetime
    undone_at: datetime | None
    undone_by: str | None


def list_corrections(
    connection: Connection, *, article_id: int | None = None, since: datetime | None = None, limit: int = 50
) -> list[CorrectionRow]:
    """Return corrections, the newest first."""
    made = correction.c
    listed = (
        made.id,
        made.kind,
        made.article_id,
        made.story_id,
        made.details,
        made.who,
        made.why,
        made.made_at,
        made.undone_at,
        made.undone_by,
    )
    query = select(*listed).order_by(made.id.desc()).limit(limit)
    if article_id is not None:
        query = query.where(made.article_id == article_id)
    if since is not None:
        query = query.where(made.made_at >= since)
    return [CorrectionRow(**row) for row in connection.execute(query).mappings()]
