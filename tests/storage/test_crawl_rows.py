"""The crawl's rows: sources, hosts, items and pages, alike on every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from pipeline.records import FeedEntry, HostRelease, Page, PageFailure, PageResult, PollState, RobotsFile, Source
from storage import hosts, items, leases, pages, sources
from storage.leases import Lease
from storage.schema.collect import item, source
from storage.upsert_items import upsert_items
from tests.polls import polled

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASE = timedelta(minutes=2)
UNCHANGED = PageResult(None)


def a_source(name="outlet", **facts):
    return Source(name, **({"url": f"https://{name}.example/feed"} | facts))


def an_entry(number=1, **facts):
    return FeedEntry("outlet", **({"url": f"https://outlet.example/{number}", "title": f"Title {number}"} | facts))


@pytest.fixture
def connection(engine):
    with engine.begin() as opened:
        sources.sync_sources(opened, [a_source(), a_source("other")], NOW)
        yield opened


CONFIGURED = {"outlet": a_source(), "other": a_source("other")}


def claim(connection, holder, now=NOW, **how):
    return [one.source.name for one in sources.claim_sources(connection, Lease(holder, now, LEASE), CONFIGURED, **how)]


def may_speak(name, url):
    return f"//{name}.example/" in url


def take(connection, *entries, now=NOW, source="outlet", may_fetch=1000):
    return upsert_items(connection, source, entries, now, may_speak=may_speak, may_fetch=lambda _new: may_fetch)


def claim_items(connection, holder="us", now=NOW):
    return items.claim_items(connection, Lease(holder, now, LEASE), CONFIGURED, limit=100)


def test_a_source_is_polled_by_one_process_until_its_lease_ends(connection):
    assert claim(connection, "us") == ["other", "outlet"]
    assert claim(connection, "them") == []
    assert len(claim(connection, "them", NOW + LEASE)) == 2


def test_a_lease_that_is_renewed_lasts(connection):
    claim(connection, "us")
    leases.renew(connection, "us", NOW + 2 * LEASE)
    assert claim(connection, "them", NOW + LEASE) == []


def test_sources_are_chosen_by_name_or_when_due(connection):
    assert claim(connection, "us", NOW - timedelta(hours=1)) == []
    assert claim(connection, "us", NOW - timedelta(hours=1), names={"outlet"}, force=True) == ["outlet"]


def test_a_source_that_left_the_configuration_is_kept_and_not_polled(connection):
    sources.sync_sources(connection, [a_source()], NOW)
    assert claim(connection, "us") == ["outlet"]
    kept = connection.execute(select(source.c.name, source.c.enabled).order_by(source.c.name))
    assert [tuple(row) for row in kept] == [("other", False), ("outlet", True)]


def test_a_source_whose_address_was_changed_starts_afresh(connection):
    state = PollState(etag="x", failures=3.0)
    polled(connection, "outlet", NOW, NOW + timedelta(days=1), status="failing", outcome="timeout", state=state)
    assert claim(connection, "us") == ["other"]
    sources.sync_sources(connection, [a_source(url="https://outlet.example/new")], NOW)
    (due,) = sources.claim_sources(connection, Lease("us", NOW, LEASE), CONFIGURED)
    assert (due.url, due.state) == ("https://outlet.example/new", PollState())


def test_entries_become_items_once(connection):
    assert take(connection, an_entry(1), an_entry(2)).new == 2
    again = take(connection, an_entry(1), an_entry(2), an_entry(3))
    assert (again.new, again.wanted) == (1, 1)


def test_an_entry_listed_twice_in_one_list_is_one_item(connection):
    assert take(connection, an_entry(1), an_entry(1, url="https://outlet.example/1?utm_source=x")).new == 1


def test_what_may_not_be_fetched_is_remembered_and_skipped(connection):
    taken = take(connection, an_entry(1), an_entry(2), an_entry(3), may_fetch=1)
    assert (taken.new, taken.wanted) == (3, 1)
    assert len(claim_items(connection)) == 1
    assert take(connection, an_entry(3)).new == 0


def test_an_item_listed_elsewhere_before_is_not_fetched_again(connection):
    take(connection, an_entry(1))
    taken = take(connection, an_entry(1), source="other")
    assert (taken.new, taken.wanted) == (1, 0)


def listing(connection):
    """Return what became of each source's items: (source, state, reason), in order."""
    return [tuple(row) for row in connection.execute(select(item.c.source, item.c.state, item.c.reason).order_by("id"))]


