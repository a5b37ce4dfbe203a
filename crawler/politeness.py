"""One request at a time to each host, and none before it is allowed, across all processes.

A host is leased in the database before its first request and released at the end of the round; between
two requests of this process nothing but memory is needed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.hosts import host_name
from pipeline.records import HostLease, HostRelease

if TYPE_CHECKING:
    from crawler.errors import HostUnavailableError

Result = TypeVar("Result")

UNREASONABLE = timedelta(hours=1)  # between two requests to a host whose Crawl-delay is beyond reason
BUSY = timedelta(seconds=15)  # how long a host is left to the process that asks it


class HostLeases(Protocol):
    """What politeness needs of the database."""

    def lease_host(self, host: str, now: datetime, until: datetime) -> HostLease:
        """Lease a host (``host:port``), or renew its lease, unless another process has it."""

    def release_hosts(self, hosts: Mapping[str, HostRelease]) -> None:
        """Give up leases: host -> when it may be asked next."""

    def defer_host(self, host: str, until: datetime, why: str) -> None:
        """Let no process ask the host before *until*."""


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    leased_until: datetime | None = None
    next_allowed_at: datetime | None = None
    last_asked_at: datetime | None = None  # by this process; when the answer was there
    crawl_delay: timedelta | None = None
    why: str | None = None


@dataclass
class Politeness:
    """Gives turns, one a host at a time. *patience* is the longest that a request waits for its turn."""

    leases: HostLeases
    clock: Callable[[], datetime]
    delay: timedelta
    hosts_at_once: int = 16
    lease: timedelta = timedelta(minutes=2)
    patience: timedelta = timedelta(minutes=2)
    longest_crawl_delay: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        self._shut = asyncio.Event()
        self._shut_why = "not begun in this round"
        self._cancelled = False
        self._in_flight: set[asyncio.Future[Any]] = set()
        self._hosts: dict[str, _Host] = {}
        self._transfers = asyncio.Semaphore(self.hosts_at_once)

    @asynccontextmanager
    async def turn(self, url: str, delay: timedelta | None = None) -> AsyncIterator[None]:
        """Wait for the turn to ask the host of *url*, and hold it. Raises HostUnavailableError.

        The time from the end of one request to the start of the next is at least *delay* (the setting when
        None), or the host's Crawl-delay if that is longer.
        """
        name = host_name(url)
        host = self._hosts.setdefault(name, _Host())
        async with host.lock:
            await self._enter(name, host)
            async with self._transfers:
                try:
                    yield
                finally:
                    host.last_asked_at = self.clock()
                    own = self.delay if delay is None else delay
                    self._defer(host, host.last_asked_at + max(own, self._pace(host.crawl_delay)))

    async def defer(self, url: str, until: datetime, why: str) -> None:
        """Let no process ask the host of *url* before *until*, e.g. because of Retry-After; this is stored."""
        name = host_name(url)
        host = self._hosts.setdefault(name, _Host())
        self._defer(host, until)
        host.why = why
        await asyncio.to_thread(self.leases.defer_host, name, host.next_allowed_at or until, why)

    def shut(self, why: str | None = None) -> None:
        """Give no more turns; a request that waits for one fails at once with *why*."""
        self._shut_why = why or self._shut_why
        self._shut.set()

    @property
    def is_shut(self) -> bool:
        return self._shut.is_set()

    def slow_down(self, url: str, crawl_delay: timedelta | None) -> None:
        """Heed the Crawl-delay of the host of *url*, from the request on that brought it."""
        host = self._hosts.setdefault(host_name(url), _Host())
        host.crawl_delay = crawl_delay
        if crawl_delay is not None and host.last_asked_at is not None:
            if crawl_delay > self.longest_crawl_delay:
                host.why = f"asks for a Crawl-delay of {crawl_delay.total_seconds():g} s"
            self._defer(host, host.last_asked_at + self._pace(crawl_delay))

    def cancel_in_flight(self) -> None:
        """Shut, and cancel the requests in flight as well."""
        self.shut()
        self._cancelled = True
        for task in self._in_flight:
            task.cancel()

    async def in_flight(self, url: str, work: Coroutine[Any, Any, Result]) -> Result:
        """Await *work* on a request for *url*. Raises HostUnavailableError when it was cancelled."""
        task = asyncio.ensure_future(work)
        self._in_flight.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._cancelled:
                raise _unavailable(host_name(url), self.clock(), "not finished in this round") from None
            raise
        finally:
            self._in_flight.discard(task)

    async def close(self) -> None:
        """Release every host that this process has leased."""
        leased = {name: host for name, host in self._hosts.items() if host.leased_until is not None}
        if leased:
            left = {name: HostRelease(host.next_allowed_at, host.why) for name, host in leased.items()}
            await asyncio.to_thread(self.leases.release_hosts, left)
        for host in leased.values():
            host.leased_until = None

    def _pace(self, crawl_delay: timedelta | None) -> timedelta:
        if crawl_delay is None:
            return timedelta(0)
        return crawl_delay if crawl_delay <= self.longest_crawl_delay else UNREASONABLE

    @staticmethod
    def _defer(host: _Host, until: datetime) -> None:
        host.next_allowed_at = max(until, host.next_allowed_at or until)

    async def _enter(self, name: str, host: _Host) -> None:
        now = self.clock()
        self._refuse_when_shut(name, now)
        self._refuse_long_waits(name, host, now)
        if host.leased_until is None or host.leased_until - now < self.lease / 2:
            until = now + self.lease + self.patience
            lease = await asyncio.to_thread(self.leases.lease_host, name, now, until)
            if not lease.granted:
                busy = now + BUSY  # the other may be done long before its lease ends
                raise _unavailable(name, min(lease.not_before or busy, busy), "asked by another process")
            if host.leased_until is None:
                host.crawl_delay = host.crawl_delay or lease.crawl_delay
                if lease.not_before is not None:
                    self._defer(host, lease.not_before)
            host.leased_until = until
            self._refuse_long_waits(name, host, now)
        waited_for: datetime | None = None
        while host.next_allowed_at != waited_for:  # it may be deferred further meanwhile
            waited_for = host.next_allowed_at
            self._refuse_long_waits(name, host, self.clock())
            wait = (waited_for - self.clock()).total_seconds() if waited_for is not None else 0
            if wait > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._shut.wait(), wait)
                self._refuse_when_shut(name, self.clock())

    def _refuse_when_shut(self, name: str, now: datetime) -> None:
        if self._shut.is_set():
            raise _unavailable(name, now, self._shut_why)

    def _refuse_long_waits(self, name: str, host: _Host, now: datetime) -> None:
        if host.next_allowed_at is not None and host.next_allowed_at - now > self.patience:
            raise _unavailable(name, host.next_allowed_at, host.why or "wants to be left alone")


def _unavailable(host: str, until: datetime, why: str) -> HostUnavailableError:
    from crawler.errors import HostUnavailableError  # with Scrapy, which a round without a due source does not load

    return HostUnavailableError(host, until, why)
