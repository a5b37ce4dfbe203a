"""One guarded look at an address, for people: what a source answers, what a page offers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner

from crawler.outcomes import failure
from crawler.runner import scrapy_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.desk import Desk


@dataclass(frozen=True, slots=True)
class Looked:
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


class _LookSpider(Spider):
    name = "look"

    def __init__(self, desk: Desk, urls: Sequence[str], found: dict[str, Looked], **_: object) -> None:
        super().__init__()
        self.desk = desk
        self.urls = urls
        self.found = found

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(
                url,
                headers={"User-Agent": self.desk.user_agent},
                meta={
                    "asked": url,
                    "download_timeout": self.desk.limits.page_timeout.total_seconds(),
                    "download_maxsize": self.desk.limits.feed_bytes,
                },
                callback=self.answered,
                errback=self.failed,
                dont_filter=True,
            )

    async def answered(self, response: Response) -> None:
        asked = response.meta["asked"]
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        self.found[asked] = Looked(asked, response.url, response.status, headers, response.body)

    async def failed(self, failed: Failure) -> None:
        asked = failed.request.meta["asked"]  # type: ignore[attr-defined] # Scrapy sets it
        problem, detail = failure(failed.value or RuntimeError("no answer"))
        self.found[asked] = Looked(asked, asked, problem=f"{problem}: {detail}")


async def look(desk: Desk, urls: Sequence[str]) -> list[Looked]:
    """Ask each of *urls* once, politely; return what they answered, in order."""
    found: dict[str, Looked] = {}
    runner = AsyncCrawlerRunner(scrapy_settings(desk))
    try:
        await asyncio.gather(runner.crawl(_LookSpider, desk=desk, urls=urls, found=found))
    finally:
        await desk.gate.close()
    return [found.get(url, Looked(url, url, problem="not asked")) for url in urls]
