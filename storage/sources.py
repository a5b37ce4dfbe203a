"""Sources as rows: what is configured, what is due, and what the last poll said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from pipeline.clock import SKEW
from pipeline.records import Source
from storage.due import is_ahead, is_due, is_free
from storage.schema.collect import fetch, source
from storage.upsert import upsert

NETWORK = "network"  # the problem of a source that our own network kept from being asked

_CONFIGURED = ("url", "kind", "title", "outlet", "homepage", "category", "language", "weight", "enabled")


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source this process has leased for polling."""

    name: str
    url: str  # where it moved to, if it did
    poll_state: Mapping[str, Any]
    last_success_at: datetime | None
    last_new_at: datetime | None


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll comes to, decided elsewhere; the columns of the same names."""

    poll_state: Mapping[str, Any]
    next_fetch_at: datetime | None
    state: str
    failures: float
    problem: str | None = None
    problem_detail: str | None = None
    succeeded: bool = True
    new_items: int = 0
    url: str | None = None  # set when the source moved for good


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One request that answered a question; see the table for units."""

    source: str
    purpose: str
    url: str
    started_at: datetime
    seconds: float
    outcome: str
    status: int | None = None
    detail: str | None = None
    body_bytes: int | None = None
    entries: int | None = None
    new_items: int | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """The longest that a source waits for its next poll; one that waits longer was put off by a wrong clock."""

    ordinary: timedelta = timedelta(hours=26)
    off: timedelta = timedelta(days=8)  # switched off: probed now and then
    fixed: Mapping[str, timedelta] = field(default_factory=dict)  # source with an interval of its own -> that interval


DEFAULT_WAITS = Waits()


def sync_sources(connection: Connection, configured: Sequence[Source], now: datetime) -> None:
    """Make the rows agree with the configuration; what is no longer configured is kept and switched off.

    A changed address drops what was learned of the old one and is due at once.
    """
    stored = {row.name: row for row in connection.execute(select(source))}
    for one in configured:
        row = stored.get(one.name)
        facts = _facts(one)
        if row is None:
            fresh = {"configured_url": one.url, "added_at": now, "poll_state": {}, "next_fetch_at": now}
            upsert(connection, source, {"name": one.name, **facts, **fresh, "state": "new", "failures": 0.0})
            continue
        if row.configured_url == one.url:
            facts["url"] = row.url
        else:
            facts |= {"configured_url": one.url, "poll_state": {}, "next_fetch_at": now, "state": "new"}
            facts |= {"failures": 0.0, "problem": None, "problem_detail": None}
        if any(getattr(row, name) != value for name, value in facts.items()):
            connection.execute(update(source).where(source.c.name == one.name).values(**facts))
    gone = stored.keys() - {one.name for one in configured}
    if gone:
        connection.execute(
            update(source).where(source.c.name.in_(gone), source.c.enabled.is_(True)).values(enabled=False)
        )


