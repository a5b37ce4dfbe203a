"""What changes while a round runs: what has no outcome yet, and what the round has learned so far."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from crawler.network import NetworkWatch
from crawler.report import CrawlReport
from pipeline.errors import RetryLaterError, StorageError
from pipeline.records import ClaimedItem, ClaimedSource, RobotsFile


@dataclass
class RoundState:
    """The state of one round; only the event loop's thread touches it."""

    report: CrawlReport = field(default_factory=CrawlReport)
    without_request: list[ClaimedItem] = field(default_factory=list)  # the feed carried their text
    items_in_flight: dict[int, ClaimedItem] = field(default_factory=dict)  # leased, without an outcome yet
    sources_in_flight: dict[str, ClaimedSource] = field(default_factory=dict)  # the same
    robots: dict[str, RobotsFile] = field(default_factory=dict)  # by host, as this round has seen them
    robots_locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    network: NetworkWatch = field(default_factory=lambda: NetworkWatch(time.monotonic))
    error: StorageError | RetryLaterError | None = None  # what ended the round
    store_thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "crawl-store"))
