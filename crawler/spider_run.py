"""The spiders of one round: each kind of source is polled by the one of its name in `crawler.spiders`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerRunner

from crawler import page_sink
from crawler.runner import scrapy_settings
from pipeline.records import ClaimedItem, ClaimedSource, SourceKind

if TYPE_CHECKING:
    from crawler.context import CrawlContext

GRACE = timedelta(seconds=4)


async def run_spiders(
    context: CrawlContext,
    sources: Sequence[ClaimedSource],
    items: Sequence[ClaimedItem],
    stop: asyncio.Event,
    max_duration: timedelta | None,
) -> None:
    """Poll *sources* and fetch *items*, all of them claimed; release what is not finished. See `crawl_round`."""
    runner = AsyncCrawlerRunner(scrapy_settings(context))
    tasks = []
    for kind in SourceKind:
        mine = [claimed for claimed in sources if claimed.source.kind is kind]
        left = items if kind is SourceKind.ARTICLE else []
        if mine or left:
            tasks.append(runner.crawl(kind.value, context=context, sources=mine, items=left))
    beside = [
        asyncio.ensure_future(_renew_leases(context)),
        asyncio.ensure_future(_shut_when_over(context, runner, stop, max_duration)),
    ]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in beside:
            task.cancel()
        await page_sink.finish(context, stop)


async def _renew_leases(context: CrawlContext) -> None:
    while True:
        await asyncio.sleep(context.store.lease.total_seconds() / 3)
        await context.call_store(context.store.renew, context.clock())


async def _shut_when_over(
    context: CrawlContext, runner: AsyncCrawlerRunner, stop: asyncio.Event, max_duration: timedelta | None
) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), None if max_duration is None else max_duration.total_seconds())
    context.politeness.shut()
    await stop.wait()
    # Thousands of queued requests are dropped rather than refused one by one: `page_sink.finish` releases their items.
    # A crawl that is only being opened must not be stopped: Scrapy takes it for stopped, and never ends it.
    opened = [crawler for crawler in runner.crawlers if crawler.crawling and crawler.engine.running]
    stopping = [asyncio.ensure_future(crawler.stop_async()) for crawler in opened]
    await asyncio.sleep(GRACE.total_seconds())
    context.politeness.cancel_in_flight()
    await asyncio.gather(*stopping)
