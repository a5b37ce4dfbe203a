"""The digests that rounds write, from rows to files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine

from newsdesk.digest.cut import rules_of
from newsdesk.jobs.digest import DigestDeps, write_due_digests
from newsdesk.settings.model import Settings
from newsdesk.wiring.jobs import digest_times
from pipeline.records import PollState, Source
from storage import sources
from storage.digests import digest_made
from storage.fetches import record_poll_fetch
from storage.transactions import reading, transact
from tests import polls
from tests.storage.queries.test_read_digest import START, a_story, an_article

DAY = timedelta(days=1)
NOON = START + timedelta(hours=12)  # of 15 October 2026
LEDGER = Source("ledger", "https://a.example/feed")
MORNING = START + timedelta(hours=30, minutes=5)  # after it, when its digest is due


class Desk:
    """A database with one source, and a folder for its digests."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.out = folder
        self.engine = engine
        self.deps = DigestDeps(engine, lambda: rules_of(Settings()), digest_times(Settings()), folder, ["md"])

    def begins(self, at: datetime) -> None:
        transact(self.engine, lambda one: sources.sync_sources(one, [LEDGER], at))

    def polled(self, at: datetime, problem: str | None = None) -> None:
        status, failures = ("ok", 0.0) if problem is None else ("failing", 1.0)
        outcome, state = problem or "ok", PollState(failures=failures)

        def work(connection):
            polls.polled(connection, "ledger", at, at + DAY / 2, status=status, outcome=outcome, state=state)
            record_poll_fetch(connection, "ledger", polls.a_fetch(at, outcome))

        transact(self.engine, work)

    def files(self, number: int, dated: datetime, filed: datetime) -> None:
        def work(connection):
            a_story(connection, number, headline=f"Story {number}")
            an_article(connection, number, number, 0, dated_at=dated, filed_at=filed, seen_at=filed)

        transact(self.engine, work)

    def writes(self, now: datetime) -> list[str]:
        return [file.stem for file in write_due_digests(self.deps, now).files]

    def text(self, day: str) -> str:
        return (self.out / f"{day}.md").read_text("utf-8")


@pytest.fixture
def desk(tmp_path: Path, engine: Engine) -> Desk:
    return Desk(tmp_path / "out", engine)


def test_a_newcomer_gets_no_digest_of_the_day_before(desk: Desk):
    desk.begins(NOON)
    desk.polled(NOON)
    assert desk.writes(NOON + timedelta(minutes=1)) == []
    with reading(desk.engine) as connection:
        assert digest_made(connection, date(2026, 10, 14)) is None
    assert desk.writes(MORNING - DAY / 2) == []
    desk.polled(MORNING - timedelta(minutes=1))
    assert desk.writes(MORNING) == ["2026-10-15"]  # watched, though without news
    assert "Nothing was reported on this day" in desk.text("2026-10-15")


def test_it_waits_for_the_sources_and_says_so(desk: Desk):
    desk.begins(NOON)
    desk.polled(NOON)
    desk.files(1, NOON, NOON)
    desk.polled(MORNING - timedelta(minutes=1), problem="timeout")
    written = write_due_digests(desk.deps, MORNING)
    assert (written.files, [one.why for one in written.waiting]) == (
        (),
        ["0 of 1 sources have answered since the day ended"],
    )
    desk.polled(MORNING + DAY)
    assert desk.writes(MORNING + DAY + timedelta(minutes=1)) == ["2026-10-15"]


