"""The only constructor of engines, stores, keepers, sandboxes and clocks: settings in, a working newsdesk out."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from newsdesk import __version__
from newsdesk.settings.folders import config_folder
from newsdesk.settings.load import CLOCK_VARIABLE, Loaded, load
from newsdesk.settings.model import Crawl, Settings, seconds
from pipeline.errors import ConfigError, NewsdeskError, StorageError
from pipeline.records import Source
from storage.engine import Engine, open_engine
from storage.lead import Lead, take_lead
from storage.leases import reap
from storage.migrate import check_schema, schema_state, upgrade
from storage.transactions import transact

if TYPE_CHECKING:
    from crawler.desk import Desk
    from newsdesk.keeper import DatabaseKeeper
    from pipeline.provenance.authority import Authority
    from pipeline.run import Embed
    from pipeline.sandbox import Sandbox
    from pipeline.sites import Sites
    from pipeline.tag import Catalog, Tagger, Topic
    from storage.article_store import ArticleStore
    from storage.sources import Waits

MIB = 1024 * 1024

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def clock_from(environ: Mapping[str, str]) -> Clock:
    """Return the clock: the machine's, or one that starts now at the moment in $NEWSDESK_NOW and runs on.

    Raises ConfigError when the variable is no time with a zone.
    """
    text = environ.get(CLOCK_VARIABLE)
    if not text:
        return utc_now
    try:
        ahead = datetime.fromisoformat(text) - utc_now()
    except (ValueError, TypeError) as exc:  # TypeError: a time without a zone
        raise ConfigError(f"environment: {CLOCK_VARIABLE}: expected a time such as 2026-10-15T12:00:00Z") from exc
    return lambda: utc_now() + ahead


@dataclass
class House:
    """Everything a command works with, made when first asked for and closed together."""

    loaded: Loaded
    clock: Clock = utc_now

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @property
    def folder(self) -> Path:
        """The configuration folder."""
        return self.loaded.folder

    @cached_property
    def engine(self) -> Engine:
        """The database, checked to have this version's schema. Raises StorageError."""
        return _checked(self._open())

    @cached_property
    def reader(self) -> Engine:
        """The database, for looking only."""
        return _checked(self._open(read_only=True))

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        from newsdesk.settings.sources import read_sources

        return {source.name: source for source in read_sources(*self.loaded.source_folders)}

    def source(self, name: str) -> Source:
        """Return the source named *name*. Raises ConfigError."""
        if name not in self.sources:
            raise ConfigError(f"{self.loaded.source_folders[-1]}: no source named {name}")
        return self.sources[name]

    @cached_property
    def sites(self) -> Sites:
        from newsdesk.settings.outlets import read_sites

        return read_sites(*self.loaded.outlet_files)

    @cached_property
    def authority(self) -> Authority:
        """Which source may speak for which address."""
        from pipeline.provenance.authority import Authority

        return Authority.of(self.sources.values(), self.sites)

    @cached_property
    def catalog(self) -> Catalog:
        from newsdesk.settings.entities import read_catalog

        return read_catalog(*self.loaded.entity_folders)

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        from newsdesk.settings.entities import read_topics

        return read_topics(*self.loaded.topic_files)

    @cached_property
    def tagger(self) -> Tagger:
        from pipeline.tag import Tagger

        return Tagger(self.catalog, self.topics)

    @cached_property
    def embed(self) -> Embed | None:
        """The sentence embeddings that `stories.semantic` asks for."""
        if not self.settings.stories.semantic:
            return None
        from pipeline.embed import PackagedMiniLm

        return PackagedMiniLm()

    @cached_property
    def store(self) -> ArticleStore:
        from pipeline.provenance.outlets import Outlets
        from pipeline.stories import StoryRules
        from storage.article_store import ArticleStore

        settings = self.settings
        return ArticleStore(
            self.engine,
            self.sources,
            lease=seconds(settings.process.lease_s),
            rules=StoryRules(window=timedelta(hours=settings.stories.window_h)),
            outlets=Outlets.of(self.sources.values(), self._names_of_outlets()),
            authority=self.authority,
        )

    @cached_property
    def keeper(self) -> DatabaseKeeper:
        from newsdesk.keeper import DatabaseKeeper

        crawl = self.settings.crawl
        return DatabaseKeeper(
            self.engine,
            self.sources,
            lease=seconds(crawl.lease_s),
            max_new_urls=crawl.max_new_urls_per_host_day,
            authority=self.authority,
            max_revisits=crawl.max_revisits_per_host_day,
            waits=waits_of(self.sources.values(), crawl),
        )

    @cached_property
    def pages_sandbox(self) -> Sandbox:
        """Child processes that extract and tag, each with the tagger in hand."""
        from pipeline.prepare import equip
        from pipeline.sandbox import Sandbox

        process = self.settings.process
        return Sandbox(
            process.workers or os.cpu_count() or 1,
            memory_bytes=process.memory_mib * MIB,
            cpu_limit=seconds(process.document_cpu_s),
            max_tasks=process.documents_per_worker,
            preload=("pipeline.prepare",),
            initializer=partial(equip, self.tagger, self.sites),
        )

    @cached_property
    def lists_sandbox(self) -> Sandbox:
        """Child processes that parse feeds, sitemaps and section pages; two, so that a slow one holds up no other."""
        from pipeline.sandbox import Sandbox

        process = self.settings.process
        return Sandbox(
            2,
            memory_bytes=process.memory_mib * MIB,
            cpu_limit=seconds(process.document_cpu_s),
            max_tasks=process.documents_per_worker,
            preload=("crawler.feeds", "crawler.sitemaps", "crawler.sections"),
        )

    @property
    def user_agent(self) -> str:
        """How sites see us: the name, and whom to ask about us (RFC 9110 10.1.5)."""
        return f"newsdesk/{__version__} (+{self.settings.crawl.contact_url})"

    def desk(self, told: Callable[[str], None] = lambda _what: None) -> Desk:
        """Return what the spiders of one round share."""
        from crawler.desk import CrawlLimits, Desk
        from crawler.gate import Gate
        from crawler.guard import Guard
        from crawler.schedule import Rules

        crawl = self.settings.crawl
        return Desk(
            keeper=self.keeper,
            gate=Gate(
                self.keeper,
                self.clock,
                delay=seconds(crawl.delay_s),
                hosts_at_once=crawl.hosts_at_once,
                lease=seconds(crawl.lease_s),
                longest_crawl_delay=seconds(crawl.max_crawl_delay_s),
            ),
            guard=Guard(crawl.allowed_networks),
            sandbox=self.lists_sandbox,
            clock=self.clock,
            user_agent=self.user_agent,
            authority=self.authority,
            limits=CrawlLimits(
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
            ),
            rules=Rules(
                k=timedelta(hours=crawl.poll_every_h),
                shortest=timedelta(seconds=crawl.shortest_poll_s),
                longest=timedelta(hours=crawl.longest_poll_h),
                longest_retry_after=timedelta(hours=crawl.max_retry_after_h),
            ),
            obey_robots=crawl.robots,
            jitter=lambda: random.uniform(0.95, 1.05),
            told=told,
        )

    @property
    def has_no_database(self) -> bool:
        """Whether there is nothing yet where the database is to be."""
        opened = self._open()
        try:
            return is_new(opened)
        except StorageError:
            return False  # something is there, and `engine` says what is wrong with it
        finally:
            opened.dispose()

    def prepare_database(self) -> None:
        """Make the database if there is none; free what killed processes of this machine held; know the configuration.

        An older schema is not touched: StorageError says to run `newsdesk migrate`.
        """
        from storage.sources import sync_sources
        from storage.tags import EntityRow, sync_entities

        opened = self._open()
        if is_new(opened):
            upgrade(opened)
        opened.dispose()
        now = self.clock()
        entities = [EntityRow(one.id, one.name, one.type.value, one.parent) for one in self.catalog.entities.values()]
        sources = list(self.sources.values())

        def work(connection: Any) -> None:
            reap(connection)
            sync_sources(connection, sources, now)
            sync_entities(connection, entities)

        transact(self.engine, work)

    def migrate(self) -> tuple[str | None, str | None]:
        """Bring the database to this version's schema; return the schema before and after."""
        opened = self._open()
        before = None if is_new(opened) else schema_state(opened).current
        after = upgrade(opened).current
        opened.dispose()
        return before, after

    def take_lead(self) -> Lead | None:
        """Take the right to do rounds on this database; None while another process has it."""
        return take_lead(self.engine, self.clock(), silent=seconds(self.settings.daemon.silent_s))

    def close(self) -> None:
        """End child processes and connections."""
        made = self.__dict__
        for name in ("pages_sandbox", "lists_sandbox"):
            if name in made:
                made[name].close()
        for name in ("engine", "reader"):
            if name in made:
                made[name].dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _names_of_outlets(self) -> list[tuple[str, ...]]:
        """Return how the catalog's outlets are written, each outlet's best name first."""
        from pipeline.tag.catalog import EntityType

        known = (one for one in self.catalog.entities.values() if one.type is EntityType.OUTLET)
        return [(one.name, *(alias.text for alias in one.aliases)) for one in known]

    def _open(self, *, read_only: bool = False) -> Engine:
        database = self.settings.database
        return open_engine(
            database.url.get_secret_value(), read_only=read_only, busy_timeout=seconds(database.busy_timeout_s)
        )


