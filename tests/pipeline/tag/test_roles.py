"""Who is told about, and who is named only in passing."""

from __future__ import annotations

import pytest

from pipeline.records import Mention, Part
from pipeline.tag.roles import LISTED, PASSING, SPEAKING, TOLD_ABOUT, has_part, weights_of

IDS = {
    "Vela": "org:vela",
    "Corvus": "org:corvus",
    "Lyra": "model:lyra",
    "Aquila": "model:aquila",
    "AxisBench": "bench:axisbench",
    "Ada Novak": "person:ada-novak",
}


def mentions_in(text: str) -> list[Mention]:
    found = [
        Mention(IDS[name], Part.TEXT, start, start + len(name), name)
        for name in IDS
        for start in range(len(text))
        if text.startswith(name, start)
    ]
    return sorted(found, key=lambda mention: mention.start)


def weighed(text: str) -> dict[str, float]:
    mentions = mentions_in(text)
    return dict(zip((one.surface for one in mentions), weights_of(text, mentions), strict=True))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lyra beats Aquila at chess.", "Aquila"),
        ("Lyra is cheaper than the older Aquila.", "Aquila"),
        ("A start-up founded by veterans of Vela.", "Vela"),
        ("Ex-Vela engineers raised money.", "Vela"),
        ("Two former Vela engineers raised money.", "Vela"),
        ("It reached an Aquila-matching score.", "Aquila"),
        ("Lyra scored 61 on AxisBench.", "AxisBench"),
    ],
)
def test_whom_something_is_compared_with_or_came_from_is_named_in_passing(text, name):
    assert weighed(text)[name] == PASSING


@pytest.mark.parametrize("text", ["Vela opened an office.", "The office of Vela was opened.", "AxisBench has a bug."])
def test_whom_a_sentence_is_about_weighs_in_full(text):
    assert list(weighed(text).values()) == [1.0]


def test_one_of_a_list_weighs_less_and_least_as_an_example():
    assert set(weighed("A letter to Vela, Corvus and Lyra.").values()) == {LISTED}
    assert set(weighed("It takes data from Vela, Corvus, and Lyra.").values()) == {PASSING}


def test_two_names_are_no_list():
    assert set(weighed("Vela and Corvus signed.").values()) == {1.0}


def test_one_name_said_three_times_is_no_list():
    assert set(weighed("Vela, Vela and Vela.").values()) == {1.0}


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("“It is late,” said Ada Novak.", SPEAKING),
        ("Ada Novak told reporters.", SPEAKING),
        ("That is so, according to analyst Ada Novak.", SPEAKING),
        ("Ada Novak left.", TOLD_ABOUT),
    ],
)
def test_a_person_who_speaks_weighs_less_than_one_who_acts(text, weight):
    assert weighed(text)["Ada Novak"] == weight


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Vela has quietly released a model.", True),
        ("Vela's engineers built it.", True),
        ("They hired Ada Novak.", True),
        ("They launched the new Lyra.", True),
        ("Vela is a company.", False),
        ("Ada Novak said so.", False),
    ],
)
def test_doing_something_or_having_it_done_is_a_part_and_talking_is_none(text, part):
    assert any(has_part(text, mention) for mention in mentions_in(text)) is part
