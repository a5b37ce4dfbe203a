"""What the jobs of a round need, and the lead under which rounds are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from newsdesk.clock import Clock
from newsdesk.configuration import Configuration
from newsdesk.jobs.digest import DigestDeps
from newsdesk.jobs.health import HealthDeps
from newsdesk.jobs.registry import JobDeps, Telling
from newsdesk.jobs.retention import RetentionDeps
from newsdesk.settings.folders import WATCHLISTS_FILE
from newsdesk.settings.model import Settings, seconds
from newsdesk.settings.problems import read_toml
from newsdesk.wiring.digest_times import digest_times
from newsdesk.wiring.due import open_due_crawl_deps
from newsdesk.wiring.preparing import prepare_deps
from newsdesk.wiring.processing import open_process_deps
from storage.engine import Engine
from storage.lead import Lead, take_lead

if TYPE_CHECKING:
    from newsdesk.digest.build import DigestRules


@contextmanager
def open_job_deps(configuration: Configuration, engine: Engine, clock: Clock) -> Iterator[JobDeps]:
    """Give what the jobs need; child processes start when they are first needed, and end with the block."""
    settings = configuration.settings
    with (
        open_due_crawl_deps(configuration, engine, clock) as crawl,
        open_process_deps(configuration, engine, clock) as process,
    ):
        yield JobDeps(
            engine=engine,
            clock=clock,
            prepare=prepare_deps(configuration, engine),
            crawl=crawl,
            process=process,
            digest=build_digest_deps(settings, engine),
            retention=RetentionDeps(engine, settings.retention.model_dump(), clock),
            health=HealthDeps(engine, lambda: configuration.sources),
            telling=_telling(configuration, engine, clock),
        )


def _telling(configuration: Configuration, engine: Engine, clock: Clock) -> Callable[[], Telling | None]:
    """Return what builds, once, what telling people needs; where nobody is to be told anything, nothing is loaded."""

    @cache
    def build() -> Telling | None:
        file = configuration.loaded.folder / WATCHLISTS_FILE
        if not file.exists() or read_toml(file) == ({}, []):
            return None
        from newsdesk.wiring.telling import telling_of

        return telling_of(configuration, engine, clock)

    return build


def build_digest_deps(settings: Settings, engine: Engine) -> DigestDeps:
    """Return what the digest job needs."""
    digest = settings.digest

    def rules() -> DigestRules:
        from newsdesk.digest.cut import rules_of

        return rules_of(settings)

    return DigestDeps(engine, rules, digest_times(settings), digest.out, digest.formats)


def take_the_lead(settings: Settings, engine: Engine, clock: Clock) -> Lead | None:
    """Take the right to do rounds on this database; return None while another process has it."""
    return take_lead(engine, clock(), silent=seconds(settings.daemon.silent_s))
