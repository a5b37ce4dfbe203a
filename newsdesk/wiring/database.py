"""The database that the settings name: opened, looked at, made, brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from newsdesk.settings.model import Settings, seconds
from pipeline.errors import StorageError
from storage.engine import Engine, database_file, open_engine
from storage.schema_version import check_schema, schema_state


@contextmanager
def open_database(
    settings: Settings, *, read_only: bool = False, create: bool = False, connections: int = 5
) -> Iterator[Engine]:
    """Give the database, checked to have this version's schema; with *create* it is made if there is none.

    An older schema is not touched: StorageError says to run `newsdesk migrate`. Raises StorageError too when the
    database cannot be reached. As many *connections* are kept open at most.
    """
    with opened(settings, read_only=read_only, connections=connections) as engine:
        if create and is_new(engine):
            from storage.migrate import upgrade  # with Alembic, which no other opening needs

            upgrade(engine)
        check_schema(engine)
        yield engine


def has_no_database(settings: Settings) -> bool:
    """Return whether there is nothing yet where the database is to be."""
    with opened(settings) as engine:
        try:
            return is_new(engine)
        except StorageError:
            return False  # something is there, and `open_database` says what is wrong with it


def migrate_database(settings: Settings) -> tuple[str | None, str | None]:
    """Bring the database to this version's schema; return the schema before, None if there was none, and after."""
    from storage.migrate import upgrade

    with opened(settings) as engine:
        before = None if is_new(engine) else schema_state(engine).current
        return before, upgrade(engine).current


def is_new(engine: Engine) -> bool:
    """Return whether there is no database yet, or an empty one."""
    path = database_file(engine)
    return (path is not None and not path.exists()) or schema_state(engine).current is None


@contextmanager
def opened(settings: Settings, *, read_only: bool = False, connections: int = 5) -> Iterator[Engine]:
    """Give the database as it is, whatever its schema, also where there is none yet."""
    database = settings.database
    engine = open_engine(
        database.url.get_secret_value(),
        read_only=read_only,
        busy_timeout=seconds(database.busy_timeout_s),
        pool_size=connections,
    )
    try:
        yield engine
    finally:
        engine.dispose()
