"""When a source is next asked, in situations that have names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import DEFAULT_RULES, PollOutcome, interval, next_poll
from pipeline.records import PollState
from storage.poll_state import poll_state_from_json, poll_state_to_json

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)


def seldom():
    return PollState(rate=0.05, rated_at=NOW)


def daily():
    return PollState(rate=1.0, rated_at=NOW)


def busy():
    return PollState(rate=400.0, rated_at=NOW)


def keeps_office_hours():
    week = [0.0] * 168
    for day in range(5):
        for hour in range(9, 18):
            week[day * 24 + hour] = 4.0
    return PollState(rate=24.0, rated_at=NOW, week=tuple(week), seen=500)


def wait(state, outcome=None, now=NOW, **how):
    decided = next_poll(state, outcome or PollOutcome(ok=True), now, **how)
    assert decided.at is not None
    return decided.at - now


def test_the_more_a_source_publishes_the_sooner_it_is_asked():
    assert wait(seldom()) > wait(daily()) > wait(busy())


def test_the_wait_goes_by_the_root_of_the_rate():
    four = replace(daily(), rate=4.0)
    assert interval(daily(), NOW) / interval(four, NOW) == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize(
    ("state", "bound"), [(seldom(), DEFAULT_RULES.longest), (replace(busy(), rate=1e6), DEFAULT_RULES.shortest)]
)
def test_waits_have_bounds(state, bound):
    assert interval(state, NOW) == bound if bound == DEFAULT_RULES.shortest else interval(state, NOW) <= bound


def test_a_source_that_keeps_office_hours_is_left_alone_at_night_and_asked_in_the_morning():
    evening = NOW.replace(hour=20)
    waits = wait(keeps_office_hours(), now=evening)
    assert waits > 3 * wait(keeps_office_hours(), now=NOW.replace(hour=11))
    assert evening + waits < (NOW + timedelta(days=1)).replace(hour=10)


def test_a_whole_window_of_new_items_halves_the_wait():
    some = wait(daily(), PollOutcome(ok=True, new_items=3, window=10))
    whole = wait(daily(), PollOutcome(ok=True, new_items=10, window=10))
    assert whole < some * 0.75


def test_what_server_and_feed_ask_for_is_heeded_up_to_a_day():
    assert wait(busy(), PollOutcome(ok=True, hint=5 * HOUR)) == 5 * HOUR
    assert wait(busy(), PollOutcome(ok=True, hint=timedelta(days=365))) == 24 * HOUR


def test_a_fixed_interval_is_kept():
    assert wait(busy(), fixed=timedelta(minutes=90)) == timedelta(minutes=90)


def test_failures_are_asked_ever_less_up_to_a_day_and_one_success_forgives_them():
    state, waits = daily(), []
    for _ in range(40):
        decided = next_poll(state, PollOutcome(ok=False), NOW)
        waits.append(decided.at - NOW)
        state = decided.state
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (HOUR, 24 * HOUR)
    assert next_poll(state, PollOutcome(ok=True), NOW).state.failures == 0


def test_a_source_that_is_gone_is_never_asked_again():
    assert next_poll(daily(), PollOutcome(ok=False, gone=True), NOW).at is None


def test_a_missing_source_is_switched_off_in_the_end_and_probed_weekly():
    state = replace(daily(), failures=29.0)
    decided = next_poll(state, PollOutcome(ok=False, missing=True), NOW)
    assert (decided.status, decided.at) == ("off", NOW + timedelta(days=7))


def test_retry_after_delays_a_failing_source_and_never_hastens_it():
    assert wait(daily(), PollOutcome(ok=False, retry_after=6 * HOUR)) == 6 * HOUR
    assert wait(daily(), PollOutcome(ok=False, retry_after=timedelta(seconds=1))) == HOUR


def test_a_first_poll_tells_the_rate_by_the_dates_of_its_items():
    def first(hours_apart):
        dates = tuple(NOW - number * hours_apart * HOUR for number in range(20))
        return wait(PollState(), PollOutcome(ok=True, new_items=20, window=20, published_at=dates))

    assert first(1) < first(24)


@given(
    rates=st.lists(st.integers(0, 50), max_size=30),
    hours=st.lists(st.floats(0.1, 400), min_size=30, max_size=30),
)
def test_whatever_was_seen_the_next_poll_lies_within_bounds_and_the_state_survives_storing(rates, hours):
    state, now = PollState(), NOW
    for new, gap in zip(rates, hours, strict=False):
        decided = next_poll(state, PollOutcome(ok=True, new_items=new, window=50), now)
        assert DEFAULT_RULES.shortest <= decided.at - now <= DEFAULT_RULES.longest
        state, now = decided.state, now + timedelta(hours=gap)
    kept = poll_state_from_json(poll_state_to_json(state))
    assert poll_state_to_json(kept) == poll_state_to_json(state)
