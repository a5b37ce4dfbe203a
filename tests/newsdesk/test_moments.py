"""What people name as days and moments, and how moments are shown to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.moments import Days, parse_moment, parse_since, parse_until, shown

OSLO, LIMA, APIA = ZoneInfo("Europe/Oslo"), ZoneInfo("America/Lima"), ZoneInfo("Pacific/Apia")
EVENING = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # half an hour past midnight of the 21st in Oslo


def utc(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        ("today", UTC, utc(20), utc(21)),
        ("today", OSLO, utc(20, 23), utc(21, 23)),
        ("Yesterday", OSLO, utc(19, 23), utc(20, 23)),
        ("today", LIMA, utc(20, 5), utc(21, 5)),
        ("2026-11-18", APIA, utc(17, 11), utc(18, 11)),
        ("2026-10-25", OSLO, utc(24, 22, month=10), utc(25, 23, month=10)),  # 25 hours
        ("2026-11", OSLO, utc(31, 23, month=10), utc(30, 23)),
        ("2026-W47", OSLO, utc(15, 23), utc(22, 23)),
        ("2026-w47", UTC, utc(16), utc(23)),
        ("2026-W47-3", UTC, utc(18), utc(19)),
        (" 2d ", OSLO, EVENING - timedelta(days=2), EVENING - timedelta(days=2)),
        ("36H", UTC, EVENING - timedelta(hours=36), EVENING - timedelta(hours=36)),
        ("2026-11-20T09:00", OSLO, utc(20, 8), utc(20, 8)),
        ("2026-11-20 09:00", LIMA, utc(20, 14), utc(20, 14)),
        ("2026-11-20T09:00z", OSLO, utc(20, 9), utc(20, 9)),
        ("2026-11-20T09:00+02:00", LIMA, utc(20, 7), utc(20, 7)),
    ],
)
def test_a_day_is_that_of_the_readers_zone(text, zone, start, end):
    assert (parse_since(text, EVENING, zone), parse_until(text, EVENING, zone)) == (start, end)


@pytest.mark.parametrize("text", ["", "soonish", "2026-13", "2026-11-31", "2026-W60", "2d ago", "-2d", "٣d", "2026"])
def test_what_is_no_moment_is_answered_with_the_grammar(text):
    with pytest.raises(ValueError, match="expected today, yesterday, 2d"):
        parse_moment(text)


@pytest.mark.parametrize(
    "text", ["0001-01-01", "9999-12-31", "9999-12", "9999-W52", "1899-W52", "0001-01-01T00:00+14:00"]
)
def test_days_on_which_no_article_is_dated_are_refused(text):
    with pytest.raises(ValueError, match="from 1900-01-01 to 2999-12-31"):
        parse_moment(text)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.sampled_from([UTC, OSLO, LIMA, APIA]))
def test_days_follow_each_other_without_a_gap(day, zone):
    following = Days(day + timedelta(days=1), day + timedelta(days=1))
    assert parse_until(day.isoformat(), EVENING, zone) == following.span(EVENING, zone).start


def test_a_moment_is_shown_in_its_zone_and_says_which():
    assert shown(EVENING, OSLO) == "2026-11-21 00:30 CET"
    assert shown(EVENING, UTC) == "2026-11-20 23:30 UTC"
    assert shown(None, OSLO) == "never"
