"""A whole database moved into another: SQLite into Postgres, and back. Ids stay, so permalinks do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, delete, func, insert, select, text, update

from pipeline.errors import ConfigError, StorageError
from storage.engine import database_file
from storage.migrate import upgrade
from storage.schema import metadata
from storage.schema.articles import article, article_text
from storage.schema_version import check_schema, schema_state
from storage.search.index import add
from storage.transactions import reading

_AT_ONCE = 1000  # rows
_NOT_MOVED = {"lease"}  # who leads on the old database leads nowhere else

Told = Callable[[str, int], None]  # takes a table and how many of its rows are there


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows by table, each counted in both databases and found to be as many."""

    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def move(source: Engine, target: Engine, on_progress: Told = lambda _table, _rows: None) -> Moved:
    """Copy all rows of *source* into *target*, which is made or must be empty; the search index is made anew.

    All of it is one transaction of *target*: it has everything, or nothing. Whoever calls holds the lead on *source*,
    so that nothing changes meanwhile. Raises ConfigError where *target* holds a newsdesk's rows already, StorageError
    when the counts differ in the end.
    """
    check_schema(source)
    _expect_empty(target)
    upgrade(target)
    with reading(source) as old, target.begin() as new:
        moved = {}
        for table in _tables():
            new.execute(delete(table))  # what a migration filled in
            moved[table.name] = _copy(old, new, table)
            on_progress(table.name, moved[table.name])
        _index(new)
        _number_on(new)
        for table in _tables():
            expected, found = _count(old, table), _count(new, table)
            if expected != found:
                raise StorageError(f"{table.name}: {expected:,} rows there, {found:,} here; nothing was moved")
    return Moved(moved)


def _expect_empty(target: Engine) -> None:
    """Raise ConfigError unless there is no database yet, or one in which newsdesk has never worked."""
    file = database_file(target)
    if (file is not None and not file.exists()) or schema_state(target).current is None:
        return
    check_schema(target)
    with reading(target) as connection:
        if _count(connection, article) or _count(connection, metadata.tables["source"]):
            raise ConfigError("the database to move to has sources or articles already; choose an empty one")


def _tables() -> Iterator[Table]:
    return (table for table in metadata.sorted_tables if table.name not in _NOT_MOVED)


def _copy(old: Connection, new: Connection, table: Table) -> int:
    own = [each.parent for each in table.foreign_keys if each.column.table is table]  # a story merged into another
    count = 0
    rows = old.execute(select(table).execution_options(yield_per=_AT_ONCE)).mappings()
    later: list[dict[str, Any]] = []
    for some in _batches(rows):
        for column in own:
            later += [{"of": row["id"], "to": row[column.name]} for row in some if row[column.name] is not None]
        new.execute(insert(table), [row | {column.name: None for column in own} for row in some])
        count += len(some)
    for column in own:
        for some in _batches(iter(later)):
            new.execute(update(table).where(table.c.id == bindparam("of")).values({column: bindparam("to")}), some)
    return count


def _batches(rows: Any) -> Iterator[list[dict[str, Any]]]:
    while some := [dict(row) for row in islice(rows, _AT_ONCE)]:
        yield some


def _index(new: Connection) -> None:
    texts = select(article.c.id, article.c.title, article_text.c.text)
    joined = texts.join(article_text, article_text.c.article_id == article.c.id)
    rows = new.execute(joined.execution_options(yield_per=_AT_ONCE))
    for some in _batches(rows.mappings()):
        add(new, [(row["id"], row["title"], row["text"]) for row in some])


def _number_on(new: Connection) -> None:
    """Let Postgres number new rows after those that are there; SQLite does by itself."""
    if new.dialect.name != "postgresql":
        return
    for table in _tables():
        if "id" not in table.c or new.scalar(_SEQUENCE, {"name": table.name}) is None:
            continue
        highest = new.scalar(select(func.max(table.c.id)))
        if highest is not None:
            new.execute(_SET, {"name": table.name, "value": highest})


_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, 'id')")
_SET = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :value)")


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