def test_an_address_that_somebody_else_listed_first_is_its_own_source_s(connection):
    take(connection, an_entry(1), source="other")
    claim_items(connection)
    assert take(connection, an_entry(1)).wanted == 1
    assert listing(connection) == [("other", "skipped", "listed by outlet itself"), ("outlet", "wanted", None)]
    assert [one.entry.source for one in claim_items(connection)] == ["outlet"]


def test_whoever_fetches_for_somebody_else_s_item_leaves_nothing_once_its_own_source_lists_it(connection):
    take(connection, an_entry(1), source="other")
    (theirs,) = claim_items(connection)
    take(connection, an_entry(1))
    assert not items.finish_item(connection, theirs.item_id, UNCHANGED, NOW, holder="us")
    items.fail_item(connection, theirs.item_id, PageFailure("timeout", NOW))
    assert [one.entry.source for one in claim_items(connection)] == ["outlet"]


def test_an_address_that_its_own_source_lists_is_nobody_else_s_afterwards(connection):
    take(connection, an_entry(1), source="other")
    take(connection, an_entry(1))
    for _ in range(2):
        take(connection, an_entry(1), source="other")
    assert [one.entry.source for one in claim_items(connection)] == ["outlet"]


def test_a_pointer_that_could_not_be_had_is_asked_again_when_its_own_source_lists_it(connection):
    take(connection, an_entry(1), source="other")
    (pointed,) = claim_items(connection)
    items.fail_item(connection, pointed.item_id, PageFailure("http_404", pointer=True))
    assert listing(connection) == [("other", "pointer", "http_404")]
    take(connection, an_entry(1))
    assert listing(connection)[1] == ("outlet", "wanted", None)


def test_an_item_once_skipped_because_somebody_else_came_first_is_fetched_after_all(connection):
    take(connection, an_entry(1), source="other")
    take(connection, an_entry(1))
    as_before = update(item).values(next_try_at=None, state="skipped", reason="listed by other before")
    connection.execute(as_before.where(item.c.source == "outlet"))
    connection.execute(update(item).values(state="kept", reason=None).where(item.c.source == "other"))
    taken = take(connection, an_entry(1))
    assert (taken.new, taken.updated) == (0, 1)
    assert listing(connection) == [("other", "kept", None), ("outlet", "wanted", None)]


def test_an_item_that_nobody_will_fetch_keeps_its_address_from_nobody(connection):
    take(connection, an_entry(1, url="https://third.example/1"), may_fetch=0)
    assert take(connection, an_entry(1, url="https://third.example/1"), source="other").wanted == 1
    take(connection, an_entry(2, url="https://third.example/2"), source="other")
    sources.sync_sources(connection, [a_source()], NOW)
    assert take(connection, an_entry(2, url="https://third.example/2")).wanted == 1


def test_an_item_is_fetched_by_one_process_and_its_attempts_count(connection):
    take(connection, an_entry(1))
    (ours,) = claim_items(connection)
    assert ours.attempt == 1
    assert claim_items(connection, "them") == []
    (theirs,) = claim_items(connection, "them", NOW + LEASE)
    assert theirs.attempt == 2


