"""Hosts as rows: politeness binds all processes together. One lease, one next allowed moment, one robots.txt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, select, update

from pipeline.clock import SKEW, is_due
from storage.schema.collect import host
from storage.upsert import upsert


@dataclass(frozen=True, slots=True)
class HostLease:
    """A host this process may ask, or why it may not."""

    granted: bool
    next_allowed_at: datetime | None = None  # when granted: no request before
    delay_s: float | None = None  # its Crawl-delay
    busy_until: datetime | None = None  # when not granted: the other's lease


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's robots.txt as last fetched."""

    state: str  # rules, open, closed
    body: bytes
    until: datetime
    detail: str | None = None
    closed_since: datetime | None = None


def lease_host(
    connection: Connection,
    name: str,
    holder: str,
    now: datetime,
    until: datetime,
    longest: timedelta = timedelta(hours=25),
) -> HostLease:
    """Take or renew the lease of host *name* (``host:port``) for *holder*, unless another holds it.

    A lease, or a wait of more than *longest*, that a wrong clock wrote is none.
    """
    upsert(connection, host, {"name": name, "new_urls": 0, "revisits": 0})
    row = connection.execute(select(host).where(host.c.name == name).with_for_update()).one()
    held = row.leased_until is not None and not is_due(row.leased_until, now, until - now + SKEW)
    if row.leased_by not in (None, holder) and held:
        return HostLease(granted=False, busy_until=row.leased_until)
    connection.execute(update(host).where(host.c.name == name).values(leased_by=holder, leased_until=until))
    waits = row.next_allowed_at is not None and not is_due(row.next_allowed_at, now, longest)
    return HostLease(granted=True, next_allowed_at=row.next_allowed_at if waits else None, delay_s=row.delay_s)


def release_hosts(connection: Connection, holder: str, left: Mapping[str, tuple[datetime | None, str | None]]) -> None:
    """Give up leases: *left* maps each host to when it may be asked next, and why not before."""
    if not left:
        return
    connection.execute(
        update(host)
        .where(host.c.name == bindparam("host"), host.c.leased_by == holder)
        .values(leased_by=None, leased_until=None, next_allowed_at=bindparam("next"), held_why=bindparam("why")),
        [{"host": name, "next": next_allowed_at, "why": why} for name, (next_allowed_at, why) in left.items()],
    )


def hold_host(connection: Connection, name: str, until: datetime, why: str) -> None:
    """Ask the host nothing before *until*, whoever wants to."""
    upsert(connection, host, {"name": name, "new_urls": 0, "revisits": 0})
    connection.execute(update(host).where(host.c.name == name).values(next_allowed_at=until, held_why=why))


def robots_of(connection: Connection, name: str) -> Robots | None:
    """Return the robots.txt of host *name* as last fetched, to be used until its time is up."""
    row = connection.execute(select(host).where(host.c.name == name)).one_or_none()
    if row is None or row.robots_state is None or row.robots_until is None:
        return None
    return Robots(row.robots_state, row.robots or b"", row.robots_until, row.robots_detail, row.robots_closed_since)


def keep_robots(connection: Connection, name: str, robots: Robots, delay_s: float | None) -> None:
    """Remember a robots.txt and the Crawl-delay it asks of us."""
    found = {
        "robots": robots.body,
        "robots_state": robots.state,
        "robots_until": robots.until,
        "robots_detail": robots.detail,
        "robots_closed_since": robots.closed_since,
        "delay_s": delay_s,
    }
    upsert(connection, host, {"name": name, "new_urls": 0, "revisits": 0, **found}, update=tuple(found))


def count_new_urls(connection: Connection, name: str, count: int, now: datetime, limit: int) -> int:
    """Return how many of *count* new URLs the host may still bring today (UTC), and count those."""
    day = now.date().isoformat()
    upsert(connection, host, {"name": name, "new_urls": 0, "revisits": 0})
    row = connection.execute(select(host).where(host.c.name == name).with_for_update()).one()
    used = row.new_urls if row.new_urls_on == day else 0
    granted = max(0, min(count, limit - used))
    connection.execute(update(host).where(host.c.name == name).values(new_urls_on=day, new_urls=used + granted))
    return granted


def revisits_left(connection: Connection, names: Collection[str], now: datetime, limit: int) -> dict[str, int]:
    """Return how many pages of each host may still be looked at again today (UTC), of *limit* a day."""
    day = now.date().isoformat()
    used = {
        row.name: row.revisits
        for row in connection.execute(
            select(host.c.name, host.c.revisits).where(host.c.name.in_(names), host.c.revisits_on == day)
        )
    }
    return {name: max(0, limit - used.get(name, 0)) for name in names}


def count_revisit(connection: Connection, name: str, now: datetime) -> None:
    """Count one page of the host that was looked at again."""
    day = now.date().isoformat()
    upsert(connection, host, {"name": name, "new_urls": 0, "revisits": 0})
    so_far = case((host.c.revisits_on == day, host.c.revisits), else_=0)
    connection.execute(update(host).where(host.c.name == name).values(revisits_on=day, revisits=so_far + 1))


def held_hosts(connection: Connection, now: datetime) -> list[tuple[str, datetime, str]]:
    """Return the hosts that asked to be left alone: name, until when, why."""
    rows = connection.execute(
        select(host.c.name, host.c.next_allowed_at, func.coalesce(host.c.held_why, ""))
        .where(host.c.next_allowed_at > now, host.c.held_why.is_not(None))
        .order_by(host.c.next_allowed_at)
    )
    return [(name, until, why) for name, until, why in rows]
