"""Coverage and share of voice, where a wire was copied: originals and raw counts differ."""

from __future__ import annotations

from sqlalchemy import insert

from pipeline.query import Entity, matches
from storage.queries.coverage_of import coverage, quotes_about, quotes_by, share_of_voice
from storage.schema.tags import mention, quote
from tests.storage.queries.test_search_agrees import filled

__all__ = ["filled"]
ANVIL, EMBER = Entity("org:anvil"), Entity("model:ember")


def test_share_of_voice_is_by_originals_and_beside_it_by_all_articles(filled):
    engine, records = filled
    found = {
        name: [record for record in records.values() if matches(query, record)]
        for name, query in (("Anvil", ANVIL), ("Ember", EMBER))
    }
    own = {name: sum(not record.is_copy for record in of) for name, of in found.items()}
    with engine.connect() as connection:
        anvil, ember = share_of_voice(connection, {"Anvil": ANVIL, "Ember": EMBER})
    assert (anvil.originals, ember.originals) == (own["Anvil"], own["Ember"])
    assert (anvil.articles, ember.articles) == (len(found["Anvil"]), len(found["Ember"]))
    assert anvil.share == own["Anvil"] / sum(own.values())
    assert anvil.raw_share == len(found["Anvil"]) / sum(map(len, found.values()))
    assert anvil.originals < anvil.articles
    assert sum(day.originals for day in anvil.days.values()) == anvil.originals


def test_coverage_begins_and_ends_with_its_articles(filled):
    engine, records = filled
    dates = [record.dated_at for record in records.values() if matches(ANVIL, record)]
    with engine.connect() as connection:
        told = coverage(connection, ANVIL, limit=3)
        nothing = coverage(connection, Entity("org:nobody"))
    assert (told.first_at, told.last_at) == (min(dates), max(dates))
    assert len(told.stories) == len(told.outlets) == 3
    assert (nothing.total.articles, nothing.first_at, nothing.days, nothing.stories) == (0, None, (), ())


def test_quotes_of_somebody_and_about_it_are_told_apart(filled):
    engine, records = filled
    number = next(one for one, record in records.items() if matches(ANVIL, record))
    with engine.begin() as connection:
        said = {"article_id": number, "cue": None}
        own = {"start": 100, "end": 120, "quote": "We did it", "speaker": "Anvil", "speaker_id": "org:anvil"}
        others = {"start": 200, "end": 220, "quote": "Anvil did it", "speaker": "Reed", "speaker_id": None}
        connection.execute(insert(quote), [said | own, said | others])
        place = {"part": "text", "start": 201, "end": 206, "surface": "Anvil"}
        connection.execute(insert(mention).values(article_id=number, entity_id="org:anvil", **place))
        assert [one.quote for one in quotes_by(connection, ["org:anvil"], ANVIL)] == ["We did it"]
        assert [one.quote for one in quotes_about(connection, "org:anvil", ANVIL)] == ["Anvil did it"]
