"""Polls RSS, Atom, RDF and JSON feeds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from crawler.failures import header
from crawler.parsers.feed import parse_feed
from crawler.parsers.fields import FeedLimits, ParsedFeed
from crawler.polls import ParsedList
from crawler.spiders.base import SourceSpider
from pipeline.errors import LimitExceededError
from pipeline.records import SourceKind

if TYPE_CHECKING:
    from scrapy.http import Response

    from pipeline.records import ClaimedSource

LONG_ENTRY = 30_000  # bytes


class FeedSpider(SourceSpider):
    """``scrapy crawl feed -a source=NAME`` polls one source; the commands hand over what is due."""

    name = "feed"
    kind = SourceKind.FEED
    accept = (
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
        "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
    )

    async def parse_list(self, response: Response, claimed: ClaimedSource) -> ParsedList:
        limits = FeedLimits(entries=self.context.limits.entries)
        try:
            parsed = await self._parsed(response, claimed, limits)
        except LimitExceededError:
            # One entry can make the parser run away; such entries are long, and the others are worth having.
            parsed = await self._parsed(response, claimed, replace(limits, entry_bytes=LONG_ENTRY))
        return ParsedList(parsed.entries, parsed.ttl, parsed.hub, parsed.problem, parsed.left_out)

    async def _parsed(self, response: Response, claimed: ClaimedSource, limits: FeedLimits) -> ParsedFeed:
        return await self.context.parse(
            partial(
                parse_feed,
                response.body,
                url=response.url,
                content_type=header(response, "Content-Type"),
                source=claimed.source.name,
                now=self.context.clock(),
                limits=limits,
            )
        )
