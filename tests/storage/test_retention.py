"""What is forgotten: what is old by a time that can be believed, and nothing that would then be fetched again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from pipeline.records import FeedEntry, Source
from storage.retention import KINDS, LONGEST_STEP, Last, last_retention, newest_fetch, reckon_from
from storage.runs import begin_run, end_run
from storage.schema.articles import run
from storage.schema.collect import fetch, item, page, page_body
from storage.sources import sync_sources
from storage.upsert_items import upsert_items

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WIRE = Source(name="wire", url="https://wire.example/feed", title="Harbour Wire")


@pytest.fixture
def connection(engine):
    with engine.begin() as opened:
        sync_sources(opened, [WIRE], NOW)
        yield opened


def forget(connection: Connection, name: str, before: datetime) -> int:
    (kind,) = (kind for kind in KINDS if kind.name == name)
    return kind.drop(connection, kind.find(connection, before))


def requested(connection: Connection, at: datetime) -> None:
    row = {"source": "wire", "purpose": "list", "url": "https://wire.example/feed", "seconds": 0.1, "outcome": "ok"}
    connection.execute(insert(fetch).values(started_at=at, **row))


def listed(connection: Connection, at: datetime, *names: str) -> None:
    entries = [FeedEntry(source="wire", guid=name, url=f"https://wire.example/{name}", title=name) for name in names]
    upsert_items(connection, "wire", entries, at, may_fetch=lambda new: new, may_speak=lambda *_: True)


def all_kept(connection: Connection) -> None:
    connection.execute(item.update().values(state="kept", next_try_at=None))


def items(connection: Connection) -> list[str]:
    return list(connection.scalars(select(item.c.guid).order_by(item.c.guid)))


def a_page(connection: Connection, settled_at: datetime | None) -> None:
    added = connection.execute(
        insert(page).values(
            source="wire",
            outlet="Harbour Wire",
            requested_url="https://wire.example/1",
            url="https://wire.example/1",
            fetched_at=NOW - 99 * DAY,
            status=200,
            headers=[],
            body_bytes=1,
            from_feed=False,
            stage="waiting" if settled_at is None else "settled",
            attempts=0,
            settled_at=settled_at,
        )
    )
    connection.execute(insert(page_body).values(page_id=added.inserted_primary_key[0], body=b"x"))


def test_requests_older_than_given_are_forgotten(connection):
    requested(connection, NOW - 31 * DAY)
    requested(connection, NOW - 29 * DAY)
    assert forget(connection, "fetches", NOW - 30 * DAY) == 1
    assert newest_fetch(connection, NOW) == NOW - 29 * DAY


def test_the_body_of_a_page_goes_only_when_it_was_settled_long_ago(connection):
    a_page(connection, NOW - 91 * DAY)
    a_page(connection, NOW - 89 * DAY)
    a_page(connection, None)
    assert forget(connection, "page_bodies", NOW - 90 * DAY) == 1
    assert forget(connection, "page_bodies", NOW - 90 * DAY) == 0
    assert connection.execute(select(page.c.id, page_body.c.body).outerjoin(page_body).order_by(page.c.id)).all() == [
        (1, None),
        (2, b"x"),
        (3, b"x"),
    ]


def test_an_item_that_its_source_no_longer_lists_is_forgotten(connection):
    listed(connection, NOW - 300 * DAY, "a", "b")
    listed(connection, NOW - 10 * DAY, "c")
    all_kept(connection)
    assert forget(connection, "items", NOW - 180 * DAY) == 2
    assert items(connection) == ["c"]


def test_an_item_that_its_source_still_lists_stays_however_old(connection):
    listed(connection, NOW - 300 * DAY, "a", "b")
    all_kept(connection)
    # The feed has not changed since: it answers 304, and nothing in it is seen again.
    assert forget(connection, "items", NOW - 180 * DAY) == 0
    listed(connection, NOW, "a", "c")
    assert forget(connection, "items", NOW - 180 * DAY) == 1
    assert items(connection) == ["a", "c"]


def test_an_item_that_is_still_wanted_stays(connection):
    listed(connection, NOW - 300 * DAY, "a")
    listed(connection, NOW, "b")
    assert forget(connection, "items", NOW - 180 * DAY) == 0


def test_old_runs_are_forgotten_but_each_commands_last(connection):
    for at in (NOW - 200 * DAY, NOW - 190 * DAY):
        for command in ("round", "retention"):
            end_run(connection, begin_run(connection, command, at), "ok", {}, at)
    assert forget(connection, "runs", NOW - 90 * DAY) == 2
    left = connection.execute(select(run.c.command, run.c.started_at).order_by(run.c.command))
    assert [tuple(row) for row in left] == [("retention", NOW - 190 * DAY), ("round", NOW - 190 * DAY)]


def test_the_last_retention_is_the_last_that_was_done_not_one_that_was_broken_off(connection):
    assert last_retention(connection) is None
    first = begin_run(connection, "retention", NOW)
    end_run(connection, first, "ok", {"reckoned_from": int((NOW - DAY).timestamp())}, NOW)
    begin_run(connection, "retention", NOW + DAY)  # killed
    end_run(connection, begin_run(connection, "retention", NOW + DAY), "stopped", {}, NOW + DAY)
    assert last_retention(connection) == Last(NOW, NOW - DAY)


# --- the moment ages are reckoned from -----------------------------------------------------------------------


def test_ages_are_reckoned_from_now_while_the_clock_is_right():
    assert reckon_from(NOW, NOW - timedelta(minutes=5), Last(NOW - DAY, NOW - DAY)) == NOW - timedelta(minutes=5)


def test_a_clock_that_is_ten_years_ahead_forgets_nothing_past_the_newest_fetch():
    assert reckon_from(NOW + 3650 * DAY, NOW, None) == NOW


def test_a_clock_that_stays_ten_years_ahead_costs_two_days_a_day():
    ahead = NOW + 3650 * DAY
    assert reckon_from(ahead + DAY, ahead, Last(ahead, NOW)) == NOW + LONGEST_STEP


def test_after_a_clock_that_was_ahead_ages_are_reckoned_from_now_again():
    ahead = NOW + 3650 * DAY
    assert reckon_from(NOW + DAY, NOW, Last(ahead, NOW + LONGEST_STEP)) == NOW


moments = st.integers(0, 36_500).map(lambda days: NOW + days * DAY)


@given(moments, moments, moments, moments)
def test_ages_are_never_reckoned_from_later_than_now_the_newest_fetch_or_two_days_after_the_last(now, newest, at, last):
    found = reckon_from(now, newest, Last(at, last))
    assert found <= min(now, newest)
    if last <= min(now, newest):
        assert found <= last + LONGEST_STEP
