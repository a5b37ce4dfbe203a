"""The loop settles each page exactly once, whatever its child process does."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from pipeline.errors import Limit, LimitExceededError, RetryLaterError
from pipeline.extract.learned import SiteLines
from pipeline.records import Article, FeedEntry, Filed, Fingerprint, Page, Prepared, Reason, Rejected, Tags
from pipeline.run import Claimed, process
from pipeline.stories import DEFAULT_RULES, StoryIndex, StoryRules

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def a_page(url):
    return Page(url, url, "wire", "The Wire", NOW, 200, (), b"<html>")


def an_article(url):
    article = Article(url=url, title="Title", text="Text.", outlet="The Wire", source="wire")
    return Prepared(article, Tags(), Fingerprint(b"\0" * 32))


class NoRivals:
    """Stands for the copies and stories of an empty database."""

    def same_text(self, text_hash):
        return []

    def sharing_bands(self, bands, limit):
        return []

    def open(self):
        return StoryIndex()

    def about(self, entities, since, until):
        return []


@dataclass
class FakeFiling:
    store: FakeStore
    copies: NoRivals = field(default_factory=NoRivals)
    stories: NoRivals = field(default_factory=NoRivals)
    rules: StoryRules = DEFAULT_RULES

    def known(self, article, claimed):
        return self.store.articles.get(article.url)

    def unlisted_at(self, source, seen_at):
        return None

    def file(self, claimed, prepared, placement, published):
        self.store.articles[prepared.article.url] = claimed.page_id
        self.store.meanings.append(prepared.meaning)
        return self.store.settled(claimed, Filed(claimed.page_id, None, new=True))

    def refile(self, claimed, prepared, article_id):
        return self.store.settled(claimed, Filed(article_id, None, new=False))


class FakeStore:
    def __init__(self, *urls):
        self.waiting = [Claimed(number, a_page(url), 1, NOW) for number, url in enumerate(urls, 1)]
        self.articles = {}
        self.outcomes = {}
        self.blamed = []
        self.meanings = []

    def claim(self, now, limit):
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def learned(self, outlet):
        return SiteLines(articles=len(self.articles))

    @contextmanager
    def filing(self, now):
        yield FakeFiling(self)

    def settled(self, claimed, outcome):
        assert claimed.page_id not in self.outcomes, "a page settled twice"
        self.outcomes[claimed.page_id] = outcome
        return outcome

    def reject(self, claimed, rejected, now):
        self.settled(claimed, rejected)

    def give_back(self, claimed, problem, now, *, blame):
        self.blamed.append((claimed.page_id, claimed.attempt, blame))
        self.waiting.append(Claimed(claimed.page_id, claimed.page, claimed.attempt + blame, NOW))


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
    tally = process(store, prepared_as_is, clock=lambda: NOW, batch=2)
    assert (tally.articles, tally.settled) == (3, 3)
    assert set(store.outcomes) == {1, 2, 3}


def test_an_article_is_filed_with_what_it_means_where_that_is_asked_for():
    store = FakeStore("https://a.example/1", "https://a.example/2")
    process(store, prepared_as_is, clock=lambda: NOW, embed=lambda article: article.url[-1].encode() * 4)
    assert store.meanings == [b"1111", b"2222"]


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

    process(store, prepare, clock=lambda: NOW, ahead=2)
    assert known == [0, 0, 1, 2, 3, 4]


def hangs(work):
    return broken(LimitExceededError("took longer than 10 s", Limit.TIME))


def crashes(work):
    return broken(ValueError("a defect"))


@pytest.mark.parametrize("situation", [hangs, crashes])
def test_a_page_that_fails_three_times_is_quarantined_and_the_others_go_on(situation):
    store = FakeStore("https://a.example/poison", "https://a.example/good")

    def prepare(work):
        return situation(work) if "poison" in work.page.url else prepared_as_is(work)

    tally = process(store, prepare, clock=lambda: NOW)
    assert store.outcomes[1].reason is Reason.QUARANTINED
    assert store.outcomes[1].detail.startswith("3 attempts")
    assert (tally.articles, tally.given_back, tally.rejected) == (1, 2, {Reason.QUARANTINED: 1})


def test_a_worker_lost_through_no_fault_of_the_page_is_not_held_against_it():
    store = FakeStore("https://a.example/1")
    lost_once = iter([broken(RetryLaterError("the pool broke"))])
    process(store, lambda work: next(lost_once, None) or prepared_as_is(work), clock=lambda: NOW)
    assert store.blamed == [(1, 1, False)]
    assert store.outcomes[1].new


def test_what_was_not_begun_is_given_back_when_told_to_stop():
    store = FakeStore("https://a.example/1", "https://a.example/2")
    told = iter([False, True, True, True, True, True])
    tally = process(store, lambda work: Future(), clock=lambda: NOW, stopping=lambda: next(told))
    assert tally.given_back == 2
    assert store.outcomes == {}


def test_a_rejection_is_settled_with_its_reason():
    store = FakeStore("https://a.example/1")
    tally = process(store, lambda work: done(Rejected(Reason.SOFT_404)), clock=lambda: NOW)
    assert tally.rejected == {Reason.SOFT_404: 1}
