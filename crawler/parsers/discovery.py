"""Which feeds and sitemaps a web page has: what it says of itself, then where such things usually lie. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import lxml.html

from crawler.parsers.fields import DEFAULT_LIMITS, feed_link, web_link

_FEED_TYPES = frozenset(
    f"{group}/{name}"
    for group in ("application", "text")
    for name in ("rss+xml", "x-rss+xml", "rss", "atom+xml", "x-atom+xml", "atom", "rdf+xml", "feed+json", "xml")
)
_JSON = "application/json"  # JSON Feed's before it had a type of its own, and that of any programming interface
_FEED_PATH = re.compile(
    r"""(?xi)
    \.(?:rss|atom|rdf)$ | /(?:rss|feeds?|atom|rdf)\d?/?$ | (?:^|[/_.-])(?:rss\d?|feeds?|atom|index)\.(?:xml|rdf|json)$
    | /feeds?/posts/default/?$ | /(?:rss|feeds?|atom)/[\w./-]+\.(?:xml|json|rdf)$ | /feeds?/(?:rss\d?|atom|rdf|json)/?$
    """
)
_FEED_QUERY = re.compile(r"(?i)(?:^|&)(?:feed|format|type|alt|output)=(?:rss\d?|atom|rdf|feed)(?:&|$)|^feed=\w+$")
_FEED_HOSTS = ("feeds.feedburner.com", "feeds2.feedburner.com", "feeds.feedblitz.com")
_FEED_TEXT = re.compile(
    r"(?i)\W*(?:(?:subscribe (?:via|by) |our )?(?:rss|atom)(?:[ -]?feed| 2\.0)?|xml feed|feed rss|rss-feed)\W*"
)
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
        target = feed_link(link.get("href"), base, DEFAULT_LIMITS)
        if target and _is_feed_link(rel, link.get("type") or "", target):
            yield Candidate(target, "feed", link.get("title"))
        elif target and "sitemap" in rel:
            yield Candidate(target, "sitemap", link.get("title"))
    for anchor in document.iter("a"):
        target = feed_link(anchor.get("href"), base, DEFAULT_LIMITS)
        text = " ".join(anchor.text_content().split())
        if target and (_looks_like_feed(target) or _FEED_TEXT.fullmatch(text)):
            yield Candidate(target, "feed", text or None)


def _is_feed_link(rel: Sequence[str], stated_type: str, target: str) -> bool:
    """Tell whether a ``<link>`` leads to a feed: by its type without parameters, or because it says ``rel="feed"``."""
    kind = stated_type.partition(";")[0].strip().lower()
    if "feed" in rel:
        return kind in ("", *_FEED_TYPES, _JSON, "text/html")
    if "alternate" not in rel:
        return False
    return kind in _FEED_TYPES or (kind == _JSON and "/wp-json" not in target and "feed" in target.lower())


def _looks_like_feed(url: str) -> bool:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return bool(host in _FEED_HOSTS or _FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query))


def _in_robots(robots: str, url: str) -> Iterable[Candidate]:
    for line in robots.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "sitemap":
            target = web_link(value.strip(), url, DEFAULT_LIMITS)
            if target:
                yield Candidate(target, "sitemap")
