"""What a source lists, told apart: items known already, however the feed has changed them, and new ones.

Several sources may list one address. Its own source has it, whoever came first; among others the first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, insert, or_, select, update

from pipeline.canonical import canonical_url, url_key
from pipeline.records import FeedEntry
from storage.entries import entry_to_json
from storage.schema.collect import item
from storage.schema.collect import source as source_table

TITLE_REMEMBERED = timedelta(days=7)
REVISITED_FOR = timedelta(days=7)  # an item listed as updated is fetched again this long after it was first seen
REVISIT_GAP = timedelta(hours=1)

_LISTED_BY = "listed by "  # begins the reason of an item that another source has

_AT_ONCE = 500  # values in one IN list


MaySpeak = Callable[[str, str], bool]  # source name, address


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list of entries."""

    new: int = 0  # items not seen before
    wanted: int = 0  # of them, to be fetched
    updated: int = 0  # known, and to be fetched after all or again


def take_entries(
    connection: Connection,
    source: str,
    entries: Sequence[FeedEntry],
    now: datetime,
    *,
    may_speak: MaySpeak,
    may_fetch: Callable[[int], int],
) -> Taken:
    """Add the entries not seen before as wanted items; ``may_fetch(new)`` says how many of them, the rest is skipped.

    ``may_speak(source, url)`` tells whose own an address is: it takes the address from whoever only points there.
    An entry is known by its GUID (with the same address or title: some feeds give all items one GUID), then
    by its canonical address, then, when it has none, by its title within `TITLE_REMEMBERED` at the same source.
    """
    guids = Counter(entry.guid for entry in entries if entry.guid)
    keyed = [(entry, _Keys.of(entry, trusted=guids[entry.guid or ""] == 1)) for entry in entries]
    known = _Known.load(connection, source, [keys for _, keys in keyed], now)
    fresh, again, freed = [], [], []
    for entry, keys in keyed:
        row = known.find(keys)
        if row is None:
            fresh.append((entry, keys))
            known.add(_Row(None, keys.guid, keys.url_key, keys.title, first_seen_at=now))
        elif row.id is not None:
            again.append((entry, row))
            if row.was_anothers and known.holder(source, keys, may_speak) is None:
                freed.append((entry, keys, row))
    allowed = may_fetch(len(fresh)) if fresh else 0
    wanted, taken_over = _add(connection, source, fresh, known, may_speak, allowed, now)
    _free(connection, freed, now)
    _close(connection, source, [*taken_over, *(keys for _, keys, _ in freed)], known)
    return Taken(len(fresh), wanted, len(freed) + _seen_again(connection, again, now))


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
    reason: str | None = None

    @property
    def was_anothers(self) -> bool:
        return self.state == "skipped" and (self.reason or "").startswith(_LISTED_BY)


@dataclass(frozen=True, slots=True)
class _Holder:
    """An item of another source that has an address."""

    item_id: int
    source: str


@dataclass
class _Known:
    """The items that any of some keys could mean, the oldest first."""

    now: datetime
    by_guid: dict[str, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    by_url: dict[str, _Row] = field(default_factory=dict)
    by_title: dict[str, _Row] = field(default_factory=dict)
    elsewhere: dict[str, list[_Holder]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by address, the first first

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
            item.c.reason,
        )
        # An item that nobody will fetch keeps its address from nobody.
        held = and_(
            item.c.source != source,
            item.c.state != "skipped",
            or_(
                item.c.state != "wanted",
                item.c.source.in_(select(source_table.c.name).where(source_table.c.enabled.is_(True))),
            ),
        )
        mine = item.c.source == source
        found: dict[int, _Row] = {}
        for column, where, values in (
            (item.c.guid, mine, {each.guid for each in keys}),
            (item.c.url_key, or_(mine, held), {each.url_key for each in keys}),
            (item.c.title_key, mine, {each.title for each in keys if each.url_key is None}),
        ):
            for some in _batches(values - {None}):
                chosen = select(*columns).where(column.in_(some), where).order_by(item.c.id)
                for row in connection.execute(chosen):
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
                            row.reason,
                        )
                    else:
                        known.elsewhere[row.url_key].append(_Holder(row.id, row.source))
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

    def holder(self, source: str, keys: _Keys, may_speak: MaySpeak) -> str | None:
        """Return the other source that has the address rightly; None when *source* may have it."""
        holders = self.elsewhere.get(keys.url_key or "", ())
        if not holders or keys.url is None:
            return None
        if may_speak(source, keys.url):
            return next((one.source for one in holders if may_speak(one.source, keys.url)), None)
        return holders[0].source


def _add(
    connection: Connection,
    source: str,
    fresh: Sequence[tuple[FeedEntry, _Keys]],
    known: _Known,
    may_speak: MaySpeak,
    allowed: int,
    now: datetime,
) -> tuple[int, list[_Keys]]:
    """Add items; return how many of them are wanted, and the keys of those."""
    rows: list[dict[str, Any]] = []
    wanted: list[_Keys] = []
    for entry, keys in fresh:
        reason = _why_not(keys, entry, known.holder(source, keys, may_speak))
        reason = reason or ("too many new" if len(wanted) >= allowed else None)
        if reason is None:
            wanted.append(keys)
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
    return len(wanted), wanted


def _free(connection: Connection, freed: Sequence[tuple[FeedEntry, _Keys, _Row]], now: datetime) -> None:
    """Let items be fetched that were skipped because another source had their address."""
    for entry, _, row in freed:
        connection.execute(
            update(item)
            .where(item.c.id == row.id)
            .values(
                entry=entry_to_json(entry),
                updated_at=entry.updated_at,
                state="wanted",
                reason=None,
                attempts=0,
                next_try_at=now,
            )
        )


def _close(connection: Connection, source: str, taken_over: Sequence[_Keys], known: _Known) -> None:
    """End what other sources' items want of addresses that *source* has now; whoever fetches one loses its lease."""
    closed = {one.item_id for keys in taken_over for one in known.elsewhere.get(keys.url_key or "", ())}
    for some in _batches(closed):
        connection.execute(
            update(item)
            .where(item.c.id.in_(some))
            .values(
                state=case((item.c.state == "kept", "kept"), else_="skipped"),
                reason=case((item.c.state == "kept", None), else_=f"{_LISTED_BY}{source} itself"),
                next_try_at=None,
                leased_until=None,
                leased_by=None,
            )
        )


def _why_not(keys: _Keys, entry: FeedEntry, other: str | None) -> str | None:
    """Return why a new entry is not to be fetched, None when it is."""
    if keys.url_key is None:
        if entry.url:
            return "no web address"
        return None if entry.content or entry.summary else "no address and no text"
    return f"{_LISTED_BY}{other} before" if other else None


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
