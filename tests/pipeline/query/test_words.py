"""The words of the search index: folded, bounded, their places kept."""

from __future__ import annotations

import pytest

from pipeline.query.words import FREE_POSITION, MAX_LETTERS, MAX_REPEATS, MAX_WORDS, index_words, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GPT-4 and GPT4", ["gpt", "4", "and", "gpt", "4"]),
        ("Élan vital, naïve Žižek", ["elan", "vital", "naive", "zizek"]),
        ("Ｗｉｄｅ Łódź, smørrebrød", ["wide", "lodz", "smorrebrod"]),
        ("it’s “quoted” – dashed…", ["it", "s", "quoted", "dashed"]),
        ("नमस्ते 深度", ["नमस्ते", "深", "度"]),
        ("x" * (MAX_LETTERS + 5), ["x" * MAX_LETTERS]),
    ],
)
def test_words_are_folded(text, found):
    assert words(text) == found


def test_a_word_beyond_its_bound_leaves_its_place_free():
    found = index_words("lamp", " ".join(["lamp"] * (MAX_REPEATS + 1) + ["post"]))
    assert found.title == "lamp"
    assert found.text.split()[-4:] == ["lamp", FREE_POSITION, FREE_POSITION, "post"]


def test_title_and_text_share_one_bound_of_words():
    found = index_words("one two", " ".join(f"w{number}" for number in range(MAX_WORDS)))
    assert len(found.title.split()) + len(found.text.split()) == MAX_WORDS
