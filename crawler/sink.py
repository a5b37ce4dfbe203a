"""Hands each page to the keeper, and each page that could not be had its next chance."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.desk import CrawlLimits, Desk
from crawler.keeper import Fetched, Validators, Wanted
from crawler.outcomes import header, status_failure
from pipeline.provenance.authority import outlet_named
from pipeline.records import Page

if TYPE_CHECKING:
    from scrapy.http import Response

FIRST_RETRY = timedelta(minutes=10)
_KEPT_HEADERS = frozenset(
    {"content-type", "content-language", "last-modified", "date", "link", "etag", "cache-control", "expires"}
)
_FINAL_STATUS = frozenset({404, 410, 451})


async def answered(desk: Desk, wanted: Wanted, response: Response, fetched: Fetched) -> None:
    """Keep a page, note that it has not changed, or put it off."""
    now = desk.clock()
    digest = hashlib.sha256(response.body).digest()
    if wanted.fetched_at is not None and (response.status == 304 or digest == wanted.body_hash):
        validators = Validators(wanted.etag, wanted.last_modified, wanted.body_hash)
        await _keep(desk, wanted, None, validators, now, _called(fetched, "unchanged", None))
        desk.report.pages_unchanged += 1
        return
    stopped = response.meta.get("stopped_type")
    if stopped:
        await failed(desk, wanted, _called(fetched, "type", f"{stopped} is no page"), final=True)
        return
    if not 200 <= response.status < 300 or response.status in (204, 205, 206):
        problem, detail = status_failure(response)
        await failed(desk, wanted, _called(fetched, problem, detail), final=response.status in _FINAL_STATUS)
        return
    page = Page(
        url=response.url,
        requested_url=wanted.entry.url or response.url,
        source=wanted.source.name,
        outlet=desk.authority.outlet_of(response.url, wanted.source),
        fetched_at=now,
        status=response.status,
        headers=_headers(response),
        body=response.body,
        # What somebody else says of a page is no part of it.
        entry=wanted.entry if desk.authority.may_speak_for(wanted.source, response.url) else None,
    )
    validators = Validators(header(response, "ETag"), header(response, "Last-Modified"), digest)
    await _keep(desk, wanted, page, validators, now, fetched)
    desk.report.pages += 1


async def from_feed(desk: Desk, wanted: Wanted, fetched: Fetched | None = None) -> None:
    """Keep what the feed said: for sources that carry whole articles, and when the page cannot be had."""
    now = desk.clock()
    await _keep(desk, wanted, feed_page(wanted, now), Validators(), now, fetched)
    desk.report.pages += 1


async def failed(desk: Desk, wanted: Wanted, fetched: Fetched, *, final: bool) -> None:
    """Put off an item whose page could not be had; after the last attempt keep what the feed said of it.

    The words of a source that may not speak for the address are no article: such an item stays a pointer.
    """
    now = desk.clock()
    desk.report.pages_failed += 1
    desk.told(f"{wanted.source.name}: {fetched.outcome} {wanted.url}")
    if not final and wanted.attempt < desk.limits.page_attempts:
        again = now + FIRST_RETRY * 4 ** (wanted.attempt - 1)
        await _settle_failed(desk, wanted, fetched, again, now)
    elif not is_own(desk, wanted):
        await _settle_failed(desk, wanted, fetched, None, now, pointer=wanted.fetched_at is None)
    elif wanted.fetched_at is None and fetched.outcome != "address" and _says_something(wanted):
        await from_feed(desk, wanted, fetched)
    else:
        await _settle_failed(desk, wanted, fetched, None, now)


def is_own(desk: Desk, wanted: Wanted) -> bool:
    """Tell whether the item's source may say what stands at its address; an item without one is the source's own."""
    url = wanted.entry.url or wanted.url
    return url is None or desk.authority.may_speak_for(wanted.source, url)


async def put_off(desk: Desk, wanted: Wanted, why: str, until: datetime) -> None:
    """Give an item back that was not asked for; it does not count as an attempt."""
    if desk.gate.is_shut:
        return  # with all that is left, at the end of the round
    desk.in_hand.pop(wanted.item_id, None)
    await desk.ask(desk.keeper.failed, wanted, why, until, desk.clock(), fetched=None, blame=False)


async def finish(desk: Desk, stop: asyncio.Event | None = None) -> None:
    """Keep what needed no request, unless told to *stop*; give back all that was not begun, and free the hosts."""
    for wanted in desk.waiting:
        if stop is not None and stop.is_set():
            break
        await from_feed(desk, wanted)
    desk.waiting.clear()
    await desk.ask(desk.keeper.give_back, tuple(desk.in_hand))
    desk.in_hand.clear()
    await desk.gate.close()


def feed_page(wanted: Wanted, now: datetime) -> Page:
    """Return the entry's own words as a page."""
    url = wanted.entry.url or f"urn:newsdesk:{wanted.source.name}:{wanted.entry.guid or wanted.entry.title}"
    body = wanted.entry.content or wanted.entry.summary or ""
    return Page(
        url=url,
        requested_url=url,
        source=wanted.source.name,
        outlet=outlet_named(wanted.source),
        fetched_at=now,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=body.encode("utf-8", "replace"),
        entry=wanted.entry,
        from_feed=True,
    )


def next_look(first_seen_at: datetime, now: datetime, limits: CrawlLimits) -> datetime | None:
    """Return when a page is worth another look: outlets edit most in the first hours."""
    return next((first_seen_at + age for age in limits.revisits if first_seen_at + age > now), None)


async def _keep(
    desk: Desk, wanted: Wanted, page: Page | None, validators: Validators, now: datetime, fetched: Fetched | None
) -> None:
    again = None if page is not None and page.from_feed else next_look(wanted.first_seen_at, now, desk.limits)
    await desk.ask(desk.keeper.keep, wanted, page, validators, again, now, fetched)
    desk.in_hand.pop(wanted.item_id, None)
    desk.told(f"{wanted.source.name}: {wanted.url or wanted.entry.title}")


async def _settle_failed(
    desk: Desk, wanted: Wanted, fetched: Fetched, again: datetime | None, now: datetime, *, pointer: bool = False
) -> None:
    failed = desk.keeper.failed
    await desk.ask(failed, wanted, fetched.outcome, again, now, fetched=fetched, blame=True, pointer=pointer)
    desk.report.pointers += pointer
    desk.in_hand.pop(wanted.item_id, None)


def _called(fetched: Fetched, outcome: str, detail: str | None) -> Fetched:
    return replace(fetched, outcome=outcome, detail=detail)


def _says_something(wanted: Wanted) -> bool:
    return bool(wanted.entry.title and (wanted.entry.content or wanted.entry.summary))


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    found = []
    for name, values in response.headers.items():
        lower = name.decode("latin-1").lower()
        if lower in _KEPT_HEADERS:
            found += [(lower, value.decode("latin-1")[:2000]) for value in values]
    return tuple(found)
