"""Reclustering looks over what changed since it was last done, keeps together what is linked, and comes to rest."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text

from pipeline.dedupe import fingerprint
from pipeline.records import Article, EntityTag, Page, Prepared, Tags
from pipeline.stories.features import story_features
from storage.article_store import ArticleStore
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.transactions import reading, transact
from tests.filing import file_one

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ABOUT = (EntityTag("model:lantern", 0.9, main=True, mentions=5), EntityTag("org:hollow", 0.9, main=True, mentions=5))

NO_TAGS = Tags()

LAUNCH = (
    (0, "On November 2 the Hollow Lab in Dublin gave away Lantern, and Ada Quill read from it to a full hall."),
    (3, "What November 2 did to rivals: prices of three other firms fell by half, buyers in Lyon and Oslo say."),
    (8, "Since November 2 schools ask who checks homework; a union of teachers in Ghent wants written rules."),
    (14, "Regulators from Brussels to Brasilia count from November 2 when they speak of deadlines and fines."),
    (20, "A year's plans were thrown out after November 2, three engineers remember over soup and rye bread."),
)
FIRES = (
    "A fire at Port Hollow burned barges on the quay. Port Hollow closed its gates; the mayor Ruth Vane spoke.",
    "A fire at Salt Mill burned barges on the canal. Salt Mill shut its locks; the owner Tom Arden spoke.",
    "The bank held its rate at four per cent, and its governor Ida Lund told Parliament that prices would fall.",
    "Shops closed for an hour in protest against the rate that the bank set, and its governor heard what they said.",
)


def a_report(number: int, body: str, at: datetime, tags: Tags = NO_TAGS) -> Prepared:
    article = Article(
        url=f"https://wire.example/{number}",
        title=body[:40],
        text=body,
        outlet=f"Outlet {number % 4}",
        source="wire",
        published_at=at,
    )
    return Prepared(article, tags, fingerprint(article), story_features(article, tags))


def filed(store: ArticleStore, engine: Engine, report: Prepared, now: datetime) -> None:
    page = Page(report.article.url, report.article.url, "wire", report.article.outlet, now, 200, (), b"")
    transact(engine, lambda connection: keep_page(connection, page))
    (work,) = store.claim(now, 1)
    file_one(store, work, report, now)


def stories_of(engine: Engine) -> list[set[str]]:
    found = defaultdict(set)
    with reading(engine) as connection:
        for url, story_id in connection.execute(text("SELECT url, story_id FROM articles")):
            found[story_id].add(url)
    return sorted(found.values(), key=min)


class Writes:
    """Counts the statements that change rows."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement: str, *_rest: object) -> None:
        self.count += statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))


def launch_reports() -> list[Prepared]:
    return [
        a_report(number, body, NOON + timedelta(days=days), Tags(entities=ABOUT))
        for number, (days, body) in enumerate(LAUNCH)
    ]


def test_accounts_of_one_day_over_three_weeks_are_one_story_when_they_come_on_their_days(engine: Engine):
    store = ArticleStore(engine, {})
    for report in launch_reports():
        at = report.article.published_at
        filed(store, engine, report, at)
        store.recluster(at)
    assert len(stories_of(engine)) == 1


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3), (3, 1, 4, 0, 2)])
def test_they_are_one_story_in_whatever_order_they_come_together(engine: Engine, order: tuple[int, ...]):
    store, reports, now = ArticleStore(engine, {}), launch_reports(), NOON + timedelta(days=21)
    for number in order:
        filed(store, engine, reports[number], now)
    store.recluster(now)
    assert len(stories_of(engine)) == 1


def test_every_order_of_three_of_them_gives_one_story():
    for order in permutations((1, 2, 4)):
        engine = open_engine("sqlite://")
        upgrade(engine)
        store, reports, now = ArticleStore(engine, {}), launch_reports(), NOON + timedelta(days=21)
        for number in order:
            filed(store, engine, reports[number], now)
            store.recluster(now)
        assert len(stories_of(engine)) == 1, order
        engine.dispose()


def test_a_new_process_parts_nothing_that_another_linked(engine: Engine):
    reports, now = launch_reports(), NOON + timedelta(days=21)
    for report in reports:
        filed(ArticleStore(engine, {}), engine, report, now)
        ArticleStore(engine, {}).recluster(now)
    assert len(stories_of(engine)) == 1


def test_an_account_of_another_day_is_a_story_of_its_own(engine: Engine):
    store, now = ArticleStore(engine, {}), NOON + timedelta(days=21)
    for report in launch_reports():
        filed(store, engine, report, now)
    other = "On November 19 Hollow moved Lantern to new offices in Turin, and the neighbours complained of the noise."
    filed(store, engine, a_report(9, other, now, Tags(entities=ABOUT)), now)
    store.recluster(now)
    assert {"https://wire.example/9"} in stories_of(engine)


def test_a_new_process_looks_only_at_what_changed_since(engine: Engine):
    store = ArticleStore(engine, {})
    for number in range(4):
        filed(store, engine, a_report(number, FIRES[number], NOON), NOON)
    store.recluster(NOON)
    writes = Writes(engine)
    later = ArticleStore(engine, {})
    assert later.recluster(NOON) == 0
    assert (writes.count, later.window.stories.changed) == (0, set())


def test_what_another_process_filed_is_looked_over(engine: Engine):
    idle, busy = ArticleStore(engine, {}), ArticleStore(engine, {})
    idle.recluster(NOON)
    filed(busy, engine, a_report(1, FIRES[0], NOON), NOON)
    writes = Writes(engine)
    idle.recluster(NOON)
    assert writes.count == 1  # the mark


arrivals = st.lists(
    st.tuples(st.sampled_from(range(len(FIRES))), st.integers(0, 60), st.booleans()), min_size=1, max_size=10
)


@settings(max_examples=25, deadline=None)
@given(arrivals)
def test_reclustering_twice_changes_nothing_the_second_time(stream: list[tuple[int, int, bool]]):
    engine = open_engine("sqlite://")
    upgrade(engine)
    store = ArticleStore(engine, {})
    now = NOON + timedelta(hours=61)
    for number, (subject, hours, headline) in enumerate(stream):
        body = f"{FIRES[subject]} Report {number} says {subject * 7 + hours} were there."
        report = a_report(number, body, NOON + timedelta(hours=hours))
        if headline:
            article = Article(url=report.article.url, title=FIRES[subject][:50], text="", outlet="O", source="wire")
            report = Prepared(article, NO_TAGS, fingerprint(article), story_features(article, NO_TAGS))
        filed(store, engine, report, now)
        if hours % 2:
            store.recluster(now)
    store.recluster(now)
    before = stories_of(engine)
    writes = Writes(engine)
    assert store.recluster(now) == 0
    assert ArticleStore(engine, {}).recluster(now) == 0
    assert writes.count == 0
    assert stories_of(engine) == before
    engine.dispose()


def test_the_day_named_is_what_links(engine: Engine):
    assert launch_reports()[1].features.dates == (date(2026, 11, 2),)
