"""Items whose pages are wanted: leased, then kept, put off or given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, case, or_, select, update

from pipeline.hosts import host_name
from pipeline.records import FeedEntry
from storage.due import is_ahead, is_due, is_free
from storage.entries import entry_from_json
from storage.hosts import revisits_left
from storage.schema.collect import item

_AT_ONCE = 10_000  # values in one IN list
_HAPPENED = ("first_seen_at", "last_seen_at", "fetched_at")  # moments that cannot lie ahead


@dataclass(frozen=True, slots=True)
class WantedItem:
    """An item this process has leased to fetch its page."""

    item_id: int
    entry: FeedEntry
    url: str | None  # canonical
    attempt: int  # from 1
    first_seen_at: datetime
    fetched_at: datetime | None  # set: its page, or what stands in for it, was kept before
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None


def claim_items(
    connection: Connection,
    now: datetime,
    *,
    holder: str,
    lease: timedelta,
    limit: int,
    sources: Collection[str] | None = None,
    revisits_per_host_day: int = 200,
    longest_wait: timedelta = timedelta(hours=49),
) -> list[WantedItem]:
    """Lease up to *limit* items whose time has come, in fair order: those never asked for, the newest listed first;
    then those tried before; then pages had before, as many a host and day (UTC) as *revisits_per_host_day*, the others
    tomorrow. What a wrong clock put off for more than *longest_wait* counts as due: see `pipeline.clock`.
    """
    strayed = and_(item.c.next_try_at.is_not(None), or_(*(is_ahead(item.c[name], now) for name in _HAPPENED)))
    where = [or_(is_due(item.c.next_try_at, now, longest_wait), strayed), is_free(item, now, lease)]
    if sources is not None:
        where.append(item.c.source.in_(sources))
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
    late = _past_budget(connection, [row for row in found if row.had_page], now, revisits_per_host_day)
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
            leased_until=now + lease,
            leased_by=holder,
            attempts=item.c.attempts + 1,
            # Seen first in what is still the future: its clock was wrong, and its later looks are counted from here.
            first_seen_at=case((is_ahead(item.c.first_seen_at, now), now), else_=item.c.first_seen_at),
            last_seen_at=case((is_ahead(item.c.last_seen_at, now), now), else_=item.c.last_seen_at),
        )
        .returning(item)
    ).all()
    return [_wanted(row) for row in sorted(rows, key=lambda row: order[row.id])]


def _past_budget(connection: Connection, again: Sequence[Row[Any]], now: datetime, limit: int) -> set[int]:
    """Return which of the items *again* are not looked at again today: their hosts have had their share."""
    by_host: dict[str, list[int]] = defaultdict(list)
    for row in again:
        by_host[host_name(row.url or "")].append(row.id)
    left = revisits_left(connection, by_host, now, limit) if by_host else {}
    return {number for name, numbers in by_host.items() for number in numbers[left[name] :]}


def item_kept(
    connection: Connection,
    item_id: int,
    now: datetime,
    *,
    holder: str,
    again_at: datetime | None,
    etag: str | None = None,
    last_modified: str | None = None,
    body_hash: bytes | None = None,
    reason: str | None = None,
) -> bool:
    """Note that the item's page was kept, or was looked at again and had not changed.

    *reason* says why its feed's words stand in for a page that could not be had.
    False when *holder* no longer has the item: its lease ran out, and somebody else has it or was first.
    """
    kept = connection.execute(
        update(item)
        .where(item.c.id == item_id, item.c.leased_by == holder)
        .values(
            state="kept",
            reason=reason,
            attempts=0,
            next_try_at=again_at,
            leased_until=None,
            leased_by=None,
            fetched_at=now,
            etag=etag,
            last_modified=last_modified,
            body_hash=body_hash,
        )
    )
    return kept.rowcount == 1


def item_failed(
    connection: Connection,
    item_id: int,
    reason: str,
    again_at: datetime | None,
    *,
    blame: bool = True,
    pointer: bool = False,
) -> None:
    """Put the item off until *again_at*; None gives it up, but what was kept of it before stays kept.

    Without *blame* the attempt does not count. A *pointer* given up is remembered as one: an address that its source
    may not speak for. Nothing happens to an item that was taken from its holder because the address's own source
    lists it.
    """
    given_up = case((item.c.state == "wanted", "pointer" if pointer else "skipped"), else_=item.c.state)
    state = {"state": given_up} if again_at is None else {}
    attempts = {} if blame else {"attempts": item.c.attempts - 1}
    connection.execute(
        update(item)
        .where(item.c.id == item_id, item.c.leased_by.is_not(None))
        .values(reason=reason, next_try_at=again_at, leased_until=None, leased_by=None, **state, **attempts)
    )


def give_back(connection: Connection, holder: str, item_ids: Collection[int]) -> None:
    """End *holder*'s leases of items that were not asked for: they are due as before, the attempt does not count."""
    numbers = list(item_ids)
    for start in range(0, len(numbers), _AT_ONCE):
        some = item.c.id.in_(numbers[start : start + _AT_ONCE])
        connection.execute(
            update(item)
            .where(some, item.c.leased_by == holder)
            .values(leased_until=None, leased_by=None, attempts=item.c.attempts - 1)
        )


def _wanted(row: Row[Any]) -> WantedItem:
    return WantedItem(
        row.id,
        entry_from_json(row.entry),
        row.url,
        row.attempts,
        row.first_seen_at,
        row.fetched_at,
        row.etag,
        row.last_modified,
        row.body_hash,
    )
