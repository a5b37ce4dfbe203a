"""One tokenizer: words of one script, runs without blanks cut into terms that can be looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.languages import language
from pipeline.text.tokens import leading, terms, tokens, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The open-source lab's U.S. office didn't wait",
            ["The", "open-source", "lab's", "U.S", "office", "didn't", "wait"],
        ),
        ("Orbital发布了新芯片", ["Orbital", "发布了新芯片"]),
        ("ORBITALの新チップ", ["ORBITAL", "の", "新", "チップ"]),
        ("وOrbital", ["و", "Orbital"]),
        ("오비탈이 GPT-5를", ["오비탈이", "GPT-5", "를"]),
        ("AI-модель А320", ["AI", "модель", "А320"]),
        ("2026年", ["2026", "年"]),
        ("naïve Ærø", ["naïve", "Ærø"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
    ],
)
def test_a_word_ends_where_its_script_does(text, found):
    assert words(text) == found


def test_parts_of_compounds_come_alone_when_asked_for():
    assert words("The open-source model", compounds=False) == ["The", "open", "source", "model"]


@pytest.mark.parametrize(
    ("text", "tag", "found"),
    [
        ("人工智能", "zh", ["人工", "工智", "智能"]),
        ("模型的未来", "zh", ["模型", "未来"]),
        ("新", "zh", ["新"]),
        ("エヌビディアの株価", "ja", ["エヌビディア", "株価"]),
        ("ประเทศไทย", "th", ["ประเท", "ระเทศ", "เทศไท", "ศไทย"]),
        ("Chips für alle", "de", ["Chips", "für", "alle"]),
    ],
)
def test_runs_without_blanks_are_cut_into_usable_terms(text, tag, found):
    assert [one.text for one in terms(text, language(tag))] == found


@given(st.text(alphabet=st.sampled_from("ab.-' 1人工的カの가สั่عя\n"), max_size=80))
def test_every_term_stands_where_it_says(text):
    for one in terms(text, language("zh")):
        assert text[one.start : one.end] == one.text


@given(st.text(max_size=120))
def test_no_letter_or_digit_of_latin_is_lost(text):
    kept = "".join(words(text))
    assert [char for char in kept if char.isascii() and char.isalnum()] == [
        char for char in text if char.isascii() and char.isalnum()
    ]
    assert [found.group() for found in tokens(text)] == words(text)


@pytest.mark.parametrize(
    ("text", "count", "head"),
    [("one two three four", 2, "one two"), ("人工智能的未来", 2, "人工智能"), ("one", 5, "one"), ("", 3, "")],
)
def test_the_head_of_a_text_is_so_many_words_long(text, count, head):
    assert text[: leading(text, count)] == head
