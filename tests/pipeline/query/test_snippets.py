"""Where in a text the hits are."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.query import parse, snippet
from pipeline.query.snippets import hits_in


def marked(text: str, query: str, letters: int = 180) -> str:
    return snippet(text, parse(query), letters).marked("[", "]")


def test_words_and_phrases_are_marked_as_they_are_written():
    text = "Café Anvil opened GPT-4.5 to all. The café is old."
    assert marked(text, 'cafe "gpt 4.5" -old') == "[Café] Anvil opened [GPT-4.5] to all. The [café] is old."


def test_beginnings_and_characters_of_chinese_are_marked():
    assert marked("人们说人工智能很好", "人工智能") == "人们说[人工智能]很好"
    assert marked("Opening the openings", "open*") == "[Opening] the [openings]"


def test_a_long_text_is_cut_at_blanks_around_the_hits():
    text = "nothing here " * 40 + "an anvil stands there " + "nothing more " * 40
    shown = marked(text, "anvil", 60)
    assert "[anvil]" in shown
    assert (shown[0], shown[-1]) == ("…", "…")
    assert len(shown) < 70


def test_without_hits_in_the_text_its_beginning_is_shown():
    assert marked("One two three", "lang:en") == "One two three"
    assert marked("", "anvil") == ""


@given(st.text(alphabet="abé 人工-'\n", max_size=60), st.sampled_from(["a", "ab", '"a b"', "a*", "人工", "b OR é"]))
def test_marks_lie_in_the_text_and_apart(text: str, query: str):
    found = hits_in(text, parse(query))
    assert all(begin < end <= len(text) for begin, end in found)
    assert all(one[1] < two[0] for one, two in pairwise(found))
    shown = snippet(text, parse(query), 20)
    assert all(0 <= begin < end <= len(shown.text) for begin, end in shown.hits)
