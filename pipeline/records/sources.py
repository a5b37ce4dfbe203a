"""What newsdesk reads: the sources of the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

CATEGORIES = ("lab", "press", "newsletter", "research", "policy", "community", "aggregator")


class SourceKind(StrEnum):
    """How a source lists its articles."""

    FEED = "feed"  # RSS, Atom, RDF or JSON Feed, told apart by content
    SITEMAP = "sitemap"  # news sitemap, sitemap or sitemap index
    SECTION = "section"  # an HTML page that links to articles
    ARTICLE = "article"  # one article at a fixed address


@dataclass(frozen=True, slots=True)
class Expected:
    """What is normal for a source; outside these bounds `sources health` raises an alarm."""

    items_per_day_min: float | None = None
    items_per_day_max: float | None = None
    silent_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """What is sent with requests to a source's own site. Values may be secrets, so none is in its representation."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    user_agent: str | None = None  # None takes the crawler's own
    proxy: str | None = field(default=None, repr=False)  # http://USER:PASSWORD@HOST:PORT


PLAIN_REQUESTS = RequestOptions()


@dataclass(frozen=True, slots=True)
class Source:
    """One ``[[source]]`` of ``config/sources/*.toml``."""

    name: str  # slug, unique over all files
    url: str
    kind: SourceKind = SourceKind.FEED
    title: str | None = None  # as a reader would know it; the name when None
    outlet: str | None = None  # who publishes; sources of one outlet are not independent. The title when None
    homepage: str | None = None
    category: str = "press"  # of CATEGORIES
    language: str | None = None  # BCP 47
    weight: float = 1.0  # 0..2, how much its coverage counts in the digest
    enabled: bool = True
    full_text: bool = False  # the feed carries whole articles: no second fetch
    every: timedelta | None = None  # fixed poll interval; None adapts
    delay: timedelta | None = None  # between two requests to its host; None takes the setting
    selector: str | None = None  # CSS selector of article links (sections)
    include: tuple[str, ...] = ()  # URL path globs; when given, only these are taken
    exclude: tuple[str, ...] = ()  # URL path globs never taken
    mute: tuple[str, ...] = ()  # words; an entry whose title has one is not taken
    subject: tuple[str, ...] = ()  # words; when given, only entries whose title has one are taken
    official_for: tuple[str, ...] = ()  # entity ids this source speaks for, e.g. org:meta
    speaks_for: tuple[str, ...] = ()  # hosts besides its own whose articles it may describe, e.g. outlet.example
    request: RequestOptions = PLAIN_REQUESTS
    expect: Expected = Expected()
    checked: str | None = None  # when a person or a check last found it answering, ISO; "unchecked" if never
    note: str | None = None
