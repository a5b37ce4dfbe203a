"""The longest that sources and items wait: what waits longer was deferred by a wrong clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.poll_rules import DEFAULT_RULES
from crawler.retries import LONGEST_WAIT
from newsdesk.settings.model import Crawl
from storage.due import ItemRules, Waits

if TYPE_CHECKING:
    from pipeline.records import Source


def item_rules(crawl: Crawl) -> ItemRules:
    """Return how often pages are looked at again."""
    return ItemRules(crawl.max_revisits_per_host_day, LONGEST_WAIT)


def waits_of(sources: Iterable[Source], crawl: Crawl) -> Waits:
    """Return the longest that sources wait for their next poll."""
    hours = max(crawl.longest_poll_h, crawl.max_retry_after_h)
    longest = max(timedelta(hours=hours), DEFAULT_RULES.longest_hint, DEFAULT_RULES.longest_backoff)
    return Waits(
        ordinary=1.1 * longest,
        off=1.1 * DEFAULT_RULES.probe,
        fixed={source.name: source.every for source in sources if source.every is not None},
    )
