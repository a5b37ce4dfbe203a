"""Which sources need a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.records import Expected, FeedEntry, PollState, Source
from storage import sources
from storage.fetches import record_poll_fetch
from storage.queries.health import alarms, health
from storage.upsert_items import upsert_items
from tests import polls

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def a_source(**facts):
    return Source("outlet", "https://outlet.example/feed", **facts)


def daily_for_a_month(connection):
    for days in range(30, 0, -1):
        polled(connection, at=NOW - days * DAY, new=1)


def polled(connection, at=NOW, new=0, status="ok", failures=0.0, problem=None, rate=None):
    for number in range(new):
        entry = FeedEntry("outlet", f"https://outlet.example/{at:%m%d%H}-{number}", title=f"Story {at} {number}")
        upsert_items(
            connection, "outlet", [entry], at, may_speak=lambda _source, _url: True, may_fetch=lambda _new: 100
        )
    outcome = problem or ("ok" if new else "unchanged")
    state = PollState(rate=rate, failures=failures)
    polls.polled(connection, "outlet", at, at + DAY, status=status, outcome=outcome, state=state, new=new)
    record_poll_fetch(connection, "outlet", polls.a_fetch(at, outcome))


@pytest.fixture
def connection(engine):
    with engine.begin() as opened:
        sources.sync_sources(opened, [a_source()], NOW - 40 * DAY)
        yield opened


def the_alarms(connection, now=NOW, **facts):
    return alarms(connection, {"outlet": a_source(**facts)}, now)


def test_a_source_that_does_as_it_always_did_raises_none(connection):
    daily_for_a_month(connection)
    (found,) = health(connection, {"outlet": a_source()}, NOW)
    assert found.alarm is None
    assert found.items_per_day == pytest.approx(1.0)
    assert (found.polls, found.unchanged, found.last_new_at) == (30, 0, NOW - DAY)


def test_a_source_never_asked_raises_none(connection):
    assert the_alarms(connection) == []


def test_silence_against_its_own_history_is_an_alarm(connection):
    daily_for_a_month(connection)
    assert the_alarms(connection, NOW + 2 * DAY) == []
    (alarm,) = the_alarms(connection, NOW + 6 * DAY)
    assert "silent for 7 days" in alarm


def test_silence_stays_an_alarm_when_a_month_has_forgotten_what_was_usual(connection):
    daily_for_a_month(connection)
    assert all("silent" in alarm for alarm in the_alarms(connection, NOW + 61 * DAY))
    assert the_alarms(connection, NOW + 61 * DAY)


@pytest.mark.parametrize("gap", [9 * DAY, 40 * DAY])
def test_a_time_in_which_nobody_looked_is_no_silence(connection, gap):
    """As after a clock that was set back and then put right, or a machine that was off."""
    daily_for_a_month(connection)
    back = NOW + gap
    for hours in (0, 6, 12):
        polled(connection, at=back + timedelta(hours=hours))
    assert the_alarms(connection, back + timedelta(hours=13)) == []


def test_a_source_that_is_silent_after_such_a_time_is_told_all_the_same(connection):
    daily_for_a_month(connection)
    back = NOW + 9 * DAY
    for days in range(8):
        polled(connection, at=back + days * DAY, rate=1.0)
    (alarm,) = the_alarms(connection, back + 8 * DAY)
    assert "silent" in alarm


def test_the_backlog_of_a_first_poll_does_not_make_a_slow_source_silent(connection):
    polled(connection, at=NOW - 5 * DAY, new=20, rate=0.2)
    assert the_alarms(connection) == []


def test_a_source_that_is_always_slow_is_not_silent(connection):
    for days in (28, 14):
        polled(connection, at=NOW - days * DAY, new=1)
    assert the_alarms(connection) == []


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        (Expected(silent_after=timedelta(hours=12)), "silent"),
        (Expected(items_per_day_min=5.0), "expected at least 5"),
        (Expected(items_per_day_max=0.5), "expected at most 0.5"),
        (Expected(0.5, 5.0, 3 * DAY), None),
    ],
)
def test_leaving_the_expected_bounds_is_an_alarm(connection, expect, says):
    daily_for_a_month(connection)
    found = the_alarms(connection, expect=expect)
    assert says in found[0] if says else found == []


@pytest.mark.parametrize(
    ("state", "failures", "says"),
    [("failing", 5.0, "timeout"), ("off", 30.0, "once a week"), ("gone", 1.0, "410"), ("failing", 1.0, None)],
)
def test_a_source_that_keeps_failing_is_an_alarm_with_its_class(connection, state, failures, says):
    polled(connection, status=state, failures=failures, problem="timeout")
    found = the_alarms(connection)
    assert says in found[0] if says else found == []


def test_a_source_that_is_switched_off_raises_none(connection):
    polled(connection, status="failing", failures=9.0, problem="tls")
    sources.sync_sources(connection, [], NOW)
    (found,) = health(connection, {}, NOW)
    assert (found.state, found.alarm) == ("disabled", None)
