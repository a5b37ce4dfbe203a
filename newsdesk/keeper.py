"""The crawler's Keeper over our tables: each call one transaction."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.gate import Turn
from crawler.keeper import Counted, Fetched, Listed, Polling, RobotsFile, Validators, Wanted
from crawler.schedule import believed, from_json, to_json
from crawler.tries import LONGEST_WAIT
from pipeline.hosts import host_name
from pipeline.provenance.authority import KNOWS_NOBODY, Authority
from pipeline.records import Page, Source
from storage import hosts, items, pages, sources
from storage.engine import Connection, Engine
from storage.lead import unfenced
from storage.leases import renew, this_process
from storage.listed import take_entries
from storage.transactions import reading, transact

MAX_SOURCES = 100_000
WITNESSES = 30  # sources that answered last, of which a few are asked whether our network is up


@dataclass(frozen=True)
class DatabaseKeeper:
    """Keeps what a crawl finds. *configured* are the sources by name."""

    engine: Engine
    configured: Mapping[str, Source]
    lease: timedelta
    max_new_urls: int  # per host and day
    authority: Authority = KNOWS_NOBODY
    max_revisits: int = 200  # the same
    waits: sources.Waits = sources.DEFAULT_WAITS

    def renew(self, now: datetime) -> None:
        transact(self.engine, lambda connection: renew(connection, this_process(), now + self.lease))

    def claim_sources(self, now: datetime, *, names: Collection[str] | None, everything: bool) -> list[Polling]:
        due = transact(
            self.engine,
            lambda connection: sources.claim_due(
                connection,
                now,
                holder=this_process(),
                lease=self.lease,
                limit=MAX_SOURCES,
                names=names,
                everything=everything,
                waits=self.waits,
            ),
        )
        return [
            Polling(self.configured[one.name], one.url, believed(from_json(one.poll_state), now))
            for one in due
            if one.name in self.configured
        ]

    def claim_items(self, now: datetime, *, names: Collection[str] | None, limit: int) -> list[Wanted]:
        claimed = transact(
            self.engine,
            lambda connection: items.claim_items(
                connection,
                now,
                holder=this_process(),
                lease=self.lease,
                limit=limit,
                sources=names,
                revisits_per_host_day=self.max_revisits,
                longest_wait=LONGEST_WAIT,
            ),
        )
        return [
            Wanted(
                one.item_id,
                self.configured[one.entry.source],
                one.entry,
                one.url,
                one.attempt,
                one.first_seen_at,
                one.fetched_at,
                one.etag,
                one.last_modified,
                one.body_hash,
            )
            for one in claimed
            if one.entry.source in self.configured
        ]

    def polled(self, polling: Polling, listed: Listed, fetched: Fetched, now: datetime) -> Counted:
        name = polling.source.name
        succeeded = fetched.outcome in ("ok", "unchanged")

        def write(connection: Connection) -> Counted:
            taken = take_entries(
                connection,
                name,
                listed.entries,
                now,
                may_speak=self.may_speak,
                may_fetch=lambda new: hosts.count_new_urls(connection, listed.host, new, now, self.max_new_urls),
            )
            decided = listed.decide(taken.new)
            polled = sources.Polled(
                poll_state=to_json(decided.state),
                next_fetch_at=decided.at,
                state=decided.status,
                failures=decided.state.failures,
                problem=None if succeeded else fetched.outcome,
                problem_detail=None if succeeded else fetched.detail,
                succeeded=succeeded,
                new_items=taken.new,
                url=listed.moved_to,
            )
            sources.record_poll(connection, name, polled, now)
            sources.record_fetch(connection, _row(name, "list", fetched, len(listed.entries), taken.new))
            return Counted(taken.new, taken.wanted, taken.updated)

        return transact(self.engine, write)

    def may_speak(self, source: str, url: str) -> bool:
        """Tell whether the source of that name may say what stands at *url*; one no longer configured may not."""
        configured = self.configured.get(source)
        return configured is not None and self.authority.may_speak_for(configured, url)

    def put_off(
        self, polling: Polling, until: datetime, why: str, *, network: bool = False, fetched: Fetched | None = None
    ) -> None:
        name = polling.source.name

        def write(connection: Connection) -> None:
            sources.put_off(connection, name, until, why, network=network)
            if fetched is not None:
                sources.record_fetch(connection, _row(name, "list", fetched))

        transact(self.engine, write)

    def network_was_down(self) -> bool:
        with reading(self.engine) as connection:
            return sources.network_was_down(connection)

    def witnesses(self, count: int) -> list[str]:
        with reading(self.engine) as connection:
            good, others = (_of_each_host(urls) for urls in sources.last_answered(connection, WITNESSES))
        # Drawn: the same few, should they be gone for good, would speak against the network for ever.
        return [*random.sample(good, min(count, len(good))), *others][:count]

    def keep(
        self,
        wanted: Wanted,
        page: Page | None,
        validators: Validators,
        again_at: datetime | None,
        now: datetime,
        fetched: Fetched | None = None,
    ) -> None:
        failed = fetched is not None and fetched.outcome not in ("ok", "unchanged")

        def write(connection: Connection) -> None:
            self._count_revisit(connection, wanted, now)
            kept = items.item_kept(
                connection,
                wanted.item_id,
                now,
                holder=this_process(),
                again_at=again_at,
                etag=validators.etag,
                last_modified=validators.last_modified,
                body_hash=validators.body_hash,
                reason=fetched.outcome if fetched is not None and failed else None,
            )
            if page is not None and kept:
                pages.keep_page(connection, page, wanted.item_id)
            if fetched is not None:
                sources.record_fetch(connection, _row(wanted.source.name, "page", fetched))

        transact(self.engine, write)

    def failed(
        self,
        wanted: Wanted,
        reason: str,
        again_at: datetime | None,
        now: datetime,
        *,
        fetched: Fetched | None,
        blame: bool,
        pointer: bool = False,
    ) -> None:
        def write(connection: Connection) -> None:
            if blame:
                self._count_revisit(connection, wanted, now)
            items.item_failed(connection, wanted.item_id, reason, again_at, blame=blame, pointer=pointer)
            if fetched is not None:
                sources.record_fetch(connection, _row(wanted.source.name, "page", fetched))

        transact(self.engine, write)

    def give_back(self, item_ids: Collection[int], *, network: bool = False) -> None:
        def write(connection: Connection) -> None:
            items.give_back(connection, this_process(), item_ids)
            sources.give_back(connection, this_process(), network=network)

        transact(unfenced(self.engine), write)

    def _count_revisit(self, connection: Connection, wanted: Wanted, now: datetime) -> None:
        # Before the item's row: polls lock the host's first as well.
        if wanted.has_page and wanted.url is not None:
            hosts.count_revisit(connection, host_name(wanted.url), now)

    def lease_host(self, host: str, now: datetime, until: datetime) -> Turn:
        lease = transact(self.engine, lambda connection: hosts.lease_host(connection, host, this_process(), now, until))
        if not lease.granted:
            return Turn(granted=False, not_before=lease.busy_until)
        delay = None if lease.delay_s is None else timedelta(seconds=lease.delay_s)
        return Turn(granted=True, not_before=lease.next_allowed_at, crawl_delay=delay)

    def release_hosts(self, left: Mapping[str, tuple[datetime | None, str | None]]) -> None:
        # Unfenced, like all giving back: also a process that has lost the lead gives back what it holds.
        transact(unfenced(self.engine), lambda connection: hosts.release_hosts(connection, this_process(), left))

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        transact(self.engine, lambda connection: hosts.hold_host(connection, host, until, why))

    def robots(self, host: str) -> RobotsFile | None:
        with reading(self.engine) as connection:
            found = hosts.robots_of(connection, host)
        if found is None:
            return None
        return RobotsFile(found.state, found.body, found.until, found.detail, found.closed_since)

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay: timedelta | None) -> None:
        row = hosts.Robots(robots.state, robots.body, robots.until, robots.detail, robots.closed_since)
        delay = None if crawl_delay is None else crawl_delay.total_seconds()
        transact(self.engine, lambda connection: hosts.keep_robots(connection, host, row, delay))


def _of_each_host(urls: list[str]) -> list[str]:
    return list({host_name(url): url for url in urls}.values())


def _row(
    source: str, purpose: str, fetched: Fetched, entries: int | None = None, new_items: int | None = None
) -> sources.FetchRow:
    return sources.FetchRow(
        source=source,
        purpose=purpose,
        url=fetched.url,
        started_at=fetched.started_at,
        seconds=fetched.seconds,
        outcome=fetched.outcome,
        status=fetched.status,
        detail=fetched.detail,
        body_bytes=fetched.body_bytes,
        entries=entries,
        new_items=new_items,
    )
