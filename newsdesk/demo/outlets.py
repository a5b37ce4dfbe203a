"""The newsroom's ten outlets: how each lists its articles and what its pages look like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Listing(StrEnum):
    """The format in which an outlet lists its articles."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    SITEMAP = "sitemap"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A made-up publisher. *template* and *paths* differ from outlet to outlet, as they do on the web."""

    slug: str
    title: str
    listing: Listing
    listing_path: str
    article_path: str  # with {date}, {id} and {number}
    category: str = "press"
    weight: float = 1.0
    charset: str = "utf-8"
    curly: bool = False  # prints typographic quotation marks
    full_text: bool = False  # its feed carries whole articles
    tracking: str = ""  # what its feed appends to links
    crawl_delay_s: float | None = None
    motto: str = ""

    @property
    def template(self) -> str:
        return f"{self.slug}.html"


OUTLETS = (
    Outlet(
        "harbour-wire",
        "Harbour Wire",
        Listing.SITEMAP,
        "/news-sitemap.xml",
        "/wire/{date}/{id}",
        weight=1.2,
        motto="The agency that keeps the tide tables",
    ),
    Outlet(
        "ledger-post",
        "The Ledger Post",
        Listing.RSS,
        "/feeds/business.rss",
        "/business/{id}-{number}.html",
        weight=1.3,
        tracking="?utm_source=rss&utm_medium=feed",
        crawl_delay_s=0.1,
        motto="Business, daily",
    ),
    Outlet(
        "circuit-courier",
        "Circuit Courier",
        Listing.ATOM,
        "/atom.xml",
        "/{date}/{id}/",
        weight=1.2,
        motto="Things that plug in",
    ),
    Outlet(
        "model-gazette",
        "Model Gazette",
        Listing.JSON,
        "/feed.json",
        "/p/{id}",
        category="newsletter",
        motto="A letter for people who choose models",
    ),
    Outlet(
        "meridian-herald",
        "Meridian Herald",
        Listing.RSS,
        "/rss",
        "/news/{number}/{id}",
        charset="windows-1252",
        curly=True,
        motto="Established in a good year",
    ),
    Outlet(
        "lab-notes",
        "Lab Notes",
        Listing.RDF,
        "/index.rdf",
        "/notes/{id}.html",
        category="research",
        crawl_delay_s=0.2,
        motto="Research, read slowly",
    ),
    Outlet(
        "silicon-quay",
        "Silicon Quay",
        Listing.ATOM,
        "/feed/",
        "/{id}/",
        category="newsletter",
        weight=0.8,
        full_text=True,
        motto="One person, one harbour",
    ),
    Outlet(
        "evening-beacon",
        "Evening Beacon",
        Listing.RSS,
        "/rss.xml",
        "/story.php?id={number}",
        weight=0.7,
        curly=True,
        motto="Harrowmouth and district",
    ),
    Outlet(
        "fab-review",
        "Fab Review",
        Listing.SECTION,
        "/latest",
        "/articles/{id}",
        motto="Silicon, wafer to rack",
    ),
    Outlet(
        "northfield-star",
        "Northfield Star",
        Listing.RSS,
        "/feed.xml",
        "/{date}/{id}.html",
        weight=0.7,
        tracking="?fbclid=IwAR0demo",
        motto="All the news of the dale",
    ),
)

BY_SLUG = {outlet.slug: outlet for outlet in OUTLETS}
