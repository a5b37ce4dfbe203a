"""Which days' digests were made, and of what stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.schema.articles import digest
from storage.upsert import upsert

DAILY = "daily"


def digest_made(connection: Connection, day: date, name: str = DAILY) -> datetime | None:
    """Return when the digest of *day* was made, None if it was not."""
    return connection.execute(select(digest.c.made_at).where(digest.c.day == day, digest.c.name == name)).scalar()


def record_digest(
    connection: Connection,
    day: date,
    story_ids: Sequence[int],
    content: Mapping[str, Any],
    now: datetime,
    name: str = DAILY,
) -> None:
    """Note that a digest was made, with what it said, so that it can be rendered again."""
    row = {"day": day, "name": name, "made_at": now, "story_ids": list(story_ids), "content": dict(content)}
    upsert(connection, digest, row, update=("made_at", "story_ids", "content"))
