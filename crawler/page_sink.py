"""Hands each fetched page to the store, and decides when a page that could not be fetched is tried again."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.context import CrawlContext
from crawler.failures import header, status_failure
from crawler.retries import next_look, next_stand_in_try, wait_after
from pipeline.provenance.authority import outlet_named
from pipeline.records import ClaimedItem, ClaimedSource, Fetch, Page, PageFailure, PageResult, Validators

if TYPE_CHECKING:
    from scrapy.http import Response

_STORED_HEADERS = frozenset(
    {"content-type", "content-language", "last-modified", "date", "link", "etag", "cache-control", "expires"}
)
_FINAL_STATUS = frozenset({404, 410, 451})


async def save_answer(context: CrawlContext, item: ClaimedItem, response: Response, fetch: Fetch) -> None:
    """Store a page, record that it has not changed, or defer it. *fetch* says how the request went, with "ok"."""
    now = context.clock()
    digest = hashlib.sha256(response.body).digest()
    again = next_look(item.first_seen_at, now, context.limits.revisits)
    if item.has_page and (response.status == 304 or digest == item.validators.body_hash):
        unchanged = replace(fetch, outcome="unchanged")
        await _save(context, item, PageResult(None, item.validators, again, unchanged), now)
        return
    if "download_stopped" in response.flags:  # by `crawler.middlewares.early_stop`
        detail = f"{media_type(response)} is no page"
        await save_failure(context, item, replace(fetch, outcome="type", detail=detail), final=True)
        return
    if not 200 <= response.status < 300 or response.status in (204, 205, 206):
        problem, detail = status_failure(response)
        failed = replace(fetch, outcome=problem, detail=detail)
        await save_failure(context, item, failed, final=response.status in _FINAL_STATUS)
        return
    page = _page(context, item, response, now)
    validators = Validators(header(response, "ETag"), header(response, "Last-Modified"), digest)
    await _save(context, item, PageResult(page, validators, again, fetch), now)
    context.state.report.pages += 1


async def save_feed_text(
    context: CrawlContext, item: ClaimedItem, fetch: Fetch | None = None, again: datetime | None = None
) -> None:
    """Store what the feed said: for sources that carry whole articles, and when the page cannot be fetched."""
    now = context.clock()
    await _save(context, item, PageResult(feed_page(item, now), next_try_at=again, fetch=fetch), now)
    context.state.report.pages += 1


async def save_failure(
    context: CrawlContext, item: ClaimedItem, fetch: Fetch, *, final: bool, not_before: datetime | None = None
) -> None:
    """Defer an item whose page could not be fetched, until *not_before* at least; *final*: it never will be.

    After the last try what the feed said of it stands in for the page, which is asked for again now and then. What was
    stored before stays.

    The words of a source that may not speak for the address are no article: such an item stays a pointer.
    """
    now = context.clock()
    context.state.report.pages_failed += 1
    context.on_progress(f"{item.source.name}: {fetch.outcome} {item.url}")
    if item.has_page:
        again = None if final else next_look(item.first_seen_at, now, context.limits.revisits)
        await _record_failure(context, item, PageFailure(fetch.outcome, again, fetch), now)
    elif item.has_stand_in:
        again = None if final else next_stand_in_try(item.first_seen_at, now)
        await _record_failure(context, item, PageFailure(fetch.outcome, again, fetch), now)
    elif not final and (wait := wait_after(item.attempt, context.limits.page_attempts)) is not None:
        again = max(now + wait, not_before or now)
        await _record_failure(context, item, PageFailure(fetch.outcome, again, fetch), now)
    elif not is_own(context, item):
        await _record_failure(context, item, PageFailure(fetch.outcome, None, fetch, pointer=True), now)
    elif fetch.outcome != "address" and _has_words(item):
        await save_feed_text(context, item, fetch, None if final else next_stand_in_try(item.first_seen_at, now))
    else:
        await _record_failure(context, item, PageFailure(fetch.outcome, None, fetch), now)


def is_own(context: CrawlContext, item: ClaimedItem) -> bool:
    """Return whether the item's source may say what stands at its address; an item without one is the source's own."""
    url = item.entry.url or item.url
    return url is None or context.authority.may_speak_for(item.source, url)


async def defer_item(
    context: CrawlContext, item: ClaimedItem, why: str, until: datetime, fetch: Fetch | None = None
) -> None:
    """Defer an item that has no answer through no fault of its host's; it does not count as an attempt."""
    if context.politeness.is_shut and fetch is None:
        return  # `finish` releases it with all others at the end of the round
    context.state.items_in_flight.pop(item.item_id, None)
    failure = PageFailure(why, until, fetch, count_attempt=False)
    await context.call_store(context.store.save_failure, item, failure, context.clock())


