"""Tells the entries of a list that are known items, however the feed has changed them, from new ones. Pure.

Several sources may list one address. The source whose own site it is on has it, whichever came first; among others
the first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.canonical import canonical_url, url_key
from pipeline.records import FeedEntry

TITLE_REMEMBERED = timedelta(days=7)
REVISITED_FOR = timedelta(days=7)  # an item listed as updated is fetched again this long after it was first seen
REVISIT_GAP = timedelta(hours=1)

LISTED_BY = "listed by "  # begins the reason of an item that another source has

MaySpeak = Callable[[str, str], bool]  # (source name, address): whether the source may say what stands there


@dataclass(frozen=True, slots=True)
class ItemKeys:
    """What an entry is known by."""

    guid: str | None  # None when it tells nothing apart
    url: str | None
    url_key: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class StoredItem:
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
    def was_another_sources(self) -> bool:
        """Whether it was skipped because another source had its address."""
        return self.state == "skipped" and (self.reason or "").startswith(LISTED_BY)


@dataclass(frozen=True, slots=True)
class Holder:
    """An item of another source that has an address."""

    item_id: int
    source: str


@dataclass(frozen=True, slots=True)
class NewItem:
    """An entry not seen before. *held_by* is the other source that has its address rightly."""

    entry: FeedEntry
    keys: ItemKeys
    held_by: str | None = None

    def skip_reason(self) -> str | None:
        """Return why it is not to be fetched, None when it is."""
        if self.keys.url_key is None:
            if self.entry.url:
                return "no web address"
            return None if self.entry.content or self.entry.summary else "no address and no text"
        return f"{LISTED_BY}{self.held_by} before" if self.held_by else None


@dataclass(frozen=True, slots=True)
class Matches:
    """The entries of one list, told apart. Each of *known* is listed again; *changed* and *regained* are among them."""

    new: tuple[NewItem, ...] = ()
    known: tuple[tuple[FeedEntry, int], ...] = ()  # with the item's id
    changed: tuple[tuple[FeedEntry, int], ...] = ()  # worth fetching again
    regained: tuple[tuple[FeedEntry, ItemKeys, int], ...] = ()  # skipped for another source that has it no more


@dataclass
class KnownItems:
    """The items that any of a list's keys could mean, the oldest first."""

    source: str
    now: datetime
    by_guid: dict[str, list[StoredItem]] = field(default_factory=lambda: defaultdict(list))
    by_url: dict[str, StoredItem] = field(default_factory=dict)
    by_title: dict[str, StoredItem] = field(default_factory=dict)
    elsewhere: dict[str, list[Holder]] = field(default_factory=lambda: defaultdict(list))  # by address, oldest first

    def add(self, row: StoredItem) -> None:
        """Add an item of *source*; items are added in the order of their ids."""
        if row.guid is not None:
            self.by_guid[row.guid].append(row)
        if row.url_key is not None:
            self.by_url.setdefault(row.url_key, row)
        if row.title is not None and row.first_seen_at > self.now - TITLE_REMEMBERED:
            self.by_title.setdefault(row.title, row)

    def find(self, keys: ItemKeys) -> StoredItem | None:
        """Return the item that *keys* mean.

        An entry is known by its GUID (with the same address or title: some feeds give all items one GUID), then
        by its canonical address, then, when it has none, by its title within `TITLE_REMEMBERED` at the same source.
        """
        for row in self.by_guid.get(keys.guid, ()) if keys.guid else ():
            if keys.url_key is None or keys.url_key == row.url_key or (keys.title and keys.title == row.title):
                return row
        if keys.url_key is not None:
            return self.by_url.get(keys.url_key)
        return self.by_title.get(keys.title) if keys.title else None

    def holder(self, keys: ItemKeys, may_speak: MaySpeak) -> str | None:
        """Return the other source that has the address rightly; None when *source* may have it."""
        holders = self.elsewhere.get(keys.url_key or "", ())
        if not holders or keys.url is None:
            return None
        if may_speak(self.source, keys.url):
            return next((one.source for one in holders if may_speak(one.source, keys.url)), None)
        return holders[0].source

    def held(self, keys: Sequence[ItemKeys]) -> set[int]:
        """Return the ids of other sources' items with the addresses of *keys*."""
        return {one.item_id for each in keys for one in self.elsewhere.get(each.url_key or "", ())}


def keys_of(entries: Sequence[FeedEntry]) -> list[ItemKeys]:
    """Return what each of *entries*, one whole list, is known by."""
    guids = Counter(entry.guid for entry in entries if entry.guid)
    return [_keys(entry, trusted=guids[entry.guid or ""] == 1) for entry in entries]


def match(entries: Sequence[FeedEntry], keys: Sequence[ItemKeys], known: KnownItems, may_speak: MaySpeak) -> Matches:
    """Tell *entries* apart; *keys* are theirs, in order. What is new in the list becomes known to *known*."""
    new: list[NewItem] = []
    again: list[tuple[FeedEntry, int]] = []
    changed: list[tuple[FeedEntry, int]] = []
    regained: list[tuple[FeedEntry, ItemKeys, int]] = []
    for entry, key in zip(entries, keys, strict=True):
        row = known.find(key)
        if row is None:
            new.append(NewItem(entry, key, known.holder(key, may_speak)))
            known.add(StoredItem(None, key.guid, key.url_key, key.title, first_seen_at=known.now))
        elif row.id is not None:
            again.append((entry, row.id))
            if row.was_another_sources and known.holder(key, may_speak) is None:
                regained.append((entry, key, row.id))
            elif _is_changed(entry, row, known.now):
                changed.append((entry, row.id))
    return Matches(tuple(new), tuple(again), tuple(changed), tuple(regained))


def _keys(entry: FeedEntry, *, trusted: bool) -> ItemKeys:
    url = canonical_url(entry.url) if entry.url else None
    folded = re.sub(r"\W+", " ", entry.title or "").strip().casefold() or None
    return ItemKeys(entry.guid if trusted else None, url, url_key(url) if url else None, folded)


def _is_changed(entry: FeedEntry, row: StoredItem, now: datetime) -> bool:
    """Return whether a known item says that it changed and is worth another look."""
    return (
        row.state == "kept"
        and entry.updated_at is not None
        and row.updated_at is not None
        and entry.updated_at > row.updated_at
        and now - row.first_seen_at < REVISITED_FOR
        and (row.fetched_at is None or now - row.fetched_at >= REVISIT_GAP)
    )
