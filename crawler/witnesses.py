"""Asking hosts whether they are there at all, to learn whether our own network is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from crawler.address_guard import AddressRefusedError
from crawler.errors import HostUnavailableError
from crawler.fetch_task import WitnessTask
from crawler.network import is_silence
from crawler.runner import scrapy_settings

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.context import CrawlContext


def witness_request(url: str, user_agent: str, timeout: timedelta) -> Request:
    """Return the smallest request there is to the host of *url*; whatever it answers, it is there."""
    parts = urlsplit(url)
    return Request(
        f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt",
        method="HEAD",
        headers={"User-Agent": user_agent},
        meta=WitnessTask(timeout=timeout).meta() | {"dont_redirect": True},
        dont_filter=True,
    )


async def ask_witnesses(context: CrawlContext, urls: Sequence[str]) -> list[bool]:
    """Return for each host of *urls* whether it answers anything at all, without those that may not be asked now."""
    found: list[bool] = []
    runner = AsyncCrawlerRunner(scrapy_settings(context))
    try:
        await asyncio.gather(runner.crawl(_WitnessSpider, context=context, urls=urls, found=found))
    finally:
        await context.politeness.close()
    return found


class _WitnessSpider(Spider):
    name = "witnesses"

    def __init__(self, context: CrawlContext, urls: Sequence[str], found: list[bool], **_: object) -> None:
        super().__init__()
        self.context = context
        self.urls = urls
        self.found = found

    async def start(self) -> AsyncIterator[Request]:
        wait = self.context.limits.connect_timeout
        for url in self.urls:
            asking = witness_request(url, self.context.user_agent, wait)
            yield asking.replace(callback=self.answered, errback=self.failed)

    async def answered(self, _response: Response) -> None:
        self.found.append(True)

    async def failed(self, failed: Failure) -> None:
        error = failed.value or RuntimeError("no answer")
        if not isinstance(error, HostUnavailableError | AddressRefusedError):
            self.found.append(not is_silence(error))
