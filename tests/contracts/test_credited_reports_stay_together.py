"""A report that links to what it rests on is in one story with it, in whatever order and spacing the two arrive."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, text

from pipeline.dedupe import fingerprint
from pipeline.filing.plan import Submission
from pipeline.provenance.credits import credits_in
from pipeline.records import Article, Link, Page, Prepared, Tags
from pipeline.stories.features import story_features
from storage.article_store import ArticleStore
from storage.pages import keep_page
from storage.transactions import reading, transact

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST_URL = "https://ledger.example/ferry"

FIRST = (
    "The ferry between Larnholm and Vesk will stop for the summer, papers of the harbour office show. Its owner wrote"
    " to the council of Larnholm in March that both engines need new shafts; no yard nearer than Gdansk has time."
)
RESTING = (
    "Commuters in Vesk must find another way to work. Repairs were put off twice, engineers say, and"
    " buses across the bridge take ninety minutes. Shops at the quay expect to lose a third of their trade this summer."
)
OTHER = (
    "The bank held its rate at four per cent, and its governor Ida Lund told Parliament that prices would fall soon."
)


def a_report(url: str, outlet: str, body: str, at: datetime, *links: Link) -> Prepared:
    article = Article(url=url, title=body[:45], text=body, outlet=outlet, source="wire", published_at=at, links=links)
    tags = Tags()
    return Prepared(article, tags, fingerprint(article), story_features(article, tags), credits_in(article))


def the_first(at: datetime = NOON) -> Prepared:
    return a_report(FIRST_URL, "The Ledger", FIRST, at)


def resting_on_it(at: datetime = NOON + timedelta(hours=2), url: str = FIRST_URL, outlet: str = "Beacon") -> Prepared:
    said = "The stop was first reported by The Ledger. "
    return a_report("https://beacon.example/1", outlet, said + RESTING, at, Link(url, "first reported by The Ledger"))


def another(at: datetime = NOON + timedelta(hours=1)) -> Prepared:
    return a_report("https://wire.example/rate", "Wire", OTHER, at)


def file_together(store: ArticleStore, engine: Engine, reports: list[Prepared], now: datetime) -> None:
    for one in reports:
        page = Page(one.article.url, one.article.url, "wire", one.article.outlet, now, 200, (), b"")
        transact(engine, lambda connection, page=page: keep_page(connection, page))
    claimed = store.claim(now, len(reports))
    store.file([Submission(work, one) for work, one in zip(claimed, reports, strict=True)], now)


def stories_of(engine: Engine) -> list[set[str]]:
    found = defaultdict(set)
    with reading(engine) as connection:
        for outlet, story_id in connection.execute(text("SELECT outlet, story_id FROM articles")):
            found[story_id].add(outlet)
    return sorted(found.values(), key=min)


TOGETHER = [{"Beacon", "The Ledger"}, {"Wire"}]


def test_the_two_are_apart_without_the_link(engine: Engine):
    store = ArticleStore(engine, {})
    file_together(store, engine, [the_first(), another(), resting_on_it(url="https://ledger.example/rates")], NOON)
    store.recluster(NOON)
    assert stories_of(engine) == [{"Beacon"}, {"The Ledger"}, {"Wire"}]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_they_are_one_story_in_every_order_and_stay_so(engine: Engine, order: tuple[int, ...]):
    store = ArticleStore(engine, {})
    reports = [the_first(), another(), resting_on_it()]
    for number, place in enumerate(order):
        file_together(store, engine, [reports[place]], NOON + timedelta(hours=3 + number))
    store.recluster(NOON + timedelta(hours=7))
    assert stories_of(engine) == TOGETHER
    assert store.recluster(NOON + timedelta(hours=8)) == 0
    file_together(store, engine, [a_report("https://x.example/2", "Wire", RESTING[:120], NOON)], NOON)
    ArticleStore(engine, {}).recluster(NOON + timedelta(hours=9))  # another process sees it so as well
    assert any({"Beacon", "The Ledger"} <= story for story in stories_of(engine))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_they_are_one_story_when_they_arrive_together(engine: Engine, order: tuple[int, ...]):
    store = ArticleStore(engine, {})
    reports = [the_first(), another(), resting_on_it()]
    file_together(store, engine, [reports[place] for place in order], NOON + timedelta(hours=3))
    store.recluster(NOON + timedelta(hours=4))
    assert stories_of(engine) == TOGETHER


def test_a_link_to_another_event_does_not_join(engine: Engine):
    store = ArticleStore(engine, {})
    elsewhere = resting_on_it(url="https://wire.example/rate")
    file_together(store, engine, [another(), elsewhere], NOON + timedelta(hours=3))
    store.recluster(NOON + timedelta(hours=4))
    assert stories_of(engine) == [{"Beacon"}, {"Wire"}]


def test_what_an_outlet_says_of_itself_is_no_credit(engine: Engine):
    store = ArticleStore(engine, {})
    file_together(store, engine, [the_first(), resting_on_it(outlet="The Ledger")], NOON + timedelta(hours=3))
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM story_member WHERE linked_to IS NOT NULL")).scalar() == 0
