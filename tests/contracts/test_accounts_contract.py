"""Who had a story first, what its articles add and where it stands, the same from every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, text

from pipeline.dedupe import fingerprint
from pipeline.records import Article, Credit, EntityTag, Facts, Grade, Link, Page, Prepared, Source, Tags
from pipeline.stories.changes import Merge, Move
from pipeline.stories.features import story_features
from storage.article_store import ArticleStore
from storage.fetches import record_poll_fetch
from storage.pages import keep_page
from storage.queries.stories import story_articles
from storage.story_changes import apply_changes
from storage.transactions import reading, transact
from tests.filing import file_one
from tests.polls import a_fetch

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
SOURCES = [
    Source(name.lower(), f"https://{name.lower()}.example/feed", title=name) for name in ("Wire", "Star", "Post")
]
FERRY = "Mistral signed the ferry line Nordhavn for its customs forms, and the line confirmed it in Aarhus."
RAIN = "Rain fell on the bread festival, and the bakers of Saltby sang under their awnings until evening."
LONG = " ".join(f"Form {number} of the ferry line is read in {number * 7} seconds at the gate." for number in range(30))
_numbers = count(1)


@pytest.fixture
def store(engine: Engine) -> ArticleStore:
    return ArticleStore(engine, {source.name: source for source in SOURCES})


def hour(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def an_article(outlet="Wire", body=FERRY, *, at=0.0, says=(), links=(), tells=None, url=None, about="org:mistral"):
    name = outlet.lower()
    article = Article(
        url=url or f"https://{name}.example/{next(_numbers)}",
        title=body[:40],
        text=body,
        outlet=outlet,
        source=name,
        published_at=None if at is None else hour(at),
        links=links,
    )
    tags = Tags(entities=(EntityTag(about, 0.9, main=True, mentions=3),))
    return Prepared(article, tags, fingerprint(article), story_features(article, tags), says, tells or Facts())


def filed(store, engine, prepared, *, seen=10.0):
    article = prepared.article
    page = Page(article.url, article.url, article.source, article.outlet, hour(seen), 200, (), b"<html>")
    transact(engine, lambda connection: keep_page(connection, page))
    (work,) = store.claim(hour(seen), 1)
    return file_one(store, work, prepared, hour(seen))


def says_first(outlet):
    return (Credit(Grade.FIRST, f"first reported by {outlet}", outlet, None, prominent=True),)


def rows(engine, query):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def change(engine, *changes):
    transact(engine, lambda connection: apply_changes(connection, changes, hour(11)))


def first(engine):
    return rows(engine, "SELECT first_source, first_article_id FROM stories WHERE merged_into IS NULL ORDER BY id")


def test_who_credits_an_outlet_before_its_article_is_there_gives_way_once_it_is(store, engine):
    star = filed(store, engine, an_article("Star", at=0, says=says_first("Post"))).article_id
    assert rows(engine, "SELECT first_source, credited_outlet FROM stories") == [("Star", "Post")]
    assert rows(engine, "SELECT credited_article_id FROM credits") == [(None,)]
    post = filed(store, engine, an_article("Post", FERRY + " The Post has learned it.", at=2)).article_id
    assert rows(engine, "SELECT first_source, credited_outlet FROM stories") == [("Post", None)]
    assert rows(engine, "SELECT article_id, outlet, grade, credited_article_id FROM credits") == [
        (star, "Post", "first", post)
    ]


def test_a_bare_link_counts_when_it_leads_to_an_article_of_the_story(store, engine):
    there = "https://post.example/scoop"
    links = (Link(there + "?utm_source=star", "the ferry"), Link("https://wire.example/elsewhere", "a map"))
    star = filed(store, engine, an_article("Star", at=2, links=links)).article_id
    assert rows(engine, "SELECT * FROM credits") == []
    post = filed(store, engine, an_article("Post", FERRY + " The Post has learned it.", at=1, url=there)).article_id
    assert rows(engine, "SELECT article_id, grade, credited_article_id FROM credits") == [(star, "link", post)]


def test_a_copy_counts_apart_and_is_not_new(store, engine):
    wire = filed(store, engine, an_article("Wire", LONG, at=1))
    filed(store, engine, an_article("Star", LONG, at=2))
    assert rows(engine, "SELECT articles, outlets, all_outlets, first_article_id FROM stories") == [
        (2, 1, 2, wire.article_id)
    ]
    assert rows(engine, "SELECT novelty FROM story_articles ORDER BY article_id") == [(1.0,), (None,)]


def test_texts_that_one_agency_signs_count_as_one_outlet_however_they_were_cut(store, engine):
    signed = (Credit(Grade.WIRE, "(Wire)", "Wire", prominent=True),)
    for number, outlet in enumerate(("Star", "Post")):
        filed(store, engine, an_article(outlet, f"{FERRY} Cut {number}.", at=number, says=signed))
    assert rows(engine, "SELECT outlets, all_outlets, credited_outlet FROM stories") == [(1, 2, "Wire")]


def test_an_original_that_comes_after_its_copy_is_first_and_what_is_new_is_its(store, engine):
    filed(store, engine, an_article("Star", LONG, at=2), seen=2)
    filed(store, engine, an_article("Wire", LONG, at=1), seen=3)
    assert first(engine) == [("Wire", 2)]
    assert rows(engine, "SELECT novelty FROM story_articles ORDER BY article_id") == [(None,), (1.0,)]


def test_an_article_adds_what_its_story_had_not_told(store, engine):
    known = Facts({"org:mistral": "Mistral"}, {"60 €": "60 euros"})
    filed(store, engine, an_article("Wire", tells=known))
    more = Facts(
        {"org:mistral": "Mistral"}, {"60 €": "60 euros", "1.1e+01": "eleven ports"}, ("We shall see what comes of it",)
    )
    filed(store, engine, an_article("Post", FERRY + " Eleven ports.", tells=more))
    with reading(engine) as connection:
        wire, post = story_articles(connection, 1)
    assert (wire.adds, post.adds) == ((), ("eleven ports", "“We shall see what comes of it”"))


def test_a_merge_makes_one_story_with_one_first_reporter_and_tells_anew_what_is_new(store, engine):
    ferry = filed(store, engine, an_article("Wire", at=3, tells=Facts(numbers={"1": "one"})))
    rain = filed(store, engine, an_article("Star", RAIN, at=1, tells=Facts(numbers={"1": "one"}), about="org:saltby"))
    assert ferry.story_id != rain.story_id
    change(engine, Merge(kept=ferry.story_id, gone=rain.story_id, why=("the same after all",)))
    assert first(engine) == [("Star", rain.article_id)]
    (told, again) = rows(engine, "SELECT novelty FROM story_articles ORDER BY article_id")
    assert told == (1.0,)
    assert again < (1.0,)


def test_what_is_parted_has_a_first_reporter_of_its_own(store, engine):
    early = filed(store, engine, an_article("Wire", at=1, tells=Facts(numbers={"1": "one"})))
    late = filed(store, engine, an_article("Star", FERRY + " Sure.", at=2, tells=Facts(numbers={"1": "one"})))
    assert early.story_id == late.story_id
    change(engine, Move((late.article_id,), None, ("another event",)))
    assert first(engine) == [("Wire", early.article_id), ("Star", late.article_id)]
    assert rows(engine, "SELECT novelty FROM story_articles ORDER BY article_id") == [(1.0,), (1.0,)]


def test_a_time_that_its_source_contradicts_does_not_make_an_article_first(store, engine):
    for at in (-3.0, 8.0):
        transact(engine, lambda connection, at=at: record_poll_fetch(connection, "star", a_fetch(hour(at))))
    filed(store, engine, an_article("Wire", at=1))
    filed(store, engine, an_article("Star", FERRY + " Sure.", at=0))
    assert first(engine) == [("Wire", 1)]
    assert rows(engine, "SELECT doubt FROM story_articles ORDER BY article_id") == [(None,), ("backdated",)]


def test_no_story_ends_before_it_begins(store, engine):
    transact(engine, lambda connection: record_poll_fetch(connection, "star", a_fetch(hour(8))))
    filed(store, engine, an_article("Star", at=0))
    assert rows(engine, "SELECT first_seen = last_seen FROM stories") == [(True,)]


@pytest.mark.parametrize(("day", "state"), [(datetime(2020, 1, 1, tzinfo=UTC), "dormant"), (None, "growing")])
def test_the_database_s_own_clock_says_where_a_story_stands(store, engine, day, state):
    then = datetime(2199, 1, 1, tzinfo=UTC) if day is None else day
    away = (then - NOON) / timedelta(hours=1)
    filed(store, engine, an_article("Wire", at=away), seen=away + 5)
    filed(store, engine, an_article("Star", FERRY + " Sure.", at=away + 1), seen=away + 5)
    assert rows(engine, "SELECT state, velocity FROM stories") == [(state, round(1 / 6, 3))]
