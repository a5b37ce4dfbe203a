"""Listed items as rows: known again however a feed changes them, wanted until their page is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, or_, select, update

from pipeline.canonical import canonical_url, url_key
from pipeline.records import FeedEntry
from storage.entries import entry_from_json, entry_to_json
from storage.schema.collect import item

TITLE_REMEMBERED = timedelta(days=7)
REVISITED_FOR = timedelta(days=7)  # an item listed as updated is fetched again this long after it was first seen
REVISIT_GAP = timedelta(hours=1)


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


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list of entries."""

    new: int  # items not seen before
    wanted: int  # of them, to be fetched
    updated: int  # known, and to be fetched again


def take_entries(
    connection: Connection, source: str, entries: Sequence[FeedEntry], now: datetime, *, may_fetch: int
) -> Taken:
    """Add the entries not seen before as wanted items; at most *may_fetch* of them, the rest is skipped.

    An entry is known by its GUID (with the same address or title: some feeds give all items one GUID), then
    by its canonical address, then, when it has none, by its title within `TITLE_REMEMBERED` at the same source.
    """
    guids = Counter(entry.guid for entry in entries if entry.guid)
    new = wanted = updated = 0
    for entry in entries:
        keys = _Keys.of(entry, trusted=guids.get(entry.guid or "", 0) == 1)
        known = _find(connection, source, keys, now)
        if known is not None:
            updated += _seen_again(connection, known, entry, now)
            continue
        reason = _why_not(connection, source, keys, entry) or ("too many new" if wanted >= may_fetch else None)
        connection.execute(
            insert(item).values(
                source=source,
                guid=entry.guid,
                url=keys.url,
                url_key=keys.url_key,
                title_key=keys.title,
                entry=entry_to_json(entry),
                state="skipped" if reason else "wanted",
                reason=reason,
                attempts=0,
                next_try_at=None if reason else now,
                first_seen_at=now,
                last_seen_at=now,
            )
        )
        new += 1
        wanted += not reason
    return Taken(new, wanted, updated)


def count_known(connection: Connection, source: str, entries: Sequence[FeedEntry], now: datetime) -> int:
    """Return how many of *entries* are items already, by the rules of `take_entries`."""
    guids = Counter(entry.guid for entry in entries if entry.guid)
    keys = (_Keys.of(entry, trusted=guids.get(entry.guid or "", 0) == 1) for entry in entries)
    return sum(_find(connection, source, each, now) is not None for each in keys)


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
    connection: Connection, item_id: int, reason: str, again_at: datetime | None, *, blame: bool = True
) -> None:
    """Put the item off until *again_at*; None gives it up. Without *blame* the attempt does not count."""
    state = {"state": "skipped"} if again_at is None else {}
    attempts = {} if blame else {"attempts": item.c.attempts - 1}
    connection.execute(
        update(item)
        .where(item.c.id == item_id)
        .values(reason=reason, next_try_at=again_at, leased_until=None, leased_by=None, **state, **attempts)
    )


@dataclass(frozen=True, slots=True)
class _Keys:
    guid: str | None  # None when it tells nothing apart
    url: str | None
    url_key: str | None
    title: str | None

    @staticmethod
    def of(entry: FeedEntry, *, trusted: bool) -> _Keys:
        url = canonical_url(entry.url) if entry.url else None
        folded = re.sub(r"\W+", " ", entry.title or "").strip().casefold() or None
        return _Keys(entry.guid if trusted else None, url, url_key(url) if url else None, folded)


def _find(connection: Connection, source: str, keys: _Keys, now: datetime) -> Row[Any] | None:
    mine = select(item).where(item.c.source == source).order_by(item.c.id).limit(1)
    if keys.guid is not None:
        same = [item.c.guid == keys.guid]
        if keys.url_key is not None:
            same.append(or_(item.c.url_key == keys.url_key, item.c.title_key == keys.title))
        if found := connection.execute(mine.where(*same)).one_or_none():
            return found
    if keys.url_key is not None:
        return connection.execute(mine.where(item.c.url_key == keys.url_key)).one_or_none()
    if keys.title is None:
        return None
    lately = item.c.first_seen_at > now - TITLE_REMEMBERED
    return connection.execute(mine.where(item.c.title_key == keys.title, lately)).one_or_none()


def _why_not(connection: Connection, source: str, keys: _Keys, entry: FeedEntry) -> str | None:
    """Return why a new entry is not to be fetched, None when it is."""
    if keys.url is None:
        if entry.url:
            return "no web address"
        return None if entry.content or entry.summary else "no address and no text"
    other = connection.execute(
        select(item.c.source).where(item.c.url_key == keys.url_key, item.c.source != source).limit(1)
    ).scalar()
    return f"listed by {other} before" if other else None


def _seen_again(connection: Connection, known: Row[Any], entry: FeedEntry, now: datetime) -> bool:
    """Note that a known item is still listed; return whether it says that it changed and is worth another look."""
    before = entry_from_json(known.entry).updated_at
    changed = (
        known.state == "kept"
        and entry.updated_at is not None
        and before is not None
        and entry.updated_at > before
        and now - known.first_seen_at < REVISITED_FOR
        and (known.fetched_at is None or now - known.fetched_at >= REVISIT_GAP)
    )
    values: dict[str, Any] = {"last_seen_at": now}
    if changed:
        values |= {"entry": entry_to_json(entry), "next_try_at": now, "attempts": 0}
    connection.execute(update(item).where(item.c.id == known.id).values(**values))
    return changed


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
