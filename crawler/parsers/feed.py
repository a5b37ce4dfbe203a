"""Feed bytes to entries: RSS 0.9 to 2.0, Atom, RDF and JSON Feed, however broken.

Runs in a child process: feedparser can be made to run for hours. What is known to do that is cut away
first, so that a feed's good items survive its bad ones.
"""

from __future__ import annotations

import calendar
import contextlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser

from crawler.parsers.encoding import in_utf8
from crawler.parsers.fields import (
    DEFAULT_LIMITS,
    FeedLimits,
    ParsedFeed,
    credible,
    cut,
    names,
    plain,
    repaired_xml,
    web_link,
    written_date,
)
from crawler.parsers.json_feed import is_json, parse_json_feed
from pipeline.records import FeedEntry


def parse_feed(
    body: bytes,
    *,
    url: str,
    content_type: str | None,
    source: str,
    now: datetime,
    limits: FeedLimits = DEFAULT_LIMITS,
) -> ParsedFeed:
    """Return what *body* lists. Never raises on account of its content.

    *url* is where it was fetched, after redirects; relative links are resolved against it and ``xml:base``.
    """
    if not body.strip(b"\x00 \t\r\n"):
        return ParsedFeed(problem="empty")
    if is_json(body):
        return parse_json_feed(body, url, source, now, limits)
    if _is_html(body):
        return ParsedFeed(problem="an HTML page, not a feed; `newsdesk sources add` finds the feeds of a page")
    cleaned, left_out = _defuse(body, limits, now)
    cleaned = in_utf8(cleaned, content_type)
    try:
        parsed = _parsed(cleaned)
        raws = parsed.entries
    except Exception as exc:  # noqa: BLE001 - whatever feedparser stumbles over, the other entries are worth having
        parsed, raws = _parsed_one_by_one(cleaned)
        if not raws:
            return ParsedFeed(problem=f"cannot be parsed: {type(exc).__name__}")
    entries = []
    for raw in raws[: limits.entries]:
        try:
            entries.append(_entry(raw, parsed.feed, url, source, now, limits))
        except Exception:  # noqa: BLE001 - the same: an entry costs only itself
            left_out += 1
    if not entries and not parsed.version:
        return ParsedFeed(problem="not a feed")
    feed = parsed.feed
    return ParsedFeed(
        entries=tuple(entry for entry in entries if entry.url or entry.guid or entry.title),
        title=plain(feed.get("title"), limits.title),
        homepage=web_link(feed.get("link"), url, limits),
        hub=next(
            (web_link(link.get("href"), url, limits) for link in feed.get("links", ()) if link.get("rel") == "hub"),
            None,
        ),
        ttl=_ttl(feed),
        left_out=left_out + max(0, len(raws) - limits.entries),
    )


def _parsed(body: bytes) -> Any:
    # Without the address it leaves GUIDs as written; links are resolved here.
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _parsed_one_by_one(body: bytes) -> tuple[Any, list[Any]]:
    """Return what `_parsed` gives of a feed without entries, and the entries that can be parsed at all."""
    first, ends = _START_OF_ENTRY.search(body), [match.end() for match in _END_OF_ENTRY.finditer(body)]
    if first is None or not ends:
        return feedparser.FeedParserDict(feed=feedparser.FeedParserDict(), version=""), []
    head, tail = body[: first.start()], body[ends[-1] :]
    feed = feedparser.FeedParserDict(feed=feedparser.FeedParserDict(), version="")
    found, begin = [], first.start()
    for end in ends:
        with contextlib.suppress(Exception):
            alone = _parsed(head + body[begin:end] + tail)
            found += alone.entries
            feed = feed if feed.version else alone
        begin = end
    return feed, found


# --- before feedparser sees it -------------------------------------------------------------------------

_CONTROLS = re.compile(rb"[^\t\n\r\x20-\xff]")
_LONG_TAG = re.compile(rb"<[^<>]{20000,}>")
# Elements whose text may be long. That of any other is a name, a date or an address, and long only to do harm: of 40 kB
# of an author feedparser makes out an address in 5 s, of twice as much in 20 s.
_LONG_TEXT = rb"[\w.-]*(?:title|desc|summary|content|encoded|body|text|html|article|rights|info)[\w.-]*"
_MARKUP = rb"div|p|pre|code|span|blockquote|section|main|li|td|th|dd|dt|figcaption|em|strong|b|i|a|h[1-6]"
_SHORT_TEXT = re.compile(
    rb"(<(?!/|!|\?|(?:[\w.-]+:)?(?:" + _LONG_TEXT + rb"|" + _MARKUP + rb")[\s>])[^<>]*>)"
    rb"(\s*(?:<!\[CDATA\[)?[^<\]]{0,4000})[^<\]]*",
    re.IGNORECASE,
)
_PERSON = re.compile(
    rb"(<(?:[\w.-]+:)?(?:author|creator|contributor|managingEditor|webMaster|name|email|owner|publisher)\b[^<>]*>)"
    rb"(\s*(?:<!\[CDATA\[)?[^<\]]{0,500})[^<\]]*",
    re.IGNORECASE,
)
_START_OF_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END_OF_ENTRY = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)


