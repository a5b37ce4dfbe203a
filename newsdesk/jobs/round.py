"""A round: the jobs that belong to it, one after the other, and a row in ``run`` that says what they came to.

`newsdesk run` does one, the daemon one at every tick.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TypeVar

from newsdesk.jobs.prepare import prepare
from newsdesk.jobs.registry import JOBS, Call, Job, JobDeps
from newsdesk.jobs.report import OnProgress, Report, ignore
from newsdesk.log import bound_ids
from pipeline.errors import NewsdeskError
from storage.engine import Connection, Engine
from storage.lead import unfenced
from storage.runs import begin_run, end_run
from storage.transactions import transact

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class RoundReport(Report):
    """What a round's jobs came to, by name and in their order; a job that was not begun is missing."""

    reports: dict[str, Report] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)  # that each of them took

    @property
    def problem(self) -> str | None:
        return next((one.problem for one in self.reports.values() if one.problem), None)

    @property
    def exit_code(self) -> int:
        return max((one.exit_code for one in self.reports.values()), default=0)

    def lines(self) -> list[str]:
        return [line for one in self.reports.values() for line in one.lines()]

    def problems(self) -> list[str]:
        return [line for one in self.reports.values() for line in one.problems()]

    def counts(self) -> Mapping[str, int]:
        done = {name: count for one in self.reports.values() for name, count in one.counts().items()}
        return done | {f"{name}_ms": round(1000 * seconds) for name, seconds in self.seconds.items()}


async def run_round(
    deps: JobDeps,
    *,
    stop: asyncio.Event | None = None,
    on_progress: OnProgress = ignore,
    max_duration: timedelta | None = None,
    jobs: Sequence[Job] = JOBS,
) -> RoundReport:
    """Run those of *jobs* that belong to a round; crawl for *max_duration* at most.

    Once *stop* is set no job is begun. The round leaves a row: one that has begun and not ended was killed.
    """
    stop = stop or asyncio.Event()
    began = deps.clock()
    await asyncio.to_thread(prepare, deps.prepare, began)
    call = Call(began, stop, on_progress, max_duration)
    run_id = await _write(deps.engine, lambda connection: begin_run(connection, "round", began))
    report = RoundReport()
    try:
        with bound_ids(run=run_id):
            for job in jobs:
                if job.in_round and not stop.is_set():
                    begun = monotonic()
                    report.reports[job.name] = await job.work(deps, call)
                    report.seconds[job.name] = monotonic() - begun
    except Exception as exc:
        problem = f"{type(exc).__name__}: {exc}"
        with contextlib.suppress(NewsdeskError):  # a database that is gone; the successor ends the row
            await _end(deps, run_id, "failed", {}, problem)
        raise
    outcome = "stopped" if stop.is_set() else "failed" if report.problem else "ok"
    await _end(deps, run_id, outcome, report.counts(), report.problem)
    return report


async def _end(deps: JobDeps, run_id: int, outcome: str, counts: Mapping[str, int], problem: str | None) -> None:
    def work(connection: Connection) -> None:
        end_run(connection, run_id, outcome, dict(counts), deps.clock(), problem)

    await _write(unfenced(deps.engine), work)  # the round's own row, also when the lead was lost meanwhile


async def _write(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    return await asyncio.to_thread(transact, engine, work)
