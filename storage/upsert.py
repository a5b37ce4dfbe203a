"""INSERT ... ON CONFLICT, spelt alike by SQLite and Postgres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, row: Mapping[str, Any], *, update: tuple[str, ...] = ()) -> bool:
    """Insert *row*; where its primary key is there, set the columns *update* (none: leave it).

    Return whether a row was inserted or changed.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(**row)
    keys = list(table.primary_key.columns)
    if update:
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in update}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    return connection.execute(statement).rowcount > 0
