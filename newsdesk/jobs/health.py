"""Health: look which sources need a person.

Needs the database and the configured sources.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsdesk.jobs.report import Report
from storage.engine import Engine
from storage.transactions import reading

if TYPE_CHECKING:
    from pipeline.records import Source


@dataclass(frozen=True, slots=True)
class HealthDeps:
    """What the look at the sources needs."""

    engine: Engine
    sources: Callable[[], Mapping[str, Source]]  # by name


@dataclass(frozen=True, slots=True)
class HealthReport(Report):
    """The sources that need a person, a line each."""

    alarms: tuple[str, ...] = ()

    def problems(self) -> list[str]:
        return list(self.alarms)


def check_health(deps: HealthDeps, now: datetime) -> HealthReport:
    """Return the sources that raise an alarm *now*. Raises StorageError when the database cannot be read."""
    from storage.queries.health import alarms

    with reading(deps.engine) as connection:
        return HealthReport(tuple(alarms(connection, deps.sources(), now)))
