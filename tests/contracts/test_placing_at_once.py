"""Two processes that place articles at the same time make no story twice."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from pipeline.dedupe import fingerprint
from pipeline.records import Article, Page, Prepared, Tags
from pipeline.run import Pace, process
from pipeline.stories.features import story_features
from storage.article_store import ArticleStore
from storage.engine import open_engine
from storage.pages import keep_page
from storage.transactions import reading, transact

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVENTS = (
    "lantern weights dublin archive cabinet scanner ledger",
    "ferry customs contract marseille harbour manifest captain",
    "label commission brussels template deputy paragraph draft",
)
OUTLETS = 6


def a_report(event: int, outlet: int) -> Prepared:
    subject = EVENTS[event]
    one = subject.title()
    body = f"{subject} alpha{event}{outlet} {' '.join(reversed(subject.split()))} omega{event}{outlet}"
    article = Article(
        url=f"https://outlet{outlet}.example/{event}",
        title=one,
        text=body,
        outlet=f"Outlet {outlet}",
        source="wire",
        published_at=NOON + timedelta(minutes=outlet),
    )
    return Prepared(article, Tags(relevance=0.9), fingerprint(article), story_features(article, Tags()))


REPORTS = {
    report.article.url: report
    for report in (a_report(event, outlet) for outlet in range(OUTLETS) for event in range(len(EVENTS)))
}


def work(database_url: str) -> int:
    engine = open_engine(database_url)
    store = ArticleStore(engine, {})

    def prepare(claimed):
        done: Future[Prepared] = Future()
        done.set_result(REPORTS[claimed.page.url])
        return done

    tally = process(store, prepare, clock=lambda: NOON, pace=Pace(batch=2))
    engine.dispose()
    return tally.articles


def test_each_event_is_one_story_and_each_page_one_article(database_url):
    engine = open_engine(database_url)
    for url, report in REPORTS.items():
        page = Page(url, url, "wire", report.article.outlet, NOON, 200, (), b"<html>")
        transact(engine, lambda connection, page=page: keep_page(connection, page))
    with ThreadPoolExecutor(2) as pool:
        filed = list(pool.map(work, [database_url, database_url]))
    assert sum(filed) == len(REPORTS)
    with reading(engine) as connection:
        outlets = [row.outlets for row in connection.execute(text("SELECT outlets FROM stories ORDER BY id"))]
    engine.dispose()
    assert outlets == [OUTLETS] * len(EVENTS)
