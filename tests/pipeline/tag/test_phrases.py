"""Phrases as editors write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Mention, Part
from pipeline.tag import Alias, Catalog, Entity
from pipeline.tag.phrases import Phrases, problem_of, spoken

CATALOG = Catalog.of([Entity("org:vela", "Vela", (Alias("Vela"),)), Entity("model:lyra", "Lyra", (Alias("Lyra"),))])


def found(phrase: str, text: str) -> list[str]:
    return [text[one.start : one.end] for one in Phrases([phrase]).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("open weights", "with open weights", True),
        ("open weights", "open-weights model", True),
        ("open weights", "reopen weights", False),
        ("open weights", "open weightsy", False),
        ("launch*", "they launched it", True),
        ("launch/release model", "release model", True),
        ("launch ... model", "launch its very first small model", True),
        ("launch ... model", "launch a and b and c and d and a model", False),
        ("launch ... model", "launch it. a model", False),
        ("launch ... model", "launch v1.5 of the model", True),
        ("new (ai) model", "a new model", True),
        ("new (ai) model", "a new ai model", True),
        ("raise* #", "raised $1.5bn in may", True),
        ("raise* #", "raised concerns", False),
        ("# gigawatts", "a 1.5 gigawatts site", True),
        ("# gigawatts", "gigawatts", False),
        ("<organisation> buys", "<organisation> buys it", True),
        ("new <model>", "<organisation>’s new <model>’s price", True),
    ],
)
def test_a_phrase_is_found_as_it_is_meant(phrase, text, there):
    assert bool(found(phrase, text)) is there


def test_a_number_is_found_once_with_its_decimals():
    assert found("# gigawatts", "a 1.5 gigawatts site") == ["1.5 gigawatts"]


@pytest.mark.parametrize("phrase", ["", "... model", "(new) model", "a?b", "* model", "launch (new"])
def test_a_phrase_that_could_not_be_looked_up_is_a_problem(phrase):
    assert problem_of(phrase)


def test_names_stand_as_their_type():
    text = "Vela's Lyra, and Unknown"
    mentions = [Mention("org:vela", Part.TEXT, 0, 4, "Vela"), Mention("model:lyra", Part.TEXT, 7, 11, "Lyra")]
    assert spoken(CATALOG, text, mentions) == "<organisation>'s <model>, and unknown"


def test_an_endless_address_is_read_once():
    assert found("launch ... model", "launch " + "/open-weights-9" * 400) == []


@given(st.lists(st.sampled_from(["launch", "new", "model", "ai", ".", "-", "a"]), max_size=20))
def test_many_phrases_at_once_find_what_each_finds_alone(words):
    text = " ".join(words)
    phrases = ["new model", "new (ai) model", "launch ... model", "ai/a model", "model*"]
    together = [(phrases[one.phrase], one.start, one.end) for one in Phrases(phrases).find(text)]
    alone = [(phrase, one.start, one.end) for phrase in phrases for one in Phrases([phrase]).find(text)]
    assert sorted(together) == sorted(alone)
