"""The numbers of how newsdesk is doing, out of rows that say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.records import Fetch, Page, Source
from storage.fetches import record_poll_fetch
from storage.lead import take_lead
from storage.pages import keep_page
from storage.queries.operation import read_operation
from storage.runs import begin_run, end_run
from storage.sources import sync_sources
from storage.transactions import reading, transact

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def operation(engine, now=NOW):
    with reading(engine) as connection:
        return read_operation(connection, now)


def test_of_a_new_database_nothing_is_said_that_did_not_happen(engine):
    found = operation(engine)
    assert (found.sources, found.fetches, found.delays) == ({}, {}, [])
    assert (found.leader, found.last_round, found.last_good_round, found.digest_made_at) == (None, None, None, None)
    assert found.database_bytes > 0


def test_sources_are_counted_by_state_and_those_that_wait_too_long_are_overdue(engine):
    named = [Source(name, f"https://{name}.example/feed") for name in ("a", "b")]
    transact(engine, lambda one: sync_sources(one, named, NOW))
    assert operation(engine).sources == {"new": 2}
    assert operation(engine, NOW + HOUR / 2).overdue == 0
    assert operation(engine, NOW + 2 * HOUR).overdue == 2


def test_requests_are_those_of_the_last_hour_by_what_came_of_them(engine):
    transact(engine, lambda one: sync_sources(one, [Source("a", "https://a.example/feed")], NOW))
    for age, outcome in ((0.1, "ok"), (0.5, "ok"), (0.9, "http_503"), (2, "ok")):
        fetch = Fetch("https://a.example/feed", NOW - age * HOUR, 0.2, outcome)
        transact(engine, lambda one, fetch=fetch: record_poll_fetch(one, "a", fetch))
    assert operation(engine).fetches == {("list", "ok"): 2, ("list", "http_503"): 1}


def test_pages_wait_since_the_oldest_of_them_was_fetched(engine):
    for age in (1, 3):
        page = Page("a", "A", "https://a.example/1", "https://a.example/1", NOW - age * HOUR, 200, (), b"x")
        transact(engine, lambda one, page=page: keep_page(one, page))
    found = operation(engine)
    assert (found.pages_waiting, found.waiting_since) == (2, NOW - 3 * HOUR)


def test_a_round_says_what_its_jobs_took_and_a_failed_one_hides_no_good_one(engine):
    for start, outcome, counts in ((3, "ok", {"polled": 4, "crawl_ms": 1500}), (1, "failed", {})):
        began = NOW - start * HOUR
        number = transact(engine, lambda one, began=began: begin_run(one, "round", began))
        ended = (number, outcome, counts, began + HOUR / 2)
        transact(engine, lambda one, ended=ended: end_run(one, *ended))
    found = operation(engine)
    assert (found.last_round.outcome, found.last_good_round.outcome) == ("failed", "ok")
    assert found.last_good_round.seconds == {"crawl": 1.5}
    assert found.last_good_round.ended_at == NOW - 2.5 * HOUR


def test_the_leader_is_named_as_long_as_it_leads(engine):
    lead = take_lead(engine, NOW, silent=HOUR)
    found = operation(engine)
    assert found.leading_since == NOW
    assert found.leader.count("/") == 1
    lead.give_up()
    assert operation(engine).leader is None
