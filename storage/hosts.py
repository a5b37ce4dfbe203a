"""Hosts as rows: politeness binds all processes together. One lease, one next allowed moment, one robots.txt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, func, select, update

from pipeline.clock import SKEW, is_due
from pipeline.records import HostLease, HostRelease, RobotsFile
from storage.schema.collect import host
from storage.upsert import upsert

LONGEST_WAIT = timedelta(hours=25)  # for a host's next allowed moment


def lease_host(
    connection: Connection, name: str, holder: str, now: datetime, until: datetime, longest: timedelta = LONGEST_WAIT
) -> HostLease:
    """Lease host *name* (``host:port``) to *holder*, or renew its lease, unless another process has it.

    A lease, or a wait of more than *longest*, that a wrong clock wrote is none.
    """
    _ensure(connection, name)
    row = connection.execute(select(host).where(host.c.name == name).with_for_update()).one()
    held = row.leased_until is not None and not is_due(row.leased_until, now, until - now + SKEW)
    if row.leased_by not in (None, holder) and held:
        return HostLease(granted=False, not_before=row.leased_until)
    connection.execute(update(host).where(host.c.name == name).values(leased_by=holder, leased_until=until))
    waits = row.next_allowed_at is not None and not is_due(row.next_allowed_at, now, longest)
    crawl_delay = None if row.delay_s is None else timedelta(seconds=row.delay_s)
    return HostLease(granted=True, not_before=row.next_allowed_at if waits else None, crawl_delay=crawl_delay)


def release_hosts(connection: Connection, holder: str, released: Mapping[str, HostRelease]) -> None:
    """Give up *holder*'s leases of the hosts *released*, by name."""
    if not released:
        return
    connection.execute(
        update(host)
        .where(host.c.name == bindparam("host"), host.c.leased_by == holder)
        .values(leased_by=None, leased_until=None, next_allowed_at=bindparam("next"), held_why=bindparam("why")),
        [{"host": name, "next": one.next_allowed_at, "why": one.why} for name, one in released.items()],
    )


def defer_host(connection: Connection, name: str, until: datetime, why: str) -> None:
    """Let no process ask the host before *until*."""
    _ensure(connection, name)
    connection.execute(update(host).where(host.c.name == name).values(next_allowed_at=until, held_why=why))


def robots_of(connection: Connection, name: str) -> RobotsFile | None:
    """Return the robots.txt of host *name* as last fetched, to be used until its time is up."""
    row = connection.execute(select(host).where(host.c.name == name)).one_or_none()
    if row is None or row.robots_state is None or row.robots_until is None:
        return None
    return RobotsFile(row.robots_state, row.robots or b"", row.robots_until, row.robots_detail, row.robots_closed_since)


def save_robots(connection: Connection, name: str, robots: RobotsFile, crawl_delay: timedelta | None) -> None:
    """Store a robots.txt and the Crawl-delay that it asks of us."""
    found = {
        "robots": robots.body,
        "robots_state": robots.state,
        "robots_until": robots.until,
        "robots_detail": robots.detail,
        "robots_closed_since": robots.closed_since,
        "delay_s": None if crawl_delay is None else crawl_delay.total_seconds(),
    }
    upsert(connection, host, {"name": name, "new_urls": 0, "revisits": 0, **found}, update=tuple(found))


def count_new_urls(connection: Connection, name: str, count: int, now: datetime, limit: int) -> int:
    """Return how many of *count* new URLs the host may still bring today (UTC), and count those."""
    day = now.date().isoformat()
    _ensure(connection, name)
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
    _ensure(connection, name)
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


def _ensure(connection: Connection, name: str) -> None:
    """Insert the host's row unless it is there."""
    upsert(connection, host, {"name": name, "new_urls": 0, "revisits": 0})
