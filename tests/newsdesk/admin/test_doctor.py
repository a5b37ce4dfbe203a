"""What `newsdesk doctor` finds good and bad."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsdesk.admin.doctor import GIB, DoctorDeps, Finding, Space, answers, disk, examine, quarantine, rounds
from pipeline.records import Source
from storage import sources
from storage.engine import database_file
from storage.fetches import record_poll_fetch
from storage.queries.health import RoundRow, polled_last
from storage.runs import begin_run, end_run
from storage.transactions import transact
from tests.polls import a_fetch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def a_round(at: datetime, outcome: str | None = "ok", problem: str | None = None) -> RoundRow:
    return RoundRow(at, None if outcome is None else at + MINUTE, outcome, problem)


def every(gap: timedelta, until: datetime) -> list[RoundRow]:
    return [a_round(until - number * gap) for number in range(20)]


def bad(findings: list[Finding]) -> list[str]:
    return [one.what for one in findings if not one.good]


def test_rounds_that_come_as_usual_are_good():
    last = every(5 * MINUTE, NOW - 7 * MINUTE)
    (found,) = rounds(last[0], last, NOW)
    assert found == Finding(True, "last good round: ended 2026-11-20 08:54 UTC, 6 min ago; usually one every 5 min")


@pytest.mark.parametrize(
    ("gap", "age", "good"),
    [
        (5 * MINUTE, 50 * MINUTE, True),  # a long round
        (5 * MINUTE, 2 * HOUR, False),
        (6 * HOUR, 20 * HOUR, True),
        (6 * HOUR, 26 * HOUR, False),
    ],
)
def test_a_good_round_is_old_after_a_few_times_the_usual_time(gap: timedelta, age: timedelta, good: bool):
    last = every(gap, NOW - age)
    (found,) = rounds(last[0], last, NOW)
    assert found.good is good


def test_while_nothing_is_usual_a_day_is_long():
    (young,), (old,) = (rounds(one, [one], NOW) for one in (a_round(NOW - 20 * HOUR), a_round(NOW - 30 * HOUR)))
    assert (young.good, old.good) == (True, False)


def test_a_round_in_the_future_is_told():
    ahead = a_round(NOW + 3 * DAY)
    assert bad(rounds(ahead, [ahead], NOW)) == ["last round: begun 2026-11-23 09:00 UTC, which is in the future"]


def test_failed_rounds_are_told_with_their_reason_and_leave_the_last_good_one_to_age():
    good = a_round(NOW - 3 * DAY)
    last = [a_round(NOW - number * HOUR, "failed", "DiskFullError: full") for number in range(1, 20)]
    found = bad(rounds(good, last, NOW))
    assert found[0] == "last round: failed 2026-11-20 08:00 UTC: DiskFullError: full"
    assert found[1].startswith("last good round: ended 2026-11-17 09:01 UTC, 3 days ago")
    assert bad(rounds(None, last, NOW))[1] == "last good round: none has ended well yet"


def test_a_newcomer_has_no_round_and_no_trouble():
    assert bad(rounds(None, [], NOW)) == []
    assert bad(rounds(None, [a_round(NOW, None)], NOW)) == []  # the first one is at work


def test_most_sources_without_an_answer_is_bad():
    assert answers(0, 0) == []
    assert bad(answers(10, 5)) == []
    assert bad(answers(10, 6)) == ["last polls: 6 of 10 sources did not answer"]


@pytest.mark.parametrize(
    ("total", "free", "good"),
    [(100, 50, True), (100, 3, False), (10_000, 300, True), (4, 0.5, False), (4, 1.5, True), (0, 0, False)],
)
def test_a_disk_is_nearly_full_by_share_and_by_size(total: float, free: float, good: bool):
    found = disk(Space(int(total * GIB), int(free * GIB)), Path("/srv"))
    assert found.good is good
    assert found.what.startswith("disk of /srv: ")


def test_some_pages_in_quarantine_are_told_and_many_are_bad():
    assert quarantine(0, 1000) == []
    assert quarantine(3, 20)[0].good
    assert quarantine(9, 1000)[0].good
    assert bad(quarantine(60, 1000)) == ["pages in quarantine: 60 of 1000"]


HALF_FULL = Space(100 * GIB, 50 * GIB)
SOURCES = {name: Source(name, f"https://{name}.example/feed") for name in "abc"}


def examined(engine: Engine, folder: Path, space: Space = HALF_FULL) -> list[Finding]:
    """Return what the doctor finds in a database that has been there for some days, with no configuration."""
    transact(engine, lambda one: sources.sync_sources(one, list(SOURCES.values()), NOW - 9 * DAY))
    deps = DoctorDeps(
        folder,
        "https://desk.example/",
        has_no_database=lambda: False,
        open_database=lambda: nullcontext(engine),
        read_sources=lambda: SOURCES,
        space=lambda _folder: space,
    )
    return [one for one in examine(deps, NOW) if not one.what.startswith("configuration: ")]


def test_the_doctor_reads_rounds_and_polls_from_rows(engine: Engine, tmp_path: Path):
    def work(connection):
        for hours, outcomes in ((2, ["ok", "ok", "timeout"]), (1, ["timeout", "dns", "unchanged"])):
            at = NOW - hours * HOUR
            number = begin_run(connection, "round", at)
            for name, outcome in zip("abc", outcomes, strict=True):
                record_poll_fetch(connection, name, a_fetch(at + MINUTE, outcome))
            end_run(connection, number, "ok", {}, at + 2 * MINUTE)

    transact(engine, work)
    found = examined(engine, tmp_path)
    told = {one.what: one.good for one in found}
    assert told["last polls: 2 of 3 sources did not answer"] is False
    assert told["last good round: ended 2026-11-20 08:02 UTC, 58 min ago"] is True
    assert told["pages waiting to be processed: 0"] is True
    assert [what for what, good in told.items() if not good] == ["last polls: 2 of 3 sources did not answer"]


def test_polls_count_where_no_round_was_ever_done(engine: Engine, tmp_path: Path):
    def work(connection):
        for name, outcome in (("a", "timeout"), ("b", "dns"), ("c", "ok")):
            record_poll_fetch(connection, name, a_fetch(NOW - MINUTE, outcome))
        return polled_last(connection)

    assert transact(engine, work) == (3, 2)


def test_the_doctor_looks_at_the_disk_of_a_database_that_is_a_file(engine: Engine, tmp_path: Path):
    found = examined(engine, tmp_path, Space(100 * GIB, GIB // 2))
    full = [one.what for one in found if one.what.startswith("disk of")]
    assert len(full) == (database_file(engine) is not None)
    assert [one.what for one in found if not one.good] == full
