"""The schema's version: what the database has and what this newsdesk needs.

Only looked at here, without Alembic, which takes a quarter of a second to load; `storage.migrate` changes it.
A version's name is not believed alone: tables, columns and views are compared as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select

from pipeline.errors import StorageError
from storage.engine import database_file
from storage.faults import shown
from storage.schema_check import in_short, missing
from storage.transactions import reading

VERSION_TABLE = "schema_version"

_VERSION = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32)))  # as Alembic makes it


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Where a database stands in the chain of migrations."""

    current: str | None  # None when it is empty
    head: str
    pending: tuple[str, ...]  # oldest first

    @property
    def up_to_date(self) -> bool:
        return not self.pending


def schema_state(engine: Engine) -> SchemaState:
    """Return the schema that *engine*'s database has, and what it lacks.

    Raises StorageError if the database is missing, unreadable, another program's, or newer than this newsdesk.
    """
    _must_exist(engine)
    with reading(engine) as connection:
        return state_of(connection, shown(engine.url))


def check_schema(engine: Engine) -> None:
    """Return if the database has the schema this newsdesk works with: its version, tables, columns and views.

    Raises StorageError that names what is missing and says what to run if not. Changes nothing.
    """
    _must_exist(engine)
    name = shown(engine.url)
    with reading(engine) as connection:
        state = state_of(connection, name)
        lacks = missing(connection) if state.current else []
    if state.up_to_date and not lacks:
        return
    if state.current is None:
        raise StorageError(f"{name}: is empty, this newsdesk needs {state.head}; run `newsdesk migrate`")
    differs = f" ({in_short(lacks)})" if lacks else ""
    if state.up_to_date:
        raise StorageError(
            f"{name}: is not what its schema {state.head} says{differs}; run `newsdesk migrate`, or restore a backup"
        )
    raise StorageError(
        f"{name}: has schema {state.current}, this newsdesk needs {state.head}{differs}; run `newsdesk migrate`"
    )


def state_of(connection: Connection, name: str) -> SchemaState:
    """Return where *connection*'s database, shown as *name*, stands. Raises StorageError if it is newer than this."""
    chain = _chain()
    head = chain[-1]
    known = inspect(connection).has_table(VERSION_TABLE)
    current = connection.scalar(select(_VERSION.c.version_num)) if known else None
    if current is None:
        return SchemaState(None, head, chain)
    if current not in chain:
        raise StorageError(
            f"{name}: has schema {current}, newer than this newsdesk knows ({head}); "
            "update newsdesk or restore a backup; nothing was changed"
        )
    return SchemaState(current, head, chain[chain.index(current) + 1 :])


@cache
def _chain() -> tuple[str, ...]:
    """Return the names of all migrations, oldest first: they are numbered, and a file is named as its revision."""
    versions = files("storage") / "migrations" / "versions"
    chain = sorted(one.name.removesuffix(".py") for one in versions.iterdir() if one.name[:1].isdigit())
    if not chain:
        raise StorageError("the chain of migrations is missing; is newsdesk installed whole?")
    return tuple(chain)


def _must_exist(engine: Engine) -> None:
    path = database_file(engine)
    if path is not None and not path.exists():
        raise StorageError(f"{shown(engine.url)}: there is no database yet; run `newsdesk migrate` to make it")
