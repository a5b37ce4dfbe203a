"""Requests as rows of ``fetch``."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, insert

from pipeline.records import Fetch, ItemCounts
from storage.schema.collect import fetch as fetch_table


def record_poll_fetch(
    connection: Connection, source: str, fetch: Fetch, entries: int | None = None, counts: ItemCounts | None = None
) -> None:
    """Add the request of a poll; *entries* is how many the list had."""
    found = {"entries": entries, "new_items": None if counts is None else counts.new}
    connection.execute(insert(fetch_table).values(**_values(source, "list", fetch), **found))


def record_page_fetch(connection: Connection, source: str, fetch: Fetch) -> None:
    """Add the request of a page."""
    connection.execute(insert(fetch_table).values(**_values(source, "page", fetch)))


def _values(source: str, purpose: str, fetch: Fetch) -> dict[str, object]:
    return {"source": source, "purpose": purpose} | asdict(fetch)
