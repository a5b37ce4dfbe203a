"""What is forgotten, and when: fetches and page bodies. Articles and stories stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, update

from storage.schema.collect import fetch, page


def forget(connection: Connection, now: datetime, *, fetches: timedelta, page_bodies: timedelta) -> tuple[int, int]:
    """Drop rows of ``fetch`` and bodies of settled pages older than given; return how many of each."""
    old = connection.execute(delete(fetch).where(fetch.c.started_at < now - fetches)).rowcount
    emptied = connection.execute(
        update(page)
        .where(page.c.stage == "settled", page.c.settled_at < now - page_bodies, page.c.body.is_not(None))
        .values(body=None)
    ).rowcount
    return old, emptied
