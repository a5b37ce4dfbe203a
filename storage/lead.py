"""The lead: at most one process does rounds on a database, and one that has lost the lead changes nothing more.

The lead is a lock that ends with its process: an advisory lock of one session (Postgres), a lock on a file beside
the database (SQLite). A lock alone is not enough: its holder may lose it and not know yet. So the holder's name
stands in a row as well, every write transaction of a leader looks at that row first, and a successor changes the
row before it begins. See docs/decisions/0013-one-leader.md.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TextIO

from sqlalchemy import Connection, Engine, delete, event, func, select, text

from pipeline.errors import NewsdeskError, RetryLaterError
from storage.engine import application_name, database_file
from storage.leases import free, is_gone, this_process
from storage.runs import end_abandoned
from storage.schema.articles import lease
from storage.transactions import transact
from storage.upsert import upsert

_NAME = "rounds"
_LOCK = 0x726F756E  # "roun"
_terms = count(1)


class LeadLostError(RetryLaterError):
    """Another process leads by now: what this one wanted to write was not written."""


class _Lock:
    """In memory nobody else can see the database: the lock is always held."""

    def held(self) -> bool:
        return True

    def free(self) -> None:
        pass


@dataclass
class _FileLock(_Lock):
    """A lock on the file *handle*, lost when that file or the database is deleted or replaced."""

    handle: TextIO
    engine: Engine
    database: tuple[int, int] | None

    @staticmethod
    def take(engine: Engine) -> _FileLock | None:
        path = database_file(engine)
        assert path is not None  # noqa: S101 - the caller looked
        handle = path.with_name(path.name + ".lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        return _FileLock(handle, engine, _identity(str(path)))

    def held(self) -> bool:
        path = str(database_file(self.engine))
        return _identity(self.handle.name) == _identity(self.handle.fileno()) and _identity(path) == self.database

    def free(self) -> None:
        if not self.held():
            self.engine.dispose()  # its connections may lead to a file that is no longer there
        self.handle.close()


@dataclass
class _SessionLock(_Lock):
    """An advisory lock of the session behind *connection*."""

    connection: Connection
    _asked: threading.Lock = field(default_factory=threading.Lock)  # a connection serves one thread at a time

    @staticmethod
    def take(engine: Engine, silent: timedelta) -> _SessionLock | None:
        connection = unfenced(engine).connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            if not connection.execute(select(func.pg_try_advisory_lock(_LOCK))).scalar():
                connection.close()
                return None
            if (connection.dialect.server_version_info or (0,)) >= (14,):
                # A process that was stopped, or whose machine cannot be reached, must not keep the lock for ever.
                milliseconds = int(silent.total_seconds() * 1000)
                connection.execute(select(func.set_config("idle_session_timeout", str(milliseconds), False)))
        except NewsdeskError:
            connection.invalidate()
            connection.close()
            raise
        return _SessionLock(connection)

    def held(self) -> bool:
        if self.connection.invalidated:  # asked again, it would connect anew
            return False
        mine = text(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
            " AND classid = 0 AND objid = :key AND database = (SELECT oid FROM pg_database WHERE"
            " datname = current_database())"
        )
        try:
            with self._asked:
                return bool(self.connection.execute(mine, {"key": _LOCK}).scalar())
        except NewsdeskError:
            return False

    def free(self) -> None:
        # Ending the session frees the lock, and works on a connection in any state.
        with self._asked:
            self.connection.invalidate()
            self.connection.close()


@dataclass
class Lead:
    """The right to do rounds, as long as `held` says so. *predecessor* went without giving the lead up."""

    engine: Engine
    holder: str
    lock: _Lock
    predecessor: str | None = None
    _fence: Callable[[Connection], None] = field(init=False)

    def __post_init__(self) -> None:
        self._fence = _fence(self.holder)
        event.listen(self.engine, "begin", self._fence)

    @property
    def predecessor_may_live(self) -> bool:
        """Whether the process that led before may still be at work, not knowing that it has lost the lead."""
        return self.predecessor is not None and not is_gone(self.predecessor)

    def held(self) -> bool:
        """Ask the database whether the lead is still this process's; False when it cannot be asked."""
        return self.lock.held()

    def give_up(self) -> None:
        """Let another process lead. Only for when all work under this lead has ended: nothing is fenced afterwards."""
        try:
            if self.held():
                transact(unfenced(self.engine), lambda connection: _clear(connection, self.holder))
        except NewsdeskError:
            pass  # the successor finds the row, and takes this process for one that was killed
        finally:
            self.lock.free()
            event.remove(self.engine, "begin", self._fence)


def take_lead(engine: Engine, now: datetime, *, silent: timedelta) -> Lead | None:
    """Take the lead, None while another process has it.

    A leader that is silent for *silent* (stopped, cut off) loses the lead on Postgres 14 and later.
    What a predecessor left is brought to an end: its transactions are broken off, its runs noted as over, its leases
    given back.
    Raises StorageError or RetryLaterError when the database cannot be asked.
    """
    lock: _Lock | None
    if database_file(engine) is not None:
        lock = _FileLock.take(engine)
    elif engine.dialect.name == "postgresql":
        lock = _SessionLock.take(engine, silent)
    else:
        lock = _Lock()
    if lock is None:
        return None
    holder = f"{this_process()}/{next(_terms)}"
    try:
        predecessor = _succeed(unfenced(engine), holder, now, silent)
    except BaseException:
        lock.free()
        raise
    return Lead(engine, holder, lock, predecessor)


def unfenced(engine: Engine) -> Engine:
    """Return *engine* for what a process that lost the lead may still do: give back what it holds."""
    return engine.execution_options(unfenced=True)


def _succeed(engine: Engine, holder: str, now: datetime, silent: timedelta) -> str | None:
    with engine.connect() as connection:
        before = connection.execute(select(lease.c.holder).where(lease.c.name == _NAME)).scalar()
    ours = before is not None and before.startswith(this_process() + "/")  # an earlier term of this process
    if before is not None and not ours and engine.dialect.name == "postgresql":
        # It may be stopped in the middle of a transaction, and would hold up the change of the row below.
        with engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND application_name = :name"
                ),
                {"name": application_name(before)},
            )
    row = {"name": _NAME, "holder": holder, "taken_at": now, "expires_at": now + silent}

    def work(connection: Connection) -> None:
        upsert(connection, lease, row, update=("holder", "taken_at", "expires_at"))
        end_abandoned(connection, "round", now)
        if before is not None:
            # Hosts as well: by the time this process asks any, a predecessor that lives has noticed, and asks no more.
            free(connection, before.rpartition("/")[0])

    transact(engine, work)
    return None if ours else before


def _clear(connection: Connection, holder: str) -> None:
    connection.execute(delete(lease).where(lease.c.name == _NAME, lease.c.holder == holder))


def _fence(holder: str) -> Callable[[Connection], None]:
    # Shared, so that the transactions of one leader do not wait for each other; the successor's change does.
    leader = select(lease.c.holder).where(lease.c.name == _NAME).with_for_update(read=True)

    def check(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("reading") or options.get("unfenced"):
            return
        if connection.execute(leader).scalar() != holder:
            raise LeadLostError("another newsdesk leads on this database by now; nothing more is written")

    return check


def _identity(file: str | int) -> tuple[int, int] | None:
    try:
        found = os.stat(file)  # noqa: PTH116 - of a descriptor as well
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
