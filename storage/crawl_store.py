"""The crawler's port over our tables: each method one transaction."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.hosts import host_name
from pipeline.provenance.authority import KNOWS_NOBODY, Authority
from pipeline.records import (
    ClaimedItem,
    ClaimedSource,
    Fetch,
    HostLease,
    HostRelease,
    ItemCounts,
    PageFailure,
    PageResult,
    Poll,
    RobotsFile,
    Source,
)
from storage import hosts, items, pages, sources
from storage.due import DEFAULT_RULES, DEFAULT_WAITS, ItemRules, Waits
from storage.engine import Connection, Engine
from storage.fetches import record_page_fetch, record_poll_fetch
from storage.lead import unfenced
from storage.leases import Lease, renew, this_process
from storage.transactions import reading, transact
from storage.upsert_items import upsert_items

WITNESSES = 30  # sources that answered last, of which a few are asked whether our network is up


@dataclass(frozen=True)
class CrawlStore:
    """Implements `crawler.store.Store`. *configured* are the sources by name."""

    engine: Engine
    configured: Mapping[str, Source]
    lease: timedelta
    max_new_urls: int  # per host and day
    authority: Authority = KNOWS_NOBODY
    waits: Waits = DEFAULT_WAITS
    item_rules: ItemRules = DEFAULT_RULES

    def renew(self, now: datetime) -> None:
        """Renew the lease of everything this process has claimed."""
        transact(self.engine, lambda connection: renew(connection, this_process(), now + self.lease))

    def claim_sources(self, now: datetime, *, names: Collection[str] | None, force: bool) -> list[ClaimedSource]:
        """Lease the sources that are due, see `storage.sources.claim_sources`."""
        lease = Lease(this_process(), now, self.lease)
        return transact(
            self.engine,
            lambda connection: sources.claim_sources(
                connection, lease, self.configured, names=names, force=force, waits=self.waits
            ),
        )

    def claim_items(self, now: datetime, *, names: Collection[str] | None, limit: int) -> list[ClaimedItem]:
        """Lease the items that are due, see `storage.items.claim_items`."""
        lease = Lease(this_process(), now, self.lease)
        return transact(
            self.engine,
            lambda connection: items.claim_items(
                connection, lease, self.configured, limit=limit, names=names, rules=self.item_rules
            ),
        )

    def save_poll(self, claimed: ClaimedSource, poll: Poll, now: datetime) -> ItemCounts:
        """Store the entries, decide when to poll again, and end the source's lease."""
        name = claimed.source.name

        def write(connection: Connection) -> ItemCounts:
            counts = upsert_items(
                connection,
                name,
                poll.entries,
                now,
                may_speak=self._may_speak,
                may_fetch=lambda new: hosts.count_new_urls(connection, poll.host, new, now, self.max_new_urls),
            )
            sources.finish_poll(connection, name, poll, poll.decide(counts.new), counts.new, now)
            record_poll_fetch(connection, name, poll.fetch, len(poll.entries), counts)
            return counts

        return transact(self.engine, write)

    def defer_source(
        self, claimed: ClaimedSource, until: datetime, why: str, *, network: bool = False, fetch: Fetch | None = None
    ) -> None:
        """End the lease of a source that has no answer through no fault of its own; *network*: our network's."""
        name = claimed.source.name

        def write(connection: Connection) -> None:
            sources.defer_source(connection, name, until, why, network=network)
            if fetch is not None:
                record_poll_fetch(connection, name, fetch)

        transact(self.engine, write)

    def network_was_down(self) -> bool:
        """Return whether the last that is known of our network is that it was down."""
        with reading(self.engine) as connection:
            return sources.network_was_down(connection)

    def witnesses(self, count: int) -> list[str]:
        """Return the addresses of *count* lists of different hosts, drawn from those that answered last."""
        with reading(self.engine) as connection:
            good, others = (_one_a_host(urls) for urls in sources.last_answered(connection, WITNESSES))
        # Drawn: the same few, should they be gone for good, would speak against the network for ever.
        return [*random.sample(good, min(count, len(good))), *others][:count]

    def save_page(self, item: ClaimedItem, result: PageResult, now: datetime) -> None:
        """Store a page, pending until it is processed, and end the item's lease."""

        def write(connection: Connection) -> None:
            self._count_revisit(connection, item, now)
            finished = items.finish_item(connection, item.item_id, result, now, holder=this_process())
            if result.page is not None and finished:
                pages.keep_page(connection, result.page, item.item_id)
            if result.fetch is not None:
                record_page_fetch(connection, item.source.name, result.fetch)

        transact(self.engine, write)

    def save_failure(self, item: ClaimedItem, failure: PageFailure, now: datetime) -> None:
        """Record that an item's page was not fetched, and end the item's lease."""

        def write(connection: Connection) -> None:
            if failure.count_attempt:
                self._count_revisit(connection, item, now)
            items.fail_item(connection, item.item_id, failure)
            if failure.fetch is not None:
                record_page_fetch(connection, item.source.name, failure.fetch)

        transact(self.engine, write)

    def release(self, item_ids: Collection[int], *, network: bool = False) -> None:
        """End the leases of items that were not asked for, and of every source this process still has."""

        def write(connection: Connection) -> None:
            items.release_items(connection, this_process(), item_ids)
            sources.release_sources(connection, this_process(), network=network)

        # Unfenced, like every release: also a process that has lost the lead releases what it holds.
        transact(unfenced(self.engine), write)

    def lease_host(self, host: str, now: datetime, until: datetime) -> HostLease:
        """Lease a host (``host:port``), or renew its lease, unless another process has it."""
        return transact(self.engine, lambda connection: hosts.lease_host(connection, host, this_process(), now, until))

    def release_hosts(self, released: Mapping[str, HostRelease]) -> None:
        """Give up the leases of hosts."""
        transact(unfenced(self.engine), lambda connection: hosts.release_hosts(connection, this_process(), released))

    def defer_host(self, host: str, until: datetime, why: str) -> None:
        """Let no process ask the host before *until*."""
        transact(self.engine, lambda connection: hosts.defer_host(connection, host, until, why))

    def robots(self, host: str) -> RobotsFile | None:
        """Return what is remembered of the host's robots.txt, stale or not."""
        with reading(self.engine) as connection:
            return hosts.robots_of(connection, host)

    def save_robots(self, host: str, robots: RobotsFile, crawl_delay: timedelta | None) -> None:
        """Store a host's robots.txt and the Crawl-delay that it asks of us."""
        transact(self.engine, lambda connection: hosts.save_robots(connection, host, robots, crawl_delay))

    def _may_speak(self, source: str, url: str) -> bool:
        """Return whether a source may say what stands at *url*; one no longer configured may not."""
        configured = self.configured.get(source)
        return configured is not None and self.authority.may_speak_for(configured, url)

    def _count_revisit(self, connection: Connection, item: ClaimedItem, now: datetime) -> None:
        # Before the item's row: polls lock the host's first as well.
        if item.has_page and item.url is not None:
            hosts.count_revisit(connection, host_name(item.url), now)


def _one_a_host(urls: list[str]) -> list[str]:
    return list({host_name(url): url for url in urls}.values())
