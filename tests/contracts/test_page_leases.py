"""A page is one process's at a time, fails in different runs, and settles once."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from pipeline.dedupe import fingerprint
from pipeline.errors import LeaseLostError, Limit, LimitExceededError
from pipeline.records import Article, FeedEntry, Page, Prepared, Reason, Rejected, Tags
from pipeline.run import process
from storage.article_store import ArticleStore
from storage.pages import keep_page, pages_quarantined
from storage.transactions import reading, transact
from tests.filing import file_one

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATE = NOON + timedelta(minutes=6)  # past a lease
TEXT = "The harbour opened its second pier to ferries from Marseille."
ENTRY = FeedEntry("wire", "https://wire.example/1", title="Pier opens", summary="The second pier is open.")


@pytest.fixture
def ours(engine: Engine) -> ArticleStore:
    return ArticleStore(engine, {})


@pytest.fixture
def theirs(engine: Engine) -> ArticleStore:
    return ArticleStore(engine, {})


def keep(engine, *numbers, entry=None):
    for number in numbers:
        url = f"https://wire.example/{number}"
        page = Page(url, url, "wire", "The Wire", NOON, 200, (), b"<html>", entry)
        transact(engine, lambda connection, page=page: keep_page(connection, page))


def an_article(work, **fields):
    article = Article(url=work.page.url, title=f"Pier {work.page_id}", text=TEXT, outlet="The Wire", source="wire")
    article = replace(article, **fields)
    return Prepared(article, Tags(), fingerprint(article))


def rows(engine, columns, table="page"):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY id"))]


def done(value):
    future = Future()
    future.set_result(value)
    return future


def hangs(work):
    future = Future()
    future.set_exception(LimitExceededError("slept", Limit.TIME))
    return future


def empty(work):
    return done(Rejected(Reason.EMPTY))


def prepared(work):
    return done(an_article(work))


# --- leases ---------------------------------------------------------------------------------------------------


def test_a_page_is_claimed_by_one_process_until_its_lease_ends(ours, theirs, engine):
    keep(engine, 1)
    assert len(ours.claim(NOON, 10)) == 1
    assert theirs.claim(NOON + timedelta(minutes=1), 10) == []
    (again,) = theirs.claim(LATE, 10)
    assert again.attempt == 2


def test_a_renewed_lease_holds(ours, theirs, engine):
    keep(engine, 1, 2)
    held = [work.page_id for work in ours.claim(NOON, 10)]
    assert ours.renew(held, NOON + timedelta(minutes=4)) == set()
    assert theirs.claim(LATE, 10) == []


def test_a_lost_lease_is_told_and_the_slow_ones_attempt_does_not_count(ours, theirs, engine):
    keep(engine, 1, 2)
    held = [work.page_id for work in ours.claim(NOON, 10)]
    (taken,) = theirs.claim(LATE, 1)
    assert ours.renew(held, LATE) == {taken.page_id}
    assert rows(engine, "attempts") == [(1,), (1,)]


@pytest.mark.parametrize(
    "late",
    [
        lambda store, work: store.reject(work, Rejected(Reason.EMPTY), LATE),
        lambda store, work: store.retry(work, "slept", LATE, count_attempt=True),
    ],
    ids=["rejects", "retries"],
)
@pytest.mark.parametrize("settled", [True, False])
def test_the_late_one_is_told_and_leaves_nothing_behind(ours, theirs, engine, late, settled):
    keep(engine, 1)
    (slow,) = ours.claim(NOON, 10)
    (fast,) = theirs.claim(LATE, 10)
    if settled:
        file_one(theirs, fast, an_article(fast), LATE)
    before = rows(engine, "*"), rows(engine, "id", "article")
    with pytest.raises(LeaseLostError):
        late(ours, slow)
    assert (rows(engine, "*"), rows(engine, "id", "article")) == before


@pytest.mark.parametrize("settled", [True, False])
def test_the_late_one_files_nothing(ours, theirs, engine, settled):
    keep(engine, 1)
    (slow,) = ours.claim(NOON, 10)
    (fast,) = theirs.claim(LATE, 10)
    if settled:
        file_one(theirs, fast, an_article(fast), LATE)
    before = rows(engine, "*"), rows(engine, "id", "article")
    assert file_one(ours, slow, an_article(slow), LATE) is None
    assert (rows(engine, "*"), rows(engine, "id", "article")) == before


def test_a_released_page_is_free_at_once_and_its_attempt_does_not_count(ours, theirs, engine):
    keep(engine, 1, 2)
    ours.release([work.page_id for work in ours.claim(NOON, 10)])
    assert [work.attempt for work in theirs.claim(NOON, 10)] == [1, 1]


def test_releasing_a_lost_page_leaves_it_to_whom_it_belongs(ours, theirs, engine):
    keep(engine, 1)
    (slow,) = ours.claim(NOON, 10)
    theirs.claim(LATE, 10)
    ours.release([slow.page_id])
    assert ours.claim(LATE, 10) == []


def test_a_lease_taken_under_a_wrong_clock_does_not_keep_a_page_for_days(ours, theirs, engine):
    keep(engine, 1, 2)
    claimed, _ = ours.claim(NOON + timedelta(days=2), 10)
    ours.retry(claimed, "slept", NOON + timedelta(days=2), count_attempt=True)
    assert len(theirs.claim(NOON, 10)) == 2


@pytest.mark.parametrize("meanwhile", [prepared, empty, hangs])
def test_a_run_slower_than_its_lease_goes_on_and_no_page_settles_twice(ours, theirs, engine, meanwhile):
    keep(engine, 1, 2, 3)
    now = [NOON]

    def slow(work):
        if now[0] == NOON:
            now[0] = LATE
            process(theirs, meanwhile, clock=lambda: now[0])
        return prepared(work)

    tally = process(ours, slow, clock=lambda: now[0])
    assert (tally.lost, tally.settled) == ((0, 3) if meanwhile is hangs else (3, 0))
    assert rows(engine, "attempts, stage") == [(2, "settled")] * 3
    assert len(rows(engine, "url", "article")) == (0 if meanwhile is empty else 3)


# --- failures -------------------------------------------------------------------------------------------------


def test_a_page_that_failed_is_claimed_by_runs_that_begin_later_only(ours, theirs, engine):
    keep(engine, 1)
    (work,) = ours.claim(NOON, 10, NOON)
    failed_at = NOON + timedelta(seconds=20)
    ours.retry(work, "slept", failed_at, count_attempt=True)
    later = NOON + timedelta(minutes=1)
    assert ours.claim(later, 10, NOON) == []
    assert theirs.claim(later, 10, NOON + timedelta(seconds=10)) == []  # it was under way then, too
    (again,) = theirs.claim(later, 10, later)
    assert again.attempt == 2


def test_a_page_quarantined_leaves_its_feeds_words_and_a_later_text_takes_their_place(ours, engine):
    keep(engine, 1, entry=ENTRY)
    read = lambda work: prepared(work) if work.page.from_feed else hangs(work)  # noqa: E731
    tallies = [process(ours, read, clock=lambda at=NOON + timedelta(hours=n): at) for n in range(3)]
    assert [tally.quarantined for tally in tallies] == [0, 0, 1]
    ((outcome, detail, article_id),) = rows(engine, "outcome, detail, article_id")
    assert (outcome, detail) == ("quarantined", "3 attempts; the last: LimitExceededError: slept")
    assert rows(engine, "id, partial", "article") == [(article_id, True)]
    with reading(engine) as connection:
        assert pages_quarantined(connection) == 1
    keep(engine, 1, entry=ENTRY)
    whole = TEXT + " Its cranes are older than the town, the port said, and will be kept as a museum."
    tally = process(ours, lambda work: done(an_article(work, text=whole)), clock=lambda: NOON + timedelta(days=1))
    assert tally.revisions == 1
    assert rows(engine, "id, partial, text", "articles") == [(article_id, False, whole)]


def test_quarantined_pages_are_counted_apart_from_other_rejections(ours, engine):
    keep(engine, 1, 2, 3)
    for work, reason in zip(
        ours.claim(NOON, 10), (Reason.QUARANTINED, Reason.SOFT_404, Reason.QUARANTINED), strict=True
    ):
        ours.reject(work, Rejected(reason), NOON)
    with reading(engine) as connection:
        assert pages_quarantined(connection) == 2
