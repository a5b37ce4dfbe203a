"""What the spiders of one round share: settings, clients and the clock; what changes is in `RoundState`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from crawler.address_guard import AddressGuard
from crawler.network import ASKED_AT_ONCE
from crawler.politeness import Politeness
from crawler.poll_rules import DEFAULT_RULES, Rules
from crawler.round_state import RoundState
from crawler.store import Store
from pipeline.errors import RetryLaterError, StorageError
from pipeline.provenance.authority import KNOWS_NOBODY, Authority
from pipeline.sandbox import Sandbox

Result = TypeVar("Result")

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """The bounds of one round; each is a setting."""

    feed_bytes: int = 10 * MIB
    page_bytes: int = 5 * MIB
    sitemap_bytes: int = 50 * MIB
    robots_bytes: int = 512 * 1024
    header_bytes: int = 64 * 1024  # of one answer
    connect_timeout: timedelta = timedelta(seconds=10)
    feed_timeout: timedelta = timedelta(seconds=30)
    page_timeout: timedelta = timedelta(seconds=45)
    redirects: int = 5
    entries: int = 1000
    item_age: timedelta = timedelta(days=30)  # new items older than this are not fetched
    page_attempts: int = 6  # spread over two days, see `crawler.retries`
    sitemaps: int = 20  # of one index
    revisits: tuple[timedelta, ...] = (
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=12),
        timedelta(hours=48),
    )


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """What the spiders of one round share."""

    store: Store
    politeness: Politeness
    address_guard: AddressGuard
    sandbox: Sandbox
    clock: Callable[[], datetime]
    user_agent: str
    limits: CrawlLimits = CrawlLimits()
    authority: Authority = KNOWS_NOBODY
    rules: Rules = DEFAULT_RULES
    obey_robots: bool = True
    jitter: Callable[[], float] = lambda: 1.0
    on_progress: Callable[[str], None] = lambda what: None  # noqa: ARG005 - progress nobody looks at
    state: RoundState = field(default_factory=RoundState)

    def abort(self, error: StorageError | RetryLaterError) -> None:
        """End the round because of *error* of the database: no source can help it."""
        self.state.error = self.state.error or error
        self.politeness.shut(str(error))

    async def witnesses(self) -> Sequence[str]:
        """Return the lists to ask whether the network is up: a few of those that answered last."""
        return await self.call_store(self.store.witnesses, ASKED_AT_ONCE + 1)

    async def call_store(self, call: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result:
        """Run a method of the store off the event loop, one at a time: two writers would only wait for each other."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.state.store_thread, partial(call, *args, **kwargs))

    async def parse(self, function: Callable[..., Result], /, *args: Any) -> Result:
        """Run a parser on hostile bytes in a child process. Raises LimitExceededError, RetryLaterError."""
        return await asyncio.wrap_future(self.sandbox.submit(function, *args))
