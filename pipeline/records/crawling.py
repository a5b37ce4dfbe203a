"""What a crawl passes on: entries of lists, and the pages they point to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
