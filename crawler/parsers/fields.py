"""What a parsed list of articles is, whatever format it came in, and how its fields are made safe."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.records import FeedEntry
from pipeline.text.dates import read_date

FUTURE = timedelta(days=1)  # a date further ahead than this is a mistake
PAST = datetime(1990, 1, 1, tzinfo=UTC)  # the web begins about here


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Where fields are cut, in characters, and how many there may be."""

    entries: int = 1000
    title: int = 1000
    summary: int = 100_000
    content: int = 1_000_000
    url: int = 2048
    guid: int = 2048
    author: int = 500
    authors: int = 20
    tag: int = 100
    tags: int = 50
    entry_bytes: int = 10_000_000  # larger ones are left out unread


DEFAULT_LIMITS = FeedLimits()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed lists, and what it says about itself. *problem* is set when nothing could be read."""

    entries: tuple[FeedEntry, ...] = ()
    title: str | None = None
    homepage: str | None = None
    hub: str | None = None
    ttl: timedelta | None = None  # of <ttl> or sy:updatePeriod
    problem: str | None = None
    left_out: int = 0  # entries past the limit


# What stands in a document type is of use to attackers only: entities that multiply, files, other hosts.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]*(?:\[[^\]]{0,1000000}\]\s*)?>", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY[^<>]*>", re.IGNORECASE)


def without_doctype(body: bytes) -> bytes:
    """Return an XML document without its document type and entities."""
    return _ENTITY.sub(b"", _DOCTYPE.sub(b"", body, count=1))


_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_START = re.compile(rb"<\?xml\s|<(?:[\w.-]+:)?(?:rss|feed|RDF|urlset|sitemapindex|opml)[\s>]", re.IGNORECASE)
_MOST_BEFORE = 65_536  # bytes of warnings that servers print before a document


def repaired_xml(body: bytes) -> bytes:
    """Return a feed, sitemap or subscription list as parsers can read it, however its server spoilt it.

    UTF-16 becomes UTF-8; what a server printed before the document, its document type and references to no
    character go; a bare ampersand, as in "AT&T" or "?a=1&b=2", is escaped.
    """
    if body[:2] in _UTF16_MARKS or body[:40].count(b"\x00") > 10:
        body = _from_utf16(body)
    begin = _START.search(body, 0, _MOST_BEFORE)
    if begin is not None and begin.start() > 0 and body[: begin.start()].strip(b"\xef\xbb\xbf \t\r\n")[:4] != b"<!--":
        body = body[begin.start() :]
    return with_escaped_ampersands(with_good_references(without_doctype(body)))


def _from_utf16(body: bytes) -> bytes:
    name = "utf-16" if body[:2] in _UTF16_MARKS else "utf-16-le" if body[1:2] == b"\x00" else "utf-16-be"
    text = body.decode(name, "replace")
    return re.sub(r'(<\?xml[^>]*?)\s+encoding=["\'][^"\']*["\']', r"\1", text, count=1).encode("utf-8", "replace")


# A character data section, which no parser looks into, goes to its end or, cut short, to the document's.
_BARE_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#[0-9]|#[xX][0-9a-fA-F]|[A-Za-z][A-Za-z0-9]{0,31};)", re.DOTALL
)


def with_escaped_ampersands(body: bytes) -> bytes:
    """Return an XML document in which each ``&`` begins a reference, or stands in a character data section."""
    return _BARE_AMPERSAND.sub(lambda match: b"&amp;" if match[0] == b"&" else match[0], body)


# Without the semicolon too: parsers take it all the same.
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def with_good_references(body: bytes) -> bytes:
    """Return a document with only those character references that stand for a character of text.

    On others (beyond Unicode, halves of surrogate pairs) parsers raise, or build what is no Unicode.
    """
    return _REFERENCE.sub(_good_reference, body)


def _good_reference(match: re.Match[bytes]) -> bytes:
    digits = (match[1] or match[2]).lstrip(b"0")
    if not 0 < len(digits) <= 7:  # 0x10ffff is 1114111
        return b""
    char = int(digits, 16 if match[1] else 10)
    # Those from 128 to 159 mean what windows-1252 has there, and parsers know.
    return match[0] if char <= 0x10FFFF and (0x80 <= char < 0xA0 or valid(chr(char))) else b""


def names(values: Iterable[Any], length: int, count: int) -> tuple[str, ...]:
    found = dict.fromkeys(plain(value, length) for value in values)
    return tuple(name for name in found if name)[:count]


def credible(when: datetime, now: datetime) -> datetime | None:
    return when if PAST <= when <= now + FUTURE else None


# The form that RSS asks for, and nine feeds in ten have (RFC 822, with years of four digits).
_MAIL_DATE = re.compile(
    r"\s*(?:[A-Z][a-z]{2}, )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d "
    r"(?:[+-](?:0\d|1[0-4])[0-5]\d|GMT|UTC|Z)\s*"
)


def written_date(value: Any, now: datetime) -> datetime | None:
    """Return the date that *value* writes in any form, UTC; None when it is none, ambiguous, or no credible one."""
    if isinstance(value, str) and _MAIL_DATE.fullmatch(value):  # the reader of all forms takes twenty times as long
        try:
            when = parsedate_to_datetime(value.replace("Z", "GMT"))
        except ValueError:  # the 31st of February
            return None
        return credible(when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC), now)
    found = read_date(value, whole_months=True) if isinstance(value, str) else None
    return credible(found.at, now) if found is not None else None


def one_problem(exc: Exception) -> str:
    """Return the first line of an error's text."""
    return str(exc).partition("\n")[0][:200]


