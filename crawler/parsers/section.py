"""Article links on an HTML page that lists articles, found by where they stand and what they look like.

An article's address usually ends in words or a number and is longer than a section's; its link says a
headline, not "More". Both are scored, links in navigation and footers left aside. A selector overrides all this.
Runs in a child process.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

import lxml.html
from lxml.cssselect import CSSSelector

from crawler.parsers.fields import DEFAULT_LIMITS, FeedLimits, plain, web_link, with_good_references, written_date
from pipeline.canonical import canonical_url, site_of
from pipeline.records import FeedEntry

ENOUGH = 2.0  # of `_score`: two signs that a link leads to an article
MAX_LINKS = 5000  # looked at
MAX_DEPTH = 12  # path segments
MAX_REPEATS = 3  # of one segment
MAX_PARAMETERS = 8

_DATE_IN_PATH = re.compile(
    r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:/|-)", re.IGNORECASE
)
_WORDS = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+){2,}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,}|[0-9a-f]{8,}")
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|category|categories|authors?|people|search|login|signin|sign-up|subscribe|account|about|contact|"
    r"privacy|terms|careers|jobs|events|page|feed|rss|newsletters?|podcasts?|videos?|shop|cart)(?:/|$)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|webp|mp[34]|zip|gz|xml|rss|css|js|ics|epub|docx?|xlsx?)$", re.IGNORECASE
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_ASIDE = frozenset({"nav", "footer", "aside", "form"})


_Times = dict[lxml.html.HtmlElement, datetime | None]


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    text: str
    score: float
    when: datetime | None


def find_articles(  # limit: seven facts about one page, which a record would only carry here
    body: bytes,
    *,
    url: str,
    encoding: str | None,
    source: str,
    now: datetime,
    selector: str | None = None,
    limits: FeedLimits = DEFAULT_LIMITS,
) -> list[FeedEntry]:
    """Return the articles that the page *body*, fetched from *url*, links to, in the page's order.

    With *selector* (CSS) the links it matches, or that lie within what it matches, whatever they look like.
    Raises ValueError for a selector that cannot be read.
    """
    try:
        document = lxml.html.document_fromstring(
            with_good_references(body), parser=lxml.html.HTMLParser(encoding=encoding, huge_tree=False)
        )
    except (lxml.etree.LxmlError, ValueError, LookupError):
        return []
    base = document.base or url
    if selector is not None:
        found = _selected(document, selector, base, now, limits)
    else:
        found = [link for link in _links(document, base, url, now, limits) if link.score >= ENOUGH]
    best: dict[str, _Link] = {}
    for link in found:
        key = canonical_url(link.url)
        if key and (key not in best or len(link.text) > len(best[key].text)):
            best[key] = link
    return [
        FeedEntry(source=source, url=link.url, title=link.text or None, published_at=link.when)
        for link in list(best.values())[: limits.entries]
    ]


def is_trap(url: str) -> bool:
    """Return whether an address looks like one of endlessly many: too deep, repeating itself, over-parameterised."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    repeats = max((segments.count(segment) for segment in set(segments)), default=0)
    return len(segments) > MAX_DEPTH or repeats >= MAX_REPEATS or parts.query.count("=") > MAX_PARAMETERS


def _selected(
    document: lxml.html.HtmlElement, selector: str, base: str, now: datetime, limits: FeedLimits
) -> list[_Link]:
    try:
        matches = CSSSelector(selector, translator="html")(document)
    except Exception as exc:
        raise ValueError(f"selector {selector!r} cannot be read: {exc}") from exc
    times = _times(document, now)
    anchors = [anchor for match in matches[:MAX_LINKS] for anchor in ([match] if match.tag == "a" else match.iter("a"))]
    return [link for anchor in anchors if (link := _link(anchor, base, 9.0, times, limits))]


def _links(document: lxml.html.HtmlElement, base: str, page: str, now: datetime, limits: FeedLimits) -> list[_Link]:
    site, here = site_of(page), canonical_url(page)
    found, times = [], _times(document, now)
    for number, anchor in enumerate(document.iter("a")):
        if number >= MAX_LINKS:
            break
        link = _link(anchor, base, 0.0, times, limits)
        if link is None or site_of(link.url) != site or canonical_url(link.url) == here or is_trap(link.url):
            continue
        found.append(_Link(link.url, link.text, _score(link, anchor), link.when))
    return found


def _link(anchor: lxml.html.HtmlElement, base: str, score: float, times: _Times, limits: FeedLimits) -> _Link | None:
    target = web_link(anchor.get("href"), base, limits)
    if target is None:
        return None
    heading = next((node for node in anchor.iter(*_HEADINGS)), anchor)
    text = plain(heading.text_content(), limits.title) or ""
    return _Link(target, text, score, _time_near(anchor, times))


def _score(link: _Link, anchor: lxml.html.HtmlElement) -> float:
    path = urlsplit(link.url).path
    if _FILE.search(path) or _NO_ARTICLE.search(path) or path in ("", "/"):
        return 0.0
    score = 0.0
    score += 2.0 if _DATE_IN_PATH.search(path) else 0.0
    last = path.rstrip("/").rpartition("/")[2]
    score += 1.5 if _WORDS.search(last) else 0.5 if _NUMBER.search(last) else 0.0
    words = len(link.text.split())
    score += 1.0 if words >= 4 else 0.0
    score += 1.0 if link.when else 0.0  # a date beside it: menus have none
    around = list(islice(anchor.iterancestors(), 8))
    if any(node.tag in _ASIDE for node in around):
        score -= 1.5
    if any(node.tag in _HEADINGS for node in around[:3]) or any(node.tag in _HEADINGS for node in anchor.iter()):
        score += 1.0
    if any(node.tag in ("article", "li", "main") for node in around[:4]):
        score += 0.5
    return score


def _times(document: lxml.html.HtmlElement, now: datetime) -> _Times:
    """Return, for each element with one ``<time>`` in it, that time; None for one with several.

    Found once for the whole page: to search around every link takes minutes on a page of endless links.
    """
    found: _Times = {}
    for time in islice(document.iter("time"), MAX_LINKS):
        when = written_date(time.get("datetime"), now)
        for node in time.iterancestors():
            if node in found and found[node] is None:
                break  # and so have all around it
            found[node] = None if node in found else when
    return found


def _time_near(anchor: lxml.html.HtmlElement, times: _Times) -> datetime | None:
    around = [anchor, *islice(anchor.iterancestors(), 3)]
    return next((times[node] for node in around if node in times), None)
