"""One round: poll what is due, fetch what is new, release what is not finished.

Each kind of source is polled by the spider of its name in `crawler.spiders`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerRunner

from crawler import page_sink
from crawler.network import is_down
from crawler.report import CrawlReport
from crawler.runner import scrapy_settings
from crawler.witnesses import ask_witnesses
from pipeline.records import SourceKind

if TYPE_CHECKING:
    from crawler.context import CrawlContext

GRACE = timedelta(seconds=4)
_LEFTOVERS = 1000


async def crawl_round(
    context: CrawlContext,
    *,
    names: Collection[str] | None = None,
    force: bool = False,
    stop: asyncio.Event | None = None,
    max_duration: timedelta | None = None,
) -> CrawlReport:
    """Poll the sources that are due and fetch the items that are wanted.

    *names* restricts the round to those sources; *force* polls those not due as well. While the network is down only a
    few hosts are asked whether it is back. When *stop* is set, or after *max_duration*, no request is begun any more:
    the items and sources left are released and are due in the next round. Requests in flight are finished, after *stop*
    those that take no longer than `GRACE`. Raises StorageError, RetryLaterError when the database fails.
    """
    if await context.call_store(context.store.network_was_down) and not await _network_is_back(context):
        context.state.report.network_down = True
        return context.state.report
    now = context.clock()
    sources = await context.call_store(context.store.claim_sources, now, names=names, force=force)
    items = await context.call_store(context.store.claim_items, now, names=names, limit=_LEFTOVERS)
    context.state.items_in_flight |= {item.item_id: item for item in items}
    runner = AsyncCrawlerRunner(scrapy_settings(context))
    tasks = []
    for kind in SourceKind:
        mine = [claimed for claimed in sources if claimed.source.kind is kind]
        left = items if kind is SourceKind.ARTICLE else []
        if mine or left:
            tasks.append(runner.crawl(kind.value, context=context, sources=mine, items=left))
    beside = [
        asyncio.ensure_future(_renew_leases(context)),
        asyncio.ensure_future(_shut_when_over(context, runner, stop or asyncio.Event(), max_duration)),
    ]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in beside:
            task.cancel()
        await page_sink.finish(context, stop)
    if context.state.error is not None:
        raise context.state.error
    return context.state.report


async def _network_is_back(context: CrawlContext) -> bool:
    """Ask a few hosts whether the network is up again, before anything is claimed."""
    answers = await ask_witnesses(context, await context.witnesses())
    return not answers or not is_down(len(answers), answers, machine_says_so=True)


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
