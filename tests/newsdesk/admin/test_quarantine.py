"""Pages in quarantine are seen, and processed again when a person says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from newsdesk.admin.quarantine import retry
from pipeline.errors import ConfigError
from pipeline.records import Page, Reason
from storage.pages import Settlement, claim_pages, keep_page, settle_page
from storage.queries.quarantine import QUARANTINED, quarantined, quarantined_page
from storage.schema.collect import page, page_body
from storage.transactions import reading, transact

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
LEASE = timedelta(minutes=2)


def a_page(name, source="wire"):
    return Page(
        source=source,
        outlet="The Wire",
        requested_url=f"https://wire.example/{name}",
        url=f"https://wire.example/{name}",
        fetched_at=NOW,
        status=200,
        headers=(),
        body=b"<p>Some page.</p>",
    )


def claimed(engine, at=NOW):
    found = transact(engine, lambda one: claim_pages(one, at, holder="us", limit=9, lease=LEASE))
    return [each.page_id for each in found]


def given_up(engine, name, source="wire", why="took longer than 20 s"):
    """Return the number of a page that was given up."""
    number = transact(engine, lambda one: keep_page(one, a_page(name, source)))
    claimed(engine)
    settled = Settlement(Reason.QUARANTINED.value, NOW, why)
    assert transact(engine, lambda one: settle_page(one, number, "us", settled))
    return number


def listed(engine, **how):
    with reading(engine) as connection:
        return [(one.id, one.why) for one in quarantined(connection, **how)]


def test_the_word_is_that_of_the_reason():
    assert Reason.QUARANTINED.value == QUARANTINED


def test_pages_that_were_given_up_are_listed_with_their_reason(engine):
    first = given_up(engine, "a")
    second = given_up(engine, "b", "gazette", "its process ended with signal 11")
    assert listed(engine) == [(second, "its process ended with signal 11"), (first, "took longer than 20 s")]
    assert listed(engine, source="wire") == [(first, "took longer than 20 s")]
    with reading(engine) as connection:
        assert quarantined_page(connection, first).url == "https://wire.example/a"
        assert quarantined_page(connection, second + 1) is None


def test_a_page_tried_again_waits_as_if_it_were_new(engine):
    first, second = given_up(engine, "a"), given_up(engine, "b")
    assert retry(engine, [first]).pages == (first,)
    assert listed(engine) == [(second, "took longer than 20 s")]
    assert claimed(engine, NOW + timedelta(hours=1)) == [first]


def test_all_pages_are_tried_again_at_once_and_twice_changes_nothing(engine):
    both = (given_up(engine, "a"), given_up(engine, "b"))
    assert retry(engine, None).pages == both
    assert retry(engine, None).pages == ()


def test_a_page_whose_body_is_gone_stays_and_says_so(engine):
    first, second = given_up(engine, "a"), given_up(engine, "b")
    transact(engine, lambda one: one.execute(delete(page_body).where(page_body.c.page_id == first)))
    done = retry(engine, [first, second])
    assert done.pages == (second,)
    assert [line for line in done.left if f"page {first}" in line]


def test_a_page_that_is_not_in_quarantine_is_refused_and_nothing_changed(engine):
    first = given_up(engine, "a")
    waits = transact(engine, lambda one: keep_page(one, a_page("b")))
    with pytest.raises(ConfigError, match=f"page {waits}"):
        retry(engine, [first, waits])
    with reading(engine) as connection:
        assert connection.scalar(select(page.c.stage).where(page.c.id == first)) == "settled"
