"""What a database driver's complaint means: gone, busy, or unusable as it is."""

from __future__ import annotations

from sqlalchemy import URL, ExceptionContext
from sqlalchemy.exc import IntegrityError

from pipeline.errors import RetryLaterError, StorageError

_SECRET_KEYS = frozenset({"password", "sslpassword", "passfile"})

# SQLite says what is wrong by a fixed phrase (sqlite3.c, sqlite3ErrStr).
_SQLITE_PROBLEMS = {
    "unable to open database file": "cannot be opened; does its folder exist, and may this user write there?",
    "file is not a database": "is not a SQLite database; nothing was changed",
    "database disk image is malformed": "is damaged; restore a backup, or recover it with the sqlite3 shell (.recover)",
    "attempt to write a readonly database": "cannot be written to by this user",
    "disk i/o error": "could not be read or written (disk I/O error)",
}

_POSTGRES_BUSY = frozenset({"40001", "40P01", "55P03"})  # serialization failure, deadlock, lock not available


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
    query = {key: "***" if key in _SECRET_KEYS else value for key, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=True)


def explain(name: str, backend: str, context: ExceptionContext) -> Exception | None:
    """Return the error to raise in place of a driver's, or None to let it pass (SQLAlchemy ``handle_error``)."""
    if isinstance(context.sqlalchemy_exception, IntegrityError) or context.is_pre_ping:
        return None
    if backend == "sqlite":
        return _explain_sqlite(name, str(context.original_exception))
    return _explain_postgres(name, context.original_exception, context)


def _explain_sqlite(name: str, problem: str) -> Exception | None:
    folded = problem.lower()
    if "locked" in folded or "busy" in folded:
        return DatabaseBusyError(f"{name}: held by another process ({problem})")
    if "full" in folded and "disk" in folded:
        return DiskFullError(f"{name}: the disk is full; what is stored is whole")
    for phrase, meaning in _SQLITE_PROBLEMS.items():
        if phrase in folded:
            return StorageError(f"{name}: {meaning}")
    return None


def _explain_postgres(name: str, original: BaseException, context: ExceptionContext) -> Exception | None:
    state = getattr(original, "sqlstate", None)
    first_line = str(original).strip().partition("\n")[0]
    if state in _POSTGRES_BUSY:
        return DatabaseBusyError(f"{name}: {first_line}")
    if state == "53100":
        return DiskFullError(f"{name}: the disk is full; what is stored is whole")
    if context.connection is None:
        return StorageError(f"{name}: cannot connect: {first_line}")
    if context.is_disconnect:
        return ConnectionLostError(f"{name}: connection lost: {first_line}")
    return None
