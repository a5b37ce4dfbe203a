"""What a parsed list of articles is, whatever format it came in, and how its fields are made safe."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.records import FeedEntry

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


def names(values: Iterable[Any], length: int, count: int) -> tuple[str, ...]:
    found = dict.fromkeys(plain(value, length) for value in values)
    return tuple(name for name in found if name)[:count]


def credible(when: datetime, now: datetime) -> datetime | None:
    return when if PAST <= when <= now + FUTURE else None


def iso_date(value: Any, now: datetime) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    try:
        return credible(when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC), now)
    except OverflowError:
        return None


def one_problem(exc: Exception) -> str:
    """Return the first line of an error's text."""
    return str(exc).partition("\n")[0][:200]


def valid(text: str) -> str:
    """Return *text* without what no database keeps: NUL, controls, lone surrogates, noncharacters."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", text)


def cut(value: Any, length: int) -> str | None:
    if not isinstance(value, str):
        return None
    return valid(value[: 2 * length])[:length].strip() or None


def plain(value: Any, length: int) -> str | None:
    """Return *value* as plain text: some outlets put markup and doubled escapes into titles."""
    found = cut(value, 4 * length)
    if found is None:
        return None
    if "<" in found or "&" in found:
        found = html.unescape(re.sub(r"</?[a-zA-Z][^<>]{0,500}>", "", html.unescape(found)))
    return cut(" ".join(valid(found).split()), length)


def web_link(value: Any, base: str, limits: FeedLimits) -> str | None:
    found = cut(value, limits.url * 2)
    if found is None or len(found) > limits.url:
        return None
    found = "".join(found.split())
    try:
        parts = urlsplit(found)
        if (parts.scheme or found.startswith("//")) and not parts.netloc:
            return None  # "http://" would be taken for the list's own address
        absolute = urljoin(base, found)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in ("http", "https") and parts.netloc else None
