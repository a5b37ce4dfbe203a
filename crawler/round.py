"""One round: poll what is due, fetch what is new, release what is not finished.

Scrapy is loaded only when something is due, for most rounds of a small newsroom find nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.network import is_down
from crawler.report import CrawlReport

if TYPE_CHECKING:
    from crawler.context import CrawlContext

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
    those that take no longer than `spider_run.GRACE`. Raises StorageError, RetryLaterError when the database fails.
    """
    if await context.call_store(context.store.network_was_down) and not await _network_is_back(context):
        context.state.report.network_down = True
        return context.state.report
    now = context.clock()
    sources = await context.call_store(context.store.claim_sources, now, names=names, force=force)
    items = await context.call_store(context.store.claim_items, now, names=names, limit=_LEFTOVERS)
    context.state.items_in_flight |= {item.item_id: item for item in items}
    if sources or items:
        from crawler.spider_run import run_spiders

        await run_spiders(context, sources, items, stop or asyncio.Event(), max_duration)
    if context.state.error is not None:
        raise context.state.error
    return context.state.report


async def _network_is_back(context: CrawlContext) -> bool:
    """Ask a few hosts whether the network is up again, before anything is claimed."""
    from crawler.witnesses import ask_witnesses

    answers = await ask_witnesses(context, await context.witnesses())
    return not answers or not is_down(len(answers), answers, machine_says_so=True)
