"""What the jobs of a round need, and the lead under which rounds are done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsdesk.clock import Clock
from newsdesk.configuration import Configuration
from newsdesk.digest.due import DigestTimes
from newsdesk.jobs.digest import DigestDeps
from newsdesk.jobs.health import HealthDeps
from newsdesk.jobs.registry import JobDeps
from newsdesk.jobs.retention import RetentionDeps
from newsdesk.settings.model import Settings, seconds
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
        )


def build_digest_deps(settings: Settings, engine: Engine) -> DigestDeps:
    """Return what the digest job needs."""
    digest = settings.digest

    def rules() -> DigestRules:
        from newsdesk.digest.cut import rules_of

        return rules_of(settings)

    return DigestDeps(engine, rules, digest_times(settings), digest.out, digest.formats)


def digest_times(settings: Settings) -> DigestTimes:
    """Return what the settings say of when digests are written."""
    digest = settings.digest
    return DigestTimes(digest.zone, digest.hour, digest.rewrite_until_h, digest.min_sources_answered)


def take_the_lead(settings: Settings, engine: Engine, clock: Clock) -> Lead | None:
    """Take the right to do rounds on this database; return None while another process has it."""
    return take_lead(engine, clock(), silent=seconds(settings.daemon.silent_s))
