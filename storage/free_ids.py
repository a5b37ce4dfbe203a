"""Numbers for rows that are not written yet, so that a decision can name them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from sqlalchemy import BigInteger, Boolean, Connection, Select, Table, column, func, select, text
from sqlalchemy import table as lightweight


def free_ids(connection: Connection, table: Table) -> Iterator[int]:
    """Yield the ids that the next rows of *table* would be given, ascending.

    To be called by who alone adds rows to *table* until the end of the transaction; `use_ids` is told the last one
    that was used.
    """
    if connection.dialect.name == "postgresql":
        state = connection.execute(_state(table)).one()
        return count(state.last_value + 1 if state.is_called else state.last_value)
    return count((connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1)


def use_ids(connection: Connection, table: Table, last: int) -> None:
    """Give ids after *last* to the next rows of *table*."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": _sequence(table), "last": last})


def _state(table: Table) -> Select[tuple[int, bool]]:
    sequence = lightweight(_sequence(table), column("last_value", BigInteger), column("is_called", Boolean))
    return select(sequence.c.last_value, sequence.c.is_called)


def _sequence(table: Table) -> str:
    return f"{table.name}_id_seq"
