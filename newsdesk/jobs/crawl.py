"""Crawl: poll the sources that are due and fetch what is new; pages then wait to be processed.

Needs a crawl context for each round: the spiders' stores, limits and politeness. It is built by `newsdesk.wiring`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from newsdesk.jobs.report import OnProgress, ignore
from newsdesk.signals import Stop

if TYPE_CHECKING:
    from crawler.context import CrawlContext
    from crawler.report import CrawlReport


@dataclass(frozen=True, slots=True)
class CrawlDeps:
    """What crawling needs."""

    build_context: Callable[[OnProgress], CrawlContext]  # of one round; it tells what was fetched
    has_work: Callable[[], bool] = lambda: True  # may be mistaken when it says so, never when it does not


async def crawl(
    deps: CrawlDeps,
    *,
    names: Collection[str] | None = None,
    force: bool = False,
    stop: asyncio.Event | None = None,
    on_progress: OnProgress = ignore,
    max_duration: timedelta | None = None,
) -> CrawlReport:
    """Poll the sources that are due, or with *force* all (of *names*), and fetch the items that are wanted.

    What is not begun after *max_duration*, or when *stop* is set, is left to the next round. Raises StorageError and
    RetryLaterError when the database fails.
    """
    from crawler.report import CrawlReport

    if not force and names is None and not deps.has_work():
        return CrawlReport()
    from crawler.round import crawl_round

    context = deps.build_context(on_progress)
    with stop.breaking_off(context.politeness.cancel_in_flight) if isinstance(stop, Stop) else contextlib.nullcontext():
        return await crawl_round(context, names=names, force=force, stop=stop, max_duration=max_duration)
