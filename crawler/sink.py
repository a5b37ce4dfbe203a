"""Hands each page to the keeper, and each page that could not be had its next chance."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.desk import Desk
from crawler.keeper import Fetched, Polling, Validators, Wanted
from crawler.outcomes import header, status_failure
from crawler.tries import next_look, next_stand_in_try, wait_after
from pipeline.provenance.authority import outlet_named
from pipeline.records import Page

if TYPE_CHECKING:
    from scrapy.http import Response

_KEPT_HEADERS = frozenset(
    {"content-type", "content-language", "last-modified", "date", "link", "etag", "cache-control", "expires"}
)
_FINAL_STATUS = frozenset({404, 410, 451})


async def answered(desk: Desk, wanted: Wanted, response: Response, fetched: Fetched) -> None:
    """Keep a page, note that it has not changed, or put it off."""
    now = desk.clock()
    digest = hashlib.sha256(response.body).digest()
    if wanted.has_page and (response.status == 304 or digest == wanted.body_hash):
        validators = Validators(wanted.etag, wanted.last_modified, wanted.body_hash)
        again = next_look(wanted.first_seen_at, now, desk.limits.revisits)
        await _keep(desk, wanted, None, validators, now, _called(fetched, "unchanged", None), again)
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
    again = next_look(wanted.first_seen_at, now, desk.limits.revisits)
    await _keep(desk, wanted, page, validators, now, fetched, again)
    desk.report.pages += 1


async def from_feed(desk: Desk, wanted: Wanted, fetched: Fetched | None = None, again: datetime | None = None) -> None:
    """Keep what the feed said: for sources that carry whole articles, and when the page cannot be had."""
    now = desk.clock()
    await _keep(desk, wanted, feed_page(wanted, now), Validators(), now, fetched, again)
    desk.report.pages += 1


async def failed(
    desk: Desk, wanted: Wanted, fetched: Fetched, *, final: bool, not_before: datetime | None = None
) -> None:
    """Put off an item whose page could not be had, until *not_before* at least; *final*: it will never be had.

    After the last try what the feed said of it stands in for the page, which is asked for again now and then. What was
    had before stays kept.

    The words of a source that may not speak for the address are no article: such an item stays a pointer.
    """
    now = desk.clock()
    desk.report.pages_failed += 1
    desk.told(f"{wanted.source.name}: {fetched.outcome} {wanted.url}")
    if wanted.has_page:
        again = None if final else next_look(wanted.first_seen_at, now, desk.limits.revisits)
        await _settle_failed(desk, wanted, fetched, again, now)
    elif wanted.has_stand_in:
        again = None if final else next_stand_in_try(wanted.first_seen_at, now)
        await _settle_failed(desk, wanted, fetched, again, now)
    elif not final and (wait := wait_after(wanted.attempt, desk.limits.page_attempts)) is not None:
        await _settle_failed(desk, wanted, fetched, max(now + wait, not_before or now), now)
    elif not is_own(desk, wanted):
        await _settle_failed(desk, wanted, fetched, None, now, pointer=True)
    elif fetched.outcome != "address" and _says_something(wanted):
        await from_feed(desk, wanted, fetched, again=None if final else next_stand_in_try(wanted.first_seen_at, now))
    else:
        await _settle_failed(desk, wanted, fetched, None, now)


def is_own(desk: Desk, wanted: Wanted) -> bool:
    """Tell whether the item's source may say what stands at its address; an item without one is the source's own."""
    url = wanted.entry.url or wanted.url
    return url is None or desk.authority.may_speak_for(wanted.source, url)


async def put_off(desk: Desk, wanted: Wanted, why: str, until: datetime, fetched: Fetched | None = None) -> None:
    """Give an item back that has no answer through no fault of its host's; it does not count as an attempt."""
    if desk.gate.is_shut and fetched is None:
        return  # with all that is left, at the end of the round
    desk.in_hand.pop(wanted.item_id, None)
    await desk.ask(desk.keeper.failed, wanted, why, until, desk.clock(), fetched=fetched, blame=False)


async def put_off_list(desk: Desk, polling: Polling, why: str, until: datetime, fetched: Fetched | None = None) -> None:
    """Give a source back that has no answer through no fault of its own."""
    desk.report.put_off[polling.source.name] = why
    if desk.gate.is_shut and fetched is None:
        return  # with all that is left, at the end of the round
    desk.polling.pop(polling.source.name, None)
    down = desk.network.down
    await desk.ask(desk.keeper.put_off, polling, until, why, network=down, fetched=fetched)


async def finish(desk: Desk, stop: asyncio.Event | None = None) -> None:
    """Keep what needed no request, unless told to *stop*; give back all that was not begun, and free the hosts."""
    for wanted in desk.waiting:
        if stop is not None and stop.is_set():
            break
        await from_feed(desk, wanted)
    desk.waiting.clear()
    await desk.ask(desk.keeper.give_back, tuple(desk.in_hand), network=desk.network.down)
    desk.report.put_off |= {name: desk.report.put_off.get(name, "not begun") for name in desk.polling}
    desk.in_hand.clear()
    desk.polling.clear()
    desk.report.network_down = desk.network.down
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


async def _keep(
    desk: Desk,
    wanted: Wanted,
    page: Page | None,
    validators: Validators,
    now: datetime,
    fetched: Fetched | None,
    again: datetime | None,
) -> None:
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