# What XML calls a character, without controls and noncharacters: https://www.w3.org/TR/xml/#charsets.
_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
_NO_TEXT = re.compile(f"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_PLANES}]")


def valid(text: str) -> str:
    """Return the characters of *text* that are text: no NUL, controls, lone surrogates, noncharacters."""
    return _NO_TEXT.sub("", text)


def cut(value: Any, length: int) -> str | None:
    if not isinstance(value, str):
        return None
    return valid(value[: 2 * length])[:length].strip() or None


# Elements that outlets put into titles. Other names in angle brackets are words of the title: "Why <think> matters".
_INLINE = re.compile(
    r"<(/?)(a|abbr|b|bdi|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|tt|u|var)"
    r"(?:\s[^<>]{0,500})?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|h[1-6]|hr|td|tr|table)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
_EMPTY = re.compile(r"<(?:img|wbr|script)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)


def plain(value: Any, length: int) -> str | None:
    """Return *value* as plain text: some outlets put markup and doubled escapes into titles."""
    found = cut(value, 4 * length)
    if found is None:
        return None
    if "<" in found or "&" in found:
        found = html.unescape(_without_markup(html.unescape(found)))
    return cut(" ".join(valid(found).split()), length)


def _without_markup(text: str) -> str:
    text = _EMPTY.sub("", _BREAK.sub(" ", text))
    tags = {(tag[1], tag[2].lower()) for tag in _INLINE.finditer(text)}
    return _INLINE.sub(lambda tag: "" if {("", tag[2].lower()), ("/", tag[2].lower())} <= tags else tag[0], text)


def web_link(value: Any, base: str, limits: FeedLimits) -> str | None:
    found = cut(value, limits.url * 2)
    if found is None or len(found) > limits.url:
        return None
    # line breaks go and inner blanks stay, as browsers have it: https://url.spec.whatwg.org/#concept-basic-url-parser
    found = re.sub(r"[\t\n\r]\s*", "", found.strip()).replace(" ", "%20")
    try:
        parts = urlsplit(found)
        if (parts.scheme or found.startswith("//")) and not parts.netloc:
            return None  # "http://" would be taken for the list's own address
        absolute = urljoin(base, found)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in ("http", "https") and parts.netloc else None


_FEED_SCHEME = re.compile(r"(?i)^\s*feed:(?://)?(?=\S)")


def feed_link(value: Any, base: str, limits: FeedLimits) -> str | None:
    """Return the web address of a feed; ``feed://host/`` and ``feed:https://host/`` are forms that readers register."""
    if isinstance(value, str) and (scheme := _FEED_SCHEME.match(value)):
        rest = value[scheme.end() :].strip()
        value = rest if re.match(r"(?i)https?:", rest) else f"http://{rest.lstrip('/')}"
    return web_link(value, base, limits)
