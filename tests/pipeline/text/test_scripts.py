"""Where one script meets another, and what a script tells of the language."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.scripts import Script, has_others, language_by_script, latin_only, parts_words, script_of


@pytest.mark.parametrize(
    ("left", "right", "parts"),
    [
        ("I", "发", True),
        ("人", "工", True),
        ("A", "の", True),
        ("و", "O", True),
        ("I", "가", True),
        ("가", "나", False),
        ("ビ", "デ", False),
        ("a", "b", False),
        ("a", "1", False),
        ("1", "月", True),
        ("ö", "n", False),
        ("a", "-", True),
        ("", "a", True),
    ],
)
def test_a_change_of_script_parts_words(left, right, parts):
    assert parts_words(left, right) is parts


def test_other_scripts_leave_blanks_of_the_same_length():
    assert latin_only("发布GPT-5模型, ok") == "  GPT-5  , ok"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("新模型发布", "zh"),
        ("Orbital发布新模型", "zh"),
        ("新チップの発表", "ja"),
        ("오비탈이 발표했다", "ko"),
        ("ประกาศ", "th"),
        ("Orbital ships", None),
        ("Орбитал", None),
        ("", None),
    ],
)
def test_a_script_of_one_language_tells_it_however_short_the_text(text, tag):
    assert language_by_script(text) == tag


@given(st.text(max_size=40))
@example("\U00020000")
@example("\U0001f600")
@example("é – ’")
def test_a_text_has_another_script_where_one_of_its_characters_is_of_one(text):
    of_others = any(script_of(char) not in (None, Script.LATIN, Script.DIGIT) for char in text)
    assert has_others(text) or not of_others
    assert has_others(text) == (latin_only(text) != text)
