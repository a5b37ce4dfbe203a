"""Sitemap bytes to entries, with what news sitemaps add, or to the sitemaps that an index lists.

https://www.sitemaps.org/protocol.html, https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
Runs in a child process. Entities are never resolved.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from lxml import etree

from crawler.parsers.feed import parse_feed
from crawler.parsers.fields import (
    DEFAULT_LIMITS,
    FeedLimits,
    plain,
    repaired_xml,
    web_link,
    written_date,
)
from pipeline.records import FeedEntry

MAX_BYTES = 50 * 1024 * 1024  # decoded; the protocol's own limit
MAX_URLS = 50_000  # the same


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """Articles, newest first, or further sitemaps, newest first. *problem* is set when nothing could be read."""

    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    problem: str | None = None
    left_out: int = 0


def parse_sitemap(
    body: bytes,
    *,
    url: str,
    source: str,
    now: datetime,
    limits: FeedLimits = DEFAULT_LIMITS,
    max_bytes: int = MAX_BYTES,
) -> ParsedSitemap:
    """Return the newest `limits.entries` of what *body* lists, perhaps gzip compressed or plain lines of URLs.

    RSS and Atom feeds are sitemaps as well.
    """
    plain_body = _decompressed(body, max_bytes)
    if plain_body is None:
        return ParsedSitemap(problem=f"larger than {max_bytes} bytes when decompressed, or damaged gzip")
    if not plain_body.strip():
        return ParsedSitemap(problem="empty")
    document = repaired_xml(plain_body)
    if not document.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _from_lines(plain_body, url, source, limits)
    if _FEED.search(document, 0, 2000):
        return _from_feed(document, url, source, now, limits)
    entries: list[FeedEntry] = []
    sitemaps: list[tuple[datetime | None, str]] = []
    seen = 0
    root = None
    try:
        for kind, fields in _records(_whole_records(document)):
            root = kind
            location = web_link(fields.get("loc"), url, limits)
            if location is None:
                continue
            seen += 1
            if kind == "sitemap":
                sitemaps.append((written_date(fields.get("lastmod"), now), location))
            else:
                entries.append(_entry(fields, location, source, now, limits))
            if seen >= MAX_URLS:
                break
    except etree.XMLSyntaxError as exc:
        if not entries and not sitemaps:
            return ParsedSitemap(problem=f"not a sitemap: {exc.msg}")
    if root is None:
        return ParsedSitemap(problem="not a sitemap")
    entries.sort(key=_newest, reverse=True)
    sitemaps.sort(key=lambda each: (each[0] is not None, each[0]), reverse=True)
    kept = tuple(entries[: limits.entries])
    return ParsedSitemap(
        kept, tuple(dict.fromkeys(location for _, location in sitemaps)), None, len(entries) - len(kept)
    )


_FEED = re.compile(
    rb"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]", re.IGNORECASE
)  # https://www.sitemaps.org/protocol.html#otherformats


def _from_feed(document: bytes, url: str, source: str, now: datetime, limits: FeedLimits) -> ParsedSitemap:
    feed = parse_feed(document, url=url, content_type=None, source=source, now=now, limits=limits)
    entries = sorted((entry for entry in feed.entries if entry.url), key=_newest, reverse=True)
    return ParsedSitemap(tuple(entries), problem=feed.problem, left_out=feed.left_out)


_END_OF_RECORD = re.compile(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.IGNORECASE)


def _whole_records(body: bytes) -> bytes:
    """Return *body* up to its last whole record: of a sitemap cut short, half an address is another one."""
    end = 0
    for match in _END_OF_RECORD.finditer(body):
        end = match.end()
    return body[:end] if end else body


def _records(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``url`` or ``sitemap`` and the texts of its fields, freeing each when done.

    Fields are keyed by local name, those of an extension (news, image, video) after its name: ``news:title``.
    """
    walk = etree.iterparse(
        BytesIO(body),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,  # a text ends at a comment otherwise, and half an address is another one
        remove_pis=True,
    )
    fields: dict[str, str] = {}
    for _, element in walk:
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name in ("url", "sitemap"):
            yield name, fields
            fields = {}
            element.clear()
            parent = element.getparent()
            while parent is not None and (before := element.getprevious()) is not None:
                parent.remove(before)
        elif element.text and len(fields) < 50:
            fields.setdefault(_field(element), element.text.strip()[:4096])


_EXTENSION = re.compile(r"(?i)sitemap-(news|image|video|mobile|pagemap)")


def _field(element: etree._Element) -> str:
    """Return the name of a field; a prefix that nothing declares stands for itself."""
    name = etree.QName(element)
    prefix, _, local = name.localname.rpartition(":")
    extension = _EXTENSION.search(name.namespace or "")
    prefix = extension[1].lower() if extension else prefix.lower()
    return f"{prefix}:{local}" if prefix else local


def _entry(fields: dict[str, str], location: str, source: str, now: datetime, limits: FeedLimits) -> FeedEntry:
    updated = written_date(fields.get("lastmod"), now)
    keywords = tuple(found for word in _news(fields, "keywords").split(",") if (found := plain(word, limits.tag)))
    return FeedEntry(
        source=source,
        url=location,
        title=plain(_news(fields, "title"), limits.title),
        published_at=written_date(_news(fields, "publication_date"), now),
        updated_at=updated,
        language=plain(_news(fields, "language"), 35),
        tags=keywords[: limits.tags],
        image_url=web_link(fields.get("image:loc"), location, limits),
    )


def _news(fields: dict[str, str], name: str) -> str:
    return fields.get(f"news:{name}") or fields.get(name, "")


def _newest(entry: FeedEntry) -> tuple[bool, float]:
    when = entry.published_at or entry.updated_at
    return (when is not None, when.timestamp() if when else 0.0)


def _from_lines(body: bytes, url: str, source: str, limits: FeedLimits) -> ParsedSitemap:
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()[:MAX_URLS]]
    found = [link for line in lines if line.startswith("http") and (link := web_link(line, url, limits))]
    if not found:
        return ParsedSitemap(problem="not a sitemap")
    kept = found[: limits.entries]
    return ParsedSitemap(tuple(FeedEntry(source=source, url=link) for link in kept), left_out=len(found) - len(kept))


def _decompressed(body: bytes, max_bytes: int) -> bytes | None:
    if body[:2] != b"\x1f\x8b":
        return body if len(body) <= max_bytes else None
    inflate = zlib.decompressobj(wbits=31)
    try:
        found = inflate.decompress(body, max_bytes)
    except zlib.error:
        return None
    return None if inflate.unconsumed_tail else found
