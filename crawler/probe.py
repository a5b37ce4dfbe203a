"""Probes single addresses for people: what a source answers, what a page offers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from crawler.failures import failure
from crawler.fetch_task import ProbeTask, expect_task
from crawler.runner import scrapy_settings
from pipeline.records import Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.context import CrawlContext


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What one address answered. *problem* is set when it gave no answer, or may not be asked."""

    asked: str
    url: str
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    problem: str | None = None

    def header(self, name: str) -> str | None:
        """Return a header's value."""
        return next((value for key, value in self.headers if key == name.lower()), None)


class _ProbeSpider(Spider):
    name = "probe"

    def __init__(
        self,
        context: CrawlContext,
        urls: Sequence[str],
        found: dict[str, ProbeResult],
        sources: Mapping[str, Source] | None = None,
        **_: object,
    ) -> None:
        super().__init__()
        self.context = context
        self.urls = urls
        self.found = found
        self.sources = sources or {}

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(
                url,
                headers={"User-Agent": self.context.user_agent},
                meta=ProbeTask(
                    asked=url,
                    timeout=self.context.limits.page_timeout,
                    max_bytes=self.context.limits.feed_bytes,
                    source=self.sources.get(url),
                ).meta(),
                callback=self.answered,
                errback=self.failed,
                dont_filter=True,
            )

    async def answered(self, response: Response) -> None:
        asked = expect_task(response, ProbeTask).asked
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        self.found[asked] = ProbeResult(asked, response.url, response.status, headers, response.body)

    async def failed(self, failed: Failure) -> None:
        asked = expect_task(failed.request, ProbeTask).asked  # type: ignore[attr-defined] # Scrapy sets it
        problem, detail = failure(failed.value or RuntimeError("no answer"))
        self.found[asked] = ProbeResult(asked, asked, problem=f"{problem}: {detail}")


async def probe(
    context: CrawlContext, urls: Sequence[str], sources: Mapping[str, Source] | None = None
) -> list[ProbeResult]:
    """Ask each of *urls* once, politely; return what they answered, in order.

    *sources* says whose a URL is, so that it is asked as the source is.
    """
    found: dict[str, ProbeResult] = {}
    runner = AsyncCrawlerRunner(scrapy_settings(context))
    try:
        await asyncio.gather(runner.crawl(_ProbeSpider, context=context, urls=urls, found=found, sources=sources))
    finally:
        await context.politeness.close()
    return [found.get(url, ProbeResult(url, url, problem="not asked")) for url in urls]
