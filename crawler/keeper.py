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
from pipeline.errors import RetryLaterError
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
    fetched_at: datetime | None = None  # set: its page, or what stands in for it, was kept before
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None

    @property
    def has_page(self) -> bool:
        """Whether its page was had before: this is another look."""
        return self.fetched_at is not None and self.body_hash is not None

    @property
    def has_stand_in(self) -> bool:
        """Whether its feed's words were kept because its page could not be had."""
        return self.fetched_at is not None and self.body_hash is None


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

    def put_off(
        self, polling: Polling, until: datetime, why: str, *, network: bool = False, fetched: Fetched | None = None
    ) -> None:
        """End the lease of a source that has no answer through no fault of its own; *network*: our network's."""

    def network_was_down(self) -> bool:
        """Return whether the last that is known of our network is that it was down."""

    def witnesses(self, count: int) -> list[str]:
        """Return the addresses of *count* lists of different hosts, drawn from those that answered last."""

    def keep(
        self,
        wanted: Wanted,
        page: Page | None,
        validators: Validators,
        again_at: datetime | None,
        now: datetime,
        fetched: Fetched | None = None,
    ) -> None:
        """Put *page* at rest (None: it had not changed) and end the item's lease.

        A page from the feed with a *fetched* that failed stands in for one that could not be had.
        """

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
        """Try the item again at *again_at*; None gives it up, unless something of it was kept before.

        A *pointer* is given up as one: its source may not speak for it.
        """

    def give_back(self, item_ids: Collection[int], *, network: bool = False) -> None:
        """End the leases of items that were not asked for, and of every source this process has leased still.

        They are due as before, and the attempts do not count. *network*: our network is down, and the sources show it.
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
    network_down: bool = False

    @property
    def problem(self) -> str | None:
        """Why the round as a whole is no good, None when it is."""
        if self.network_down:
            return "network unreachable: whom it concerns is asked again in the next round, and nobody is blamed"
        if 2 * len(self.failed) > self.polled:
            return f"most sources failed: {len(self.failed)} of {self.polled}"
        return None

    @property
    def exit_code(self) -> int:
        """0, 1 when some sources failed, 4 when hardly anything could be had: trying again may help."""
        return RetryLaterError.exit_code if self.problem else 1 if self.failed else 0

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
        """Return what is wrong with the round as a whole, and a line for each source that failed."""
        whole = [f"crawl: {self.problem}"] if self.problem else []
        return whole + [f"{name}: {why}" for name, why in sorted(self.failed.items())]

    def counts(self) -> dict[str, int]:
        """Return what was done, name -> number."""
        return {"polled": self.polled, "failed": len(self.failed), "new_items": self.new, "pages": self.pages}
