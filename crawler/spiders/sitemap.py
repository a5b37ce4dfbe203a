"""Polls sitemaps, news sitemaps and indexes of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scrapy import Request

from crawler.entries import FeedLimits
from crawler.sitemaps import ParsedSitemap, parse_sitemap
from crawler.spiders.base import Read, SourceSpider
from pipeline.records import FeedEntry, SourceKind

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.keeper import Polling


class SitemapSpider(SourceSpider):
    """An index is followed to its newest sitemaps, a bounded number of them, one level deep."""

    name = "sitemap"
    kind = SourceKind.SITEMAP
    accept = "application/xml, text/xml;q=0.9, application/gzip;q=0.8, */*;q=0.5"

    def max_bytes(self) -> int:
        return self.desk.limits.sitemap_bytes

    async def read(self, response: Response, polling: Polling) -> Read:
        parsed = await self._parsed(response, polling)
        entries = list(parsed.entries)
        for url in parsed.sitemaps[: self.desk.limits.sitemaps]:
            entries += await self._nested(url, polling)
        return Read(tuple(entries[: self.desk.limits.entries]), problem=parsed.problem)

    async def _nested(self, url: str, polling: Polling) -> tuple[FeedEntry, ...]:
        """Return what one sitemap of an index lists; one that cannot be had costs only itself."""
        meta = self.poll(polling, url).meta
        request = Request(url, headers={"User-Agent": self.desk.user_agent}, meta=dict(meta), dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
            if response.status != 200:
                return ()
            return (await self._parsed(response, polling)).entries
        except Exception as exc:  # noqa: BLE001 - whatever it was, the other sitemaps are read
            self.logger.info("%s: %s", url, exc)
            return ()

    async def _parsed(self, response: Response, polling: Polling) -> ParsedSitemap:
        return await self.desk.parse(
            partial(
                parse_sitemap,
                response.body,
                url=response.url,
                source=polling.source.name,
                now=self.desk.clock(),
                limits=FeedLimits(entries=self.desk.limits.entries),
                max_bytes=self.desk.limits.sitemap_bytes,
            )
        )