async def defer_source(
    context: CrawlContext, claimed: ClaimedSource, why: str, until: datetime, fetch: Fetch | None = None
) -> None:
    """Defer a source that has no answer through no fault of its own."""
    state, name = context.state, claimed.source.name
    state.report.deferred[name] = why
    if context.politeness.is_shut and fetch is None:
        return  # `finish` releases it with all others at the end of the round
    state.sources_in_flight.pop(name, None)
    down = state.network.down
    await context.call_store(context.store.defer_source, claimed, until, why, network=down, fetch=fetch)


async def finish(context: CrawlContext, stop: asyncio.Event | None = None) -> None:
    """Store what needs no request, unless *stop* is set; release everything not begun, and the hosts."""
    state = context.state
    for item in state.without_request:
        if stop is not None and stop.is_set():
            break
        await save_feed_text(context, item)
    state.without_request.clear()
    await context.call_store(context.store.release, tuple(state.items_in_flight), network=state.network.down)
    deferred = state.report.deferred
    state.report.deferred |= {name: deferred.get(name, "not begun") for name in state.sources_in_flight}
    state.items_in_flight.clear()
    state.sources_in_flight.clear()
    state.report.network_down = state.network.down
    await context.politeness.close()


def feed_page(item: ClaimedItem, now: datetime) -> Page:
    """Return the entry's own words as a page, under a name of its own when the item has no page of its own."""
    named = f"urn:newsdesk:{item.source.name}:{item.entry.guid or item.entry.title}"
    url = (item.entry.url or named) if item.url is not None else named
    body = item.entry.content or item.entry.summary or ""
    return Page(
        url=url,
        requested_url=url,
        source=item.source.name,
        outlet=outlet_named(item.source),
        fetched_at=now,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=body.encode("utf-8", "replace"),
        entry=item.entry,
        from_feed=True,
    )


def media_type(response: Response) -> str:
    """Return the media type of an answer, lower case, without parameters; text/html when it states none."""
    stated = response.headers.get("Content-Type") or b"text/html"
    return stated.decode("latin-1").partition(";")[0].strip().lower()


def _page(context: CrawlContext, item: ClaimedItem, response: Response, now: datetime) -> Page:
    return Page(
        url=response.url,
        requested_url=item.entry.url or response.url,
        source=item.source.name,
        outlet=context.authority.outlet_of(response.url, item.source),
        fetched_at=now,
        status=response.status,
        headers=_headers(response),
        body=response.body,
        # What another site's source says of a page is no part of it.
        entry=item.entry if context.authority.may_speak_for(item.source, response.url) else None,
    )


async def _save(context: CrawlContext, item: ClaimedItem, result: PageResult, now: datetime) -> None:
    await context.call_store(context.store.save_page, item, result, now)
    context.state.items_in_flight.pop(item.item_id, None)
    context.on_progress(f"{item.source.name}: {item.url or item.entry.title}")


async def _record_failure(context: CrawlContext, item: ClaimedItem, failure: PageFailure, now: datetime) -> None:
    await context.call_store(context.store.save_failure, item, failure, now)
    context.state.report.pointers += failure.pointer
    context.state.items_in_flight.pop(item.item_id, None)


def _has_words(item: ClaimedItem) -> bool:
    return bool(item.entry.content or item.entry.summary)


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    found = []
    for name, values in response.headers.items():
        lower = name.decode("latin-1").lower()
        if lower in _STORED_HEADERS:
            found += [(lower, value.decode("latin-1")[:2000]) for value in values]
    return tuple(found)
