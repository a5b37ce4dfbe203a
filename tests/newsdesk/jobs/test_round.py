"""A round is the jobs of the list one after the other, and a row that says what they came to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from newsdesk.jobs.prepare import Configured, PrepareDeps
from newsdesk.jobs.registry import JOBS, Call, Job, JobDeps
from newsdesk.jobs.report import Report
from newsdesk.jobs.round import RoundReport, run_round
from pipeline.errors import StorageError
from pipeline.records import Source
from storage.schema.articles import run
from storage.schema.collect import source
from storage.transactions import reading

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Came(Report):
    """A report of which each part is told."""

    line: str
    wrong: str | None = None
    code: int = 0

    @property
    def problem(self) -> str | None:
        return self.wrong

    @property
    def exit_code(self) -> int:
        return self.code

    def lines(self) -> list[str]:
        return [self.line, *self.problems()]

    def problems(self) -> list[str]:
        return [self.wrong] if self.wrong else []

    def counts(self) -> Mapping[str, int]:
        return {self.line: 1}


def a_job(name: str, report: Report | Exception, *, stops: bool = False, in_round: bool = True) -> Job:
    async def work(_deps: JobDeps, call: Call) -> Report:
        if stops:
            call.stop.set()
        if isinstance(report, Exception):
            raise report
        return report

    return Job(name, work, in_round=in_round)


def needs(engine: Engine) -> JobDeps:
    """Return what a round of made-up jobs needs: these need nothing."""
    wire = Source("wire", "https://wire.example/feed")
    nothing = dict.fromkeys(("crawl", "process", "digest", "retention", "health", "telling"))
    return JobDeps(engine, lambda: NOW, PrepareDeps(engine, lambda: Configured([wire], [])), **nothing)


def done(engine: Engine, *jobs: Job) -> RoundReport:
    return asyncio.run(run_round(needs(engine), jobs=jobs))


def row(engine: Engine):
    with reading(engine) as connection:
        (found,) = connection.execute(select(run)).all()
    return found


def test_crawl_comes_before_process_and_the_digest_after_what_it_is_cut_from():
    assert [job.name for job in JOBS if job.in_round] == [
        "crawl",
        "process",
        "digest",
        "alerts",
        "deliver",
        "retention",
    ]


def test_jobs_outside_of_rounds_say_how_often_the_daemon_runs_them():
    assert all(job.in_round or job.every is not None for job in JOBS)


def test_the_row_says_what_all_jobs_came_to(engine):
    beside = a_job("health", Came("looked"), in_round=False)
    report = done(engine, a_job("crawl", Came("polled")), beside, a_job("process", Came("articles")))
    assert report.lines() == ["polled", "articles"]
    counts = row(engine).counts
    assert row(engine).outcome == "ok"
    assert {name: count for name, count in counts.items() if not name.endswith("_ms")} == {"polled": 1, "articles": 1}
    assert sorted(name for name in counts if name.endswith("_ms")) == ["crawl_ms", "process_ms"]  # what each took


def test_a_round_begins_by_writing_down_the_configured_sources(engine):
    done(engine)
    with reading(engine) as connection:
        assert connection.scalars(select(source.c.name)).all() == ["wire"]


def test_a_job_that_came_to_no_good_fails_the_round_but_not_the_jobs_after_it(engine):
    report = done(engine, a_job("crawl", Came("polled", "most failed", 4)), a_job("process", Came("articles")))
    assert (report.problems(), report.exit_code) == (["most failed"], 4)
    assert (row(engine).outcome, row(engine).problem) == ("failed", "most failed")
    assert list(report.reports) == ["crawl", "process"]


def test_no_job_is_begun_once_told_to_stop(engine):
    report = done(engine, a_job("crawl", Came("polled"), stops=True), a_job("process", Came("articles")))
    assert list(report.reports) == ["crawl"]
    assert row(engine).outcome == "stopped"


def test_an_error_ends_the_round_and_stands_in_its_row(engine):
    with pytest.raises(StorageError):
        done(engine, a_job("crawl", StorageError("disk full")), a_job("process", Came("articles")))
    assert (row(engine).outcome, row(engine).problem) == ("failed", "StorageError: disk full")
