"""Writes what a source lists into ``item``, in sets: new items, items to fetch again, items that lost their address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, insert, null, or_, select, update

from pipeline.records import FeedEntry, ItemCounts
from storage.entries import entry_from_json, entry_to_json
from storage.match_items import (
    LISTED_BY,
    Holder,
    ItemKeys,
    KnownItems,
    MaySpeak,
    NewItem,
    StoredItem,
    keys_of,
    match,
    words_of,
)
from storage.schema.collect import item
from storage.schema.collect import source as source_table

_AT_ONCE = 500  # values in one IN list


def upsert_items(
    connection: Connection,
    source: str,
    entries: Sequence[FeedEntry],
    now: datetime,
    *,
    may_speak: MaySpeak,
    may_fetch: Callable[[int], int],
) -> ItemCounts:
    """Add the entries not seen before as wanted items; ``may_fetch(new)`` says how many of them, the rest is skipped.

    ``may_speak(source, url)`` says on whose own site an address is: that source takes it from others that list it.
    """
    keys = keys_of(entries)
    known = _load(connection, source, keys, now)
    matches = match(entries, keys, known, may_speak)
    allowed = may_fetch(len(matches.new)) if matches.new else 0
    wanted = _insert(connection, source, matches.new, allowed, now)
    _fetch_again(connection, matches.regained, now, state="wanted")
    _close_others(connection, source, known.held([*wanted, *(key for _, key, _ in matches.regained)]))
    for some in _batches({number for _, number in matches.known}):
        connection.execute(update(item).where(item.c.id.in_(some)).values(last_seen_at=now))
    _fetch_again(connection, matches.changed, now)
    return ItemCounts(len(matches.new), len(wanted), len(matches.regained) + len(matches.changed))


def _load(connection: Connection, source: str, keys: Sequence[ItemKeys], now: datetime) -> KnownItems:
    known = KnownItems(source, now)
    # An item that will not be fetched leaves its address to other sources.
    held = and_(
        item.c.source != source,
        item.c.state != "skipped",
        or_(
            item.c.state != "wanted",
            item.c.source.in_(select(source_table.c.name).where(source_table.c.enabled.is_(True))),
        ),
    )
    mine = item.c.source == source
    found: dict[int, StoredItem] = {}
    for column, where, values in (
        (item.c.guid, mine, {each.guid for each in keys}),
        (item.c.url_key, or_(mine, held), {each.url_key for each in keys}),
        (item.c.title_key, mine, {each.title for each in keys if each.url_key is None}),
    ):
        for some in _batches(values - {None}):
            entry = item.c.entry if column is item.c.title_key else null()  # only there its text tells
            chosen = select(*_COLUMNS, entry, item.c.source).where(column.in_(some), where).order_by(item.c.id)
            for *columns, said, listed_by in connection.execute(chosen):
                row = replace(StoredItem(*columns), words=words_of(entry_from_json(said)) if said else None)
                if listed_by == source and row.id is not None:
                    found[row.id] = row
                elif row.url_key is not None and row.id is not None:
                    known.elsewhere[row.url_key].append(Holder(row.id, listed_by))
    for number in sorted(found):
        known.add(found[number])
    return known


# In the order of `StoredItem`'s fields.
_COLUMNS = (
    item.c.id,
    item.c.guid,
    item.c.url_key,
    item.c.title_key,
    item.c.first_seen_at,
    item.c.state,
    item.c.updated_at,
    item.c.fetched_at,
    item.c.reason,
)


def _insert(connection: Connection, source: str, new: Sequence[NewItem], allowed: int, now: datetime) -> list[ItemKeys]:
    """Insert items, of which at most *allowed* are wanted; return the keys of those that are."""
    rows: list[dict[str, Any]] = []
    wanted: list[ItemKeys] = []
    for one in new:
        reason = one.skip_reason() or ("too many new" if len(wanted) >= allowed else None)
        if reason is None:
            wanted.append(one.keys)
        rows.append(
            {
                "source": source,
                "guid": one.entry.guid,
                "url": one.keys.url,
                "url_key": one.keys.url_key,
                "title_key": one.keys.title,
                "entry": entry_to_json(one.entry),
                "updated_at": one.entry.updated_at,
                "state": "skipped" if reason else "wanted",
                "reason": reason,
                "attempts": 0,
                "next_try_at": None if reason else now,
                "first_seen_at": now,
                "last_seen_at": now,
            }
        )
    if rows:
        connection.execute(insert(item), rows)
    return wanted


def _fetch_again(
    connection: Connection, listed: Iterable[tuple[FeedEntry, ItemKeys, int]], now: datetime, state: str | None = None
) -> None:
    """Make known items due with what their entries say now; *state* replaces theirs, and drops its reason."""
    rows = [
        {
            "number": number,
            "listed": entry_to_json(entry),
            "listed_at": entry.updated_at,
            "to_url": keys.url,
            "to_url_key": keys.url_key,
            "to_title": keys.title,
        }
        for entry, keys, number in listed
    ]
    if not rows:
        return
    values: dict[str, Any] = {
        "entry": bindparam("listed", type_=item.c.entry.type),
        "updated_at": bindparam("listed_at", type_=item.c.updated_at.type),
        "url": func.coalesce(bindparam("to_url", type_=item.c.url.type), item.c.url),
        "url_key": func.coalesce(bindparam("to_url_key", type_=item.c.url_key.type), item.c.url_key),
        "title_key": func.coalesce(bindparam("to_title", type_=item.c.title_key.type), item.c.title_key),
        "next_try_at": now,
        "attempts": 0,
    }
    if state is not None:
        values |= {"state": state, "reason": None}
    connection.execute(update(item).where(item.c.id == bindparam("number")).values(**values), rows)


def _close_others(connection: Connection, source: str, item_ids: Iterable[int]) -> None:
    """Close other sources' items whose addresses *source* has now; a process that fetches one loses its lease."""
    for some in _batches(item_ids):
        connection.execute(
            update(item)
            .where(item.c.id.in_(some))
            .values(
                state=case((item.c.state == "kept", "kept"), else_="skipped"),
                reason=case((item.c.state == "kept", None), else_=f"{LISTED_BY}{source} itself"),
                next_try_at=None,
                leased_until=None,
                leased_by=None,
            )
        )


def _batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    found = list(values)
    return (found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE))
