"""Fetches single articles: sources that are one, and items left over from earlier rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.polls import ParsedList
from crawler.spiders.base import SourceSpider
from pipeline.records import FeedEntry, SourceKind

if TYPE_CHECKING:
    from scrapy.http import Response

    from pipeline.records import ClaimedSource


class ArticleSpider(SourceSpider):
    """A source of this kind lists one article: itself."""

    name = "article"
    kind = SourceKind.ARTICLE
    accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"

    def max_bytes(self) -> int:
        return self.context.limits.page_bytes

    async def parse_list(self, response: Response, claimed: ClaimedSource) -> ParsedList:
        return ParsedList((FeedEntry(source=claimed.source.name, url=response.url, updated_at=self.context.clock()),))