def claim_due(
    connection: Connection,
    now: datetime,
    *,
    holder: str,
    lease: timedelta,
    limit: int,
    names: Collection[str] | None = None,
    everything: bool = False,
    waits: Waits = DEFAULT_WAITS,
) -> list[DueSource]:
    """Lease up to *limit* sources for polling, longest overdue first.

    *names* restricts the choice; *everything* takes those not due as well. Nobody else gets them until the lease ends.
    What a wrong clock wrote counts as due: see `pipeline.clock`.
    """
    where = [source.c.enabled.is_(True), is_free(source, now, lease)]
    if names is not None:
        where.append(source.c.name.in_(names))
    if not everything:
        where.append(_is_due(now, waits))
    chosen = (
        select(source.c.name)
        .where(and_(*where))
        .order_by(source.c.next_fetch_at, source.c.name)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [row.name for row in connection.execute(chosen)]
    if not found:
        return []
    rows = connection.execute(
        update(source)
        .where(source.c.name.in_(found))
        .values(leased_until=now + lease, leased_by=holder)
        .returning(source)
    ).all()
    order = {name: place for place, name in enumerate(found)}
    return [_due(row) for row in sorted(rows, key=lambda row: order[row.name])]


def record_poll(connection: Connection, name: str, polled: Polled, now: datetime) -> None:
    """Write down what a poll came to, and end its lease."""
    values: dict[str, Any] = {
        "poll_state": dict(polled.poll_state),
        "next_fetch_at": polled.next_fetch_at,
        "state": polled.state,
        "failures": polled.failures,
        "problem": polled.problem,
        "problem_detail": polled.problem_detail,
        "last_fetch_at": now,
        "leased_until": None,
        "leased_by": None,
    }
    if polled.succeeded:
        values["last_success_at"] = now
    if polled.new_items:
        values["last_new_at"] = now
    if polled.url is not None:
        values["url"] = polled.url
    connection.execute(update(source).where(source.c.name == name).values(**values))


def put_off(connection: Connection, name: str, until: datetime, why: str, *, network: bool = False) -> None:
    """End the lease of a source that has no answer through no fault of its own; it is due at *until*."""
    problem = NETWORK if network else "put_off"
    connection.execute(
        update(source)
        .where(source.c.name == name)
        .values(leased_until=None, leased_by=None, next_fetch_at=until, problem=problem, problem_detail=why)
    )


def give_back(connection: Connection, holder: str, *, network: bool = False) -> None:
    """End *holder*'s leases of sources that were not asked (*network*: ours is down); they are due as before."""
    why = {"problem": NETWORK, "problem_detail": None} if network else {}
    connection.execute(
        update(source).where(source.c.leased_by == holder).values(leased_until=None, leased_by=None, **why)
    )


def network_was_down(connection: Connection) -> bool:
    """Return whether a source still waits for our network to come back."""
    waiting = select(source.c.name).where(source.c.enabled.is_(True), source.c.problem == NETWORK).limit(1)
    return connection.execute(waiting).first() is not None


def last_answered(connection: Connection, limit: int) -> tuple[list[str], list[str]]:
    """Return the addresses of up to *limit* sources: those whose last poll succeeded, the last first, and others."""
    rows = connection.execute(
        select(source.c.url, and_(source.c.failures == 0, source.c.last_success_at.is_not(None)).label("good"))
        .where(source.c.enabled.is_(True))
        .order_by(source.c.failures > 0, source.c.last_success_at.is_(None), source.c.last_success_at.desc())
        .limit(limit)
    ).all()
    return [row.url for row in rows if row.good], [row.url for row in rows if not row.good]


def record_fetch(connection: Connection, row: FetchRow) -> None:
    """Add a row to ``fetch``."""
    connection.execute(
        insert(fetch).values(
            source=row.source,
            purpose=row.purpose,
            url=row.url,
            started_at=row.started_at,
            seconds=row.seconds,
            status=row.status,
            outcome=row.outcome,
            detail=row.detail,
            body_bytes=row.body_bytes,
            entries=row.entries,
            new_items=row.new_items,
        )
    )


def _is_due(now: datetime, waits: Waits) -> ColumnElement[bool]:
    longest = [and_(source.c.state == "off", is_due(source.c.next_fetch_at, now, waits.off))]
    patient = {name: wait for name, wait in waits.fixed.items() if wait > waits.ordinary}
    for wait in set(patient.values()):
        names = [name for name, own in patient.items() if own == wait]
        longest.append(and_(source.c.name.in_(names), is_due(source.c.next_fetch_at, now, wait * 1.1 + SKEW)))
    others = and_(source.c.state != "off", source.c.name.not_in(patient))
    longest.append(and_(others, is_due(source.c.next_fetch_at, now, waits.ordinary)))
    # Polled in what is still the future: whatever was decided then was decided by a wrong clock.
    strayed = and_(source.c.next_fetch_at.is_not(None), is_ahead(source.c.last_fetch_at, now))
    return or_(*longest, strayed)


def _facts(one: Source) -> dict[str, Any]:
    title = one.title or one.name
    values = {
        "url": one.url,
        "kind": one.kind.value,
        "title": title,
        "outlet": one.outlet or title,
        "homepage": one.homepage,
        "category": one.category,
        "language": one.language,
        "weight": one.weight,
        "enabled": one.enabled,
    }
    return {name: values[name] for name in _CONFIGURED}


def _due(row: Row[Any]) -> DueSource:
    return DueSource(row.name, row.url, row.poll_state, row.last_success_at, row.last_new_at)