def _defuse(body: bytes, limits: FeedLimits, now: datetime) -> tuple[bytes, int]:
    """Take out what makes parsers run away, and entries past the limit; return how many those were."""
    body = _CONTROLS.sub(b"", repaired_xml(body))
    body = _with_captions_apart(body)
    body = _SHORT_TEXT.sub(rb"\1\2", _PERSON.sub(rb"\1\2", _LONG_TAG.sub(b"", body)))
    ends = [match.end() for match in _END_OF_ENTRY.finditer(body)]
    if ends and (unfinished := _START_OF_ENTRY.search(body, ends[-1])) is not None:
        body = body[: unfinished.start()]  # of a feed cut short, half an address is another one
    if len(ends) <= limits.entries:
        return _without_giants(body, ends, limits.entry_bytes), 0
    left_out = len(ends) - limits.entries
    kept = _newest(body, ends, limits.entries, now)
    parts, at = [], 0
    for number, end in enumerate(ends):
        start = _START_OF_ENTRY.search(body, at, end)
        if number in kept:
            parts.append(body[at:end])
        elif start is not None:
            parts.append(body[at : start.start()])  # what stands between entries, such as the feed's own title
        at = end
    body = b"".join([*parts, body[at:]])
    ends = [match.end() for match in _END_OF_ENTRY.finditer(body)]
    return _without_giants(body, ends, limits.entry_bytes), left_out


_ENTRY_DATE = re.compile(
    rb"<(?:[\w.-]+:)?(?:pubDate|published|updated|date|issued|created)\b[^<>]*>([^<]{4,100})", re.IGNORECASE
)
_MOST_DATED = 20_000  # entries whose dates are looked at


def _newest(body: bytes, ends: list[int], most: int, now: datetime) -> frozenset[int]:
    """Return the numbers of the *most* newest entries; one without a date is as old as the one before it.

    Most feeds list the newest first, some the oldest: a place in the document says nothing.
    """
    dates, last, at = [], now, 0
    for end in ends[:_MOST_DATED]:
        found = _ENTRY_DATE.search(body, at, end)
        when = written_date(found[1].decode("latin-1").strip(), now) if found is not None else None
        last, at = when or last, end
        dates.append(last)
    order = sorted(range(len(dates)), key=lambda number: dates[number], reverse=True)
    return frozenset(order[:most])


_MEDIA_RSS = re.compile(
    rb"xmlns:([\w.-]+)\s*=\s*[\"']https?://(?:search\.yahoo\.com/mrss|video\.search\.yahoo\.com/mrss)/?[\"']"
)


def _with_captions_apart(body: bytes) -> bytes:
    """Return *body* with the descriptions of Media RSS under a name of their own: ``descr``.

    feedparser files them with the entry's content, where a photo's caption can pass for the article.
    """
    prefixes = {b"media", *(match[1] for match in _MEDIA_RSS.finditer(body[:20_000]))}
    which = b"|".join(re.escape(prefix) for prefix in sorted(prefixes))
    return re.sub(rb"<(/?)(" + which + rb"):description(?:\s[^<>]*?)?(/?)>", rb"<\1\2:descr\3>", body)


def _without_giants(body: bytes, ends: list[int], most: int) -> bytes:
    """Return *body* without the entries (whose ends are *ends*) that have more than *most* bytes."""
    kept, done = [], 0
    for end in ends:
        start = _START_OF_ENTRY.search(body, done, end)
        if start is not None and end - start.start() > most:
            kept.append(body[done : start.start()])
        else:
            kept.append(body[done:end])
        done = end
    return b"".join([*kept, body[done:]])


def _is_html(body: bytes) -> bool:
    start = body[:2000].lstrip(b"\xef\xbb\xbf\x00 \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html")) and b"<rss" not in start and b"<feed" not in start


# --- one entry -----------------------------------------------------------------------------------------

_MAILED = re.compile(r"^\S+@\S+ \(([^()]+)\)$")


