"""Asking hosts whether they are there at all, to learn whether our own network is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from crawler.errors import HostUnavailableError
from crawler.guard import AddressRefusedError
from crawler.network import is_silence
from crawler.runner import scrapy_settings

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.desk import Desk


def witness_request(url: str, user_agent: str, timeout_s: float) -> Request:
    """Return the smallest request there is to the host of *url*; whatever it answers, it is there."""
    parts = urlsplit(url)
    return Request(
        f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt",
        method="HEAD",
        headers={"User-Agent": user_agent},
        meta={"witness": True, "robots_txt": True, "download_timeout": timeout_s, "dont_redirect": True},
        dont_filter=True,
    )


async def hear(desk: Desk, urls: Sequence[str]) -> list[bool]:
    """Return for each host of *urls* whether it answers anything at all, without those that may not be asked now."""
    found: list[bool] = []
    runner = AsyncCrawlerRunner(scrapy_settings(desk))
    try:
        await asyncio.gather(runner.crawl(_HearSpider, desk=desk, urls=urls, found=found))
    finally:
        await desk.gate.close()
    return found


class _HearSpider(Spider):
    name = "hear"

    def __init__(self, desk: Desk, urls: Sequence[str], found: list[bool], **_: object) -> None:
        super().__init__()
        self.desk = desk
        self.urls = urls
        self.found = found

    async def start(self) -> AsyncIterator[Request]:
        wait = self.desk.limits.connect_timeout.total_seconds()
        for url in self.urls:
            asking = witness_request(url, self.desk.user_agent, wait)
            yield asking.replace(callback=self.answered, errback=self.failed)

    async def answered(self, _response: Response) -> None:
        self.found.append(True)

    async def failed(self, failed: Failure) -> None:
        error = failed.value or RuntimeError("no answer")
        if not isinstance(error, HostUnavailableError | AddressRefusedError):
            self.found.append(not is_silence(error))