def _checked(opened: Engine) -> Engine:
    try:
        check_schema(opened)
    except NewsdeskError:
        opened.dispose()
        raise
    return opened


def waits_of(sources: Iterable[Source], crawl: Crawl) -> Waits:
    """Return the longest that sources wait for their next poll."""
    from crawler.schedule import DEFAULT_RULES
    from storage.sources import Waits

    hours = max(crawl.longest_poll_h, crawl.max_retry_after_h)
    longest = max(timedelta(hours=hours), DEFAULT_RULES.longest_hint, DEFAULT_RULES.longest_backoff)
    return Waits(
        ordinary=1.1 * longest,
        off=1.1 * DEFAULT_RULES.probe,
        fixed={source.name: source.every for source in sources if source.every is not None},
    )


def is_new(engine: Engine) -> bool:
    """Return whether there is no database yet, or an empty one."""
    from storage.engine import database_file

    path = database_file(engine)
    return (path is not None and not path.exists()) or schema_state(engine).current is None


def desk_for_scrapy(_crawler: object) -> Desk:
    """Return a desk for plain ``scrapy crawl``; crawler.settings names this function."""
    folder = config_folder(None, os.environ)
    house = House(load(folder, os.environ), clock_from(os.environ))
    house.prepare_database()
    return house.desk()
