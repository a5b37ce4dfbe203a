"""Everything a spider needs that is not its own, in one hand."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from crawler.gate import Gate
from crawler.guard import Guard
from crawler.keeper import CrawlReport, Keeper, Polling, RobotsFile, Wanted
from crawler.network import ASKED_AT_ONCE, NetworkWatch
from crawler.schedule import DEFAULT_RULES, Rules
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
    page_attempts: int = 6  # spread over two days, see `crawler.tries`
    sitemaps: int = 20  # of one index
    revisits: tuple[timedelta, ...] = (
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=12),
        timedelta(hours=48),
    )


@dataclass
class Desk:
    """What the spiders of one round share."""

    keeper: Keeper
    gate: Gate
    guard: Guard
    sandbox: Sandbox
    clock: Callable[[], datetime]
    user_agent: str
    limits: CrawlLimits = CrawlLimits()
    authority: Authority = KNOWS_NOBODY
    rules: Rules = DEFAULT_RULES
    obey_robots: bool = True
    jitter: Callable[[], float] = lambda: 1.0
    told: Callable[[str], None] = lambda what: None  # noqa: ARG005 - progress nobody looks at
    report: CrawlReport = field(default_factory=CrawlReport)
    waiting: list[Wanted] = field(default_factory=list)  # their feed carried the text: kept without a request
    in_hand: dict[int, Wanted] = field(default_factory=dict)  # leased items that have no outcome yet
    polling: dict[str, Polling] = field(default_factory=dict)  # leased sources that have no outcome yet
    robots: dict[str, RobotsFile] = field(default_factory=dict)  # by host, as this round has seen them
    broken: StorageError | RetryLaterError | None = None  # what ended the round
    clerk: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "keeper"))
    robots_asked: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def __post_init__(self) -> None:
        self.network = NetworkWatch(self.witnesses, time.monotonic)

    def give_up(self, error: StorageError | RetryLaterError) -> None:
        """End the round because of *error* of the database: no source can help it."""
        self.broken = self.broken or error
        self.gate.shut(str(error))

    async def witnesses(self) -> Sequence[str]:
        """Return whom to ask whether the network is up: a few of the lists that answered last."""
        return await self.ask(self.keeper.witnesses, ASKED_AT_ONCE + 1)

    async def ask(self, call: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result:
        """Run a call of the keeper's off the event loop, one at a time: two writers would only wait for each other."""
        return await asyncio.get_running_loop().run_in_executor(self.clerk, partial(call, *args, **kwargs))

    async def parse(self, function: Callable[..., Result], /, *args: Any) -> Result:
        """Run a parser on hostile bytes in a child process. Raises LimitExceededError, RetryLaterError."""
        return await asyncio.wrap_future(self.sandbox.submit(function, *args))
