"""A page at rest in the hands of this process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.extract.learned import NOTHING_LEARNED, OutletMemory
from pipeline.records import Page


@dataclass(frozen=True, slots=True)
class Claimed:
    """A page at rest that this process has leased."""

    page_id: int
    page: Page
    attempt: int  # from 1; counted before the work starts, so that a page that kills its worker counts too
    seen_at: datetime  # when a source first listed it, else when it was fetched
    item_id: int | None = None  # the listed item it was fetched for
    learned: OutletMemory = NOTHING_LEARNED  # filled in when its preparation begins
    quarantined: str | None = None  # why its feed's words stand for the page that was fetched


def feed_words(work: Claimed, why: str) -> Claimed | None:
    """Return *work* with what its feed said in place of the page that could not be read, None when that is nothing.

    A page that was the feed's own text has its summary left.
    """
    entry = work.page.entry
    if entry is None or not entry.title:
        return None
    words = entry.summary if work.page.from_feed else entry.content or entry.summary
    if not words:
        return None
    if work.page.from_feed:
        entry = replace(entry, content=None)
    page = replace(
        work.page,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=words.encode("utf-8", "replace"),
        entry=entry,
        from_feed=True,
    )
    return replace(work, page=page, quarantined=why)
