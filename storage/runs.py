"""Who works on the database: at most one newsdesk does rounds, another stands by; and what each run came to."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, text, update

from storage.engine import database_file
from storage.leases import this_process
from storage.schema.articles import run

_ROUNDS_LOCK = 0x726F756E  # "roun"


@contextmanager
def only_one(engine: Engine) -> Iterator[bool]:
    """Give whether this process is the one that does rounds; the claim ends with the block, or with the process.

    SQLite: a lock on a file beside the database. Postgres: an advisory lock of one session.
    """
    path = database_file(engine)
    if path is not None:
        with path.with_name(path.name + ".lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
        return
    if engine.dialect.name != "postgresql":  # in memory: nobody else can see it
        yield True
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ROUNDS_LOCK}).scalar())
        try:
            yield taken
        finally:
            if taken:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ROUNDS_LOCK})


def begin_run(connection: Connection, command: str, now: datetime) -> int:
    """Note that a run begins; return its id."""
    machine, pid, *_ = this_process().split("/")
    row = {"command": command, "host": machine, "pid": int(pid), "started_at": now, "beat_at": now, "counts": {}}
    found: int = connection.execute(insert(run).values(**row).returning(run.c.id)).scalar_one()
    return found


def end_run(
    connection: Connection, run_id: int, outcome: str, counts: dict[str, int], now: datetime, problem: str | None = None
) -> None:
    """Note what a run came to: ok, failed or stopped."""
    connection.execute(
        update(run)
        .where(run.c.id == run_id)
        .values(outcome=outcome, counts=counts, ended_at=now, beat_at=now, problem=problem)
    )


def last_run(connection: Connection, command: str) -> datetime | None:
    """Return when *command* last ended well."""
    return connection.execute(
        select(run.c.ended_at)
        .where(run.c.command == command, run.c.outcome == "ok")
        .order_by(run.c.ended_at.desc())
        .limit(1)
    ).scalar()
