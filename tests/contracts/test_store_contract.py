"""What every store promises, whatever database it is made of: in memory, in a file, on Postgres."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, text

from pipeline.dedupe import fingerprint
from pipeline.errors import RetryLaterError
from pipeline.records import (
    Article,
    CopyKind,
    EntityTag,
    FeedEntry,
    Mention,
    NewName,
    Page,
    Part,
    Prepared,
    Quote,
    Reason,
    Rejected,
    Source,
    Tags,
    TopicTag,
)
from pipeline.stories.changes import Merge, Move
from pipeline.stories.embeddings import packed
from pipeline.stories.features import story_features
from storage import items, leases, pages, sources
from storage.article_store import ArticleStore
from storage.leases import Lease
from storage.queries.articles import article_details, article_versions
from storage.queries.languages import languages_since
from storage.queries.stories import list_stories, story_articles, story_details
from storage.story_changes import apply_changes
from storage.transactions import reading, transact
from storage.upsert_items import upsert_items
from tests.filing import file_one
from tests.storage.queries.asking import search

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = " ".join(f"The lab said that run {number} of Lantern read {number * 7} pages in Dublin." for number in range(20))
WIRE = Source(name="wire", url="https://wire.example/feed", title="Harbour Wire")
STAR = Source(name="star", url="https://star.example/feed", title="The Star")
CONFIGURED = {source.name: source for source in (WIRE, STAR)}


@pytest.fixture
def store(engine: Engine) -> ArticleStore:
    return ArticleStore(engine, CONFIGURED)


def a_page(url="https://wire.example/lantern", *, outlet="Harbour Wire", body=b"<html>", at=NOON):
    return Page(url, url, "wire", outlet, at, 200, (("content-type", "text/html"),), body)


def an_article(url="https://wire.example/lantern", *, outlet="Harbour Wire", title="Lantern opens", body=TEXT, at=NOON):
    article = Article(url=url, title=title, text=body, outlet=outlet, source="wire", published_at=at)
    tags = Tags(
        mentions=(Mention("model:lantern", Part.TITLE, 0, 7, "Lantern", "2"),),
        entities=(EntityTag("model:lantern", 0.9, main=True, mentions=1),),
        topics=(TopicTag("topic:model-release", 0.8),),
        quotes=(Quote(0, 3, body[:3], "Ada Quill", None, "said"),),
        new_names=(NewName("Zorb-2", Part.TEXT, 4),),
        relevance=0.9,
    )
    return Prepared(article, tags, fingerprint(article), story_features(article, tags))


def keep(engine, page):
    return transact(engine, lambda connection: pages.keep_page(connection, page))


def filed(store, engine, prepared, page=None, *, now=NOON):
    keep(engine, page or a_page(prepared.article.url, outlet=prepared.article.outlet, at=now))
    (work,) = store.claim(now, 10)
    return file_one(store, work, prepared, now)


def ask(engine, query, *arguments, **options):
    with reading(engine) as connection:
        return query(connection, *arguments, **options)


def rows(engine, query):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


# --- pages ---------------------------------------------------------------------------------------------------


def test_a_page_comes_back_as_it_was_kept(store, engine):
    entry = FeedEntry(
        source="wire", url="https://wire.example/lantern", title="Lantern", published_at=NOON, tags=("ai",)
    )
    page = replace(a_page(body=b"\x00\xff" * 5000), entry=entry)
    keep(engine, page)
    (work,) = store.claim(NOON, 10)
    assert work.page == page
    assert (work.attempt, work.seen_at) == (1, NOON)


def test_a_rejected_page_is_settled_with_its_reason(store, engine):
    keep(engine, a_page())
    (work,) = store.claim(NOON, 10)
    store.reject(work, Rejected(Reason.SOFT_404, "page not found"), NOON)
    assert store.claim(NOON + timedelta(days=1), 10) == []
    assert rows(engine, "SELECT stage, outcome, detail FROM page") == [("settled", "soft_404", "page not found")]


# --- articles -------------------------------------------------------------------------------------------------


def test_an_article_is_filed_with_everything_that_was_found_out(store, engine):
    outcome = filed(store, engine, an_article())
    row = ask(engine, article_details, outcome.article_id)
    assert (row.title, row.story_id, row.dated_at, row.words) == (
        "Lantern opens",
        outcome.story_id,
        NOON,
        len(TEXT.split()),
    )
    assert rows(engine, "SELECT entity_id, part, surface, version FROM mentions") == [
        ("model:lantern", "title", "Lantern", "2")
    ]
    assert rows(engine, "SELECT topic_id FROM topics") == [("topic:model-release",)]
    assert rows(engine, "SELECT speaker, cue FROM quotes") == [("Ada Quill", "said")]
    assert rows(engine, "SELECT surface, state FROM new_name") == [("Zorb-2", "waiting")]


def test_an_article_says_which_stages_do_not_know_its_language(store, engine):
    german = an_article("https://wire.example/de", title="Laterne", body="Eine Laterne geht auf. " * 20)
    german = replace(german, article=replace(german.article, language="de"), degraded=("topics", "speakers"))
    filed(store, engine, german)
    filed(store, engine, an_article())
    counted = ask(engine, languages_since, NOON - timedelta(days=1))
    assert {(one.language, one.articles, one.degraded) for one in counted} == {
        ("de", 1, ("topics", "speakers")),
        (None, 1, ()),
    }
    assert ask(engine, languages_since, NOON + timedelta(days=1)) == []


def test_the_same_address_again_adds_nothing(store, engine):
    first = filed(store, engine, an_article())
    second = filed(
        store, engine, an_article("https://www.wire.example/lantern/?utm_source=x"), now=NOON + timedelta(hours=1)
    )
    assert (second.article_id, second.new, second.revised) == (first.article_id, False, False)
    assert rows(engine, "SELECT count(*) FROM articles") == [(1,)]


def test_a_changed_text_is_a_revision_of_the_same_article(store, engine):
    first = filed(store, engine, an_article())
    changed = an_article(body=TEXT + "\nCorrection: an earlier version of this article named the wrong town.")
    second = filed(store, engine, changed, now=NOON + timedelta(hours=2))
    assert (second.article_id, second.revised) == (first.article_id, True)
    versions = ask(engine, article_versions, first.article_id)
    assert [(one.number, one.edited) for one in versions] == [(1, None), (2, "correction")]
    assert [hit.article_id for hit in ask(engine, search, "wrong town")] == [first.article_id]


def test_an_article_that_another_site_s_list_led_to_becomes_its_own_source_s(store, engine):
    url = "https://wire.example/lantern"
    pointed = an_article(url, outlet="wire.example", title="Lantern opens - Wire")
    pointed = replace(pointed, article=replace(pointed.article, source="star", published_at=None))
    first = filed(store, engine, pointed, replace(a_page(url, outlet="wire.example"), source="star"))
    again = filed(store, engine, an_article(url), now=NOON + timedelta(hours=1))
    assert (again.article_id, again.new) == (first.article_id, False)
    assert rows(engine, "SELECT outlet, source, title FROM article") == [("Harbour Wire", "wire", "Lantern opens")]
    (story,) = ask(engine, list_stories)
    assert story.first_outlet == "Harbour Wire"


def test_an_item_of_another_site_s_list_revises_no_article_by_its_identity(store, engine):
    entry = FeedEntry("star", "https://wire.example/lantern", guid="s1", title="Lantern")

    def listing(connection):
        sources.sync_sources(connection, [WIRE, STAR], NOON)
        upsert_items(
            connection, "star", [entry], NOON, may_speak=lambda _source, _url: False, may_fetch=lambda new: new
        )
        (item,) = items.claim_items(connection, Lease("us", NOON, timedelta(hours=1)), CONFIGURED, limit=1)
        return item.item_id

    item_id = transact(engine, listing)
    for path, body in (("lantern", TEXT), ("other", "Quite another report. " * 40)):
        url = f"https://wire.example/{path}"
        page = replace(a_page(url), source="star")
        transact(engine, lambda connection, page=page: pages.keep_page(connection, page, item_id))
        (work,) = store.claim(NOON, 1)
        prepared = an_article(url, body=body)
        file_one(store, work, replace(prepared, article=replace(prepared.article, source="star")), NOON)
    assert rows(engine, "SELECT url, revised_at FROM article ORDER BY id") == [
        ("https://wire.example/lantern", None),
        ("https://wire.example/other", None),
    ]


# --- copies and stories ---------------------------------------------------------------------------------------


def test_a_wire_copy_lies_under_its_original_in_the_same_story(store, engine):
    wire = filed(store, engine, an_article())
    star = filed(
        store,
        engine,
        an_article("https://star.example/7", outlet="The Star", title="A lamp", body=TEXT + " (Harbour Wire)"),
        now=NOON + timedelta(hours=1),
    )
    members = ask(engine, story_articles, wire.story_id)
    assert star.story_id == wire.story_id
    assert [(one.id, one.copy_of, one.copy_kind) for one in members] == [
        (wire.article_id, None, None),
        (star.article_id, wire.article_id, CopyKind.WIRE.value),
    ]
    (story,) = ask(engine, list_stories)
    assert (story.outlets, story.articles, story.first_outlet) == (1, 2, "Harbour Wire")


def test_an_original_that_comes_after_its_copy_takes_its_place(store, engine):
    star = filed(store, engine, an_article("https://star.example/7", outlet="The Star", body=TEXT + " (Harbour Wire)"))
    wire = filed(store, engine, an_article(), now=NOON + timedelta(hours=1))
    assert rows(engine, "SELECT id, duplicate_of FROM articles ORDER BY id") == [
        (star.article_id, wire.article_id),
        (wire.article_id, None),
    ]


def rain(url, outlet):
    prepared = an_article(url, outlet=outlet, title="Rain", body="It rained.")
    return replace(prepared, tags=Tags(), features=story_features(prepared.article, Tags()))


def test_stories_that_turn_out_to_be_one_leave_a_redirect(store, engine):
    one = filed(store, engine, an_article(body=TEXT))
    other = filed(store, engine, rain("https://star.example/9", "The Star"))
    assert one.story_id != other.story_id
    transact(engine, lambda connection: apply_changes(connection, [Merge(one.story_id, other.story_id, ())], NOON))
    assert ask(engine, story_details, other.story_id).id == one.story_id
    assert len(ask(engine, list_stories)) == 1
    third = filed(store, engine, rain("https://star.example/10", "The Sun"))
    assert third.story_id == one.story_id


def test_what_was_wrongly_joined_is_parted_and_each_keeps_its_count(store, engine):
    kept, parted = (
        filed(store, engine, an_article(f"https://{name}.example/1", outlet=name)).article_id
        for name in ("wire", "star")
    )
    (story,) = ask(engine, list_stories)
    transact(engine, lambda connection: apply_changes(connection, [Move((parted,), None, ("another event",))], NOON))
    assert {(row.id == story.id, row.articles) for row in ask(engine, list_stories)} == {(True, 1), (False, 1)}
    assert rows(engine, f"SELECT story_id FROM story_member WHERE article_id = {kept}") == [(story.id,)]


def test_a_story_whose_last_article_left_redirects_to_where_it_went(store, engine):
    one = filed(store, engine, an_article())
    other = filed(store, engine, rain("https://star.example/9", "The Star"))
    change = Move((other.article_id,), one.story_id, ("nearer to this story",))
    transact(engine, lambda connection: apply_changes(connection, [change], NOON))
    assert ask(engine, story_details, other.story_id).id == one.story_id
    (story,) = ask(engine, list_stories)
    assert story.articles == 2


def test_what_an_article_means_is_kept_and_brings_accounts_together_that_share_no_word(store, engine):
    def told(url, outlet, title, direction):
        prepared = replace(rain(url, outlet), embedding=packed(np.array(direction, np.float32)))
        article = replace(prepared.article, title=title, text="")
        return replace(
            prepared, article=article, features=story_features(article, Tags()), fingerprint=fingerprint(article)
        )

    first = filed(store, engine, told("https://star.example/1", "The Star", "Strike grounds flights", (1, 0, 0)))
    neighbour = ArticleStore(engine, {})
    second = filed(neighbour, engine, told("https://sun.example/1", "The Sun", "Pilots walk out", (0.9, 0.1, 0)))
    third = filed(neighbour, engine, told("https://sun.example/2", "The Sun", "Tax falls", (0, 1, 0)))
    assert second.story_id == first.story_id
    assert third.story_id != first.story_id


def test_another_process_sees_what_was_placed(store, engine):
    first = filed(store, engine, an_article())
    neighbour = ArticleStore(engine, {})
    second = filed(
        neighbour,
        engine,
        an_article("https://star.example/8", outlet="The Star", title="Lantern reads pages in Dublin"),
    )
    assert second.story_id == first.story_id


# --- search ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lantern", ["a", "b"]),
        ("LANTERN dublin", ["a"]),
        ('"opens in"', ["b"]),
        ("lantern -dublin", ["b"]),
        ("dublin OR cafe", ["a", "b"]),
        ("lant*", ["a", "b"]),
        ("-lantern", []),
        ("café", ["b"]),
        ("'; DROP TABLE article; --", []),
    ],
)
def test_the_same_words_find_the_same_articles(store, engine, words, found):
    filed(store, engine, an_article("https://wire.example/a", title="a", body="Lantern in Dublin."))
    filed(store, engine, an_article("https://wire.example/b", title="b", body="Lantern opens in a Cafe\u0301."))
    assert sorted(hit.title for hit in ask(engine, search, words)) == found


# --- sources, items, hosts --------------------------------------------------------------------------------------


def listed(engine, *entries, now=NOON):
    def work(connection):
        sources.sync_sources(connection, [WIRE, STAR], NOON)
        return upsert_items(
            connection, "wire", entries, now, may_speak=lambda _source, _url: True, may_fetch=lambda new: new
        )

    return transact(engine, work)


def an_entry(number, **changes):
    entry = FeedEntry("wire", f"https://wire.example/{number}", guid=f"g{number}", title=f"Title {number}")
    return replace(entry, **changes)


def test_an_item_is_known_again_however_its_feed_changes_it(engine):
    assert listed(engine, an_entry(1), an_entry(2)).new == 2
    again = listed(
        engine,
        an_entry(1, guid="changed at every poll"),
        an_entry(2, title="A/B headline", published_at=NOON),
        an_entry(3, url="https://wire.example/2?sessionid=9", guid=None),
    )
    assert again.new == 0


def test_five_articles_that_share_one_guid_are_five(engine):
    assert listed(engine, *(an_entry(number, guid="one for all") for number in range(5))).new == 5


def test_what_a_killed_process_of_this_machine_held_is_free_at_once(engine):
    listed(engine, an_entry(1))
    machine = leases.this_process().split("/")[0]
    dead = f"{machine}/4194300/1/aaaa"
    transact(
        engine,
        lambda connection: items.claim_items(connection, Lease(dead, NOON, timedelta(hours=1)), CONFIGURED, limit=10),
    )
    assert transact(engine, leases.reap) == 1
    assert transact(engine, leases.reap) == 0


def test_a_failed_transaction_leaves_nothing(engine):
    def work(connection):
        sources.sync_sources(connection, [WIRE], NOON)
        raise RetryLaterError("cut")

    with pytest.raises(RetryLaterError):
        transact(engine, work)
    assert rows(engine, "SELECT count(*) FROM source") == [(0,)]
