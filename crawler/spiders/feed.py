"""Polls RSS, Atom, RDF and JSON feeds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from crawler.entries import FeedLimits, ParsedFeed
from crawler.feeds import parse_feed
from crawler.outcomes import header
from crawler.spiders.base import Read, SourceSpider
from pipeline.errors import LimitExceededError
from pipeline.records import SourceKind

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.keeper import Polling

LONG_ENTRY = 30_000  # bytes


class FeedSpider(SourceSpider):
    """``scrapy crawl feed -a source=NAME`` polls one source; the commands hand over what is due."""

    name = "feed"
    kind = SourceKind.FEED
    accept = (
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
        "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
    )

    async def read(self, response: Response, polling: Polling) -> Read:
        limits = FeedLimits(entries=self.desk.limits.entries)
        try:
            parsed = await self._parsed(response, polling, limits)
        except LimitExceededError:
            # One entry can make the parser run away; such entries are long, and the others are worth having.
            parsed = await self._parsed(response, polling, replace(limits, entry_bytes=LONG_ENTRY))
        return Read(parsed.entries, parsed.ttl, parsed.hub, parsed.problem)

    async def _parsed(self, response: Response, polling: Polling, limits: FeedLimits) -> ParsedFeed:
        return await self.desk.parse(
            partial(
                parse_feed,
                response.body,
                url=response.url,
                content_type=header(response, "Content-Type"),
                source=polling.source.name,
                now=self.desk.clock(),
                limits=limits,
            )
        )
