"""Sources as rows: what is configured, what is due, and what the last poll said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select, update

from pipeline.records import ClaimedSource, Poll, PollDecision, Source
from storage.due import DEFAULT_WAITS, NETWORK, Waits, is_free, source_is_due
from storage.leases import Lease
from storage.poll_state import poll_state_from_json, poll_state_to_json
from storage.schema.collect import source
from storage.upsert import upsert_many

# Problems of sources that have no answer through no fault of their own.
DEFERRED = "put_off"

_CONFIGURED = ("url", "kind", "title", "outlet", "homepage", "category", "language", "weight", "enabled")


def sync_sources(connection: Connection, configured: Sequence[Source], now: datetime) -> None:
    """Make the rows agree with the configuration; what is no longer configured is kept and switched off.

    A changed address drops what was learned of the old one and is due at once.
    """
    stored = {row.name: row for row in connection.execute(select(source))}
    added: list[dict[str, Any]] = []
    for one in configured:
        row = stored.get(one.name)
        facts = _facts(one)
        if row is None:
            fresh = {"configured_url": one.url, "added_at": now, "poll_state": {}, "next_fetch_at": now}
            added.append({"name": one.name, **facts, **fresh, "state": "new", "failures": 0.0})
            continue
        if row.configured_url == one.url:
            facts["url"] = row.url
        else:
            facts |= {"configured_url": one.url, "poll_state": {}, "next_fetch_at": now, "state": "new"}
            facts |= {"failures": 0.0, "problem": None, "problem_detail": None}
        if any(getattr(row, name) != value for name, value in facts.items()):
            # One statement a row: this is what a person edited since the last round.
            connection.execute(update(source).where(source.c.name == one.name).values(**facts))
    upsert_many(connection, source, added)
    gone = stored.keys() - {one.name for one in configured}
    if gone:
        connection.execute(
            update(source).where(source.c.name.in_(gone), source.c.enabled.is_(True)).values(enabled=False)
        )


def claim_sources(
    connection: Connection,
    lease: Lease,
    configured: Mapping[str, Source],
    *,
    names: Collection[str] | None = None,
    force: bool = False,
    waits: Waits = DEFAULT_WAITS,
) -> list[ClaimedSource]:
    """Lease the sources that are due, longest overdue first, so that no other process polls them.

    *names* restricts the choice; *force* takes those not due as well. What a wrong clock wrote counts as due: see
    `pipeline.clock`. *configured* are the sources by name; others are left out.
    """
    now = lease.now
    where = [source.c.enabled.is_(True), is_free(source, now, lease.duration)]
    if names is not None:
        where.append(source.c.name.in_(names))
    if not force:
        where.append(source_is_due(now, waits))
    chosen = (
        select(source.c.name)
        .where(and_(*where))
        .order_by(source.c.next_fetch_at, source.c.name)
        .with_for_update(skip_locked=True)
    )
    found = [row.name for row in connection.execute(chosen)]
    if not found:
        return []
    rows = connection.execute(
        update(source)
        .where(source.c.name.in_(found))
        .values(leased_until=lease.until, leased_by=lease.holder)
        .returning(source)
    ).all()
    order = {name: place for place, name in enumerate(found)}
    return [
        ClaimedSource(configured[row.name], row.url, poll_state_from_json(row.poll_state))
        for row in sorted(rows, key=lambda row: order[row.name])
        if row.name in configured
    ]


def finish_poll(
    connection: Connection, name: str, poll: Poll, decision: PollDecision, new_items: int, now: datetime
) -> None:
    """Write the result of a poll, and end the source's lease."""
    succeeded = poll.fetch.succeeded
    values: dict[str, Any] = {
        "poll_state": poll_state_to_json(decision.state),
        "next_fetch_at": decision.at,
        "state": decision.status,
        "failures": decision.state.failures,
        "problem": None if succeeded else poll.fetch.outcome,
        "problem_detail": None if succeeded else poll.fetch.detail,
        "last_fetch_at": now,
        "leased_until": None,
        "leased_by": None,
    }
    if succeeded:
        values["last_success_at"] = now
    if new_items:
        values["last_new_at"] = now
    if poll.moved_to is not None:
        values["url"] = poll.moved_to
    connection.execute(update(source).where(source.c.name == name).values(**values))


def defer_source(connection: Connection, name: str, until: datetime, why: str, *, network: bool = False) -> None:
    """End the lease of a source that has no answer through no fault of its own; it is due at *until*."""
    problem = NETWORK if network else DEFERRED
    connection.execute(
        update(source)
        .where(source.c.name == name)
        .values(leased_until=None, leased_by=None, next_fetch_at=until, problem=problem, problem_detail=why)
    )


def release_sources(connection: Connection, holder: str, *, network: bool = False) -> None:
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
