"""Every attribution pattern finds what its own sentence shows, and leaves the one that is like it."""

from __future__ import annotations

import pytest

from pipeline.tag.quotes.patterns import AttributionPattern, attribution_patterns, fragment, words

PATTERNS = attribution_patterns()


def finds(one: AttributionPattern, sentence: str) -> bool:
    place, text = max(sentence.find("|"), 0), sentence.replace("|", "", 1)
    regex = one.compiled()
    match one.look:
        case "at":
            return regex.match(text, place) is not None
        case "before":
            return regex.search(text[:place]) is not None
        case "whole":
            return regex.fullmatch(text) is not None
        case "anywhere":
            return regex.search(text) is not None
    raise AssertionError(f"{one.name}: no such look: {one.look}")


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_finds_what_its_yes_shows(name: str):
    assert finds(PATTERNS[name], PATTERNS[name].yes)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_leaves_what_its_no_shows(name: str):
    assert not finds(PATTERNS[name], PATTERNS[name].no)


def test_words_of_several_parts_are_written_with_blanks():
    assert "pointed out" in words("saying")
    assert "pointed out|" in fragment("saying")
