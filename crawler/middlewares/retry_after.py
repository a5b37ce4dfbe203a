"""A host that says "later" is left alone until then, whoever wants something of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.outcomes import retry_after

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.desk import Desk

DEFAULT = timedelta(minutes=5)  # when it does not say how long


class RetryAfterMiddleware:
    """Heeds 429 and 503 for the whole host."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfterMiddleware:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        if response.status in (429, 503):
            desk: Desk = self._crawler.spider.desk  # type: ignore[union-attr] # set before the first request
            now = desk.clock()
            asked = retry_after(response, now)
            wait = min(DEFAULT if asked is None else asked, desk.rules.longest_hint)
            if asked is not None or response.status == 429:
                desk.gate.hold(request.url, now + wait, f"answered {response.status}")
        return response
