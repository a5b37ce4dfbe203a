"""What a source lists, told apart: items known already, however the feed has changed them, and new ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pipeline.canonical import canonical_url, url_key
from pipeline.records import FeedEntry
from storage.entries import entry_to_json
from storage.schema.collect import item

TITLE_REMEMBERED = timedelta(days=7)
REVISITED_FOR = timedelta(days=7)  # an item listed as updated is fetched again this long after it was first seen
REVISIT_GAP = timedelta(hours=1)

_AT_ONCE = 500  # values in one IN list


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list of entries."""

    new: int = 0  # items not seen before
    wanted: int = 0  # of them, to be fetched
    updated: int = 0  # known, and to be fetched again


def take_entries(
    connection: Connection,
    source: str,
    entries: Sequence[FeedEntry],
    now: datetime,
    *,
    may_fetch: Callable[[int], int],
) -> Taken:
    """Add the entries not seen before as wanted items; ``may_fetch(new)`` says how many of them, the rest is skipped.

    An entry is known by its GUID (with the same address or title: some feeds give all items one GUID), then
    by its canonical address, then, when it has none, by its title within `TITLE_REMEMBERED` at the same source.
    """
    guids = Counter(entry.guid for entry in entries if entry.guid)
    keyed = [(entry, _Keys.of(entry, trusted=guids[entry.guid or ""] == 1)) for entry in entries]
    known = _Known.load(connection, source, [keys for _, keys in keyed], now)
    fresh, again = [], []
    for entry, keys in keyed:
        row = known.find(keys)
        if row is None:
            fresh.append((entry, keys))
            known.add(_Row(None, keys.guid, keys.url_key, keys.title, first_seen_at=now))
        elif row.id is not None:
            again.append((entry, row))
    allowed = may_fetch(len(fresh)) if fresh else 0
    wanted = _add(connection, source, fresh, known, allowed, now)
    return Taken(len(fresh), wanted, _seen_again(connection, again, now))


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


@dataclass(frozen=True, slots=True)
class _Row:
    """What of an item is needed to know it again. *id* None: it comes further up in the same list."""

    id: int | None
    guid: str | None
    url_key: str | None
    title: str | None
    first_seen_at: datetime
    state: str = "wanted"
    updated_at: datetime | None = None
    fetched_at: datetime | None = None


@dataclass
class _Known:
    """The items that any of some keys could mean, the oldest first."""

    now: datetime
    by_guid: dict[str, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    by_url: dict[str, _Row] = field(default_factory=dict)
    by_title: dict[str, _Row] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)  # address -> another source that lists it

    @staticmethod
    def load(connection: Connection, source: str, keys: Sequence[_Keys], now: datetime) -> _Known:
        known = _Known(now)
        columns = (
            item.c.id,
            item.c.source,
            item.c.guid,
            item.c.url_key,
            item.c.title_key,
            item.c.first_seen_at,
            item.c.state,
            item.c.updated_at,
            item.c.fetched_at,
        )
        mine = item.c.source == source
        found: dict[int, _Row] = {}
        for column, where, values in (
            (item.c.guid, mine, {each.guid for each in keys}),
            (item.c.url_key, None, {each.url_key for each in keys}),
            (item.c.title_key, mine, {each.title for each in keys if each.url_key is None}),
        ):
            for some in _batches(values - {None}):
                chosen = select(*columns).where(column.in_(some))
                for row in connection.execute(chosen if where is None else chosen.where(where)):
                    if row.source == source:
                        found[row.id] = _Row(
                            row.id,
                            row.guid,
                            row.url_key,
                            row.title_key,
                            row.first_seen_at,
                            row.state,
                            row.updated_at,
                            row.fetched_at,
                        )
                    else:
                        known.elsewhere.setdefault(row.url_key, row.source)
        for number in sorted(found):
            known.add(found[number])
        return known

    def add(self, row: _Row) -> None:
        if row.guid is not None:
            self.by_guid[row.guid].append(row)
        if row.url_key is not None:
            self.by_url.setdefault(row.url_key, row)
        if row.title is not None and row.first_seen_at > self.now - TITLE_REMEMBERED:
            self.by_title.setdefault(row.title, row)

    def find(self, keys: _Keys) -> _Row | None:
        for row in self.by_guid.get(keys.guid, ()) if keys.guid else ():
            if keys.url_key is None or keys.url_key == row.url_key or (keys.title and keys.title == row.title):
                return row
        if keys.url_key is not None:
            return self.by_url.get(keys.url_key)
        return self.by_title.get(keys.title) if keys.title else None


def _add(
    connection: Connection,
    source: str,
    fresh: Sequence[tuple[FeedEntry, _Keys]],
    known: _Known,
    allowed: int,
    now: datetime,
) -> int:
    rows: list[dict[str, Any]] = []
    wanted = 0
    for entry, keys in fresh:
        reason = _why_not(keys, entry, known) or ("too many new" if wanted >= allowed else None)
        wanted += not reason
        rows.append(
            {
                "source": source,
                "guid": entry.guid,
                "url": keys.url,
                "url_key": keys.url_key,
                "title_key": keys.title,
                "entry": entry_to_json(entry),
                "updated_at": entry.updated_at,
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


def _why_not(keys: _Keys, entry: FeedEntry, known: _Known) -> str | None:
    """Return why a new entry is not to be fetched, None when it is."""
    if keys.url_key is None:
        if entry.url:
            return "no web address"
        return None if entry.content or entry.summary else "no address and no text"
    other = known.elsewhere.get(keys.url_key)
    return f"listed by {other} before" if other else None


def _seen_again(connection: Connection, again: Sequence[tuple[FeedEntry, _Row]], now: datetime) -> int:
    """Note that known items are still listed; return how many say that they changed and are worth another look."""
    for some in _batches({row.id for _, row in again}):
        connection.execute(update(item).where(item.c.id.in_(some)).values(last_seen_at=now))
    changed = [(entry, row) for entry, row in again if _changed(entry, row, now)]
    for entry, row in changed:
        connection.execute(
            update(item)
            .where(item.c.id == row.id)
            .values(entry=entry_to_json(entry), updated_at=entry.updated_at, next_try_at=now, attempts=0)
        )
    return len(changed)


def _changed(entry: FeedEntry, row: _Row, now: datetime) -> bool:
    return (
        row.state == "kept"
        and entry.updated_at is not None
        and row.updated_at is not None
        and entry.updated_at > row.updated_at
        and now - row.first_seen_at < REVISITED_FOR
        and (row.fetched_at is None or now - row.fetched_at >= REVISIT_GAP)
    )


def _batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    found = list(values)
    return (found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE))
