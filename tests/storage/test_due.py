"""Which rows are due: in fair order, within their hosts' budgets, and though a wrong clock wrote them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from crawler.retries import SPREAD, wait_after
from pipeline.clock import is_due
from pipeline.records import FeedEntry, PageFailure, Source
from storage import hosts, items, sources
from storage.due import DEFAULT_RULES, DEFAULT_WAITS, ItemRules, Waits, a_crawl_is_due
from storage.leases import Lease
from storage.schema.collect import item, source
from storage.upsert_items import upsert_items
from tests.polls import polled

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASE = timedelta(minutes=2)
AHEAD = timedelta(days=400)
HOUR = timedelta(hours=1)
CONFIGURED = {"outlet": Source("outlet", "https://outlet.example/feed")}


@pytest.fixture
def connection(engine):
    with engine.begin() as opened:
        sources.sync_sources(opened, list(CONFIGURED.values()), NOW)
        yield opened


def crawl_is_due(connection, now=NOW):
    return a_crawl_is_due(connection, now, DEFAULT_WAITS, DEFAULT_RULES, LEASE)


def claim_sources(connection, now=NOW, **how):
    due = crawl_is_due(connection, now)
    claimed = sources.claim_sources(connection, Lease("us", now, LEASE), CONFIGURED, **how)
    assert due or not claimed
    return [one.source.name for one in claimed]


def claim_items(connection, now=NOW, **how):
    due = crawl_is_due(connection, now)
    claimed = items.claim_items(connection, Lease("us", now, LEASE), CONFIGURED, **({"limit": 100} | how))
    assert due or not claimed
    return [one.entry.title for one in claimed]


def take(connection, *titles, now=NOW, host="outlet.example"):
    entries = [FeedEntry("outlet", url=f"https://{host}/{title}", title=title) for title in titles]
    upsert_items(connection, "outlet", entries, now, may_fetch=lambda new: new, may_speak=lambda _source, _url: True)


def change(connection, title, **values):
    connection.execute(update(item).where(item.c.url.like(f"%/{title}")).values(**values))


def state_of(connection, title):
    return connection.execute(select(item).where(item.c.url.like(f"%/{title}"))).one()


def had(connection, *titles, due=NOW):
    """Let the pages of *titles* have been had, and be due for another look."""
    take(connection, *titles)
    for title in titles:
        change(connection, title, state="kept", fetched_at=NOW - HOUR, body_hash=b"x", next_try_at=due)


# --- whether a crawl finds anything ------------------------------------------------------------------


def test_a_crawl_is_due_once_a_source_is_and_not_while_another_process_has_it(connection):
    assert crawl_is_due(connection)
    claim_sources(connection)
    assert not crawl_is_due(connection)
    poll(connection, NOW + HOUR)
    assert not crawl_is_due(connection)
    assert crawl_is_due(connection, NOW + HOUR)


def test_a_crawl_is_due_for_an_item_alone_and_to_see_whether_the_network_is_back(connection):
    poll(connection, NOW + HOUR)
    take(connection, "a")
    assert crawl_is_due(connection)
    assert claim_items(connection) == ["a"]
    assert not crawl_is_due(connection)
    sources.defer_source(connection, "outlet", NOW + HOUR, "no route", network=True)
    assert crawl_is_due(connection)


# --- clocks --------------------------------------------------------------------------------------------


@given(ahead=st.timedeltas(timedelta(0), timedelta(days=5000)), longest=st.timedeltas(HOUR, timedelta(days=9)))
def test_whatever_lies_ahead_is_due_when_its_time_comes_or_when_it_waits_too_long(ahead, longest):
    assert is_due(NOW + ahead, NOW, longest) is (ahead == timedelta(0) or ahead > longest)
    assert is_due(NOW + ahead, NOW + ahead, longest)


def poll(connection, at, state="ok", now=NOW):
    polled(connection, "outlet", now, at, status=state)


@pytest.mark.parametrize(
    ("ahead", "state", "due"),
    [
        (12 * HOUR, "ok", False),
        (25 * HOUR, "failing", False),
        (30 * HOUR, "ok", True),
        (30 * HOUR, "off", False),
        (AHEAD, "off", True),
    ],
)
def test_a_source_that_waits_longer_than_any_does_is_due(connection, ahead, state, due):
    poll(connection, NOW + ahead, state)
    assert claim_sources(connection) == (["outlet"] if due else [])


def test_a_source_with_a_long_interval_of_its_own_waits_for_that(connection):
    poll(connection, NOW + 60 * HOUR)
    waits = Waits(fixed={"outlet": 60 * HOUR})
    assert claim_sources(connection, waits=waits) == []
    assert claim_sources(connection, NOW - 48 * HOUR, waits=waits) == ["outlet"]


def test_a_source_polled_in_the_future_is_due_and_one_that_is_gone_is_not(connection):
    poll(connection, NOW + 10 * HOUR, now=NOW + 8 * HOUR)
    assert claim_sources(connection) == ["outlet"]
    poll(connection, None, "gone", now=NOW + 8 * HOUR)
    assert claim_sources(connection) == []


def test_a_lease_from_the_future_binds_nobody_and_a_clock_a_little_ahead_does(connection):
    ahead = {"leased_by": "them", "leased_until": NOW + LEASE + timedelta(minutes=3)}
    connection.execute(update(source).values(**ahead))
    assert claim_sources(connection) == []
    connection.execute(update(source).values(leased_until=NOW + AHEAD))
    assert claim_sources(connection) == ["outlet"]


def test_a_host_held_or_leased_far_in_the_future_may_be_asked(connection):
    hosts.lease_host(connection, "h:80", "them", NOW + AHEAD, NOW + AHEAD + LEASE)
    hosts.defer_host(connection, "h:80", NOW + AHEAD + HOUR, "answered 429")
    lease = hosts.lease_host(connection, "h:80", "us", NOW, NOW + LEASE)
    assert (lease.granted, lease.not_before) == (True, None)


def test_an_item_first_seen_in_the_future_is_asked_for_now_and_its_later_looks_count_from_now(connection):
    take(connection, "a", now=NOW + AHEAD)
    assert claim_items(connection) == ["a"]
    assert state_of(connection, "a").first_seen_at == NOW


# --- fair order ----------------------------------------------------------------------------------------


def test_what_was_never_asked_for_comes_before_retries_and_those_before_other_looks(connection):
    had(connection, "looked-at", due=NOW - HOUR)
    take(connection, "tried", "old", now=NOW - 2 * HOUR)
    change(connection, "tried", attempts=2, next_try_at=NOW)
    take(connection, "new")
    assert claim_items(connection, limit=2) == ["new", "old"]
    assert claim_items(connection) == ["tried", "looked-at"]


def test_a_page_that_words_stand_in_for_is_a_retry(connection):
    had(connection, "looked-at", "stand-in")
    change(connection, "stand-in", body_hash=None, reason="timeout")
    assert claim_items(connection) == ["stand-in", "looked-at"]


def test_looks_at_pages_had_before_have_a_budget_for_each_host_and_day(connection):
    had(connection, "a", "b", "c")
    hosts.count_revisit(connection, "outlet.example:443", NOW)
    assert claim_items(connection, rules=ItemRules(3)) == ["a", "b"]
    assert state_of(connection, "c").next_try_at == datetime(2026, 3, 3, tzinfo=UTC)
    take(connection, "new")
    assert claim_items(connection, rules=ItemRules(0)) == ["new"]


def test_the_count_of_looks_starts_afresh_each_day(connection):
    for hour in (0, 1, 30):
        hosts.count_revisit(connection, "h:80", NOW + hour * HOUR)
    assert hosts.revisits_left(connection, ["h:80", "other:80"], NOW + 30 * HOUR, 5) == {"h:80": 4, "other:80": 5}


def test_another_look_that_fails_for_good_leaves_the_item_kept(connection):
    had(connection, "a")
    take(connection, "b")
    claim_items(connection)
    for title in ("a", "b"):
        items.fail_item(connection, state_of(connection, title).id, PageFailure("http_404"))
    assert [state_of(connection, title).state for title in ("a", "b")] == ["kept", "skipped"]


# --- tries ---------------------------------------------------------------------------------------------


@given(attempts=st.integers(2, 30))
def test_tries_lie_ever_further_apart_over_two_days(attempts):
    waits = [wait_after(attempt, attempts) for attempt in range(1, attempts)]
    assert wait_after(attempts, attempts) is None
    assert all(wait is not None and wait > timedelta(0) for wait in waits)
    total = sum(waits, timedelta(0))
    assert attempts == 2 or abs(total - SPREAD) < timedelta(seconds=1)


def test_the_tries_as_newsdesk_comes():
    hours = [round(wait_after(attempt, 6) / HOUR, 1) for attempt in range(1, 6)]
    assert hours == [0.2, 0.5, 2.1, 8.8, 36.3]
