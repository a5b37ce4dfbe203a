"""The schema's version: what the database has, what this newsdesk needs, and the way from one to the other.

All migrations of one upgrade run in one transaction, on SQLite too: one that is interrupted leaves the
database as it was. A version's name is not believed alone: tables, columns and views are compared as well.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from pipeline.errors import StorageError
from storage.engine import database_file
from storage.faults import explain_sqlite, shown
from storage.schema import metadata
from storage.schema_check import SEARCH_TABLE, in_short, missing
from storage.transactions import reading

VERSION_TABLE = "schema_version"

_POSTGRES_LOCK = 0x6E657773  # "news": two upgrades at once take turns


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
        return _state(connection, shown(engine.url))


def check_schema(engine: Engine) -> None:
    """Return if the database has the schema this newsdesk works with: its version, tables, columns and views.

    Raises StorageError that names what is missing and says what to run if not. Changes nothing.
    """
    _must_exist(engine)
    name = shown(engine.url)
    with reading(engine) as connection:
        state = _state(connection, name)
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


def upgrade(engine: Engine, revision: str = "head") -> SchemaState:
    """Bring the database to *revision*, creating a SQLite file and its folder if need be.

    Raises StorageError, before anything is changed, for a newer schema or another program's database; and after
    the last migration when the tables are not what it leaves, because something else has changed them.
    """
    path = database_file(engine)
    if path is not None and not path.exists():
        _create(path)
    _state_before_change(engine)
    if path is not None:
        with engine.connect() as connection:
            _outside_transaction(connection, "PRAGMA journal_mode = WAL")  # the file keeps it
    _run(engine, "upgrade", revision)
    state = schema_state(engine)
    if state.up_to_date:
        _finish(engine, state)
    return state


def downgrade(engine: Engine, revision: str) -> SchemaState:
    """Take the database back to *revision* (``base`` empties it)."""
    _state_before_change(engine)
    _run(engine, "downgrade", revision)
    return schema_state(engine)


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Tell Alembic which tables of the database are its business."""
    return not (kind == "table" and name is not None and (name == VERSION_TABLE or name.startswith(SEARCH_TABLE)))


def _must_exist(engine: Engine) -> None:
    path = database_file(engine)
    if path is not None and not path.exists():
        raise StorageError(f"{shown(engine.url)}: there is no database yet; run `newsdesk migrate` to make it")


def _state_before_change(engine: Engine) -> None:
    """Refuse what must not be touched: a newer schema, or another program's tables."""
    with reading(engine) as connection:
        _state(connection, shown(engine.url))
        inspector = inspect(connection)
        tables = set(inspector.get_table_names())
        if engine.dialect.name == "postgresql":
            # Other programs may share a Postgres database, as long as no name is taken.
            tables &= set(metadata.tables)
        if tables and VERSION_TABLE not in inspector.get_table_names():
            strangers = ", ".join(sorted(tables)[:3])
            raise StorageError(
                f"{shown(engine.url)}: holds tables of another program ({strangers}); nothing was changed"
            )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _state(connection: Connection, name: str) -> SchemaState:
    chain = _chain()
    head = chain[0]
    options: dict[str, Any] = {"version_table": VERSION_TABLE}
    current = MigrationContext.configure(connection, opts=options).get_current_revision()
    if current is None:
        return SchemaState(None, head, tuple(reversed(chain)))
    if current not in chain:
        raise StorageError(
            f"{name}: has schema {current}, newer than this newsdesk knows ({head}); "
            "update newsdesk or restore a backup; nothing was changed"
        )
    return SchemaState(current, head, tuple(reversed(chain[: chain.index(current)])))


@cache
def _chain() -> tuple[str, ...]:
    """Return the names of all migrations, newest first."""
    chain = tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())
    if not chain:
        raise StorageError("the chain of migrations is missing; is newsdesk installed whole?")
    return chain


def _finish(engine: Engine, state: SchemaState) -> None:
    with reading(engine) as connection:
        lacks = missing(connection)
    if lacks:
        raise StorageError(
            f"{shown(engine.url)}: something other than newsdesk has changed it since it got schema {state.current} "
            f"({in_short(lacks)}); restore a backup"
        )
    from storage.backfill import finish_stories  # with much of the pipeline, which no other command needs here

    finish_stories(engine)


def _run(engine: Engine, direction: str, revision: str) -> None:
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # Rebuilding a table drops the old one; with keys enforced that would take its children along.
            _outside_transaction(connection, "PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
                try:
                    getattr(command, direction)(_config(connection), revision)
                except CommandError as refused:
                    raise StorageError(f"{shown(engine.url)}: {refused}; nothing was changed") from refused
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StorageError(f"{shown(engine.url)}: rows would lose what they refer to; nothing was changed")
        finally:
            if sqlite:
                _outside_transaction(connection, "PRAGMA foreign_keys = ON")


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as refused:
        raise StorageError(f"{path}: cannot be made: {refused.strerror or refused}") from refused


def _outside_transaction(connection: Connection, pragma: str) -> None:
    """Run *pragma* past SQLAlchemy, which would begin a transaction first."""
    try:
        connection.connection.cursor().execute(pragma)
    except sqlite3.Error as error:
        raise explain_sqlite(shown(connection.engine.url), error) or error from error
