"""What the loop needs of a database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from pipeline.dedupe import CopyIndex
from pipeline.extract.learned import NOTHING_LEARNED, SiteLines
from pipeline.provenance.publication_time import PublicationTime
from pipeline.records import Article, Filed, Page, Placement, Prepared, Rejected
from pipeline.stories import StoryContext, StoryRules


@dataclass(frozen=True, slots=True)
class Claimed:
    """A page at rest that this process has leased."""

    page_id: int
    page: Page
    attempt: int  # from 1; counted before the work starts, so that a page that kills its worker counts too
    seen_at: datetime  # when a source first listed it, else when it was fetched
    item_id: int | None = None  # the listed item it was fetched for
    learned: SiteLines = NOTHING_LEARNED  # filled in when its preparation begins
    quarantined: str | None = None  # why its feed's words stand for the page that was fetched


class Filing(Protocol):
    """One transaction that holds the placement lock. Leaving it by an exception undoes everything."""

    @property
    def copies(self) -> CopyIndex: ...

    @property
    def stories(self) -> StoryContext: ...

    @property
    def rules(self) -> StoryRules: ...

    def known(self, article: Article, claimed: Claimed) -> int | None:
        """Return the id of the article that has this URL, or stems from the same feed item, already."""

    def unlisted_at(self, article: Article, seen_at: datetime) -> datetime | None:
        """Return when the article's source was last asked for its list before it listed it at *seen_at*.

        None when it never was, and when that says nothing because the list is another site's.
        """

    def file(self, claimed: Claimed, prepared: Prepared, placement: Placement, published: PublicationTime) -> Filed:
        """Add the article, its tags and its place, and settle the page. Raises LeaseLostError."""

    def refile(self, claimed: Claimed, prepared: Prepared, article_id: int) -> Filed:
        """Settle a page whose article is known: a revision when the text changed, else another address of it.

        Raises LeaseLostError.
        """


class Store(Protocol):
    """What the loop needs of a database. Every method is one transaction."""

    @property
    def lease(self) -> timedelta:
        """How long a claimed page is this process's without being renewed."""

    def claim(self, now: datetime, limit: int, begun_at: datetime) -> Sequence[Claimed]:
        """Lease up to *limit* pages at rest, oldest first; none that failed since *begun_at*."""

    def renew(self, page_ids: Collection[int], now: datetime) -> set[int]:
        """Renew the leases of these pages; return those that were lost, whose attempt then does not count."""

    def learned(self, outlet: str) -> SiteLines:
        """Return the lines that *outlet* is known by now to repeat."""

    def filing(self, now: datetime) -> AbstractContextManager[Filing]: ...

    def reject(self, claimed: Claimed, rejected: Rejected, now: datetime) -> None:
        """Settle the page without an article. Raises LeaseLostError."""

    def release(self, page_ids: Collection[int]) -> None:
        """End the leases of pages that nobody has begun with: they are free at once and the attempt does not count."""

    def retry(self, claimed: Claimed, problem: str, now: datetime, *, count_attempt: bool) -> None:
        """End the lease of a page that failed; it is claimed again by a run that begins later."""


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
