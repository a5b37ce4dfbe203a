"""Searching as tests write it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from pipeline.query import Dated, Entity, all_of, parse
from storage.queries import search as searching
from storage.queries.hits import Hit


def search(
    connection: Connection,
    text: str,
    *,
    since: datetime | None = None,
    entity_id: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Hit]:
    parts = [parse(text)]
    if since is not None:
        parts.append(Dated(since=since))
    if entity_id is not None:
        parts.append(Entity(entity_id))
    return searching.search(connection, all_of(parts), limit=limit, offset=offset)
