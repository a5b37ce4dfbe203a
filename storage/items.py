"""Items whose pages are wanted: leased, then kept, put off or given up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from pipeline.records import FeedEntry
from storage.entries import entry_from_json
from storage.schema.collect import item

_AT_ONCE = 10_000  # values in one IN list


@dataclass(frozen=True, slots=True)
class WantedItem:
    """An item this process has leased to fetch its page."""

    item_id: int
    entry: FeedEntry
    url: str | None  # canonical
    attempt: int  # from 1
    first_seen_at: datetime
    fetched_at: datetime | None  # set: its page was kept before, this is another look
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
) -> list[WantedItem]:
    """Lease up to *limit* items whose time has come, newest listed first: news is worth most when new."""
    where = [item.c.next_try_at <= now, or_(item.c.leased_until.is_(None), item.c.leased_until <= now)]
    if sources is not None:
        where.append(item.c.source.in_(sources))
    chosen = (
        select(item.c.id)
        .where(and_(*where))
        .order_by(item.c.next_try_at.desc(), item.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [row.id for row in connection.execute(chosen)]
    if not found:
        return []
    rows = connection.execute(
        update(item)
        .where(item.c.id.in_(found))
        .values(leased_until=now + lease, leased_by=holder, attempts=item.c.attempts + 1)
        .returning(item)
    ).all()
    return [_wanted(row) for row in sorted(rows, key=lambda row: row.id)]


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
) -> bool:
    """Note that the item's page was kept, or was looked at again and had not changed.

    False when *holder* no longer has the item: its lease ran out, and somebody else has it or was first.
    """
    kept = connection.execute(
        update(item)
        .where(item.c.id == item_id, item.c.leased_by == holder)
        .values(
            state="kept",
            reason=None,
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
    """Put the item off until *again_at*; None gives it up. Without *blame* the attempt does not count.

    A *pointer* given up is remembered as one: an address that its source may not speak for. Nothing happens to an item
    that was taken from its holder because the address's own source lists it.
    """
    state = {"state": "pointer" if pointer else "skipped"} if again_at is None else {}
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