def test_an_item_whose_lease_went_to_another_is_kept_by_that_one_only(connection):
    take(connection, an_entry(1))
    (ours,) = claim_items(connection)
    claim_items(connection, "them", NOW + LEASE)
    assert not items.finish_item(connection, ours.item_id, UNCHANGED, NOW, holder="us")
    assert items.finish_item(connection, ours.item_id, UNCHANGED, NOW, holder="them")


def test_an_item_deferred_without_counting_has_its_attempts_back(connection):
    take(connection, an_entry(1))
    (ours,) = claim_items(connection)
    items.fail_item(connection, ours.item_id, PageFailure("host busy", NOW + LEASE, count_attempt=False))
    (again,) = claim_items(connection, now=NOW + LEASE)
    assert again.attempt == 1


def test_items_that_a_round_did_not_come_to_are_released_at_once_and_are_due_as_before(connection):
    take(connection, *(an_entry(number) for number in range(3)))
    ours = claim_items(connection)
    items.release_items(connection, "us", [one.item_id for one in ours])
    assert [one.attempt for one in claim_items(connection, "them")] == [1, 1, 1]


def test_no_process_releases_an_item_that_another_has_by_now(connection):
    take(connection, an_entry(1))
    (ours,) = claim_items(connection)
    claim_items(connection, "them", NOW + LEASE)
    items.release_items(connection, "us", [ours.item_id])
    assert claim_items(connection, "us", NOW + LEASE) == []


def test_a_page_rests_as_it_came(connection):
    page = Page(
        "https://outlet.example/1",
        "https://outlet.example/one",
        "outlet",
        "Outlet",
        NOW,
        200,
        (("content-type", "text/html"), ("content-type", "again")),
        b"\x00\xff<html>" * 1000,
        an_entry(1, published_at=NOW, authors=("Ann",)),
    )
    pages.keep_page(connection, page)
    (rests,) = pages.claim_pages(connection, NOW, holder="us", limit=10, lease=LEASE)
    assert rests.page == page
    assert pages.claim_pages(connection, NOW, holder="them", limit=10, lease=LEASE) == []


def test_a_host_is_asked_by_one_process_at_a_time(connection):
    until = NOW + LEASE
    assert hosts.lease_host(connection, "h:80", "us", NOW, until).granted
    assert not hosts.lease_host(connection, "h:80", "them", NOW, until).granted
    hosts.release_hosts(connection, "us", {"h:80": HostRelease(NOW + timedelta(seconds=2))})
    theirs = hosts.lease_host(connection, "h:80", "them", NOW, until)
    assert (theirs.granted, theirs.not_before) == (True, NOW + timedelta(seconds=2))


def test_a_deferred_host_stays_so_after_the_lease_of_the_process_that_was_told(connection):
    hosts.lease_host(connection, "h:80", "us", NOW, NOW + LEASE)
    hosts.defer_host(connection, "h:80", NOW + timedelta(hours=1), "answered 429")
    theirs = hosts.lease_host(connection, "h:80", "them", NOW + LEASE, NOW + 2 * LEASE)
    assert theirs.not_before == NOW + timedelta(hours=1)
    assert hosts.held_hosts(connection, NOW) == [("h:80", NOW + timedelta(hours=1), "answered 429")]


def test_robots_txt_is_remembered_with_the_delay_it_asks_for(connection):
    robots = RobotsFile("rules", b"User-agent: *", NOW + timedelta(days=1))
    hosts.save_robots(connection, "h:80", robots, timedelta(seconds=5))
    assert hosts.robots_of(connection, "h:80") == robots
    assert hosts.lease_host(connection, "h:80", "us", NOW, NOW + LEASE).crawl_delay == timedelta(seconds=5)


def test_new_addresses_of_a_host_are_counted_by_day(connection):
    assert [hosts.count_new_urls(connection, "h:80", 60, NOW, 100) for _ in range(3)] == [60, 40, 0]
    assert hosts.count_new_urls(connection, "h:80", 60, NOW + timedelta(days=1), 100) == 60
