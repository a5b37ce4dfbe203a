"""Which feeds and sitemaps a web page has: what it says of itself, then where such things usually lie. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import lxml.html

from crawler.parsers.fields import DEFAULT_LIMITS, web_link

_FEED_TYPES = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
    "application/json": "JSON Feed",
    "application/rdf+xml": "RDF",
}
_USUAL_FEEDS = ("/feed", "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
MOST = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may list articles."""

    url: str
    kind: str  # feed, sitemap
    title: str | None = None
    stated: bool = True  # the page or robots.txt names it; otherwise it is only a usual place


def candidates(body: bytes, url: str, robots: str = "") -> list[Candidate]:
    """Return what the page *body* at *url* names, then the usual places, without repeats."""
    found = [*_linked(body, url), *_in_robots(robots, url)]
    base = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    here = url if url.endswith("/") else url + "/"
    found += [Candidate(urljoin(here, path.lstrip("/")), "feed", stated=False) for path in _USUAL_FEEDS]
    found += [Candidate(base + path, "feed", stated=False) for path in _USUAL_FEEDS]
    found += [Candidate(base + path, "sitemap", stated=False) for path in _USUAL_SITEMAPS]
    first: dict[str, Candidate] = {}
    for candidate in found:
        first.setdefault(candidate.url, candidate)
    return list(first.values())[:MOST]


def _linked(body: bytes, url: str) -> Iterable[Candidate]:
    try:
        document = lxml.html.document_fromstring(body)
    except (lxml.etree.LxmlError, ValueError):
        return
    base = document.base or url
    for link in document.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().strip()
        target = web_link(link.get("href"), base, DEFAULT_LIMITS)
        if target and "alternate" in rel and kind in _FEED_TYPES:
            yield Candidate(target, "feed", link.get("title"))
        elif target and "sitemap" in rel:
            yield Candidate(target, "sitemap", link.get("title"))
    for anchor in document.iter("a"):
        target = web_link(anchor.get("href"), base, DEFAULT_LIMITS)
        path = urlsplit(target).path.lower() if target else ""
        if target and (path.endswith((".rss", "/rss", "/feed", "/feed/", "rss.xml", "feed.xml", "atom.xml"))):
            yield Candidate(target, "feed", " ".join(anchor.text_content().split()) or None)


def _in_robots(robots: str, url: str) -> Iterable[Candidate]:
    for line in robots.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "sitemap":
            target = web_link(value.strip(), url, DEFAULT_LIMITS)
            if target:
                yield Candidate(target, "sitemap")
