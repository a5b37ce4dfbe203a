"""Who holds what, and what happens to the leases of processes that are gone.

A lease ends by itself when its time is up, which is all that other machines can go by. On its own machine a
process that was killed is known to be gone at once, so that a restart need not wait.
"""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Table, select, update

from storage.schema.collect import host, item, page, source

_LEASED: tuple[Table, ...] = (source, item, page, host)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who leases rows, from when on, and for how long unless renewed."""

    holder: str
    now: datetime
    duration: timedelta

    @property
    def until(self) -> datetime:
        """When the lease ends."""
        return self.now + self.duration


@cache
def this_process() -> str:
    """Return the name under which this process holds leases."""
    return new_holder()


def new_holder() -> str:
    """Return a name for one of those that hold leases in this process: ``machine/pid/start/random``."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{_started(pid) or ''}/{secrets.token_hex(4)}"


def is_gone(holder: str) -> bool:
    """Return whether *holder* is known to have ended: False for other machines' processes."""
    machine, pid, start, _ = (*holder.split("/"), "", "", "")[:4]
    if machine != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    # The number may belong to another process by now.
    return _is_zombie(int(pid)) or (bool(start) and _started(int(pid)) not in (None, start))


def renew(connection: Connection, holder: str, until: datetime) -> None:
    """Renew the leases of the sources and items that *holder* has."""
    for table in (source, item):
        connection.execute(
            update(table).where(table.c.leased_by == holder, table.c.leased_until < until).values(leased_until=until)
        )


def free(connection: Connection, holder: str) -> None:
    """End every lease of *holder*, which can do nothing with them any more; its attempts at items do not count."""
    for table in _LEASED:
        own = {"attempts": item.c.attempts - 1} if table is item else {}
        connection.execute(
            update(table).where(table.c.leased_by == holder).values(leased_by=None, leased_until=None, **own)
        )


def reap(connection: Connection) -> int:
    """Free what processes of this machine that are gone had leased; return how many rows that were."""
    freed = 0
    for table in _LEASED:
        holders = connection.execute(select(table.c.leased_by).where(table.c.leased_by.is_not(None)).distinct())
        gone = [holder for (holder,) in holders if is_gone(holder)]
        if gone:
            freed += connection.execute(
                update(table).where(table.c.leased_by.in_(gone)).values(leased_by=None, leased_until=None)
            ).rowcount
    return freed


def _is_zombie(pid: int) -> bool:
    """Return whether a process has ended and nobody has asked how, as in containers whose first process never asks."""
    return _stat(pid)[:1] == ["Z"]


def _started(pid: int) -> str | None:
    """Return when a process started, in the kernel's ticks; None where there is no /proc."""
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 else None


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on (proc(5)); none where there is no /proc."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
