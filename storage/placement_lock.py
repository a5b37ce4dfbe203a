"""Placing is for one process at a time: what a new article is compared with must not change meanwhile.

SQLite has one writer anyhow; on Postgres an advisory lock makes the others wait until the transaction ends.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_PLACEMENT_LOCK = 0x706C6163  # "plac"


def hold_placement(connection: Connection) -> None:
    """Wait until nobody else places articles, and keep it so until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PLACEMENT_LOCK})
