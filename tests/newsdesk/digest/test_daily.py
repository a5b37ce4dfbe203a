"""The digests that rounds write, from rows to files."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsdesk.digest.daily import write_if_due
from newsdesk.settings.load import load
from newsdesk.wiring import House
from storage import sources
from storage.digests import digest_made
from storage.transactions import reading, transact
from tests.storage.queries.test_read_digest import START, a_story, an_article

DAY = timedelta(days=1)
NOON = START + timedelta(hours=12)  # of 15 October 2026
MORNING = START + timedelta(hours=30, minutes=5)  # after it, when its digest is due


class Desk:
    """A house whose clock is set by hand, with one source."""

    def __init__(self, folder: Path, url: str) -> None:
        (folder / "sources").mkdir(parents=True)
        settings = f"[database]\nurl = {json.dumps(url)}\n[digest]\nout = {json.dumps(str(folder / 'out'))}\n"
        (folder / "newsdesk.toml").write_text(settings + 'formats = ["md"]\n')
        (folder / "sources" / "press.toml").write_text('[[source]]\nname = "ledger"\nurl = "https://a.example/feed"\n')
        self.out = folder / "out"
        self.now = NOON
        self.house = House(load(folder, {}), lambda: self.now)

    def begins(self, at: datetime) -> None:
        transact(self.house.engine, lambda one: sources.sync_sources(one, list(self.house.sources.values()), at))

    def polled(self, at: datetime, problem: str | None = None) -> None:
        state, failures = ("ok", 0.0) if problem is None else ("failing", 1.0)
        polled = sources.Polled({}, at + DAY / 2, state, failures, problem, succeeded=problem is None)
        row = sources.FetchRow("ledger", "list", "https://a.example/feed", at, 0.1, problem or "ok")

        def work(connection):
            sources.record_poll(connection, "ledger", polled, at)
            sources.record_fetch(connection, row)

        transact(self.house.engine, work)

    def files(self, number: int, dated: datetime, filed: datetime) -> None:
        def work(connection):
            a_story(connection, number, headline=f"Story {number}")
            an_article(connection, number, number, 0, dated_at=dated, filed_at=filed, seen_at=filed)

        transact(self.house.engine, work)

    def writes(self, now: datetime) -> list[str]:
        self.now = now
        return [file.stem for file in write_if_due(self.house).files]

    def text(self, day: str) -> str:
        return (self.out / f"{day}.md").read_text("utf-8")


@pytest.fixture
def desk(tmp_path: Path, database_url: str):
    found = Desk(tmp_path / "desk", database_url)
    yield found
    found.house.close()


def test_a_newcomer_gets_no_digest_of_the_day_before(desk: Desk):
    desk.begins(NOON)
    desk.polled(NOON)
    assert desk.writes(NOON + timedelta(minutes=1)) == []
    with reading(desk.house.engine) as connection:
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
    desk.now = MORNING
    written = write_if_due(desk.house)
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
    return desk.house.engine.begin()


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
