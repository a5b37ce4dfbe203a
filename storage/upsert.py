"""INSERT ... ON CONFLICT, spelt alike by SQLite and Postgres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table


def upsert(connection: Connection, table: Table, row: Mapping[str, Any], *, update: tuple[str, ...] = ()) -> bool:
    """Insert *row*; where its primary key is there, set the columns *update* (none: leave it).

    Return whether a row was inserted or changed.
    """
    return connection.execute(_statement(connection, table, update), row).rowcount > 0


def upsert_many(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, update: tuple[str, ...] = ()
) -> None:
    """Insert *rows*, which have the same keys, in one statement; rows whose primary key is there as in `upsert`."""
    if rows:
        connection.execute(_statement(connection, table, update), rows)


def _statement(connection: Connection, table: Table, update: tuple[str, ...]) -> Any:
    statement = _insert(connection.dialect.name)(table)
    keys = list(table.primary_key.columns)
    if update:
        return statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in update}
        )
    return statement.on_conflict_do_nothing(index_elements=keys)


def _insert(dialect: str) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert
    from sqlalchemy.dialects import sqlite

    return sqlite.insert
