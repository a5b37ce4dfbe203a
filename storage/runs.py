"""What each run came to. A run that has begun and not ended was killed, or lost the lead; its successor says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.leases import this_process
from storage.schema.articles import run


def begin_run(connection: Connection, command: str, now: datetime) -> int:
    """Note that a run begins; return its id."""
    machine, pid, *_ = this_process().split("/")
    row = {"command": command, "host": machine, "pid": int(pid), "started_at": now, "counts": {}}
    found: int = connection.execute(insert(run).values(**row).returning(run.c.id)).scalar_one()
    return found


def end_run(
    connection: Connection, run_id: int, outcome: str, counts: dict[str, int], now: datetime, problem: str | None = None
) -> None:
    """Note what a run came to: ok, failed or stopped. A run that was ended by a successor stays as it is."""
    connection.execute(
        update(run)
        .where(run.c.id == run_id, run.c.ended_at.is_(None))
        .values(outcome=outcome, counts=counts, ended_at=now, problem=problem)
    )


def end_abandoned(connection: Connection, command: str, now: datetime) -> None:
    """Note the end of every run of *command* that has begun and not ended: whoever calls this is the only one."""
    connection.execute(
        update(run)
        .where(run.c.command == command, run.c.ended_at.is_(None))
        .values(outcome="failed", ended_at=now, problem="killed, or the lead was lost; another process took over")
    )


_CONFIGURE = "configure"


def last_stamp(connection: Connection) -> int | None:
    """Return the stamp of the configuration that was written down last, None if that was never, or long ago."""
    newest = select(run.c.counts).where(run.c.command == _CONFIGURE).order_by(run.c.id.desc()).limit(1)
    counts = connection.execute(newest).scalar()
    return counts.get("stamp") if counts else None


def record_stamp(connection: Connection, stamp: int, now: datetime) -> None:
    """Note, in the transaction that does it, that the configuration of *stamp* was written down."""
    end_run(connection, begin_run(connection, _CONFIGURE, now), "ok", {"stamp": stamp}, now)
