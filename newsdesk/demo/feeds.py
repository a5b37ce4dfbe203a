"""Articles to the bytes of a feed, news sitemap or section page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from newsdesk.demo.edition import Printed
from newsdesk.demo.outlets import Listing, Outlet
from newsdesk.demo.pages import environment

_TYPES = {
    Listing.RSS: "application/rss+xml; charset=utf-8",
    Listing.ATOM: "application/atom+xml",
    Listing.RDF: "text/xml; charset=utf-8",
    Listing.JSON: "application/feed+json",
    Listing.SITEMAP: "application/xml",
    Listing.SECTION: "text/html; charset=utf-8",
}


def listing(outlet: Outlet, base: str, articles: Sequence[Printed]) -> tuple[str, bytes]:
    """Return the content type and body of *outlet*'s list of *articles* (newest first)."""
    if outlet.listing is Listing.JSON:
        return _TYPES[outlet.listing], _json_feed(outlet, base, articles)
    name = "section.html" if outlet.listing is Listing.SECTION else f"{outlet.listing}.xml"
    template = environment().get_template(name)
    text = template.render(outlet=outlet, base=base, articles=articles, link=link, rfc822=rfc822, iso=iso)
    return _TYPES[outlet.listing], text.encode()


def link(article: Printed, base: str) -> str:
    """Return the address under which a feed lists *article*."""
    return base + (article.old_path if article.serve == "moved" else article.path + article.outlet.tracking)


def rfc822(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _json_feed(outlet: Outlet, base: str, articles: Sequence[Printed]) -> bytes:
    items = [
        {
            "id": f"{outlet.slug}/{article.number}",
            "url": link(article, base),
            "title": article.title,
            "summary": article.standfirst or article.paragraphs[0],
            "date_published": iso(article.published_at),
            "date_modified": iso(article.updated_at),
            "authors": [{"name": name} for name in article.authors],
        }
        for article in articles
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": base,
        "feed_url": base + outlet.listing_path,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()
