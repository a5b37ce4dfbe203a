"""Retention: once a day what is old is forgotten, by whoever does the rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from newsdesk.wiring import House
from pipeline.errors import NewsdeskError
from storage.engine import Connection, Engine
from storage.retention import AT_ONCE, KINDS, Keys, Kind, Last, last_retention, newest_fetch, reckon_from
from storage.runs import begin_run, end_run
from storage.transactions import reading, transact

EVERY = timedelta(days=1)


@dataclass(frozen=True)
class RetentionReport:
    """How many rows of each kind were forgotten, reckoned from which moment."""

    reckoned_from: datetime
    dropped: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        found = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in self.dropped.items() if count)
        return [f"retention: {found} dropped"] if found else []


def is_due(last: Last | None, now: datetime) -> bool:
    """Return whether a day has passed since *last*. A last time that lies ahead was written by a wrong clock."""
    return last is None or last.at > now or now - last.at >= EVERY


def forget_if_due(house: House, round_began: datetime, stopping: Callable[[], bool]) -> RetentionReport | None:
    """Forget what is older than the settings say; None when it is not time.

    *round_began*: the fetches of this round are no witnesses of the time, for its clock may be wrong.
    Told to stop, it leaves the rest to the next round.
    """
    engine, now = house.engine, house.clock()
    with reading(engine) as connection:
        last = last_retention(connection)
        if not is_due(last, now):
            return None
        reckoned = reckon_from(now, newest_fetch(connection, round_began), last)
    run_id = transact(engine, lambda connection: begin_run(connection, "retention", now))
    report = RetentionReport(reckoned)
    days = house.settings.retention.model_dump()
    outcome, problem = "ok", None
    try:
        for kind in KINDS:
            before = reckoned - timedelta(days=days[f"{kind.name}_days"])
            report.dropped[kind.name] = _drop(engine, kind, before, stopping)
        outcome = "stopped" if stopping() else "ok"
    except NewsdeskError as exc:
        outcome, problem = "failed", str(exc)
        raise
    finally:
        counts = report.dropped | {"reckoned_from": int(reckoned.timestamp())}
        transact(engine, lambda connection: end_run(connection, run_id, outcome, counts, house.clock(), problem))
    return report


def _drop(engine: Engine, kind: Kind, before: datetime, stopping: Callable[[], bool]) -> int:
    with reading(engine) as connection:
        old = kind.find(connection, before)
    count = 0
    for start in range(0, len(old), AT_ONCE):
        if stopping():
            break
        count += transact(engine, partial(_drop_some, kind, old[start : start + AT_ONCE]))
    return count


def _drop_some(kind: Kind, keys: Keys, connection: Connection) -> int:
    return kind.drop(connection, keys)
