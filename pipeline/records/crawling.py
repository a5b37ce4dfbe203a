"""What a crawl receives, claims and hands on: entries, pages, leases and the results of requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.records.sources import Source


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item as its feed, sitemap or section page described it; only lengths are capped."""

    source: str  # Source.name
    url: str | None  # absolute
    guid: str | None = None
    title: str | None = None  # plain text
    summary: str | None = None  # HTML as written
    content: str | None = None  # HTML as written, when the feed carries the text
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    open_url: str | None = None  # where it can be opened when *url* is None: its enclosure, or the feed's homepage


@dataclass(frozen=True, slots=True)
class Page:
    """One HTTP answer for an article URL, body undecoded.

    When the feed carried the whole text, or the page could not be fetched, *body* is the entry's
    HTML (perhaps empty) and *from_feed* is true.
    """

    url: str  # after redirects
    requested_url: str
    source: str  # Source.name
    outlet: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]  # lower-case names, in order
    body: bytes
    entry: FeedEntry | None = None
    from_feed: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What to send with the next request for the same page (RFC 9110, 8.8), and the SHA-256 of the body."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None


NO_VALIDATORS = Validators()


# --- claims: what a process has leased -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PollState:
    """What earlier polls taught about a source."""

    rate: float | None = None  # new items a day, decayed; None before the first success
    rated_at: datetime | None = None
    week: tuple[float, ...] = ()  # decayed new items in each hour of the week, UTC, Monday 0 h first
    seen: int = 0  # new items in all
    failures: float = 0.0  # in a row, weighted
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None  # hex; some servers answer 200 to everything
    plain_at: datetime | None = None  # last answer to an unconditional request
    moved_to: str | None = None  # target of a permanent redirect
    moves: int = 0  # times in a row it was seen
    hub: str | None = None  # WebSub hub


@dataclass(frozen=True, slots=True)
class ClaimedSource:
    """A source this process has leased to poll."""

    source: Source
    url: str  # where it moved to, if it did
    state: PollState


@dataclass(frozen=True, slots=True)
class ClaimedItem:
    """A listed item this process has leased to fetch its page."""

    item_id: int
    source: Source
    entry: FeedEntry
    url: str | None  # canonical; None: the feed's own words are all there is
    attempt: int  # from 1
    first_seen_at: datetime
    fetched_at: datetime | None = None  # set: its page, or what stands in for it, was stored before
    validators: Validators = NO_VALIDATORS

    @property
    def has_page(self) -> bool:
        """Whether its page was fetched before: this is another look."""
        return self.fetched_at is not None and self.validators.body_hash is not None

    @property
    def has_stand_in(self) -> bool:
        """Whether its feed's words were stored because its page could not be fetched."""
        return self.fetched_at is not None and self.validators.body_hash is None


@dataclass(frozen=True, slots=True)
class HostLease:
    """Whether this process may ask a host, and from when on."""

    granted: bool
    not_before: datetime | None = None  # when not granted: when the other process's lease ends
    crawl_delay: timedelta | None = None


@dataclass(frozen=True, slots=True)
class HostRelease:
    """When a host that is given up may be asked next, and why not before."""

    next_allowed_at: datetime | None = None
    why: str | None = None


# --- results: what became of a request -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetch:
    """How one request went, a row of ``fetch``. *outcome* is ok, unchanged, or a class of failure."""

    url: str
    started_at: datetime
    seconds: float
    outcome: str
    status: int | None = None
    detail: str | None = None
    body_bytes: int | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the request brought what it was made for, or that it has not changed."""
        return self.outcome in ("ok", "unchanged")


@dataclass(frozen=True, slots=True)
class PollDecision:
    """A decision: the new state, and when to poll again (None: never by itself)."""

    state: PollState
    at: datetime | None
    status: str  # ok, failing, off, gone


@dataclass(frozen=True, slots=True)
class Poll:
    """The result of polling a source."""

    host: str  # whose new addresses of the day are counted
    fetch: Fetch
    decide: Callable[[int], PollDecision]  # given how many of the entries are new
    entries: tuple[FeedEntry, ...] = ()
    moved_to: str | None = None  # the source's address from now on


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """What became of the entries of a poll."""

    new: int = 0  # items not seen before
    wanted: int = 0  # of them, to be fetched
    updated: int = 0  # known, and to be fetched after all or again


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page to store, or None for one that has not changed, and when to look at it again (None: never).

    A page from the feed with a *fetch* that failed stands in for one that could not be fetched. *fetch* is
    None when no request was made.
    """

    page: Page | None
    validators: Validators = NO_VALIDATORS
    next_try_at: datetime | None = None
    fetch: Fetch | None = None


@dataclass(frozen=True, slots=True)
class PageFailure:
    """Why an item's page was not stored, and when to try again.

    None gives it up, unless something of it was stored before. A *pointer* is given up as one: its source may not
    speak for its address. An attempt that is not counted was no fault of the page's host.
    """

    reason: str
    next_try_at: datetime | None = None
    fetch: Fetch | None = None
    count_attempt: bool = True
    pointer: bool = False


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A host's robots.txt: ``rules`` to be read from *body*, ``open`` (there is none), or ``closed`` for now."""

    state: str
    body: bytes
    until: datetime  # then it is fetched again
    detail: str | None = None
    closed_since: datetime | None = None  # when it was first closed without being fetched since
