"""The rows of a day's digest, the same from every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from storage.queries.digest import ArticleRow, DigestRows, EditRow, NamedRow, QuoteRow, read_digest
from storage.queries.first_named import REMEMBERS
from storage.schema.articles import article, article_text, revision
from storage.schema.stories import account, copy, credit, story, story_member
from storage.schema.tags import article_entity, entity, mention, new_name, new_name_sighting, quote

START = datetime(2026, 10, 15, tzinfo=UTC)
END = START + timedelta(days=1)


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def a_story(connection: Connection, number: int, **fields: Any) -> int:
    values = {"headline": f"Story {number}", "articles": 1, "outlets": 1, "all_outlets": 1, "relevance": 0.9}
    values |= {"first_why": [], "velocity": 0.0, "state": "opening"}
    times = ("first_at", "last_at", "opened_at", "changed_at", "state_since", "dormant_at")
    values |= dict.fromkeys(times, START)
    connection.execute(insert(story).values(id=number, **values | fields))
    return number


def an_article(connection: Connection, number: int, in_story: int, hour: float, **fields: Any) -> int:
    when = at(hour)
    values: dict[str, Any] = {
        "url": f"https://a.example/{number}",
        "title": f"Title {number}",
        "outlet": "Ledger",
        "source": "ledger",
        "text_hash": b"x" * 32,
        "words": 2,
        "relevance": 0.9,
        "paywalled": False,
        "partial": False,
    }
    values |= {"authors": [], "keywords": [], "links": [], "provenance": {}}
    values |= dict.fromkeys(("seen_at", "dated_at", "filed_at"), when)
    text = fields.pop("text", "It happened.")
    connection.execute(insert(article).values(id=number, **values | fields))
    connection.execute(insert(article_text).values(article_id=number, text=text))
    dated_at = (values | fields)["dated_at"]
    member = {"change": number, "terms": {}, "dated_at": dated_at, "score": 1.0, "why": [], "placed_at": when}
    connection.execute(insert(story_member).values(article_id=number, story_id=in_story, **member))
    connection.execute(insert(account).values(article_id=number, out_at=when, facts={}, novelty=1.0, adds=[]))
    return number


def an_entity(connection: Connection, key: str, name: str) -> None:
    connection.execute(insert(entity).values(id=key, name=name, type="model", status="catalog"))


def a_mention(connection: Connection, number: int, key: str) -> None:
    where = {"part": "text", "start": len(key), "end": len(key) + 2, "surface": "It"}  # one for each key
    connection.execute(insert(mention).values(article_id=number, entity_id=key, **where))
    dated_at = select(article.c.dated_at).where(article.c.id == number).scalar_subquery()
    facts = {"salience": 0.5, "main": False, "mentions": 1, "implied": False, "dated_at": dated_at}
    connection.execute(insert(article_entity).values(article_id=number, entity_id=key, **facts))


def read(engine: Engine) -> DigestRows:
    with engine.connect() as connection:
        return read_digest(connection, START, END)


def only(rows: DigestRows) -> ArticleRow:
    ((found,),) = (each.articles for each in rows.stories)
    return found


def test_a_story_counts_for_each_day_that_adds_to_it_and_brings_all_its_articles(engine: Engine):
    with engine.begin() as connection:
        for number in (1, 2, 3):
            a_story(connection, number)
        an_article(connection, 1, 1, -5)
        an_article(connection, 2, 1, 5)
        an_article(connection, 3, 2, -1)
        an_article(connection, 4, 3, 24)
    (found,) = read(engine).stories
    assert (found.id, [each.id for each in found.articles]) == (1, [1, 2])


def test_an_article_brings_what_is_said_of_it(engine: Engine):
    with engine.begin() as connection:
        a_story(connection, 1)
        an_article(connection, 1, 1, 5, authors=["A. Writer"])
        words = {
            "grade": "first",
            "phrase": "first reported by The Courier",
            "outlet": "The Courier",
            "prominent": True,
        }
        connection.execute(insert(credit).values(article_id=1, number=1, **words))
        an_entity(connection, "model:llama", "Llama")
        facts = {"salience": 0.5, "main": True, "mentions": 2, "implied": False, "dated_at": at(1)}
        connection.execute(insert(article_entity).values(article_id=1, entity_id="model:llama", **facts))
        connection.execute(insert(quote).values(article_id=1, start=0, end=3, quote="It happened", speaker="Somebody"))
        for number, edited, notice in [(1, None, None), (2, "correction", "Correction: it did.")]:
            version = {"title": "T", "text": f"text {number}", "text_hash": b"y" * 32, "seen_at": at(6)}
            connection.execute(
                insert(revision).values(article_id=1, number=number, edited=edited, notice=notice, **version)
            )
    found = only(read(engine))
    assert (found.authors, found.credits, found.weight) == (("A. Writer",), "The Courier", 1.0)
    assert found.named == (NamedRow("model:llama", "Llama", "model", 0.5, True, 2),)
    assert found.quotes == (QuoteRow("It happened", "Somebody"),)
    assert found.edits == (EditRow(2, at(6), "correction", "Correction: it did.", "text 1", "text 2"),)


def test_a_copy_names_its_original(engine: Engine):
    with engine.begin() as connection:
        a_story(connection, 1)
        an_article(connection, 1, 1, 5)
        an_article(connection, 2, 1, 6)
        connection.execute(insert(copy).values(article_id=2, original_id=1, kind="wire", similarity=1.0))
    (found,) = read(engine).stories
    assert [(each.original_id, each.copy_kind) for each in found.articles] == [(None, None), (1, "wire")]


def test_what_a_story_follows_is_told_as_it_is_called_now(engine: Engine):
    with engine.begin() as connection:
        a_story(connection, 1, headline="Kept")
        a_story(connection, 2, headline="Gone")
        connection.execute(update(story).where(story.c.id == 2).values(merged_into=1))
        a_story(connection, 3, follows=2)
        an_article(connection, 1, 3, 5)
    (found,) = read(engine).stories
    assert (found.follows, found.follows_headline) == (1, "Kept")


def test_a_name_is_new_when_a_database_that_remembers_has_not_seen_it(engine: Engine):
    with engine.begin() as connection:
        a_story(connection, 1)
        an_article(connection, 1, 1, -REMEMBERS / timedelta(hours=1) - 1)
        an_article(connection, 2, 1, 5)
        for key, named_by in {"model:new": (2,), "model:older": (1, 2)}.items():
            an_entity(connection, key, key)
            for number in named_by:
                a_mention(connection, number, key)
    assert [(each.entity_id, each.story_ids, each.outlets) for each in read(engine).new_names] == [
        ("model:new", (1,), 1)
    ]


def test_to_a_young_database_no_name_of_the_catalog_is_new(engine: Engine):
    with engine.begin() as connection:
        a_story(connection, 1)
        an_article(connection, 1, 1, -24)
        an_article(connection, 2, 1, 5)
        an_entity(connection, "model:new", "New")
        a_mention(connection, 2, "model:new")
    assert read(engine).new_names == ()


def test_a_name_the_catalog_lacks_is_told_once_enough_sources_use_it(engine: Engine):
    with engine.begin() as connection:
        a_story(connection, 1)
        an_article(connection, 1, 1, 5)
        an_article(connection, 2, 1, 6, outlet="Courier")
        seen = {"first_seen_at": at(5), "last_seen_at": at(6)}
        for key, state in (("lantern", "provisional"), ("rumour", "waiting")):
            connection.execute(insert(new_name).values(key=key, surface=key.title(), state=state, **seen))
            for number, outlet in ((1, "Ledger"), (2, "Courier")):
                sighting = {"outlet": outlet, "official": False, "seen_at": at(5)}
                connection.execute(insert(new_name_sighting).values(key=key, article_id=number, **sighting))
    (found,) = read(engine).new_names
    assert (found.surface, found.entity_id, found.story_ids, found.outlets) == ("Lantern", None, (1,), 2)


def test_a_day_without_articles_has_no_rows(engine: Engine):
    assert read(engine) == DigestRows((), ())
