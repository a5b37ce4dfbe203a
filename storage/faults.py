"""What a database driver's complaint means, by its code: gone, busy, full, or unusable as it is."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL, ExceptionContext
from sqlalchemy.exc import IntegrityError

from pipeline.errors import RetryLaterError, StorageError
from pipeline.redact import is_secret_key

# By SQLite's primary result code (sqlite.org/rescode.html); the words that come with it may change.
_SQLITE_PROBLEMS = {
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; does its folder exist, and may this user write there?",
    sqlite3.SQLITE_PERM: "cannot be opened; does its folder exist, and may this user write there?",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database; nothing was changed",
    sqlite3.SQLITE_CORRUPT: (
        "is damaged; restore a backup (`newsdesk restore FILE`), or recover it with the sqlite3 shell (.recover)"
    ),
    sqlite3.SQLITE_READONLY: "cannot be written to by this user",
    sqlite3.SQLITE_IOERR: "could not be read or written (disk I/O error)",
}
_SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY = 0xFF  # the low byte of an extended code, e.g. of SQLITE_READONLY_DIRECTORY

_POSTGRES_BUSY = frozenset({"40001", "40P01", "55P03"})  # serialization failure, deadlock, lock not available
_POSTGRES_FULL = "53100"


class DatabaseBusyError(RetryLaterError):
    """Another process held the database for longer than the busy timeout, or a deadlock was broken."""


class ConnectionLostError(RetryLaterError):
    """The connection was cut; what was in hand was rolled back, unless the cut fell on its commit."""


class DiskFullError(RetryLaterError):
    """No space is left; what is stored is whole, and work goes on once there is space."""


def shown(url: URL) -> str:
    """Return how *url* may be shown: a SQLite file's path, else the URL with its secrets masked."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    query = {key: "***" if is_secret_key(key) else value for key, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=True)


def explain(name: str, backend: str, context: ExceptionContext) -> Exception | None:
    """Return the error to raise in place of a driver's, or None to let it pass (SQLAlchemy ``handle_error``)."""
    if isinstance(context.sqlalchemy_exception, IntegrityError) or context.is_pre_ping:
        return None
    if backend == "sqlite":
        return explain_sqlite(name, context.original_exception)
    return _explain_postgres(name, context.original_exception, context)


def explain_sqlite(name: str, original: BaseException) -> Exception | None:
    """Return the error to raise in place of the SQLite driver's for the database *name*, None to let it pass."""
    code = getattr(original, "sqlite_errorcode", None)  # absent where the driver itself complains
    if code is None:
        return None
    primary = code & _PRIMARY
    if primary in _SQLITE_BUSY:
        return DatabaseBusyError(f"{name}: held by another process ({original})")
    if primary == sqlite3.SQLITE_FULL:
        return DiskFullError(f"{name}: the disk is full; what is stored is whole")
    meaning = _SQLITE_PROBLEMS.get(primary)
    return StorageError(f"{name}: {meaning}") if meaning else None


def _explain_postgres(name: str, original: BaseException, context: ExceptionContext) -> Exception | None:
    state = getattr(original, "sqlstate", None)
    first_line = str(original).strip().partition("\n")[0]
    if state in _POSTGRES_BUSY:
        return DatabaseBusyError(f"{name}: {first_line}")
    if state == _POSTGRES_FULL:
        return DiskFullError(f"{name}: the disk is full; what is stored is whole")
    if context.connection is None:
        return StorageError(f"{name}: cannot connect: {first_line}")
    if context.is_disconnect:
        return ConnectionLostError(f"{name}: connection lost: {first_line}")
    return None
