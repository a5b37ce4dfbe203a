"""Rows written in sets, and INSERT ... ON CONFLICT, spelt alike by SQLite and Postgres.

Sets of rows go to the driver by the statement as it was compiled once: SQLAlchemy would work out each row's parameters
anew, which took a third of the time of filing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

Row = Mapping[str, Any]
_Parameters = Callable[[Sequence[Row]], Any]  # rows -> what the driver takes


def upsert(connection: Connection, table: Table, row: Row, *, update: tuple[str, ...] = ()) -> bool:
    """Insert *row*; where its primary key is there, set the columns *update* (none: leave it).

    Return whether a row was inserted or changed.
    """
    return connection.execute(_upserting(connection.dialect, table, update), row).rowcount > 0


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert *rows*, which have the same keys, in one statement."""
    if rows:
        sql, parameters = _compiled(connection.dialect, table, tuple(rows[0]), None)
        connection.exec_driver_sql(sql, parameters(rows))


def upsert_many(connection: Connection, table: Table, rows: Sequence[Row], *, update: tuple[str, ...] = ()) -> None:
    """Insert *rows*, which have the same keys, in one statement; rows whose primary key is there as in `upsert`."""
    if rows:
        sql, parameters = _compiled(connection.dialect, table, tuple(rows[0]), update)
        connection.exec_driver_sql(sql, parameters(rows))


@lru_cache(maxsize=256)  # as many as there are places that write, times the engines of a process
def _compiled(
    dialect: Dialect, table: Table, names: tuple[str, ...], update: tuple[str, ...] | None
) -> tuple[str, _Parameters]:
    """Return the statement that inserts the columns *names*, and what makes the driver's parameters of rows."""
    statement = insert(table) if update is None else _upserting(dialect, table, update)
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    processors = {}
    for name in names:
        process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            processors[name] = process
    # The driver of SQLite takes places, that of Postgres names.
    ordered = tuple(compiled.positiontup) if compiled.positiontup is not None else None

    def parameters(rows: Sequence[Row]) -> Any:
        if processors:
            rows = [{**row, **{name: process(row[name]) for name, process in processors.items()}} for row in rows]
        return list(rows) if ordered is None else [tuple(map(row.__getitem__, ordered)) for row in rows]

    return str(compiled), parameters


def _upserting(dialect: Dialect, table: Table, update: tuple[str, ...]) -> Any:
    statement = _insert(dialect.name)(table)
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
