"""Openings are whole sentences, unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.digest.sentences import opening
from pipeline.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("One stands here. Two stands there.", ["One stands here.", "Two stands there."]),
        ("Dr. Oyelaran met J. R. Smith. They talked.", ["Dr. Oyelaran met J. R. Smith.", "They talked."]),
        ("It rose 3.5 per cent. Then it fell.", ["It rose 3.5 per cent.", "Then it fell."]),
        ("“It works.” She left.", ["“It works.”", "She left."]),
        ("Is it? Yes! Good.", ["Is it?", "Yes!", "Good."]),
        ("The U.S. Senate voted. It passed.", ["The U.S. Senate voted.", "It passed."]),
        ("no end in sight", ["no end in sight"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(paragraph: str, sentences: list[str]):
    assert split_sentences(paragraph) == sentences


def test_an_agencys_dateline_is_left_out():
    text = "MENLO PARK - Meta has made public the weights.\nMore follows here."
    assert opening(text, characters=60, sentences=1) == ("Meta has made public the weights.",)


def test_a_label_before_the_text_is_no_sentence():
    text = "Exclusive\nMeta has made public the weights."
    assert opening(text, characters=60, sentences=1) == ("Meta has made public the weights.",)


def test_a_sentence_that_is_too_long_is_cut_at_a_word():
    (cut,) = opening("word " * 50, characters=30, sentences=3)
    assert cut == "word word word word word…"


@given(st.text(max_size=400), st.integers(20, 200), st.integers(1, 4))
def test_an_opening_is_never_longer_than_asked_for(text: str, characters: int, sentences: int):
    found = opening(text, characters=characters, sentences=sentences)
    assert len(found) <= sentences
    assert len(" ".join(found)) <= characters + sentences


@given(st.text(max_size=400))
def test_splitting_loses_nothing_but_spaces(text: str):
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
