"""Which days' digests are due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.digest.due import Act, DayRows, DigestTimes, DueDay, Polling, day_bounds, days_in_question, due_days

BERLIN = ZoneInfo("Europe/Berlin")
TIMES = DigestTimes(BERLIN, hour=6, rewrite_until_h=12)
FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=BERLIN).astimezone(UTC)


def rows(day: date, made: datetime | None = None, **facts) -> DayRows:
    return DayRows(day, day_bounds(day, "Europe/Berlin")[1], made, **facts)


def answered(moment: datetime) -> Polling:
    return Polling(moment, moment, moment + 12 * HOUR)


def failed(moment: datetime, times: float = 1.0) -> Polling:
    return Polling(moment, moment - DAY, moment + 12 * HOUR, times)


def due(now: datetime, *days: DayRows, sources: list[Polling] | None = None) -> list[tuple[date, Act]]:
    polled = [answered(now - timedelta(minutes=5))] if sources is None else sources
    return [(one.day, one.act) for one in due_days(now, TIMES, days, polled)]


def test_a_day_is_in_question_from_its_hour_on():
    began = at(FRIDAY, "09:00")
    assert FRIDAY not in days_in_question(at(SATURDAY, "05:59"), TIMES, began)
    assert days_in_question(at(SATURDAY, "06:00"), TIMES, began)[-1] == FRIDAY


def test_days_missed_are_in_question_oldest_first_and_none_from_before_the_beginning():
    began = at(FRIDAY, "09:00")
    found = days_in_question(at(SATURDAY + 3 * DAY, "08:00"), TIMES, began)
    assert found == [FRIDAY - DAY + number * DAY for number in range(5)]


def test_however_long_the_sleep_two_weeks_are_made_up():
    now = at(FRIDAY + 400 * DAY, "08:00")
    assert len(days_in_question(now, TIMES, at(FRIDAY, "09:00"))) == 14


def test_nothing_is_in_question_before_a_source_was_added_or_by_a_clock_that_is_behind():
    assert days_in_question(at(SATURDAY, "08:00"), TIMES, None) == []
    assert days_in_question(at(FRIDAY - 900 * DAY, "08:00"), TIMES, at(FRIDAY, "09:00")) == []


def test_a_day_with_news_is_made_once():
    now = at(SATURDAY, "06:05")
    assert due(now, rows(FRIDAY, articles=3)) == [(FRIDAY, Act.MAKE)]
    assert due(now, rows(FRIDAY, now - HOUR / 60, articles=3, watched=True)) == []


def test_a_day_without_news_is_made_only_when_it_was_watched():
    now = at(SATURDAY, "06:05")
    assert due(now, rows(FRIDAY, watched=True)) == [(FRIDAY, Act.MAKE)]
    assert due(now, rows(FRIDAY)) == []  # a newcomer's day before, days asleep, a wrong clock's days


def test_each_day_missed_is_made():
    days = [rows(FRIDAY + number * DAY, articles=number % 2) for number in range(4)]
    assert due(at(FRIDAY + 4 * DAY, "08:00"), *days) == [(FRIDAY + DAY, Act.MAKE), (FRIDAY + 3 * DAY, Act.MAKE)]


@pytest.mark.parametrize(
    ("sources", "act"),
    [
        ([answered(at(SATURDAY, "05:00")), failed(at(SATURDAY, "05:00"))], Act.MAKE),
        ([answered(at(SATURDAY, "05:00")), *[failed(at(SATURDAY, "05:00"))] * 2], Act.WAIT),
        # Not due since the day ended: its evening comes later, as always.
        ([answered(at(SATURDAY, "05:00")), *[answered(at(FRIDAY, "20:00"))] * 9], Act.MAKE),
        # Due, and not asked: the machine slept, or the round was cut short.
        ([answered(at(SATURDAY, "05:00")), *[answered(at(FRIDAY, "17:00"))] * 9], Act.WAIT),
        # Known to be broken: nothing waits for them, unless there is nobody else.
        ([answered(at(SATURDAY, "05:00")), *[failed(at(SATURDAY, "05:00"), 9.0)] * 9], Act.MAKE),
        ([failed(at(SATURDAY, "05:00"), 9.0)] * 9, Act.WAIT),
        # An answer in the future was noted by a wrong clock, and says nothing.
        ([Polling(at(SATURDAY + 9 * DAY, "05:00"), at(SATURDAY + 9 * DAY, "05:00"), None)], Act.WAIT),
        ([], Act.MAKE),
    ],
)
def test_a_digest_waits_until_most_sources_have_answered_since_the_day_ended(sources: list[Polling], act: Act):
    assert due(at(SATURDAY, "06:05"), rows(FRIDAY, articles=3), sources=sources) == [(FRIDAY, act)]


def test_who_waits_says_for_how_many():
    sources = [answered(at(SATURDAY, "05:00")), *[failed(at(SATURDAY, "05:00"))] * 2]
    (one,) = due_days(at(SATURDAY, "06:05"), TIMES, [rows(FRIDAY, articles=3)], sources)
    assert one == DueDay(FRIDAY, Act.WAIT, "1 of 3 sources have answered since the day ended")


MADE = at(SATURDAY, "06:05")


@pytest.mark.parametrize(
    ("filed", "now", "acts"),
    [
        ("07:30", at(SATURDAY, "07:31"), [Act.REWRITE]),
        ("07:30", at(SATURDAY + DAY, "06:05"), [Act.REWRITE]),  # filed in time, and the next round came late
        ("12:01", at(SATURDAY, "12:02"), []),
        ("06:04", at(SATURDAY, "07:31"), []),
        ("08:00", at(SATURDAY, "07:31"), []),  # noted by a wrong clock
    ],
)
def test_what_is_filed_in_the_morning_after_changes_the_digest(filed: str, now: datetime, acts: list[Act]):
    late = rows(FRIDAY, MADE, articles=4, changed=(at(SATURDAY, filed),))
    assert [act for _, act in due(now, late)] == acts


def test_a_day_made_up_later_is_changed_until_the_noon_after_that():
    made = at(SATURDAY + 2 * DAY, "08:00")
    assert TIMES.rewritten_until(FRIDAY, made) == at(SATURDAY + 2 * DAY, "12:00")
    assert TIMES.rewritten_until(FRIDAY, made + 8 * HOUR) == at(SATURDAY + 3 * DAY, "12:00")


def test_what_a_clock_ahead_made_is_made_again_and_blocks_nothing():
    ahead = rows(FRIDAY, at(SATURDAY + 30 * DAY, "06:05"), articles=3, watched=True)
    assert due(at(SATURDAY, "06:05"), ahead) == [(FRIDAY, Act.MAKE)]


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), hour=st.integers(0, 23))
def test_each_day_is_due_once_and_after_it_ended_whatever_the_clocks_do(day: date, hour: int):
    times = DigestTimes(BERLIN, hour, 12)
    moment = times.due_at(day)
    assert moment >= day_bounds(day, "Europe/Berlin")[1]
    assert times.due_at(day + DAY) > moment
    began = at(date(2020, 1, 1), "00:00")
    assert day in days_in_question(moment, times, began)
    assert day not in days_in_question(moment - timedelta(seconds=1), times, began)
