"""Every query finds the same articles on SQLite, on Postgres and in plain Python."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert

from pipeline.query import (
    AllOf,
    AnyOf,
    ArticleRecord,
    Compare,
    Dated,
    Entity,
    Field,
    InStory,
    Is,
    Named,
    Not,
    Phrase,
    Query,
    matches,
)
from pipeline.query.words import words
from storage.people import Role, add_people
from storage.queries.search import all_matching, matching_ids
from storage.schema.stories import copy
from storage.schema.tags import article_entity, article_topic, quote
from storage.search import index
from tests.storage.queries.test_read_digest import a_story, an_article, at

COUNT = 60
WORDS = ("chip", "chips", "café", "cafe", "naïve", "gpt", "4", "人", "工", "智", "ข่", "в", "the", "ошибка")
OUTLETS = ("The Verge", "Verge", "Le Café", "人民日报", "Ledger")
PEOPLE = ("Ada Quill", "Quill Adams", "Zoë Q. Reed", "张 伟", "Reed")
ENTITIES = ("org:anvil", "model:ember")
TOPICS = ("topic:funding", "topic:chips")
LANGUAGES = ("en", "de", "de-AT", "zh", None)


def some(dice: random.Random, among: tuple[str, ...], most: int) -> list[str]:
    return dice.sample(among, dice.randrange(most + 1))


def add_made_up(connection: Connection) -> Mapping[int, ArticleRecord]:
    """Add articles that differ in all that can be asked for; return them as they are asked in memory."""
    dice = random.Random(7)
    outlets = {number: dice.randrange(1, 5) for number in range(1, 9)}
    for number, count in outlets.items():
        a_story(connection, number, outlets=count)
    records = {}
    copies = []
    for number in range(1, COUNT + 1):
        said = {
            "title": " ".join(dice.choices(WORDS, k=dice.randrange(1, 5))),
            "text": " ".join(dice.choices(WORDS, k=dice.randrange(1, 12))),
            "outlet": dice.choice(OUTLETS),
            "source": dice.choice(("wire", "ledger")),
            "language": dice.choice(LANGUAGES),
            "relevance": dice.choice((0.0, 0.25, 0.5, 1.0)),
            "authors": some(dice, PEOPLE, 2),
        }
        story_id, hour = dice.randrange(1, 9), number - dice.choice((0, 0, 30))
        an_article(connection, number, story_id, hour, filed_at=at(number), **said)
        tags = {key: dice.random() < 0.4 for key in some(dice, ENTITIES, 2)}
        topics, speakers = some(dice, TOPICS, 2), some(dice, PEOPLE, 2)
        speaker_ids = {name: "person:reed" for name in speakers if name == "Reed"}
        add_tags(connection, number, hour, tags, topics, speakers, speaker_ids)
        add_people(connection, Role.AUTHOR, [(number, at(hour), said["authors"])])
        index.add(connection, [(number, said["title"], said["text"])])
        if number > 1 and dice.random() < 0.3:
            copies.append({"article_id": number, "original_id": 1, "kind": "wire", "similarity": 1.0})
        records[number] = ArticleRecord.of(
            **said,
            speakers=speakers,
            dated_at=at(hour),
            entities=tags,
            topics=frozenset(topics),
            speaker_ids=frozenset(speaker_ids.values()),
            is_copy=bool(copies) and copies[-1]["article_id"] == number,
            story_id=story_id,
            story_outlets=outlets[story_id],
        )
    connection.execute(insert(copy), copies)
    return records


def add_tags(connection, number, hour, tags, topics, speakers, speaker_ids):
    facts = {"article_id": number, "salience": 0.5, "main": True, "mentions": 1, "dated_at": at(hour)}
    for key, implied in tags.items():
        connection.execute(insert(article_entity).values(entity_id=key, implied=implied, **facts))
    for topic in topics:
        connection.execute(insert(article_topic).values(article_id=number, topic_id=topic, score=0.5))
    for start, name in enumerate(speakers):
        place = {"article_id": number, "start": start, "end": start + 1, "quote": "x"}
        connection.execute(insert(quote).values(speaker=name, speaker_id=speaker_ids.get(name), **place))
    add_people(connection, Role.SPEAKER, [(number, at(hour), speakers)])


def names(field: Field, among: tuple[str, ...]) -> st.SearchStrategy[Query]:
    parts = sorted({tuple(words(name)[begin:end]) for name in among for begin in (0, 1) for end in (1, 2, 3)} - {()})
    ids = st.sampled_from([None, "person:reed"]) if field is Field.QUOTE else st.none()
    return st.builds(Named, st.just(field), st.sampled_from(parts), st.booleans(), st.booleans(), ids)


said = st.sampled_from(
    [*(tuple(words(word)) for word in WORDS), ("ch",), ("cafe", "chip"), ("人", "工"), ("the", "gpt")]
)
moments = st.integers(-5, COUNT + 5).map(at)
leaves = st.one_of(
    st.builds(Phrase, said, st.booleans(), st.booleans()),
    st.builds(Entity, st.sampled_from([*ENTITIES, "org:nobody"]), st.booleans()),
    st.builds(Is, st.just(Field.SOURCE), st.sampled_from(["wire", "ledger", "none"])),
    st.builds(Is, st.just(Field.TOPIC), st.sampled_from(TOPICS)),
    st.builds(Is, st.just(Field.LANG), st.sampled_from(["en", "de", "de-at", "z"])),
    st.builds(Is, st.just(Field.KIND), st.sampled_from(["copy", "original"])),
    names(Field.OUTLET, OUTLETS),
    names(Field.AUTHOR, PEOPLE),
    names(Field.QUOTE, PEOPLE),
    st.builds(InStory, st.integers(1, 9)),
    st.builds(
        Compare,
        st.just(Field.RELEVANCE),
        st.sampled_from(["<", "<=", "=", ">=", ">"]),
        st.sampled_from([0.0, 0.25, 0.4, 1.0]),
    ),
    st.builds(Compare, st.just(Field.OUTLETS), st.sampled_from(["<", "<=", "=", ">=", ">"]), st.integers(0, 5)),
    st.builds(Dated, since=moments),
    st.builds(Dated, until=moments),
)


def combined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, parts), st.builds(AllOf, several), st.builds(AnyOf, several))


queries = st.recursive(leaves, combined, max_leaves=8)


@pytest.fixture
def filled(engine: Engine) -> tuple[Engine, Mapping[int, ArticleRecord]]:
    with engine.begin() as connection:
        records = add_made_up(connection)
    return engine, records


def test_every_query_finds_the_same_as_plain_python_newest_first(filled):
    opened, records = filled
    newest_first = sorted(records, key=lambda number: (records[number].dated_at, number), reverse=True)
    with opened.connect() as connection:

        @settings(max_examples=80, suppress_health_check=list(HealthCheck))
        @given(queries, st.sampled_from([(3, 0), (COUNT, 0), (5, 4)]))
        def compare(query: Query, page: tuple[int, int]) -> None:
            wanted = [number for number in newest_first if matches(query, records[number])]
            limit, offset = page
            found = matching_ids(connection, query, limit=limit, offset=offset)
            assert found == wanted[offset : offset + limit]
            assert sorted(connection.scalars(all_matching(connection, query))) == sorted(wanted)

        compare()


def test_some_articles_match_each_kind_of_term(filled):
    """So that the comparison above compares something."""
    _, records = filled
    for query in (
        Entity("org:anvil", exact=True),
        Is(Field.KIND, "copy"),
        Named(Field.OUTLET, ("cafe",)),
        Named(Field.AUTHOR, ("quill",)),
        Named(Field.QUOTE, ("x",), entity_id="person:reed"),
        Phrase(("人", "工")),
        Phrase(("ch",), prefix=True, in_title=True),
        Dated(since=at(30), until=at(30) + timedelta(hours=20)),
    ):
        found = sum(matches(query, record) for record in records.values())
        assert 0 < found < COUNT, query
