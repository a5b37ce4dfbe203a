"""Polls HTML pages that list articles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crawler.entries import FeedLimits
from crawler.sections import find_articles
from crawler.spiders.base import Read, SourceSpider
from pipeline.records import SourceKind

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.keeper import Polling


class SectionSpider(SourceSpider):
    """Finds article links by structure and shape, or by the source's CSS selector."""

    name = "section"
    kind = SourceKind.SECTION
    accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"

    def max_bytes(self) -> int:
        return self.desk.limits.page_bytes

    async def read(self, response: Response, polling: Polling) -> Read:
        try:
            entries = await self.desk.parse(
                partial(
                    find_articles,
                    response.body,
                    url=response.url,
                    encoding=getattr(response, "encoding", None),
                    source=polling.source.name,
                    now=self.desk.clock(),
                    selector=polling.source.selector,
                    limits=FeedLimits(entries=self.desk.limits.entries),
                )
            )
        except ValueError as exc:
            return Read(problem=str(exc))
        return Read(tuple(entries)) if entries else Read(problem="no article links found")
