"""What processing needs: the article store, and child processes that extract and tag."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from newsdesk.clock import Clock
from newsdesk.configuration import Configuration, topics_of
from newsdesk.jobs.process import ProcessDeps
from newsdesk.settings.model import Settings, seconds
from storage.due import a_page_waits
from storage.engine import Engine
from storage.transactions import reading

if TYPE_CHECKING:
    from pipeline.records import Prepared, Rejected
    from pipeline.run import Claimed, Embed, Pace, Prepare
    from pipeline.sandbox import Sandbox
    from pipeline.tag import Tagger
    from pipeline.tag.catalog import Catalog
    from storage.article_store import ArticleStore

MIB = 1024 * 1024


@contextmanager
def open_process_deps(configuration: Configuration, engine: Engine, clock: Clock) -> Iterator[ProcessDeps]:
    """Give what processing needs; child processes start with the first page, and end with the block."""

    def has_pages() -> bool:
        with reading(engine) as connection:
            return a_page_waits(connection)

    with open_preparer(configuration) as prepare:
        yield ProcessDeps(
            has_pages,
            cache(partial(build_article_store, configuration, engine)),
            prepare,
            clock,
            partial(build_pace, configuration.settings),
            build_embed(configuration.settings),
        )


def build_pace(settings: Settings) -> Pace:
    """Return how many pages are processed at once."""
    from pipeline.run import Pace

    process = settings.process
    ahead = max(8, 2 * (process.workers or os.cpu_count() or 1))
    return Pace(batch=process.batch, ahead=ahead, attempts=process.attempts)


@contextmanager
def open_preparer(configuration: Configuration) -> Iterator[Prepare]:
    """Give a function that hands a page to a child process.

    Its first call reads the topics and builds the tagger, which takes long: most rounds have no page.
    """
    with ExitStack() as stack:

        @cache
        def sandbox() -> Sandbox:
            return stack.enter_context(build_page_sandbox(configuration, build_tagger(configuration)))

        def prepare(work: Claimed) -> Future[Prepared | Rejected]:
            from pipeline.prepare import prepare_equipped

            return sandbox().submit(prepare_equipped, work.page, work.learned)

        yield prepare


def build_page_sandbox(configuration: Configuration, tagger: Tagger) -> Sandbox:
    """Return child processes that extract and tag, each with *tagger*."""
    from pipeline.prepare import equip
    from pipeline.sandbox import Sandbox

    process = configuration.settings.process
    return Sandbox(
        process.workers or os.cpu_count() or 1,
        memory_bytes=process.memory_mib * MIB,
        cpu_limit=seconds(process.document_cpu_s),
        max_tasks=process.documents_per_worker,
        preload=("pipeline.prepare",),
        initializer=partial(equip, tagger, configuration.sites),
    )


def build_extract_sandbox(settings: Settings) -> Sandbox:
    """Return one child process that extracts."""
    from pipeline.sandbox import Sandbox

    process = settings.process
    memory = process.memory_mib * MIB
    return Sandbox(memory_bytes=memory, cpu_limit=seconds(process.document_cpu_s), preload=("pipeline.extract",))


def build_tagger(configuration: Configuration) -> Tagger:
    """Return the tagger of the configured entities and topics. Raises ConfigError when the topics are wrong."""
    from pipeline.tag import Tagger

    return Tagger(configuration.catalog, topics_of(configuration.loaded))


def build_embed(settings: Settings) -> Embed | None:
    """Return the sentence embeddings that `stories.semantic` asks for, None when it does not."""
    if not settings.stories.semantic:
        return None
    from pipeline.embed import PackagedMiniLm

    return PackagedMiniLm()


def build_article_store(configuration: Configuration, engine: Engine) -> ArticleStore:
    """Return what keeps articles, their tags and stories."""
    from pipeline.provenance.outlets import Outlets
    from pipeline.stories.rules import StoryRules
    from storage.article_store import ArticleStore

    settings, sources = configuration.settings, configuration.sources
    return ArticleStore(
        engine,
        sources,
        lease=seconds(settings.process.lease_s),
        rules=StoryRules(window=timedelta(hours=settings.stories.window_h)),
        outlets=Outlets.of(sources.values(), names_of_outlets(configuration.catalog)),
        authority=configuration.authority,
    )


def names_of_outlets(catalog: Catalog) -> list[tuple[str, ...]]:
    """Return how the catalog's outlets are written, each outlet's best name first."""
    from pipeline.tag.catalog import EntityType

    known = (one for one in catalog.entities.values() if one.type is EntityType.OUTLET)
    return [(one.name, *(alias.text for alias in one.aliases)) for one in known]
