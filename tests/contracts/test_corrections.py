"""What people put right stays so: over new articles, reclustering in any order, and new versions; and can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from pipeline.dedupe import fingerprint
from pipeline.errors import ConfigError
from pipeline.filing.plan import Submission
from pipeline.query import parse
from pipeline.records import Article, Correction, CorrectionKind, EntityTag, Page, Prepared, Quote, Tags, TopicTag
from pipeline.stories.features import story_features
from storage.article_store import ArticleStore
from storage.corrections import correct, undo
from storage.pages import keep_page
from storage.queries.search import matching_ids
from storage.tags import EntityRow, sync_entities
from storage.transactions import reading, transact
from tests.contracts.test_store_contract import NOON

FIRE = "A fire broke out in the battery hall of the Harbour yard in Bremen before dawn. {} boats burned, a witness saw."
SALE = "The Lantern start-up of Dublin was sold to Meridian for 40 million, both boards said. {} people work there."
KNOWN = [EntityRow("org:anvil", "Anvil", "organisation"), EntityRow("model:ember", "Ember", "model", "org:anvil")]
ORDERS = [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1), (1, 0, 3, 2)]


def a_report(number: int, body: str, *, title: str | None = None) -> Prepared:
    url, outlet = f"https://wire{number}.example/{number}", f"Outlet {number}"
    title = title or body.split(".")[0][:60]
    article = Article(
        url=url, title=title, text=body.format(number + 2), outlet=outlet, source="wire", authors=("Ada Quill",),
        published_at=NOON,
    )  # fmt: skip
    tags = Tags(
        entities=(
            EntityTag("org:harbour" if body.startswith(FIRE[:6]) else "org:lantern", 0.9, main=True, mentions=1),
        ),
        topics=(TopicTag("topic:fire", 0.8),),
        quotes=(Quote(0, 6, article.text[:6], "Somebody"),),
        relevance=0.9,
    )
    return Prepared(article, tags, fingerprint(article), story_features(article, tags))


def file_all(store: ArticleStore, engine: Engine, reports: list[Prepared], now=NOON) -> list[int]:
    for report in reports:
        url = report.article.url
        page = Page(url, url, "wire", report.article.outlet, now, 200, (), report.article.text.encode())
        transact(engine, lambda connection, page=page: keep_page(connection, page))
    claimed = sorted(store.claim(now, 50), key=lambda work: work.page_id)
    pairs = zip(claimed, reports, strict=True)
    return [filed.article_id for filed in store.file([Submission(*pair) for pair in pairs], now) if filed]


def story_of(engine: Engine, article_id: int) -> int:
    return one(engine, f"SELECT story_id FROM story_member WHERE article_id = {article_id}")


def one(engine: Engine, query: str):
    with reading(engine) as connection:
        return connection.execute(text(query)).scalar_one()


def made(kind: CorrectionKind, **fields) -> Correction:
    return Correction(kind, "ada", "because", **fields)


@pytest.fixture
def store(engine: Engine) -> ArticleStore:
    return ArticleStore(engine, {})


@pytest.fixture
def two_events(store, engine) -> tuple[list[int], list[int]]:
    """Two articles about a fire, and two about a sale, each in one story; return their ids."""
    ids = file_all(store, engine, [a_report(0, FIRE), a_report(1, FIRE), a_report(2, SALE), a_report(3, SALE)])
    store.recluster(NOON)
    fires, sales = ids[:2], ids[2:]
    assert story_of(engine, fires[0]) == story_of(engine, fires[1]) != story_of(engine, sales[0])
    return fires, sales


@pytest.mark.parametrize("order", ORDERS)
def test_a_merge_stays_over_new_articles_and_reclustering_in_any_order(store, engine, two_events, order):
    fires, sales = two_events
    correct(
        engine,
        made(CorrectionKind.MERGE, story_id=story_of(engine, sales[0]), details={"into": story_of(engine, fires[0])}),
        NOON,
    )
    later = [a_report(10, FIRE), a_report(11, SALE), a_report(12, FIRE), a_report(13, SALE)]
    for number in order:
        file_all(store, engine, [later[number]], NOON + timedelta(hours=1))
        store.recluster(NOON + timedelta(hours=1))
    ArticleStore(engine, {}).recluster(NOON + timedelta(hours=2))
    assert {story_of(engine, each) for each in (*fires, *sales)} == {story_of(engine, fires[0])}
    assert one(engine, "SELECT count(*) FROM story WHERE merged_into IS NOT NULL") >= 1


@pytest.mark.parametrize("order", ORDERS)
def test_a_parted_article_stays_apart_over_new_articles_and_reclustering_in_any_order(store, engine, two_events, order):
    (first, second), _ = two_events
    correct(engine, made(CorrectionKind.PART, article_id=second), NOON)
    assert story_of(engine, first) != story_of(engine, second)
    later = [a_report(10, FIRE), a_report(11, FIRE), a_report(12, SALE), a_report(13, FIRE)]
    for number in order:
        file_all(store, engine, [later[number]], NOON + timedelta(hours=1))
        store.recluster(NOON + timedelta(hours=1))
    ArticleStore(engine, {}).recluster(NOON + timedelta(hours=2))
    assert story_of(engine, first) != story_of(engine, second)


def test_without_a_correction_what_was_parted_would_be_merged_again(store, engine, two_events):
    """So that the tests above show something."""
    (first, second), _ = two_events
    number = correct(engine, made(CorrectionKind.PART, article_id=second), NOON)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM correction_pair"))
    file_all(store, engine, [a_report(10, FIRE)], NOON + timedelta(hours=1))
    store.recluster(NOON + timedelta(hours=1))
    assert story_of(engine, first) == story_of(engine, second)
    assert number == 1


def test_undoing_gives_stories_their_articles_back(store, engine, two_events):
    fires, sales = two_events
    fire, sale = story_of(engine, fires[0]), story_of(engine, sales[0])
    merged = correct(engine, made(CorrectionKind.MERGE, story_id=sale, details={"into": fire}), NOON)
    undo(engine, merged, "bo", NOON)
    assert [story_of(engine, each) for each in (*fires, *sales)] == [fire, fire, sale, sale]
    parted = correct(engine, made(CorrectionKind.PART, article_id=fires[1]), NOON)
    undo(engine, parted, "bo", NOON)
    assert story_of(engine, fires[1]) == fire
    assert one(engine, f"SELECT articles FROM stories WHERE id = {fire}") == 2
    with pytest.raises(ConfigError, match="undone already"):
        undo(engine, parted, "bo", NOON)


FIELDS = [
    (CorrectionKind.TITLE, {"title": "Better"}, "SELECT title FROM article WHERE id = 1", "Better"),
    (
        CorrectionKind.AUTHORS,
        {"authors": ["Bo Reed"]},
        "SELECT min(key) FROM article_person WHERE role = 'author' AND article_id = 1",
        "bo reed",
    ),
    (
        CorrectionKind.TAG,
        {"id": "model:ember"},
        "SELECT count(*) FROM article_entities WHERE article_id = 1 AND entity_id IN ('model:ember', 'org:anvil')",
        2,
    ),
    (CorrectionKind.TAG, {"id": "topic:new"}, "SELECT count(*) FROM topics WHERE article_id = 1", 2),
    (CorrectionKind.UNTAG, {"id": "topic:fire"}, "SELECT count(*) FROM topics WHERE article_id = 1", 0),
    (CorrectionKind.UNTAG, {"id": "org:harbour"}, "SELECT count(*) FROM article_entities WHERE article_id = 1", 0),
    (
        CorrectionKind.SPEAKER,
        {"quote": "A fire", "speaker": "Chief Reed", "speaker_id": None},
        "SELECT speaker FROM quotes WHERE article_id = 1",
        "Chief Reed",
    ),
    (
        CorrectionKind.TIME,
        {"at": "2026-11-19T08:00:00+00:00"},
        "SELECT substr(CAST(min(dated_at) AS VARCHAR(30)), 1, 10) FROM story_member WHERE article_id = 1",
        "2026-11-19",
    ),
    (CorrectionKind.HIDE, {"at": NOON.isoformat()}, "SELECT count(*) FROM articles WHERE id = 1", 0),
    (CorrectionKind.COPY, {"of": 3}, "SELECT duplicate_of FROM articles WHERE id = 1", 3),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "details", "query", "wanted"), FIELDS, ids=[f"{one[0]}-{one[3]}" for one in FIELDS])
def test_what_is_set_by_hand_outlives_a_new_version_and_can_be_undone(
    store, engine, two_events, kind, details, query, wanted
):
    with engine.begin() as connection:
        sync_entities(connection, KNOWN)
    before = one(engine, query)
    number = correct(engine, made(kind, article_id=1, details=details), NOON)
    assert one(engine, query) == wanted
    longer = FIRE + " The hall is gone, said the owner, and nobody was hurt in it."
    changed = a_report(0, longer, title="Now a new headline")
    file_all(store, engine, [changed], NOON + timedelta(hours=3))
    assert one(engine, "SELECT count(*) FROM revisions WHERE article_id = 1") == 2
    assert one(engine, query) == wanted
    undo(engine, number, "bo", NOON + timedelta(hours=4))
    assert one(engine, query) == ("Now a new headline" if kind is CorrectionKind.TITLE else before)
    assert one(engine, "SELECT undone_by FROM corrections") == "bo"


def test_a_hidden_article_is_not_found_and_not_counted(store, engine, two_events):
    (first, second), _ = two_events

    def found() -> list[int]:
        with reading(engine) as connection:
            return matching_ids(connection, parse("battery"), limit=10)

    correct(engine, made(CorrectionKind.HIDE, article_id=first, details={"at": NOON.isoformat()}), NOON)
    assert found() == [second]
    assert one(engine, f"SELECT articles FROM stories WHERE id = {story_of(engine, first)}") == 1
    correct(engine, made(CorrectionKind.HIDE, article_id=second, details={"at": NOON.isoformat()}), NOON)
    assert found() == []
    assert one(engine, f"SELECT articles FROM stories WHERE id = {story_of(engine, first)}") == 0


@pytest.mark.parametrize(
    ("correction", "problem"),
    [
        (made(CorrectionKind.PART, article_id=99), "no article has the number 99"),
        (made(CorrectionKind.MERGE, story_id=1, details={"into": 1}), "one already"),
        (made(CorrectionKind.MERGE, story_id=99, details={"into": 1}), "no story has the number 99"),
        (made(CorrectionKind.COPY, article_id=1, details={"of": 1}), "no other article"),
        (made(CorrectionKind.NOT_COPY, article_id=1), "no copy"),
        (made(CorrectionKind.SPEAKER, article_id=1, details={"quote": "x", "speaker": "y"}), "no such quotation"),
    ],
)
def test_what_cannot_be_corrected_is_told(engine, two_events, correction, problem):
    with pytest.raises(ConfigError, match=problem):
        correct(engine, correction, NOON)
    assert one(engine, "SELECT count(*) FROM corrections") == 0
