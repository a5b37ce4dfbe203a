"""The loop settles each page exactly once, whatever its child process does."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from pipeline.claimed import Claimed
from pipeline.errors import LeaseLostError, Limit, LimitExceededError, RetryLaterError
from pipeline.extract.learned import OutletMemory
from pipeline.records import Article, FeedEntry, Filed, Fingerprint, Page, Prepared, Reason, Rejected, Tags
from pipeline.run import Caller, Pace, process

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def a_page(url):
    return Page(url, url, "wire", "The Wire", NOW, 200, (), b"<html>")


def an_article(url):
    article = Article(url=url, title="Title", text="Text.", outlet="The Wire", source="wire")
    return Prepared(article, Tags(), Fingerprint(b"\0" * 32))


class FakeStore:
    """*taken_over* are the pages that another process takes up as soon as their leases have run out."""

    lease = timedelta(minutes=5)

    def __init__(self, *urls, taken_over=()):
        self.waiting = [Claimed(number, a_page(url), 1, NOW) for number, url in enumerate(urls, 1)]
        self.failed_at = {}
        self.taken_over = taken_over
        self.leased_until = {}
        self.articles = {}
        self.partial = {}
        self.outcomes = {}
        self.retried = []
        self.released = []
        self.renewals = []
        self.embeddings = []
        self.defects = set()

    def claim(self, now, limit, begun_at):
        free = [one for one in self.waiting if self.failed_at.get(one.page_id, begun_at) <= begun_at][:limit]
        self.waiting = [one for one in self.waiting if one not in free]
        self.leased_until |= {one.page_id: now + self.lease for one in free}
        return free

    def is_lost(self, page_id, now):
        return page_id in self.taken_over and self.leased_until[page_id] < now

    def renew(self, page_ids, now):
        self.renewals.append((now, sorted(page_ids)))
        lost = {one for one in page_ids if self.is_lost(one, now)}
        self.leased_until |= {one: now + self.lease for one in page_ids if one not in lost}
        return lost

    def learned(self, outlets):
        return {outlet: OutletMemory(articles=len(self.articles)) for outlet in outlets}

    def file(self, batch, now):
        if any(one.prepared.article.url in self.defects for one in batch):
            raise ValueError("a defect")
        return [None if self.is_lost(one.claimed.page_id, now) else self.filed(one, now) for one in batch]

    def filed(self, one, now):
        page_id, article = one.claimed.page_id, one.prepared.article
        known = self.articles.setdefault(article.url, page_id)
        if known != page_id:
            return self.settled(one.claimed, Filed(known, None, new=False), now)
        self.partial[page_id] = article.partial
        self.embeddings.append(one.prepared.embedding)
        return self.settled(one.claimed, Filed(page_id, None, new=True), now)

    def settled(self, claimed, outcome, now):
        assert claimed.page_id not in self.outcomes, "a page settled twice"
        if self.is_lost(claimed.page_id, now):
            raise LeaseLostError(f"page {claimed.page_id}")
        self.outcomes[claimed.page_id] = outcome
        return outcome

    def reject(self, claimed, rejected, now):
        self.settled(claimed, rejected, now)

    def release(self, page_ids):
        self.released += page_ids

    def retry(self, claimed, problem, now, *, count_attempt):
        self.retried.append((claimed.page_id, claimed.attempt, count_attempt))
        self.failed_at[claimed.page_id] = now + timedelta(seconds=1)
        self.waiting.append(replace(claimed, attempt=claimed.attempt + count_attempt))


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def advance(self, **time):
        self.now += timedelta(**time)


def runs(store, prepare, count, **options):
    """Return the tallies of *count* runs, a minute apart."""
    clock = Clock()
    tallies = []
    for _ in range(count):
        tallies.append(process(store, prepare, clock=clock, **options))
        clock.advance(minutes=1)
    return tallies


def done(value):
    future = Future()
    future.set_result(value)
    return future


def broken(error):
    future = Future()
    future.set_exception(error)
    return future


def prepared_as_is(work):
    return done(an_article(work.page.url))


def test_each_page_becomes_one_article():
    store = FakeStore("https://a.example/1", "https://a.example/2", "https://a.example/3")
    tally = process(store, prepared_as_is, clock=lambda: NOW, pace=Pace(batch=2))
    assert (tally.articles, tally.settled) == (3, 3)
    assert set(store.outcomes) == {1, 2, 3}


def test_an_article_is_filed_with_what_it_means_where_that_is_asked_for():
    store = FakeStore("https://a.example/1", "https://a.example/2")

    def embed(articles):
        return [article.url[-1].encode() * 4 for article in articles]

    process(store, prepared_as_is, clock=lambda: NOW, embed=embed)
    assert store.embeddings == [b"1111", b"2222"]


def test_the_same_address_again_is_known():
    store = FakeStore("https://a.example/1", "https://a.example/1")
    tally = process(store, prepared_as_is, clock=lambda: NOW)
    assert (tally.articles, tally.known) == (1, 1)


def test_pages_are_filed_in_the_order_of_their_listed_times_however_they_arrived():
    store = FakeStore("https://a.example/late", "https://a.example/early", "https://a.example/untold")
    for number, hour in enumerate((8, 7)):
        work = store.waiting[number]
        entry = FeedEntry("wire", work.page.url, published_at=NOW.replace(hour=hour))
        store.waiting[number] = replace(work, page=replace(work.page, entry=entry))
    process(store, prepared_as_is, clock=lambda: NOW)
    assert list(store.outcomes) == [2, 1, 3]


def test_what_the_first_pages_taught_is_known_when_the_next_are_prepared():
    store = FakeStore(*(f"https://a.example/{number}" for number in range(6)))
    known = []

    def prepare(work):
        known.append(work.learned.articles)
        return prepared_as_is(work)

    process(store, prepare, clock=lambda: NOW, pace=Pace(ahead=2))
    assert known == [0, 0, 1, 2, 3, 4]


def hangs(work):
    return broken(LimitExceededError("took more than 10 s of CPU time", Limit.TIME))


def crashes(work):
    return broken(ValueError("a defect"))


def poisoned(situation):
    return lambda work: situation(work) if "poison" in work.page.url else prepared_as_is(work)


@pytest.mark.parametrize("situation", [hangs, crashes])
def test_a_page_that_fails_in_three_runs_is_quarantined_and_the_others_go_on(situation):
    store = FakeStore("https://a.example/poison", "https://a.example/good")
    first, second, third = runs(store, poisoned(situation), 3)
    assert (first.articles, first.released, second.released) == (1, 1, 1)
    assert store.retried == [(1, 1, True), (1, 2, True)]
    assert store.outcomes[1].reason is Reason.QUARANTINED
    assert store.outcomes[1].detail.startswith("3 attempts")
    assert (third.quarantined, third.rejected) == (1, {Reason.QUARANTINED: 1})


def test_a_page_is_attempted_once_in_a_run_so_that_a_passing_fault_does_not_use_up_all_its_attempts():
    store = FakeStore("https://a.example/poison")
    (tally,) = runs(store, poisoned(hangs), 1)
    assert (tally.released, store.retried, store.outcomes) == (1, [(1, 1, True)], {})


def with_words(store, *, from_feed=False, **fields):
    """Return *store* with its first page at its last attempt and listed by an entry with *fields*."""
    entry = FeedEntry("wire", "https://a.example/poison", title="Lantern opens", **fields)
    (work,) = store.waiting
    store.waiting = [replace(work, attempt=3, page=replace(work.page, entry=entry, from_feed=from_feed))]
    return store


def only_words_can_be_read(work):
    return prepared_as_is(work) if work.page.from_feed else hangs(work)


def test_the_words_of_its_feed_stand_for_a_quarantined_page_as_a_partial_article():
    store = with_words(FakeStore("https://a.example/poison"), summary="It opens in Dublin.")
    seen = []
    caller = Caller(on_page=lambda work, outcome: seen.append((work, outcome)))
    (tally,) = runs(store, only_words_can_be_read, 1, caller=caller)
    ((work, outcome),) = seen
    assert (tally.articles, tally.quarantined, tally.rejected) == (1, 1, {})
    assert (work.page.body, work.quarantined.startswith("3 attempts")) == (b"It opens in Dublin.", True)
    assert store.partial == {1: True}
    assert outcome.new


@pytest.mark.parametrize(
    ("entry", "from_feed"),
    [
        ({}, False),  # a title and nothing else
        ({"content": "<p>All of it.</p>"}, True),  # the very words that could not be read
    ],
)
def test_a_quarantined_page_whose_feed_has_no_other_words_is_rejected(entry, from_feed):
    store = with_words(FakeStore("https://a.example/poison"), from_feed=from_feed, **entry)
    (tally,) = runs(store, hangs, 1)
    assert tally.rejected == {Reason.QUARANTINED: 1}


@pytest.mark.parametrize("situation", [hangs, crashes, lambda work: done(Rejected(Reason.EMPTY))])
def test_words_that_cannot_be_read_either_leave_the_page_quarantined(situation):
    store = with_words(FakeStore("https://a.example/poison"), summary="It opens in Dublin.")
    (tally,) = runs(store, lambda work: situation(work) if work.quarantined else hangs(work), 1)
    assert store.outcomes[1].reason is Reason.QUARANTINED
    assert "CPU time" in store.outcomes[1].detail
    assert (tally.quarantined, tally.settled) == (1, 1)


def test_a_page_that_cannot_be_filed_is_retried_and_the_others_go_on():
    store = FakeStore("https://a.example/poison", "https://a.example/good")
    store.defects = {"https://a.example/poison"}
    (tally,) = runs(store, prepared_as_is, 1)
    assert (tally.articles, store.retried) == (1, [(1, 1, True)])


def test_a_worker_lost_through_no_fault_of_the_page_is_not_held_against_it():
    store = FakeStore("https://a.example/1")
    lost_once = iter([broken(RetryLaterError("the pool broke"))])
    runs(store, lambda work: next(lost_once, None) or prepared_as_is(work), 2)
    assert store.retried == [(1, 1, False)]
    assert store.outcomes[1].new


def test_a_pool_that_stays_broken_does_not_keep_a_run_from_ending():
    store = FakeStore("https://a.example/1", "https://a.example/2")
    (tally,) = runs(store, lambda work: broken(RetryLaterError("the pool broke")), 1)
    assert tally.released == 2


def test_what_was_not_begun_is_released_in_one_go_when_told_to_stop():
    store = FakeStore("https://a.example/1", "https://a.example/2")
    told = iter([False, True, True, True, True, True])
    tally = process(store, lambda work: Future(), clock=lambda: NOW, caller=Caller(lambda: next(told)))
    assert (tally.released, store.released) == (2, [1, 2])
    assert store.outcomes == {}


AT_ONCE = Pace(look_every=timedelta(0))


def test_a_slow_child_does_not_keep_a_run_from_stopping():
    store = FakeStore("https://a.example/1")
    told = iter([False] * 5)
    tally = process(
        store, lambda work: Future(), clock=lambda: NOW, pace=AT_ONCE, caller=Caller(lambda: next(told, True))
    )
    assert (tally.released, store.released) == (1, [1])


def test_leases_are_renewed_while_a_slow_child_is_waited_for():
    store = FakeStore("https://a.example/slow", "https://a.example/zz", taken_over={1, 2})
    clock, slow = Clock(), Future()

    def looked_at():
        clock.advance(seconds=10)
        if clock.now >= NOW + timedelta(minutes=20) and not slow.done():
            slow.set_result(an_article("https://a.example/slow"))
        return False

    prepare = lambda work: slow if "slow" in work.page.url else prepared_as_is(work)  # noqa: E731
    tally = process(store, prepare, clock=clock, pace=AT_ONCE, caller=Caller(looked_at))
    assert (tally.articles, tally.lost) == (2, 0)
    assert len(store.renewals) > 10
    assert all(1 in held for _, held in store.renewals)
    assert max(b - a for (a, _), (b, _) in pairwise(store.renewals)) < store.lease / 2


def test_a_lost_lease_costs_that_pages_turn_and_nothing_else():
    store = FakeStore(*(f"https://a.example/{number}" for number in range(1, 4)), taken_over={1, 3})
    clock = Clock()

    def prepare(work):
        if work.page_id == 1:
            clock.advance(minutes=6)  # the process was stopped for longer than a lease
        return prepared_as_is(work)

    tally = process(store, prepare, clock=clock)
    assert (tally.articles, tally.lost) == (1, 2)
    assert set(store.outcomes) == {2}


def test_a_lease_that_is_lost_while_its_page_is_filed_is_noticed():
    clock = Clock()

    class SlowStore(FakeStore):
        def file(self, batch, now):
            clock.advance(minutes=6)
            return super().file(batch, clock.now)

    store = SlowStore("https://a.example/1", "https://a.example/2", taken_over={1})
    tally = process(store, prepared_as_is, clock=clock)
    assert (tally.articles, tally.lost) == (1, 1)
    assert set(store.outcomes) == {2}


def test_a_rejection_is_settled_with_its_reason():
    store = FakeStore("https://a.example/1")
    tally = process(store, lambda work: done(Rejected(Reason.SOFT_404)), clock=lambda: NOW)
    assert tally.rejected == {Reason.SOFT_404: 1}
