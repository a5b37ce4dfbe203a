"""What metrics need: the database, and the sources that bring less than usual, looked at now and then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from newsdesk.clock import Clock
from newsdesk.configuration import Configuration
from newsdesk.metrics import Metrics, serving
from storage.engine import Engine
from storage.queries.health import alarms
from storage.schema_version import check_schema
from storage.transactions import reading

LOOK_EVERY = timedelta(minutes=10)  # counting silent sources goes over a month of requests


def build_metrics(configuration: Configuration, engine: Engine, clock: Clock) -> Metrics:
    """Return what reads the numbers."""
    last: list[tuple[datetime, int]] = []

    def silent(now: datetime) -> int:
        if not last or not timedelta(0) <= now - last[-1][0] < LOOK_EVERY:
            with reading(engine) as connection:
                found = sum("silent" in line for line in alarms(connection, configuration.sources, now))
            last[:] = [(now, found)]
        return last[-1][1]

    return Metrics(engine, clock, silent)


@contextmanager
def metrics_served(configuration: Configuration, engine: Engine, clock: Clock) -> Iterator[str | None]:
    """Answer on `metrics.listen` within the block, and give the address; None when it names none."""
    listen = configuration.settings.metrics.listen
    if not listen:
        yield None
        return
    with serving(build_metrics(configuration, engine, clock), listen, partial(check_schema, engine)) as address:
        yield address
