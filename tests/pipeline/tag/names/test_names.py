"""What a text writes like a name, and what each name most likely is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Mention, Part
from pipeline.tag.names import find_names
from pipeline.tag.names.features import Words, features, grouped
from pipeline.tag.names.model import CLASSES, read_model
from pipeline.tag.names.spans import spans


def written(text: str, *known: str) -> list[str]:
    """Return the names that *text* writes, *known* ones being in the catalog."""
    mentions = sorted(
        (Mention(one, Part.TEXT, text.index(one), text.index(one) + len(one), one) for one in known),
        key=lambda one: one.start,
    )
    found = spans(text, mentions, len(text))
    assert all(text[one.start : one.end].replace("\u00a0", " ") == one.name for one in found)
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Yesterday Quenta CEO Jana Brok resigned.", ["Quenta", "Jana Brok"]),
        ("It was led by Ludo van den Berg of the Institute of Tidal Studies.", None),
        ("They use vdr-2b-multi-v1 and iQuill.", ["iQuill", "vdr-2b-multi-v1"]),
        ("We joined theQuenta team.", ["Quenta"]),
        ("I’ve seen it. We're late.", []),
        ("See /Quenta or @Quenta and #Quenta.", []),
        ("But The New Deal", []),
    ],
)
def test_a_run_of_capitals_is_cut_at_offices_and_loses_what_is_no_name(text, names):
    if names is None:
        names = ["Ludo van den Berg", "Institute of Tidal Studies"]
    assert written(text) == names


def test_what_the_catalog_knows_is_no_candidate_and_what_stands_beside_it_is():
    assert written("Then Acme Flow opened and Acme left.", "Acme") == ["Flow", "Acme"]
    assert written("The Acme chief Jana Brok left.", "Acme", "Jana Brok") == []


ARTICLE = """\
The startup Quenta raised $40 million on Monday, said Jana Brok, its chief executive. Quenta makes a chatbot.
“We are early,” Brok told reporters. Customers of the company, such as Ferrand Industries, were glad.
However, the weather was bad."""


def test_people_and_firms_are_told_from_words_that_only_have_a_capital():
    found = {one.name: one for one in find_names(ARTICLE, "", [])}
    likely = {name for name, one in found.items() if one.score >= 0.5}
    assert {"Quenta", "Jana Brok", "Brok", "Ferrand Industries"} <= likely
    assert "Customers" not in likely
    assert found["Jana Brok"].kind == "person"
    assert found["Quenta"].kind == "organisation"


def test_all_places_of_a_name_speak_for_it_together():
    text = "Jana Brok came. Then later Brok left, and brok is no word."
    words = Words(frozenset(), frozenset())
    names = grouped(spans(text, [], 99), text, words)
    (full, surname) = features(text, text.lower(), "Jana", names, words)
    assert "tail" in surname
    assert "tail" not in full
    assert "mid" in surname
    assert "lower" in surname


def test_a_common_word_is_a_name_only_where_a_capital_tells_something():
    words = Words(frozenset({"segment", "customers"}), frozenset())
    text = "Customers came. She left Segment. Segment grew."
    assert {name: len(places) for name, places in grouped(spans(text, [], 99), text, words).items()} == {"Segment": 2}


def test_towns_are_left_out():
    assert [one.name for one in find_names("She went from Reykjavik to Quenta.", "", [])] == ["Quenta"]


def test_a_model_sums_weights_and_knows_what_it_does_not_know():
    model = read_model(
        '{"bias": [0, 0, 0, 0, 0], "common": "the of", "places": "oslo", "weights": {"a": [700, 0, 0, 0, 0]}}'
    )
    rows = model.scores([{"a", "unheard of"}, {"unheard of"}, set()])
    assert rows.shape == (3, len(CLASSES))
    assert rows[0][0] > 0.99
    assert rows[1].tolist() == rows[2].tolist() == [0.2] * 5
    assert model.scores([]).shape == (0, len(CLASSES))


@given(st.text(), st.text())
def test_any_text_is_read_and_scores_are_shares(title, text):
    for one in find_names(text, title, []):
        assert 0 <= one.score <= 1.0001
        assert all(text[place.start : place.end].replace("\u00a0", " ") == one.name for place in one.places)
