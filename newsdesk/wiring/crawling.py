"""What a crawl needs: the crawl store, the sandbox for lists, and the context that the spiders of a round share."""

from __future__ import annotations

import atexit
import os
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial

from crawler.address_guard import AddressGuard
from crawler.context import CrawlContext, CrawlLimits
from crawler.politeness import Politeness
from crawler.poll_rules import Rules
from newsdesk import __version__
from newsdesk.clock import Clock, clock_from
from newsdesk.configuration import Configuration, read_configuration
from newsdesk.jobs.crawl import CrawlDeps
from newsdesk.jobs.prepare import prepare
from newsdesk.jobs.report import OnProgress, ignore
from newsdesk.settings.folders import config_folder
from newsdesk.settings.load import load
from newsdesk.settings.model import Crawl, Settings, seconds
from newsdesk.wiring.database import open_database
from newsdesk.wiring.preparing import prepare_deps
from newsdesk.wiring.waits import item_rules, waits_of
from pipeline.sandbox import Sandbox
from storage.crawl_store import CrawlStore
from storage.engine import Engine

MIB = 1024 * 1024


@contextmanager
def open_crawl_deps(configuration: Configuration, engine: Engine, clock: Clock) -> Iterator[CrawlDeps]:
    """Give what crawling needs; child processes start when the first list is parsed, and end with the block."""
    store = build_crawl_store(configuration, engine)
    with build_list_sandbox(configuration.settings) as sandbox:
        yield CrawlDeps(partial(build_crawl_context, configuration, store, sandbox, clock))


@contextmanager
def open_crawl_context(configuration: Configuration, engine: Engine, clock: Clock) -> Iterator[CrawlContext]:
    """Give a crawl context for looking at a few addresses."""
    with open_crawl_deps(configuration, engine, clock) as deps:
        yield deps.build_context(ignore)


def build_crawl_context(
    configuration: Configuration, store: CrawlStore, sandbox: Sandbox, clock: Clock, on_progress: OnProgress
) -> CrawlContext:
    """Return what the spiders of one round share."""
    crawl = configuration.settings.crawl
    return CrawlContext(
        store=store,
        politeness=Politeness(
            store,
            clock,
            delay=seconds(crawl.delay_s),
            hosts_at_once=crawl.hosts_at_once,
            lease=seconds(crawl.lease_s),
            longest_crawl_delay=seconds(crawl.max_crawl_delay_s),
        ),
        address_guard=AddressGuard(crawl.allowed_networks),
        sandbox=sandbox,
        clock=clock,
        user_agent=user_agent(crawl),
        authority=configuration.authority,
        limits=crawl_limits(crawl),
        rules=poll_rules(crawl),
        obey_robots=crawl.robots,
        jitter=lambda: random.uniform(0.95, 1.05),
        on_progress=on_progress,
    )


def build_crawl_store(configuration: Configuration, engine: Engine) -> CrawlStore:
    """Return the store of sources, items, pages and hosts."""
    crawl = configuration.settings.crawl
    return CrawlStore(
        engine,
        configuration.sources,
        lease=seconds(crawl.lease_s),
        max_new_urls=crawl.max_new_urls_per_host_day,
        authority=configuration.authority,
        waits=waits_of(configuration.sources.values(), crawl),
        item_rules=item_rules(crawl),
    )


def build_list_sandbox(settings: Settings) -> Sandbox:
    """Return child processes that parse feeds, sitemaps and sections; two, so that a slow one holds up no other."""
    process = settings.process
    return Sandbox(
        2,
        memory_bytes=process.memory_mib * MIB,
        cpu_limit=seconds(process.document_cpu_s),
        max_tasks=process.documents_per_worker,
        preload=("crawler.parsers.feed", "crawler.parsers.sitemap", "crawler.parsers.section"),
    )


def user_agent(crawl: Crawl) -> str:
    """Return how sites see us: the name, and whom to ask about us (RFC 9110 10.1.5)."""
    return f"newsdesk/{__version__} (+{crawl.contact_url})"


def crawl_limits(crawl: Crawl) -> CrawlLimits:
    """Return the bounds of one round."""
    return CrawlLimits(
        feed_bytes=int(crawl.max_feed_mib * MIB),
        page_bytes=int(crawl.max_page_mib * MIB),
        sitemap_bytes=int(crawl.max_sitemap_mib * MIB),
        robots_bytes=int(crawl.max_robots_kib * 1024),
        header_bytes=int(crawl.max_headers_kib * 1024),
        connect_timeout=seconds(crawl.connect_timeout_s),
        feed_timeout=seconds(crawl.feed_timeout_s),
        page_timeout=seconds(crawl.page_timeout_s),
        redirects=crawl.max_redirects,
        entries=crawl.max_entries_per_poll,
        item_age=timedelta(days=crawl.max_age_of_new_items_days),
        page_attempts=crawl.page_attempts,
    )


def poll_rules(crawl: Crawl) -> Rules:
    """Return how often sources are polled."""
    return Rules(
        k=timedelta(hours=crawl.poll_every_h),
        shortest=timedelta(seconds=crawl.shortest_poll_s),
        longest=timedelta(hours=crawl.longest_poll_h),
        longest_retry_after=timedelta(hours=crawl.max_retry_after_h),
    )


def crawl_context_for_scrapy(_crawler: object) -> CrawlContext:
    """Return a crawl context for plain ``scrapy crawl``, for crawler.settings names this function.

    Scrapy says nobody when it ends: what is open is closed with the process.
    """
    configuration = read_configuration(load(config_folder(None, os.environ), os.environ))
    clock, stack = clock_from(os.environ), ExitStack()
    engine = stack.enter_context(open_database(configuration.settings, create=True))
    prepare(prepare_deps(configuration, engine), clock())
    deps = stack.enter_context(open_crawl_deps(configuration, engine, clock))
    atexit.register(stack.close)
    return deps.build_context(ignore)
