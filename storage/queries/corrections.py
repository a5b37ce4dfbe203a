"""Corrections by hand, for people who look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from storage.schema.corrections import correction

_MOST = 5_000  # articles of a story whose corrections are looked for


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


def corrections_of_story(
    connection: Connection, story_id: int, article_ids: Sequence[int], limit: int = 50
) -> list[CorrectionRow]:
    """Return the corrections that stand of a story and of its articles, the newest first."""
    made = correction.c
    listed = [getattr(made, one.name) for one in fields(CorrectionRow)]
    query = select(*listed).where(made.undone_at.is_(None))
    query = query.where(or_(made.story_id == story_id, made.article_id.in_(article_ids[:_MOST])))
    return [CorrectionRow(**row) for row in connection.execute(query.order_by(made.id.desc()).limit(limit)).mappings()]


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
