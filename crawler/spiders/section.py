"""Polls HTML pages that list articles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crawler.parsers.fields import FeedLimits
from crawler.parsers.section import find_articles
from crawler.polls import ParsedList
from crawler.spiders.base import SourceSpider
from pipeline.records import SourceKind

if TYPE_CHECKING:
    from scrapy.http import Response

    from pipeline.records import ClaimedSource


class SectionSpider(SourceSpider):
    """Finds article links by structure and shape, or by the source's CSS selector."""

    name = "section"
    kind = SourceKind.SECTION
    accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"

    def max_bytes(self) -> int:
        return self.context.limits.page_bytes

    async def parse_list(self, response: Response, claimed: ClaimedSource) -> ParsedList:
        try:
            entries = await self.context.parse(
                partial(
                    find_articles,
                    response.body,
                    url=response.url,
                    encoding=getattr(response, "encoding", None),
                    source=claimed.source.name,
                    now=self.context.clock(),
                    selector=claimed.source.selector,
                    limits=FeedLimits(entries=self.context.limits.entries),
                )
            )
        except ValueError as exc:
            return ParsedList(problem=str(exc))
        return ParsedList(tuple(entries)) if entries else ParsedList(problem="no article links found")
