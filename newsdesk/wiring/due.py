"""Whether a crawl is due, and what it needs once one is: most rounds of a small newsroom load neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from newsdesk.clock import Clock
from newsdesk.configuration import Configuration
from newsdesk.jobs.crawl import CrawlDeps
from newsdesk.settings.model import seconds
from newsdesk.wiring.waits import item_rules, waits_of
from storage.due import a_crawl_is_due
from storage.engine import Engine
from storage.transactions import reading


@contextmanager
def open_due_crawl_deps(configuration: Configuration, engine: Engine, clock: Clock) -> Iterator[CrawlDeps]:
    """Give what crawling needs. It is built, and the sources are read, when something is due for the first time."""
    crawl = configuration.settings.crawl
    waits, rules = waits_of((), crawl), item_rules(crawl)

    def has_work() -> bool:
        with reading(engine) as connection:
            return a_crawl_is_due(connection, clock(), waits, rules, seconds(crawl.lease_s))

    with ExitStack() as stack:

        @cache
        def opened() -> CrawlDeps:
            from newsdesk.wiring.crawling import open_crawl_deps

            return stack.enter_context(open_crawl_deps(configuration, engine, clock))

        yield CrawlDeps(lambda on_progress: opened().build_context(on_progress), has_work)
