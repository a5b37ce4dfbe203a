"""Tells the entries of a list that are known items, however the feed has changed them, from new ones. Pure.

Several sources may list one address. The source whose own site it is on has it, whichever came first; among others
the first.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.canonical import canonical_url, url_key
from pipeline.records import FeedEntry

TITLE_REMEMBERED = timedelta(days=7)
REVISITED_FOR = timedelta(days=7)  # an item listed as updated is fetched again this long after it was first seen
REVISIT_GAP = timedelta(hours=1)

_ALIKE = 0.5  # share of the words of two titles from which on one is the other, corrected
LISTED_BY = "listed by "  # begins the reason of an item that another source has

MaySpeak = Callable[[str, str], bool]  # (source name, address): whether the source may say what stands there


@dataclass(frozen=True, slots=True)
class ItemKeys:
    """What an entry is known by."""

    guid: str | None  # None when it tells nothing apart
    url: str | None
    url_key: str | None
    title: str | None
    words: str | None = None  # of its text, where no address of its own tells it apart


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
    words: str | None = None  # known only of items found by their title

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
            if self.entry.content or self.entry.summary:
                return "no web address" if self.entry.url and canonical_url(self.entry.url) is None else None
            return "no web address" if self.entry.url else "no address and no text"
        return f"{LISTED_BY}{self.held_by} before" if self.held_by else None


@dataclass(frozen=True, slots=True)
class Matches:
    """The entries of one list, told apart. Each of *known* is listed again; *changed* and *regained* are among them."""

    new: tuple[NewItem, ...] = ()
    known: tuple[tuple[FeedEntry, int], ...] = ()  # with the item's id
    changed: tuple[tuple[FeedEntry, ItemKeys, int], ...] = ()  # worth fetching again
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

        An entry is known by its GUID (with the same address or much the same title: some feeds give all items one
        GUID), then by its canonical address, then, when it has none, by its title within `TITLE_REMEMBERED` at the
        same source. A GUID of its own and a text of its own make it another item than one of the same title.
        """
        for row in self.by_guid.get(keys.guid, ()) if keys.guid else ():
            if keys.url_key is None or row.url_key in (None, keys.url_key) or _are_alike(keys.title, row.title):
                return row
        if keys.url_key is not None:
            return self.by_url.get(keys.url_key)
        row_by_title = self.by_title.get(keys.title) if keys.title else None
        return None if row_by_title is None or _is_another(keys, row_by_title) else row_by_title

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
    keys = [_keys(entry, trusted=guids[entry.guid or ""] == 1) for entry in entries]
    keys = _with_words(entries, keys)
    by_address: dict[str, list[ItemKeys]] = defaultdict(list)
    for each in keys:
        if each.url_key is not None:
            by_address[each.url_key].append(each)
    shared = {address for address, group in by_address.items() if _are_items_apart(group)}
    return [replace(each, url=None, url_key=None) if each.url_key in shared else each for each in keys]


def _with_words(entries: Sequence[FeedEntry], keys: Sequence[ItemKeys]) -> list[ItemKeys]:
    """Return *keys* with the words of those entries that nothing else may tell apart; hashing a text takes long."""
    addresses, titles = Counter(each.url_key for each in keys), Counter(each.title for each in keys)
    return [
        replace(each, words=words_of(entry))
        if each.url_key is None or addresses[each.url_key] > 1 or titles[each.title] > 1
        else each
        for entry, each in zip(entries, keys, strict=True)
    ]


def _are_items_apart(group: Sequence[ItemKeys]) -> bool:
    """Tell whether entries of one list with one address are items of their own, as on a page of changes.

    They are if GUIDs, titles and texts all differ. Then what stands at the address is the text of none of them.
    """
    return len(group) > 1 and all(
        None not in values and len(set(values)) == len(group)
        for values in (
            [one.guid for one in group],
            [one.title for one in group],
            [one.words for one in group],
        )
    )


def _is_another(keys: ItemKeys, row: StoredItem) -> bool:
    told_apart = keys.guid is not None and row.guid is not None and keys.guid != row.guid
    return told_apart and keys.words is not None and row.words is not None and keys.words != row.words


def _are_alike(title: str | None, other: str | None) -> bool:
    """Tell whether one folded title is the other, perhaps corrected."""
    if not title or not other:
        return False
    words, others = set(title.split()), set(other.split())
    return title == other or len(words & others) > _ALIKE * len(words | others)


def match(entries: Sequence[FeedEntry], keys: Sequence[ItemKeys], known: KnownItems, may_speak: MaySpeak) -> Matches:
    """Tell *entries* apart; *keys* are theirs, in order. What is new in the list becomes known to *known*."""
    new: list[NewItem] = []
    again: list[tuple[FeedEntry, int]] = []
    changed: list[tuple[FeedEntry, ItemKeys, int]] = []
    regained: list[tuple[FeedEntry, ItemKeys, int]] = []
    for entry, key in zip(entries, keys, strict=True):
        row = known.find(key)
        if row is None:
            new.append(NewItem(entry, key, known.holder(key, may_speak)))
            known.add(StoredItem(None, key.guid, key.url_key, key.title, known.now, words=key.words))
        elif row.id is not None:
            again.append((entry, row.id))
            if row.was_another_sources and known.holder(key, may_speak) is None:
                regained.append((entry, key, row.id))
            elif _is_changed(entry, row, known.now) or _is_corrected(key, row, known.now):
                changed.append((entry, key, row.id))
    return Matches(tuple(new), tuple(again), tuple(changed), tuple(regained))


def _keys(entry: FeedEntry, *, trusted: bool) -> ItemKeys:
    url = canonical_url(entry.url) if entry.url else None
    folded = re.sub(r"\W+", " ", entry.title or "").strip().casefold() or None
    return ItemKeys(entry.guid if trusted else None, url, url_key(url) if url else None, folded)


def words_of(entry: FeedEntry) -> str | None:
    """Return a digest of an entry's own text, marks and markup left aside; None when it has none."""
    text = re.sub(r"<[^<>]{0,2000}>|\W+", " ", entry.content or entry.summary or "")
    folded = " ".join(text.split()).casefold()
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest() if folded else None


def _is_changed(entry: FeedEntry, row: StoredItem, now: datetime) -> bool:
    """Return whether a known item says that it changed and is worth another look."""
    later = entry.updated_at is not None and row.updated_at is not None and entry.updated_at > row.updated_at
    return later and _may_be_revisited(row, now)


def _is_corrected(keys: ItemKeys, row: StoredItem, now: datetime) -> bool:
    """Return whether a known item has another headline or address under the same GUID."""
    if keys.guid is None or keys.guid != row.guid or keys.url_key is None or row.url_key is None:
        return False
    return (keys.title, keys.url_key) != (row.title, row.url_key) and _may_be_revisited(row, now)


def _may_be_revisited(row: StoredItem, now: datetime) -> bool:
    rested = row.fetched_at is None or now - row.fetched_at >= REVISIT_GAP
    return row.state == "kept" and now - row.first_seen_at < REVISITED_FOR and rested
