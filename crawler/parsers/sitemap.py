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

from crawler.parsers.fields import (
    DEFAULT_LIMITS,
    FeedLimits,
    plain,
    web_link,
    with_good_references,
    without_doctype,
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
    """Return the newest `limits.entries` of what *body* lists, perhaps gzip compressed or plain lines of URLs."""
    plain_body = _decompressed(body, max_bytes)
    if plain_body is None:
        return ParsedSitemap(problem=f"larger than {max_bytes} bytes when decompressed, or damaged gzip")
    if not plain_body.strip():
        return ParsedSitemap(problem="empty")
    if not plain_body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _from_lines(plain_body, url, source, limits)
    entries: list[FeedEntry] = []
    sitemaps: list[tuple[datetime | None, str]] = []
    seen = 0
    root = None
    try:
        for kind, fields in _records(_whole_records(with_good_references(without_doctype(plain_body)))):
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


_END_OF_RECORD = re.compile(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.IGNORECASE)


def _whole_records(body: bytes) -> bytes:
    """Return *body* up to its last whole record: of a sitemap cut short, half an address is another one."""
    end = 0
    for match in _END_OF_RECORD.finditer(body):
        end = match.end()
    return body[:end] if end else body


def _records(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``url`` or ``sitemap`` and the texts of its fields by local name, freeing each when done."""
    walk = etree.iterparse(
        BytesIO(body),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
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
            namespace = etree.QName(element).namespace or ""
            fields.setdefault(f"image:{name}" if "image" in namespace else name, element.text.strip()[:4096])


def _entry(fields: dict[str, str], location: str, source: str, now: datetime, limits: FeedLimits) -> FeedEntry:
    updated = written_date(fields.get("lastmod"), now)
    keywords = tuple(found for word in fields.get("keywords", "").split(",") if (found := plain(word, limits.tag)))
    return FeedEntry(
        source=source,
        url=location,
        title=plain(fields.get("title"), limits.title),
        published_at=written_date(fields.get("publication_date"), now),
        updated_at=updated,
        language=plain(fields.get("language"), 35),
        tags=keywords[: limits.tags],
        image_url=web_link(fields.get("image:loc"), location, limits),
    )


def _newest(entry: FeedEntry) -> tuple[bool, float]:
    when = entry.published_at or entry.updated_at
    return (when is not None, when.timestamp() if when else 0.0)


def _from_lines(body: bytes, url: str, source: str, limits: FeedLimits) -> ParsedSitemap:
    lines = body.decode("utf-8-sig", "replace").splitlines()[:MAX_URLS]
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
