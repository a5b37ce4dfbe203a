"""Each data file reads, and what is not known of a language is empty."""

from __future__ import annotations

import pytest

from pipeline.text.languages import Stage, codes, english, language, stages_without
from pipeline.text.months import english_months, month_number
from pipeline.text.stemming import stem
from pipeline.text.wordclasses import word_classes


@pytest.mark.parametrize("code", codes())
def test_a_data_file_says_what_its_language_is_called_and_names_twelve_months_or_none(code):
    found = language(code)
    assert found is not None
    assert found.name
    assert len(found.months) in (0, 12)
    assert len(found.weekdays) in (0, 7)
    assert all(word == word.casefold() for word in found.stop | found.common)


def test_every_stage_knows_english():
    assert english().stages == frozenset(Stage)


@pytest.mark.parametrize(
    ("tag", "code"), [("de-AT", "de"), ("zh_Hant", "zh"), ("nb", "no"), ("EN", "en"), ("xx", None), (None, None)]
)
def test_a_tag_finds_the_data_of_its_language(tag, code):
    found = language(tag)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("März", 3), ("juillet", 7), ("červenec", 7), ("Listopada", 11), ("июня", 6), ("ιουλίου", 7), ("lutego", 2),
        ("Dezember", 12), ("ağustos", 8), ("quux", None),
    ],
)  # fmt: skip
def test_months_are_known_by_name_in_many_languages(word, number):
    assert month_number(word) == number


def test_english_months_are_known_by_name_and_short_form():
    assert english_months()["sept"] == english_months()["september"] == 9
    assert len(set(english_months().values())) == 12


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", ("model", "models")),
        ("de", ("modelle", "modellen")),
        ("fr", ("annonce", "annoncer")),
        ("ru", ("модель", "модели")),
        ("ko", ("오비탈", "오비탈이")),
        (None, ("quux", "quux")),
    ],
)
def test_inflections_share_a_stem(tag, words):
    assert len({stem(word, language(tag)) for word in words}) == 1


def test_word_classes_tell_names_from_words():
    classes = word_classes()
    assert "The" in classes.openers
    assert "according" in classes.common
    assert "President" in classes.offices <= classes.roles
    assert "hong kong" in {name.casefold() for name in classes.known}
    assert "Grace" in classes.given - classes.surely_given


@pytest.mark.parametrize(
    ("tag", "lacking"),
    [
        ("en-GB", ()),
        ("de", ("topics", "speakers", "new_names")),
        ("zh", ("topics", "speakers", "new_names")),
        ("xx", ("entities", "topics", "relevance", "speakers", "new_names", "terms")),
        (None, ()),
    ],
)
def test_stages_say_which_languages_they_do_not_know(tag, lacking):
    assert stages_without(tag) == lacking
