"""Search gives the same articles whichever way it goes: by words, by an entity's articles, or over all there is."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from pipeline.query.words import words
from storage.schema.articles import article
from storage.schema.tags import article_entity
from storage.search import index
from tests.storage.queries.asking import search
from tests.storage.queries.test_read_digest import at

COUNT = 1_100  # more than the search looks at before it goes over all there is
OFTEN, SELDOM = "org:often", "org:seldom"


def a_text(number: int) -> str:
    """Every article has "common"; one in 2, 40 and 500 another word; and every one a word that begins with "stem"."""
    said = ["common", f"stem{'abcdefghij'[number % 10]}"]
    said += [word for word, every in (("even", 2), ("scarce", 40), ("rare", 500)) if number % every == 0]
    return " ".join(said)


def entities(number: int) -> list[str]:
    return [key for key, every in ((OFTEN, 3), (SELDOM, 200)) if number % every == 0]


def an_article(number: int, late: int) -> dict[str, Any]:
    url, times = f"https://a.example/{number}", dict.fromkeys(("dated_at", "seen_at"), at(number / 10 - late))
    said = {"url": url, "title": "", "outlet": "Ledger", "source": "ledger", "text_hash": b"x", "words": 2}
    said |= {"authors": [], "keywords": [], "links": [], "provenance": {}, "relevance": 0.9}
    return {"id": number, "filed_at": at(number / 10), "paywalled": False, "partial": False, **times, **said}


@pytest.fixture
def many(engine: Engine) -> Engine:
    dice = random.Random(2)
    articles = [an_article(number, dice.choice((0, 0, 0, 12))) for number in range(1, COUNT + 1)]
    facts = {"salience": 0.5, "main": True, "mentions": 1, "implied": False}
    tags = [
        {"article_id": one["id"], "entity_id": key, "dated_at": one["dated_at"], **facts}
        for one in articles
        for key in entities(one["id"])
    ]
    with engine.begin() as connection:
        connection.execute(insert(article), articles)
        connection.execute(insert(article_entity), tags)
        index.add(connection, [(one["id"], "", a_text(one["id"])) for one in articles])
    return engine


def newest_first(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(select(article.c.id).order_by(article.c.dated_at.desc(), article.c.id.desc())))


def expected(newest: list[int], holds: Callable[[set[str]], object], entity_id: str | None) -> list[int]:
    return [
        number
        for number in newest
        if holds(set(words(a_text(number)))) and (entity_id is None or entity_id in entities(number))
    ]


QUERIES = {
    "common": lambda has: "common" in has,
    "rare": lambda has: "rare" in has,
    "even -scarce": lambda has: "even" in has and "scarce" not in has,
    "-even": lambda has: "even" not in has,
    "-common": lambda has: False,
    "-rare -even": lambda has: not has & {"rare", "even"},
    "rare OR -common": lambda has: "rare" in has,
    "(-common OR scarce) even": lambda has: {"scarce", "even"} <= has,
    "stem*": lambda has: True,
    "stema* OR rar*": lambda has: has & {"stema", "rare"},
    "even -stem*": lambda has: False,
    "-stema*": lambda has: "stema" not in has,
    '"common stemb*"': lambda has: "stemb" in has,
    "nothing*": lambda has: False,
}


def test_every_query_finds_what_it_says_newest_first_of_all_and_of_an_entity(many):
    newest = newest_first(many)
    with many.connect() as connection:
        for query, holds in QUERIES.items():
            for entity_id in (None, OFTEN, SELDOM, "org:unknown"):
                wanted = expected(newest, holds, entity_id)
                for limit, offset in ((5, 0), (20, 30), (COUNT, 0)):
                    found = search(connection, query, entity_id=entity_id, limit=limit, offset=offset)
                    said = (query, entity_id, limit, offset)
                    assert [hit.article_id for hit in found] == wanted[offset : offset + limit], said


def test_what_is_older_than_asked_for_is_left_out_of_any_query(many):
    since = at(100)
    with many.connect() as connection:
        for query in QUERIES:
            for entity_id in (None, OFTEN):
                every = search(connection, query, entity_id=entity_id, limit=COUNT)
                found = search(connection, query, entity_id=entity_id, since=since, limit=COUNT)
                assert found == [hit for hit in every if hit.dated_at >= since], (query, entity_id)


def test_more_endings_than_are_looked_up_are_all_found(engine):
    with engine.begin() as connection:
        connection.execute(insert(article), [an_article(1, 0), an_article(2, 0)])
        letters = "abcdefghijklmnopqrstuvwxyz"
        many_words = " ".join(f"go{one}{two}" for one in letters for two in letters)  # 676
        index.add(connection, [(1, "", many_words), (2, "", "gozz")])
        assert [hit.article_id for hit in search(connection, "go*")] == [2, 1]
        assert [hit.article_id for hit in search(connection, "goz*")] == [2, 1]
        assert [hit.article_id for hit in search(connection, "gozy*")] == [1]
