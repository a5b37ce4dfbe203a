"""Migrations: the way from the schema that a database has to the one that this newsdesk needs, and back.

All migrations of one upgrade run in one transaction, on SQLite too: one that is interrupted leaves the
database as it was.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from pipeline.errors import StorageError
from storage.engine import database_file
from storage.faults import explain_sqlite, shown
from storage.schema import metadata
from storage.schema_check import SEARCH_TABLE, in_short, missing
from storage.schema_version import VERSION_TABLE, SchemaState, schema_state, state_of
from storage.transactions import reading

_POSTGRES_LOCK = 0x6E657773  # "news": two upgrades at once take turns


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


def _state_before_change(engine: Engine) -> None:
    """Refuse what must not be touched: a newer schema, or another program's tables."""
    with reading(engine) as connection:
        state_of(connection, shown(engine.url))
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
