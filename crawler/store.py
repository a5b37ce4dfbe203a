"""The port: what the crawler asks of a database.

The methods are plain calls, each one transaction, safe to call from any thread; the crawler calls them off
its event loop.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from crawler.politeness import HostLeases
from pipeline.records import (
    ClaimedItem,
    ClaimedSource,
    Fetch,
    ItemCounts,
    PageFailure,
    PageResult,
    Poll,
    RobotsFile,
)


class Store(HostLeases, Protocol):
    """Sources, items, pages, hosts: everything that outlives a round."""

    @property
    def lease(self) -> timedelta:
        """How long a source or an item stays this process's unless renewed."""

    def renew(self, now: datetime) -> None:
        """Renew the lease of everything this process has claimed."""

    def claim_sources(self, now: datetime, *, names: Collection[str] | None, force: bool) -> list[ClaimedSource]:
        """Lease the sources that are due; *force*: those not due as well. *names* restricts the choice."""

    def claim_items(self, now: datetime, *, names: Collection[str] | None, limit: int) -> list[ClaimedItem]:
        """Lease up to *limit* items that are due, of the sources *names* if given."""

    def save_poll(self, claimed: ClaimedSource, poll: Poll, now: datetime) -> ItemCounts:
        """Store the entries, decide when to poll again, and end the source's lease."""

    def defer_source(
        self, claimed: ClaimedSource, until: datetime, why: str, *, network: bool = False, fetch: Fetch | None = None
    ) -> None:
        """End the lease of a source that has no answer through no fault of its own; *network*: our network's."""

    def network_was_down(self) -> bool:
        """Return whether the last that is known of our network is that it was down."""

    def witnesses(self, count: int) -> list[str]:
        """Return the addresses of *count* lists of different hosts, drawn from those that answered last."""

    def save_page(self, item: ClaimedItem, result: PageResult, now: datetime) -> None:
        """Store a page, pending until it is processed, and end the item's lease."""

    def save_failure(self, item: ClaimedItem, failure: PageFailure, now: datetime) -> None:
        """Record that an item's page was not fetched, and end the item's lease."""

    def release(self, item_ids: Collection[int], *, network: bool = False) -> None:
        """End the leases of items that were not asked for, and of every source this process still has.

        They are due as before, and the attempts do not count. *network*: our network is down, and the sources show it.
        """

    def robots(self, host: str) -> RobotsFile | None:
        """Return what is remembered of the host's robots.txt, stale or not."""

    def save_robots(self, host: str, robots: RobotsFile, crawl_delay: timedelta | None) -> None:
        """Store a host's robots.txt and the Crawl-delay that it asks of us."""
