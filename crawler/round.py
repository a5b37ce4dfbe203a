"""One round: poll what is due, fetch what is new, give back what is not finished."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerRunner

from crawler import sink
from crawler.keeper import CrawlReport
from crawler.network import is_down
from crawler.runner import scrapy_settings
from crawler.spiders.article import ArticleSpider
from crawler.spiders.base import SourceSpider
from crawler.spiders.feed import FeedSpider
from crawler.spiders.section import SectionSpider
from crawler.spiders.sitemap import SitemapSpider
from crawler.witnesses import hear
from pipeline.records import SourceKind

if TYPE_CHECKING:
    from crawler.desk import Desk

_SPIDERS: dict[SourceKind, type[SourceSpider]] = {
    SourceKind.FEED: FeedSpider,
    SourceKind.SITEMAP: SitemapSpider,
    SourceKind.SECTION: SectionSpider,
    SourceKind.ARTICLE: ArticleSpider,
}
GRACE = timedelta(seconds=4)
_LEFTOVERS = 1000


async def crawl_round(
    desk: Desk,
    *,
    names: Collection[str] | None = None,
    everything: bool = False,
    stop: asyncio.Event | None = None,
    lasting: timedelta | None = None,
) -> CrawlReport:
    """Poll the sources that are due (or *names*, or *everything*) and fetch the items that are wanted.

    While the network is down only a few hosts are asked whether it is back. When *stop* is set, or after *lasting*, no
    request is begun any more: the items and sources left are given back and are due in the next round. Requests in
    flight are finished, after *stop* those that take no longer than `GRACE`. Raises StorageError, RetryLaterError when
    the database fails.
    """
    if await desk.ask(desk.keeper.network_was_down) and not await _network_is_back(desk):
        desk.report.network_down = True
        return desk.report
    now = desk.clock()
    polls = await desk.ask(desk.keeper.claim_sources, now, names=names, everything=everything)
    items = await desk.ask(desk.keeper.claim_items, now, names=names, limit=_LEFTOVERS)
    desk.in_hand |= {wanted.item_id: wanted for wanted in items}
    runner = AsyncCrawlerRunner(scrapy_settings(desk))
    tasks = []
    for kind, spider in _SPIDERS.items():
        mine = [polling for polling in polls if polling.source.kind is kind]
        left = items if kind is SourceKind.ARTICLE else []
        if mine or left:
            tasks.append(runner.crawl(spider, desk=desk, polls=mine, items=left))
    beside = [
        asyncio.ensure_future(_hold_on(desk)),
        asyncio.ensure_future(_shut_in_time(desk, runner, stop or asyncio.Event(), lasting)),
    ]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in beside:
            task.cancel()
        await sink.finish(desk, stop)
    if desk.broken is not None:
        raise desk.broken
    return desk.report


async def _network_is_back(desk: Desk) -> bool:
    """Ask a few hosts whether the network is up again, before anything is claimed."""
    answers = await hear(desk, await desk.witnesses())
    return not answers or not is_down(len(answers), answers, machine_says_so=True)


async def _hold_on(desk: Desk) -> None:
    while True:
        await asyncio.sleep(desk.keeper.lease.total_seconds() / 3)
        await desk.ask(desk.keeper.renew, desk.clock())


async def _shut_in_time(desk: Desk, runner: AsyncCrawlerRunner, stop: asyncio.Event, lasting: timedelta | None) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), None if lasting is None else lasting.total_seconds())
    desk.gate.shut()
    await stop.wait()
    # Thousands of queued requests are dropped rather than turned away one by one: `sink.finish` gives all back.
    # A crawl that is only being opened must not be stopped: Scrapy takes it for stopped, and never ends it.
    opened = [crawler for crawler in runner.crawlers if crawler.crawling and crawler.engine.running]
    stopping = [asyncio.ensure_future(crawler.stop_async()) for crawler in opened]
    await asyncio.sleep(GRACE.total_seconds())
    desk.gate.break_off()
    await asyncio.gather(*stopping)