def _entry(raw: Any, feed: Any, url: str, source: str, now: datetime, limits: FeedLimits) -> FeedEntry:
    summary = raw.get("summary") or raw.get("media_descr")
    guid = raw.get("id")
    link = raw.get("link") or next(
        (each.get("href") for each in raw.get("links", ()) if each.get("rel", "alternate") == "alternate"), None
    )
    if link == guid and not str(guid).startswith(("http://", "https://", "/")):
        link = None  # feedparser takes any GUID for a link unless told otherwise, and few feeds tell
    found = web_link(link, url, limits)
    if found is None and guid and str(guid).startswith(("http://", "https://")):
        found = web_link(guid, url, limits)
    published = _date(raw, "published", now) or _date(raw, "created", now)
    updated = _date(raw, "updated", now)
    return FeedEntry(
        source=source,
        url=found,
        guid=cut(guid, limits.guid),
        title=plain(raw.get("title"), limits.title),
        summary=cut(summary, limits.summary),
        content=cut(_content(raw, summary), limits.content),
        authors=_authors(raw, limits) or _authors(raw.get("source") or {}, limits) or _authors(feed, limits),
        published_at=published or updated,
        updated_at=updated,
        language=cut(raw.get("language") or _stated_language(raw) or feed.get("language"), 35),
        tags=names((tag.get("label") or tag.get("term") for tag in raw.get("tags", ())), limits.tag, limits.tags),
        image_url=_image(raw, url, limits),
        open_url=None if found else _open_url(raw, feed, url, limits),
    )


def _stated_language(raw: Any) -> str | None:
    """Return the ``xml:lang`` of an Atom entry."""
    detail = raw.get("title_detail") or raw.get("summary_detail") or {}
    return detail.get("language")


def _open_url(raw: Any, feed: Any, base: str, limits: FeedLimits) -> str | None:
    """Return where an entry without a page can be opened: its enclosure, as podcasts have, or the feed's homepage."""
    enclosed = [link.get("href") for link in raw.get("enclosures", ())]
    media = [each.get("url") for each in raw.get("media_content", ())]
    candidates = (web_link(each, base, limits) for each in (*enclosed, *media, feed.get("link")))
    return next((found for found in candidates if found), None)


def _content(raw: Any, summary: str | None) -> str | None:
    """Return the text that an entry carries; what is shorter than its summary is not the whole of it."""
    parts = [part.get("value") for part in raw.get("content", ()) if isinstance(part, Mapping)]
    longest = max((text for text in parts if isinstance(text, str) and text), key=len, default=None)
    if longest is None or (summary and _letters(longest) < _letters(summary)):
        return None
    return longest


def _letters(markup: str) -> int:
    return len("".join(re.sub(r"<[^<>]{0,2000}>", "", markup).split()))


def _authors(raw: Any, limits: FeedLimits) -> tuple[str, ...]:
    people = [person.get("name") for person in raw.get("authors", ()) if isinstance(person, Mapping)]
    found = names([*people, *([] if any(people) else [raw.get("author")])], limits.author, limits.authors)
    return tuple(_MAILED.sub(r"\1", name) for name in found)  # RSS 2.0 asks for "address (name)"


def _image(raw: Any, base: str, limits: FeedLimits) -> str | None:
    candidates = [
        *(
            media.get("url")
            for media in raw.get("media_content", ())
            if "image" in str(media.get("medium") or media.get("type"))
        ),
        *(media.get("url") for media in raw.get("media_thumbnail", ())),
        *(link.get("href") for link in raw.get("enclosures", ()) if str(link.get("type")).startswith("image/")),
    ]
    return next((found for found in (web_link(each, base, limits) for each in candidates) if found), None)


def _date(raw: Any, name: str, now: datetime) -> datetime | None:
    """Return a date as the feed wrote it; what feedparser makes of it only where that has the same numbers."""
    if name not in raw:  # get() would answer "updated" with "published", and warn
        return None
    written = raw[name]
    if (found := written_date(written, now)) is not None:
        return found
    parsed = raw.get(f"{name}_parsed")
    try:
        guess = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return credible(guess, now) if _has_numbers_of(guess, str(written)) else None


def _has_numbers_of(guess: datetime, written: str) -> bool:
    """Tell whether year and day, give or take one for the zone, stand in what was written.

    feedparser fills in today's month and the first day where it can read the year alone.
    """
    numbers = set(map(int, re.findall(r"\d{1,4}", written)))
    return guess.year in numbers and not numbers.isdisjoint(range(guess.day - 1, guess.day + 2))


def _ttl(feed: Any) -> timedelta | None:
    periods = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
    found = []
    try:
        if feed.get("ttl"):
            found.append(timedelta(minutes=min(float(feed["ttl"]), 1e6)))
        if feed.get("sy_updateperiod"):
            hours = periods.get(str(feed["sy_updateperiod"]).strip().lower(), 0)
            found.append(timedelta(hours=hours / max(float(feed.get("sy_updatefrequency") or 1), 1)))
    except (ValueError, OverflowError):
        return None
    return max((each for each in found if each > timedelta(0)), default=None)
