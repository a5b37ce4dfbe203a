"""The archive of digests that were written, as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.schema.articles import digest


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A digest in a list."""

    day: date
    name: str  # "daily", or a watchlist's
    made_at: datetime
    stories: int
    headlines: tuple[str, ...]  # of its first stories


def digest_archive(connection: Connection, *, before: date | None = None, limit: int = 60) -> list[DigestLine]:
    """Return the digests of the days before *before*, or of all days, the newest first."""
    rows = select(digest).order_by(digest.c.day.desc(), digest.c.name).limit(limit)
    if before is not None:
        rows = rows.where(digest.c.day < before)
    return [
        DigestLine(row.day, row.name, row.made_at, len(row.story_ids), _headlines(row.content))
        for row in connection.execute(rows)
    ]


def digest_content(connection: Connection, day: date, name: str = "daily") -> Mapping[str, Any] | None:
    """Return what the digest of *day* said: `newsdesk.digest.model` as JSON. None if it was not made."""
    content = connection.execute(select(digest.c.content).where(digest.c.day == day, digest.c.name == name)).scalar()
    return None if content is None else _in_order(content)


def _in_order(value: Any) -> Any:
    """Return JSON with the keys of its objects in order: Postgres keeps them in one of its own."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(item) for item in value] if isinstance(value, list) else value


def _headlines(content: Mapping[str, Any]) -> tuple[str, ...]:
    stories = [*content.get("stories", ()), *content.get("brief", ())]
    return tuple(str(one["headline"]) for one in stories[:3] if "headline" in one)
