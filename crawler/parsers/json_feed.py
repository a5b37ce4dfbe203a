"""JSON Feed 1.1 to entries, https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import html
import json
from datetime import datetime
from typing import Any

from crawler.parsers.fields import FeedLimits, ParsedFeed, cut, names, one_problem, plain, web_link, written_date
from pipeline.records import FeedEntry


def is_json(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def parse_json_feed(body: bytes, url: str, source: str, now: datetime, limits: FeedLimits) -> ParsedFeed:
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"), parse_int=_number, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as exc:
        return ParsedFeed(problem=f"not valid JSON: {one_problem(exc)}")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return ParsedFeed(problem="JSON, but not a JSON Feed")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    entries = [_json_entry(item, feed, url, source, now, limits) for item in _newest(items, now, limits)]
    hubs = [hub for hub in _list(feed.get("hubs")) if isinstance(hub, dict)]
    return ParsedFeed(
        entries=tuple(entry for entry in entries if entry.url or entry.guid or entry.title),
        title=plain(feed.get("title"), limits.title),
        homepage=web_link(feed.get("home_page_url"), url, limits),
        hub=next((web_link(hub.get("url"), url, limits) for hub in hubs), None),
        left_out=max(0, len(items) - limits.entries),
    )


def _newest(items: list[dict[str, Any]], now: datetime, limits: FeedLimits) -> list[dict[str, Any]]:
    """Return the newest `limits.entries` of *items* in their order; one without a date is as old as that before it."""
    if len(items) <= limits.entries:
        return items
    dates, last = [], now
    for item in items:
        last = written_date(item.get("date_published") or item.get("date_modified"), now) or last
        dates.append(last)
    order = sorted(range(len(items)), key=lambda number: dates[number], reverse=True)[: limits.entries]
    return [items[number] for number in sorted(order)]


def _json_entry(
    item: dict[str, Any], feed: dict[str, Any], url: str, source: str, now: datetime, limits: FeedLimits
) -> FeedEntry:
    identity = item.get("id")
    people = _list(item.get("authors")) or ([item["author"]] if item.get("author") else None)
    people = people or _list(feed.get("authors")) or [feed.get("author")]
    text = item.get("content_text")
    written = item.get("content_html") or (f"<p>{html.escape(text)}</p>" if isinstance(text, str) else None)
    published = written_date(item.get("date_published"), now)
    updated = written_date(item.get("date_modified"), now)
    found = web_link(item.get("url") or item.get("external_url"), url, limits)
    if found is None and str(identity).startswith("http"):
        found = web_link(identity, url, limits)
    attached = [one.get("url") for one in _list(item.get("attachments")) if isinstance(one, dict)]
    links = (web_link(each, url, limits) for each in (*attached, feed.get("home_page_url")))
    return FeedEntry(
        source=source,
        url=found,
        guid=cut(str(identity), limits.guid) if isinstance(identity, str | int | float) else None,
        title=plain(item.get("title"), limits.title),
        summary=cut(item.get("summary"), limits.summary),
        content=cut(written, limits.content),
        authors=names(
            (person.get("name") for person in people if isinstance(person, dict)), limits.author, limits.authors
        ),
        published_at=published or updated,
        updated_at=updated,
        language=cut(item.get("language") or feed.get("language"), 35),
        tags=names(_list(item.get("tags")), limits.tag, limits.tags),
        image_url=web_link(item.get("image") or item.get("banner_image"), url, limits),
        open_url=None if found else next((each for each in links if each), None),
    )


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) < 100 else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
