"""URL to engine: the one place that knows how each database must be opened.

SQLite: write-ahead log (set once, by the first migration), foreign keys on, ``synchronous=FULL`` so that a
committed article survives a power cut, and every write transaction starts as ``BEGIN IMMEDIATE`` so that two
writers wait for each other instead of failing half-way. Postgres: psycopg 3, connections tested before use.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Dialect, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from pipeline.errors import ConfigError
from storage.faults import explain, shown
from storage.leases import this_process
from storage.schema.collect import know_postgres

__all__ = [
    "BUSY_TIMEOUT",
    "CONNECT_TIMEOUT",
    "Connection",
    "Engine",
    "application_name",
    "database_file",
    "open_engine",
]

BUSY_TIMEOUT = timedelta(seconds=10)
CONNECT_TIMEOUT = timedelta(seconds=10)

_EXAMPLE = "expected sqlite:///newsdesk.db or postgresql://user@host/newsdesk"


def open_engine(
    url: str, *, read_only: bool = False, busy_timeout: timedelta = BUSY_TIMEOUT, pool_size: int = 5
) -> Engine:
    """Return an engine for *url*, ``sqlite:///PATH``, ``sqlite://`` (in memory) or ``postgresql://...``.

    Nothing is opened yet, and no file is ever created by connecting: `storage.migrate.upgrade` does that.
    *read_only* makes every write fail, whatever the code says. *busy_timeout* is how long a SQLite
    connection waits for another writer before `DatabaseBusyError`.

    Raises ConfigError if the URL cannot be used. Driver errors come out as `StorageError` or
    `RetryLaterError` (see `storage.faults`), with the file or the masked URL in their text.
    """
    address = _parse(url)
    serializer = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    if address.get_backend_name() == "sqlite":
        engine = _open_sqlite(address, serializer, read_only=read_only, busy_timeout=busy_timeout, pool_size=pool_size)
    else:
        engine = _open_postgres(address, serializer, read_only=read_only, pool_size=pool_size)
    event.listen(engine, "handle_error", partial(explain, shown(address), engine.dialect.name))
    return engine


def database_file(engine: Engine) -> Path | None:
    """Return the file behind a SQLite engine, None for in-memory databases and Postgres."""
    if engine.dialect.name != "sqlite" or _in_memory(engine.url):
        return None
    return Path(str(engine.url.database))


def application_name(holder: str) -> str:
    """Return the name under which the process *holder* (see `storage.leases`) is connected to Postgres."""
    return f"newsdesk {holder.split('/')[3]}"


def _parse(url: str) -> URL:
    try:
        address = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except ArgumentError:
        # The text itself may hold a password, so it is not repeated.
        raise ConfigError(f"database url: cannot be read; {_EXAMPLE}") from None
    backend = address.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise ConfigError(f"database url: {backend!r} is not supported; {_EXAMPLE}")
    return address.set(drivername="sqlite" if backend == "sqlite" else "postgresql+psycopg")


def _in_memory(address: URL) -> bool:
    return address.database in {None, "", ":memory:"}


def _open_sqlite(
    address: URL, serializer: Callable[..., str], *, read_only: bool, busy_timeout: timedelta, pool_size: int
) -> Engine:
    if _in_memory(address):
        # One connection is the database: a second would see an empty one.
        engine = create_engine(
            address,
            json_serializer=serializer,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False, "timeout": busy_timeout.total_seconds()},
        )
    else:
        engine = create_engine(
            address,
            json_serializer=serializer,
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_args={"timeout": busy_timeout.total_seconds()},
        )
        event.listen(engine, "do_connect", partial(_connect_to_existing, "ro" if read_only else "rw"))
    event.listen(engine, "connect", partial(_prepare_sqlite, read_only))
    event.listen(engine, "begin", partial(_begin_sqlite, read_only))
    return engine


def _connect_to_existing(
    mode: str, _dialect: Dialect, _record: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]
) -> sqlite3.Connection:
    path = Path(arguments[0]).absolute()
    opened: sqlite3.Connection = sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, **options)
    return opened


def _prepare_sqlite(read_only: bool, connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver opens no transaction of its own; _begin_sqlite does
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    if read_only:
        connection.execute("PRAGMA query_only = ON")


def _begin_sqlite(read_only: bool, connection: Connection) -> None:
    reading = read_only or connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _open_postgres(address: URL, serializer: Callable[..., str], *, read_only: bool, pool_size: int) -> Engine:
    know_postgres()
    options = "-c timezone=UTC" + (" -c default_transaction_read_only=on" if read_only else "")
    if given := address.query.get("options"):
        options = f"{given} {options}"
    try:
        return create_engine(
            address,
            json_serializer=serializer,
            pool_pre_ping=True,
            pool_size=pool_size,
            max_overflow=pool_size,
            connect_args={
                "options": options,
                "connect_timeout": int(CONNECT_TIMEOUT.total_seconds()),
                "application_name": application_name(this_process()),
                # A server that has gone without a word is noticed in a quarter of a minute (Linux).
                "tcp_user_timeout": 15_000,
                "keepalives_idle": 5,
                "keepalives_interval": 5,
                "keepalives_count": 2,
            },
        )
    except ModuleNotFoundError as missing:
        problem = "Postgres needs psycopg: pip install 'newsdesk[postgres]'"
        raise ConfigError(f"database url {shown(address)}: {problem}") from missing
