"""What matches a query is counted the same from every store, and as plain Python counts it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.query import Entity, Field, Is, Not, Phrase, matches
from storage.queries.counts import By, counts, total
from storage.queries.search import best, story_ids_matching
from tests.storage.queries.test_read_digest import at
from tests.storage.queries.test_search_agrees import filled

__all__ = ["filled"]
QUERIES = [Phrase(("the",)), Entity("org:anvil"), Not(Is(Field.KIND, "copy"))]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_counts_are_those_of_what_matches(filled, query):
    engine, records = filled
    found = [record for record in records.values() if matches(query, record)]
    originals = [record for record in found if not record.is_copy]
    zone = ZoneInfo("Asia/Kathmandu")
    expected = {
        By.DAY: lambda record: [record.dated_at.astimezone(zone).date().isoformat()],
        By.ENTITY: lambda record: [key for key, implied in record.entities.items() if not implied],
        By.TOPIC: lambda record: list(record.topics),
        By.AUTHOR: lambda record: [" ".join(name) for name in record.authors],
    }
    with engine.connect() as connection:
        for by, keys in expected.items():
            listed = counts(connection, query, by, zone=zone)
            wanted = Counter(key for record in found for key in keys(record))
            own = Counter(key for record in originals for key in keys(record))
            assert {one.key: (one.originals, one.articles) for one in listed} == {
                key: (own[key], wanted[key]) for key in wanted
            }
        said = total(connection, query)
    assert (said.articles, said.originals) == (len(found), len(originals))
    assert said.stories == len({record.story_id for record in found})
    assert said.outlets == sum(1 for _ in {record.outlet for record in found})


def test_outlets_are_listed_with_most_originals_first(filled):
    engine, records = filled
    with engine.connect() as connection:
        listed = counts(connection, Phrase(("the",)), By.OUTLET)
    assert [one.originals for one in listed] == sorted((one.originals for one in listed), reverse=True)
    assert sum(one.articles for one in listed) == sum(matches(Phrase(("the",)), one) for one in records.values())


def test_the_best_answers_have_the_words_in_their_title_and_all_are_there(filled):
    engine, records = filled
    query = Phrase(("chip",))
    with engine.connect() as connection:
        hits = best(connection, query, at(60) + timedelta(days=1), limit=60)
    in_title = ["chip" in records[hit.article_id].title.words for hit in hits]
    assert in_title == sorted(in_title, reverse=True)
    assert {hit.article_id for hit in hits} == {one for one, record in records.items() if matches(query, record)}


def test_stories_are_listed_once_by_their_newest_match(filled):
    engine, records = filled
    query = Phrase(("chip",))
    newest = sorted(
        (one for one in records.items() if matches(query, one[1])), key=lambda one: (one[1].dated_at, one[0])
    )
    wanted = list(dict.fromkeys(record.story_id for _, record in reversed(newest)))
    with engine.connect() as connection:
        assert story_ids_matching(connection, query, 50) == wanted
        assert story_ids_matching(connection, query, 2) == wanted[:2]
