"""Retention: once a day, drop what is older than the settings say, whoever does the rounds.

Needs the database, the ages in days, and a clock: dropping much takes a while.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from newsdesk.clock import Clock
from newsdesk.jobs.report import Report
from pipeline.errors import NewsdeskError
from storage.engine import Connection, Engine
from storage.retention import AT_ONCE, KINDS, Keys, Kind, Last, last_retention, newest_fetch, reckon_from
from storage.runs import begin_run, end_run
from storage.transactions import reading, transact

EVERY = timedelta(hours=20)  # once a day, also where rounds begin at the same hour and end sooner than yesterday's


@dataclass(frozen=True, slots=True)
class RetentionDeps:
    """What retention needs."""

    engine: Engine
    days: Mapping[str, float]  # age at which each kind of row is dropped, as ``fetches_days``
    clock: Clock


@dataclass(frozen=True, slots=True)
class RetentionReport(Report):
    """How many rows of each kind were dropped, and from which moment their age was reckoned; None: it was not time."""

    reckoned_from: datetime | None = None
    dropped: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        found = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in self.dropped.items() if count)
        return [f"retention: {found} dropped"] if found else []


def is_due(last: Last | None, now: datetime) -> bool:
    """Return whether it is another day's turn. A last time that lies ahead was written by a wrong clock."""
    return last is None or last.at > now or now - last.at >= EVERY


def drop_old_rows(
    deps: RetentionDeps, round_began: datetime, *, should_stop: Callable[[], bool] = lambda: False
) -> RetentionReport:
    """Drop what is older than *days* allow, if a day has passed since the last time.

    *round_began*: the fetches of this round are no witnesses of the time, for its clock may be wrong.
    Told to stop, it leaves the rest to the next round. Raises StorageError and RetryLaterError when the database fails.
    """
    engine, now = deps.engine, deps.clock()
    with reading(engine) as connection:
        last = last_retention(connection)
        if not is_due(last, now):
            return RetentionReport()
        reckoned = reckon_from(now, newest_fetch(connection, round_began), last)
    run_id = transact(engine, lambda connection: begin_run(connection, "retention", now))
    report = RetentionReport(reckoned)
    outcome, problem = "ok", None
    try:
        for kind in KINDS:
            before = reckoned - timedelta(days=deps.days[f"{kind.name}_days"])
            report.dropped[kind.name] = _drop(engine, kind, before, should_stop)
        outcome = "stopped" if should_stop() else "ok"
    except NewsdeskError as exc:
        outcome, problem = "failed", str(exc)
        raise
    finally:
        counts = report.dropped | {"reckoned_from": int(reckoned.timestamp())}
        transact(engine, lambda connection: end_run(connection, run_id, outcome, counts, deps.clock(), problem))
    return report


def _drop(engine: Engine, kind: Kind, before: datetime, should_stop: Callable[[], bool]) -> int:
    with reading(engine) as connection:
        old = kind.find(connection, before)
    count = 0
    for start in range(0, len(old), AT_ONCE):
        if should_stop():
            break
        count += transact(engine, partial(_drop_some, kind, old[start : start + AT_ONCE]))
    return count


def _drop_some(kind: Kind, keys: Keys, connection: Connection) -> int:
    return kind.drop(connection, keys)
