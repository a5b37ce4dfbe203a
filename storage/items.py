"""Items whose pages are wanted: claimed, then finished, deferred or given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, case, select, update

from pipeline.hosts import host_name
from pipeline.records import ClaimedItem, PageFailure, PageResult, Source, Validators
from storage.due import DEFAULT_RULES, ItemRules, is_ahead, is_free, item_is_due
from storage.entries import entry_from_json
from storage.hosts import revisits_left
from storage.leases import Lease
from storage.schema.collect import item

_AT_ONCE = 10_000  # values in one IN list


def claim_items(
    connection: Connection,
    lease: Lease,
    configured: Mapping[str, Source],
    *,
    limit: int,
    names: Collection[str] | None = None,
    rules: ItemRules = DEFAULT_RULES,
) -> list[ClaimedItem]:
    """Lease up to *limit* items that are due, of the sources *names* if given, in fair order.

    First come items never asked for, the newest listed first; then those tried before; then pages fetched before, as
    many a host and day as *rules* allow, the others tomorrow. An item deferred for more than ``rules.longest_wait``
    was deferred by a wrong clock, and counts as due: see `pipeline.clock`. *configured* are the sources by name; items
    of others are left out.
    """
    now = lease.now
    where = [item_is_due(now, rules), is_free(item, now, lease.duration)]
    if names is not None:
        where.append(item.c.source.in_(names))
    had_page = item.c.body_hash.is_not(None)
    rank = case((had_page, 2), (and_(item.c.state == "wanted", item.c.attempts <= 0), 0), else_=1)
    chosen = (
        select(item.c.id, item.c.url, had_page.label("had_page"))
        .where(and_(*where))
        .order_by(rank, item.c.next_try_at.desc(), item.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = connection.execute(chosen).all()
    late = _past_budget(connection, [row for row in found if row.had_page], now, rules.revisits_per_host_day)
    if late:
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
        connection.execute(update(item).where(item.c.id.in_(late)).values(next_try_at=tomorrow))
    order = {row.id: place for place, row in enumerate(found) if row.id not in late}
    if not order:
        return []
    rows = connection.execute(
        update(item)
        .where(item.c.id.in_(order))
        .values(
            leased_until=lease.until,
            leased_by=lease.holder,
            attempts=item.c.attempts + 1,
            # Seen first in what is still the future: its clock was wrong, and its later looks are counted from here.
            first_seen_at=case((is_ahead(item.c.first_seen_at, now), now), else_=item.c.first_seen_at),
            last_seen_at=case((is_ahead(item.c.last_seen_at, now), now), else_=item.c.last_seen_at),
        )
        .returning(item)
    ).all()
    ordered = sorted(rows, key=lambda row: order[row.id])
    return [_claimed(row, configured[row.source]) for row in ordered if row.source in configured]


def _past_budget(connection: Connection, again: Sequence[Row[Any]], now: datetime, limit: int) -> set[int]:
    """Return which of the items *again* must wait until tomorrow: their hosts have had their share."""
    by_host: dict[str, list[int]] = defaultdict(list)
    for row in again:
        by_host[host_name(row.url or "")].append(row.id)
    left = revisits_left(connection, by_host, now, limit) if by_host else {}
    return {number for name, numbers in by_host.items() for number in numbers[left[name] :]}


def finish_item(connection: Connection, item_id: int, result: PageResult, now: datetime, *, holder: str) -> bool:
    """Record that the item's page was stored, or was looked at again and had not changed.

    A fetch that failed is the reason why the feed's words stand in for the page. Return False when *holder* no longer
    has the item: its lease ran out, and another process has it or was first.
    """
    fetch = result.fetch
    finished = connection.execute(
        update(item)
        .where(item.c.id == item_id, item.c.leased_by == holder)
        .values(
            state="kept",
            reason=None if fetch is None or fetch.succeeded else fetch.outcome,
            attempts=0,
            next_try_at=result.next_try_at,
            leased_until=None,
            leased_by=None,
            fetched_at=now,
            etag=result.validators.etag,
            last_modified=result.validators.last_modified,
            body_hash=result.validators.body_hash,
        )
    )
    return finished.rowcount == 1


def fail_item(connection: Connection, item_id: int, failure: PageFailure) -> None:
    """Defer the item until its next try; without one it is given up, but what was stored of it before stays.

    Nothing happens to an item that was taken from its holder because the address's own source lists it.
    """
    given_up = case((item.c.state == "wanted", "pointer" if failure.pointer else "skipped"), else_=item.c.state)
    state = {"state": given_up} if failure.next_try_at is None else {}
    attempts = {} if failure.count_attempt else {"attempts": item.c.attempts - 1}
    connection.execute(
        update(item)
        .where(item.c.id == item_id, item.c.leased_by.is_not(None))
        .values(
            reason=failure.reason,
            next_try_at=failure.next_try_at,
            leased_until=None,
            leased_by=None,
            **state,
            **attempts,
        )
    )


def release_items(connection: Connection, holder: str, item_ids: Collection[int]) -> None:
    """End *holder*'s leases of items that were not asked for: they are due as before, the attempt does not count."""
    numbers = list(item_ids)
    for start in range(0, len(numbers), _AT_ONCE):
        some = item.c.id.in_(numbers[start : start + _AT_ONCE])
        connection.execute(
            update(item)
            .where(some, item.c.leased_by == holder)
            .values(leased_until=None, leased_by=None, attempts=item.c.attempts - 1)
        )


def _claimed(row: Row[Any], source: Source) -> ClaimedItem:
    return ClaimedItem(
        row.id,
        source,
        entry_from_json(row.entry),
        row.url,
        row.attempts,
        row.first_seen_at,
        row.fetched_at,
        Validators(row.etag, row.last_modified, row.body_hash),
    )