def test_late_articles_change_it_until_noon_and_only_if_it_says_something_else(desk: Desk):
    desk.begins(NOON)
    desk.polled(MORNING - timedelta(minutes=1))
    desk.files(1, NOON, NOON)
    assert desk.writes(MORNING) == ["2026-10-15"]
    assert desk.writes(MORNING + timedelta(minutes=1)) == []
    desk.files(2, NOON + timedelta(hours=11), MORNING + timedelta(hours=1))
    assert desk.writes(MORNING + timedelta(hours=2)) == ["2026-10-15"]
    assert "Title 2" in desk.text("2026-10-15")
    with transacting(desk) as connection:
        a_story(connection, 3, relevance=0.0)  # not about AI: in no digest, so nothing changes
        an_article(connection, 3, 3, 0, dated_at=NOON, filed_at=MORNING + timedelta(hours=3), seen_at=NOON)
    before = (desk.out / "2026-10-15.md").stat().st_mtime_ns
    assert desk.writes(MORNING + timedelta(hours=4)) == []
    desk.files(4, NOON, MORNING + timedelta(hours=7))
    assert desk.writes(MORNING + timedelta(hours=8)) == []
    assert (desk.out / "2026-10-15.md").stat().st_mtime_ns == before


def transacting(desk: Desk):
    return desk.engine.begin()


def test_days_missed_are_made_up_each_once(desk: Desk):
    desk.begins(NOON)
    desk.polled(NOON)
    desk.files(1, NOON, NOON)
    back = MORNING + 3 * DAY
    desk.polled(back)
    desk.files(2, NOON + 2 * DAY, back)
    assert desk.writes(back + timedelta(minutes=1)) == ["2026-10-15", "2026-10-17"]
    assert desk.writes(back + timedelta(minutes=2)) == []


@pytest.mark.parametrize("wrong", [datetime(2031, 5, 5, 8, tzinfo=UTC), datetime(2019, 1, 1, 8, tzinfo=UTC)])
def test_one_round_by_a_wrong_clock_writes_nothing_and_blocks_nothing(desk: Desk, wrong: datetime):
    desk.begins(NOON)
    desk.polled(NOON)
    desk.files(1, NOON, NOON)
    desk.polled(wrong - timedelta(minutes=1))
    assert desk.writes(wrong) == []
    desk.polled(MORNING - timedelta(minutes=1))
    assert desk.writes(MORNING) == ["2026-10-15"]


def test_a_digest_made_by_a_clock_two_days_ahead_is_made_again(desk: Desk):
    desk.begins(NOON)
    desk.files(1, NOON, NOON)
    desk.polled(NOON + 2 * DAY)
    assert desk.writes(NOON + 2 * DAY) == ["2026-10-15"]  # the day is not over
    desk.files(2, NOON + timedelta(hours=6), NOON + timedelta(hours=6))
    desk.polled(MORNING - timedelta(minutes=1))
    assert desk.writes(MORNING) == ["2026-10-15"]
    assert "Title 2" in desk.text("2026-10-15")


def test_a_feed_rolls_on_and_the_days_are_listed(tmp_path: Path, engine: Engine):
    desk = Desk(tmp_path / "out", engine)
    desk.deps = replace(desk.deps, formats=["html", "atom"])
    desk.begins(NOON)
    for number in (1, 2):
        day = (number - 1) * DAY
        desk.polled(MORNING + day - timedelta(minutes=1))
        desk.files(number, NOON + day, NOON + day)
        written = [file.name for file in write_due_digests(desk.deps, MORNING + day).files]
        assert written == [f"2026-10-{14 + number}.html", "feed.atom", "index.html", "latest.html"]
    feed = etree.fromstring((desk.out / "feed.atom").read_bytes())
    assert [one.text.rpartition(":")[0] for one in feed.iterfind("{*}entry/{*}id")] == [
        "urn:newsdesk:digest:2026-10-16:story",
        "urn:newsdesk:digest:2026-10-15:story",
    ]
    assert (desk.out / "latest.html").read_bytes() == (desk.out / "2026-10-16.html").read_bytes()
    index = etree.HTML((desk.out / "index.html").read_text("utf-8"))
    assert index.xpath("//h2/a/@href") == ["2026-10-16.html", "2026-10-15.html"]
    assert not list(desk.out.glob("2026*.atom"))
    assert write_due_digests(desk.deps, MORNING + DAY + timedelta(minutes=1)).files == ()
