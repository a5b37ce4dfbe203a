"""What the daemon needs. A module of its own, so that `newsdesk run` imports no scheduler."""

from __future__ import annotations

from functools import partial

from newsdesk.clock import Clock
from newsdesk.configuration import Configuration
from newsdesk.daemon import DaemonDeps
from newsdesk.wiring.jobs import open_job_deps, take_the_lead
from storage.engine import Engine


def build_daemon_deps(configuration: Configuration, engine: Engine, clock: Clock) -> DaemonDeps:
    """Return what the daemon needs."""
    settings = configuration.settings
    return DaemonDeps(
        settings.daemon,
        partial(take_the_lead, settings, engine, clock),
        partial(open_job_deps, configuration, engine, clock),
    )
