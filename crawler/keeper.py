"""What the crawler asks of a database, and the records that pass between the two.

The methods are plain calls, each one transaction, safe to call from any thread; the crawler calls them off
its event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from crawler.gate import HostBook
from crawler.schedule import Next, PollState
from pipeline.records import FeedEntry, Page, Source


@dataclass(frozen=True, slots=True)
class Polling:
    """A source this process has leased to poll."""

    source: Source
    url: str  # where it moved to, if it did
    state: PollState


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item this process has leased to fetch its page."""

    item_id: int
    source: Source
    entry: FeedEntry
    url: str | None  # canonical; None: the feed's own words are all there is
    attempt: int  # from 1
    first_seen_at: datetime
    fetched_at: datetime | None = None  # set: its page was kept before, this is another look
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """How one request went. *outcome* is ok, unchanged, or a class of failure."""

    url: str
    started_at: datetime
    seconds: float
    outcome: str
    status: int | None = None
    detail: str | None = None
    body_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a poll comes to."""

    host: str  # whose new addresses of the day are counted
    decide: Callable[[int], Next]  # given how many of the entries are new
    entries: tuple[FeedEntry, ...] = ()
    moved_to: str | None = None  # the source's address from now on


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of a poll's entries."""

    new: int = 0
    wanted: int = 0
    updated: int = 0


@dataclass(frozen=True, slots=True)
class Validators:
    """What to ask with next time."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A host's robots.txt: ``rules`` to be read from *body*, ``open`` (there is none), or ``closed`` for now."""

    state: str
    body: bytes
    until: datetime  # then it is asked for again
    detail: str | None = None
    closed_since: datetime | None = None  # when it was first closed without being had since


class Keeper(HostBook, Protocol):
    """Sources, items, pages, hosts: everything that outlives a round."""

    @property
    def lease(self) -> timedelta:
        """How long a source or an item stays this process's unless renewed."""

    def renew(self, now: datetime) -> None:
        """Hold on to everything this process has leased."""

    def claim_sources(self, now: datetime, *, names: Collection[str] | None, everything: bool) -> list[Polling]: ...

    def claim_items(self, now: datetime, *, names: Collection[str] | None, limit: int) -> list[Wanted]: ...

    def polled(self, polling: Polling, listed: Listed, fetched: Fetched, now: datetime) -> Counted:
        """Take the entries, decide when to ask again, and end the source's lease."""

    def put_off(self, polling: Polling, until: datetime, why: str) -> None:
        """End the lease of a source that was not asked, through no fault of its own."""

    def keep(
        self,
        wanted: Wanted,
        page: Page | None,
        validators: Validators,
        again_at: datetime | None,
        now: datetime,
        fetched: Fetched | None = None,
    ) -> None:
        """Put *page* at rest (None: it had not changed) and end the item's lease."""

    def failed(
        self,
        wanted: Wanted,
        reason: str,
        again_at: datetime | None,
        now: datetime,
        *,
        fetched: Fetched | None,
        blame: bool,
        pointer: bool = False,
    ) -> None:
        """Try the item again at *again_at*; None gives it up, as a *pointer* when its source may not speak for it."""

    def give_back(self, item_ids: Collection[int]) -> None:
        """End the leases of items that were not asked for, and of every source this process has leased still.

        They are due as before, and the attempts do not count.
        """

    def robots(self, host: str) -> RobotsFile | None:
        """Return what is remembered of the host's robots.txt, stale or not."""

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay: timedelta | None) -> None: ...


@dataclass
class CrawlReport:
    """What a round came to, for people and for exit codes."""

    polled: int = 0
    unchanged: int = 0
    failed: dict[str, str] = field(default_factory=dict)  # source -> why
    put_off: dict[str, str] = field(default_factory=dict)  # source -> why
    new: int = 0
    pages: int = 0
    pages_unchanged: int = 0
    pages_failed: int = 0
    pointers: int = 0  # addresses that their lister may not speak for and that could not be had

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        found = [
            f"crawl: {self.polled} sources polled, {self.unchanged} unchanged, {len(self.failed)} failed; "
            f"{self.new} new items, {self.pages} pages kept, {self.pages_failed} not had"
        ]
        if self.pointers:
            found.append(
                f"  {self.pointers} addresses on other sites could not be had: kept as pointers, without words"
            )
        found += [f"  {line}" for line in self.problems()]
        return found + [f"  {name}: put off, {why}" for name, why in sorted(self.put_off.items())]

    def problems(self) -> list[str]:
        """Return a line for each source that failed."""
        return [f"{name}: {why}" for name, why in sorted(self.failed.items())]
