"""Polls sitemaps, news sitemaps and indexes of them."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from scrapy import Request

from crawler.parsers.fields import FeedLimits
from crawler.parsers.sitemap import ParsedSitemap, parse_sitemap
from crawler.polls import ParsedList
from crawler.spiders.base import SourceSpider
from pipeline.records import SourceKind

if TYPE_CHECKING:
    from scrapy.http import Response

    from pipeline.records import ClaimedSource


_log = logging.getLogger(__name__)


class SitemapSpider(SourceSpider):
    """An index is followed to its newest sitemaps, a bounded number of them, one level deep."""

    name = "sitemap"
    kind = SourceKind.SITEMAP
    accept = "application/xml, text/xml;q=0.9, application/gzip;q=0.8, */*;q=0.5"

    def max_bytes(self) -> int:
        return self.context.limits.sitemap_bytes

    async def parse_list(self, response: Response, claimed: ClaimedSource) -> ParsedList:
        parsed = await self._parsed(response, claimed)
        entries, left_out = list(parsed.entries), parsed.left_out
        for url in parsed.sitemaps[: self.context.limits.sitemaps]:
            nested = await self._nested(url, claimed)
            entries, left_out = [*entries, *nested.entries], left_out + nested.left_out
        kept = tuple(entries[: self.context.limits.entries])
        return ParsedList(kept, problem=parsed.problem, left_out=left_out + len(entries) - len(kept))

    async def _nested(self, url: str, claimed: ClaimedSource) -> ParsedSitemap:
        """Return what one sitemap of an index lists; one that cannot be fetched costs only itself."""
        meta = self.poll_task(claimed).meta()
        request = Request(url, headers={"User-Agent": self.context.user_agent}, meta=meta, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
            if response.status != 200:
                return ParsedSitemap()
            return await self._parsed(response, claimed)
        except Exception as exc:  # noqa: BLE001 - whatever it was, the other sitemaps are read
            _log.info("a sitemap of an index: %s", exc, extra={"source": claimed.source.name, "url": url})
            return ParsedSitemap()

    async def _parsed(self, response: Response, claimed: ClaimedSource) -> ParsedSitemap:
        return await self.context.parse(
            partial(
                parse_sitemap,
                response.body,
                url=response.url,
                source=claimed.source.name,
                now=self.context.clock(),
                limits=FeedLimits(entries=self.context.limits.entries),
                max_bytes=self.context.limits.sitemap_bytes,
            )
        )
