"""When what was found is told: at the schedule's next moment, and never in quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.alerts.schedule import DAY, HOUR, WEEK, due_at
from newsdesk.settings.watching import Schedule

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY_NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)  # 14:00 in Berlin


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule(), "2026-10-15T12:00"),
        (Schedule(HOUR), "2026-10-15T13:00"),
        (Schedule(DAY, time(8), zone=BERLIN), "2026-10-16T06:00"),
        (Schedule(DAY, time(18), zone=BERLIN), "2026-10-15T16:00"),
        (Schedule(WEEK, time(8), 0, BERLIN), "2026-10-19T06:00"),
        (Schedule(WEEK, time(8), 3, BERLIN), "2026-10-22T06:00"),  # Thursday's eight o'clock is over
        (Schedule(quiet=(time(22), time(7)), zone=BERLIN), "2026-10-15T12:00"),
        (Schedule(quiet=(time(13), time(15)), zone=BERLIN), "2026-10-15T13:00"),
    ],
)
def test_what_is_found_on_thursday_at_noon(schedule, expected):
    assert due_at(schedule, THURSDAY_NOON) == at(expected)


def test_what_is_found_at_night_waits_until_the_quiet_hours_end():
    schedule = Schedule(quiet=(time(22), time(7)), zone=BERLIN)
    assert due_at(schedule, at("2026-10-15T21:30")) == at("2026-10-16T05:00")
    assert due_at(schedule, at("2026-10-16T04:59")) == at("2026-10-16T05:00")
    assert due_at(schedule, at("2026-10-16T05:00")) == at("2026-10-16T05:00")


def test_a_day_with_a_change_of_clocks_has_one_digest_at_its_hour():
    daily = Schedule(DAY, time(8), zone=BERLIN)  # on 25 October Berlin's clocks go back an hour
    assert due_at(daily, at("2026-10-24T06:00")) == at("2026-10-25T07:00")


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from([None, HOUR, DAY, WEEK]),
    st.times(),
    st.integers(0, 6),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_the_moment_lies_ahead_by_one_interval_at_most(now, every, moment, weekday, zone):
    due = due_at(Schedule(every, moment.replace(microsecond=0), weekday, ZoneInfo(zone)), now)
    longest = (every or timedelta(0)) + 2 * HOUR
    assert now <= due <= now + longest
