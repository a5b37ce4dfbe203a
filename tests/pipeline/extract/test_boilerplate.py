"""Every phrase finds its own line and leaves the one that is like it."""

from __future__ import annotations

import re

import pytest

from pipeline.extract.boilerplate import Boilerplate, Phrase, boilerplate, is_boilerplate, phrases
from pipeline.text.languages import codes

ALL = [pytest.param(kind, phrase, id=f"{kind}: {phrase.yes}") for kind in Boilerplate for phrase in phrases(kind)]
NO_DATA = {"bg", "be", "he", "vi"}  # languages of which nothing else is known


@pytest.mark.parametrize(("kind", "phrase"), ALL)
def test_a_phrase_finds_its_own_line(kind: Boilerplate, phrase: Phrase):
    assert re.search(phrase.pattern, phrase.yes, re.IGNORECASE)
    assert is_boilerplate(phrase.yes, kind)


@pytest.mark.parametrize(("kind", "phrase"), ALL)
def test_a_phrase_and_all_others_of_its_kind_leave_a_sentence_that_is_like_it(kind: Boilerplate, phrase: Phrase):
    assert not boilerplate(kind).search(phrase.no)


@pytest.mark.parametrize(("kind", "phrase"), ALL)
def test_a_phrase_names_languages_that_exist(kind: Boilerplate, phrase: Phrase):
    assert set(phrase.languages) <= {*codes(), *NO_DATA}
