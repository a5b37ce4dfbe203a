"""How names may be written, and whose names they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article
from pipeline.tag import Alias, Ambiguity, Catalog, Entity, Tagger
from pipeline.tag.spelling import folded

TAGGER = Tagger(
    Catalog.of(
        [
            Entity("org:openai", "OpenAI", (Alias("OpenAI"),), "lab"),
            Entity("org:together", "Together AI", (Alias("Together AI"), Alias("Together", Ambiguity.WORD, ("GPU",)))),
            Entity("org:harvey", "Harvey", (Alias("Harvey", Ambiguity.WORD, near=("legal|lawyers",)),)),
            Entity("org:mistral", "Mistral AI", (Alias("Mistral AI"), Alias("Mistral", Ambiguity.NAME)), "lab"),
            Entity("model:devin", "Devin", (Alias("Devin", Ambiguity.NAME, near=("Cognition|coding",)),)),
            Entity("model:palm", "PaLM", (Alias("PaLM"),)),
            Entity("model:stable", "Stable Diffusion", (Alias("Stable Diffusion"),)),
            Entity("person:altman", "Sam Altman", (Alias("Sam Altman"), Alias("Altman")), handles=("sama",)),
            Entity("person:lefevre", "André Lefèvre", (Alias("André Lefèvre"),)),
            Entity("person:wang", "Alexandr Wang", (Alias("Alexandr Wang"), Alias("Wang", Ambiguity.WORD))),
        ]
    )
)


def named(text: str) -> list[str]:
    tags = TAGGER.tag(Article(url="", title="", text=text, outlet="The Wire", source="wire"))
    return [one.surface for one in tags.mentions]


@pytest.mark.parametrize(
    "text", ["OPENAI", "openai", "OpenAi", "stable-diffusion", "Stable_Diffusion", "SamAltman", "@SAMA"]
)
def test_what_can_mean_nothing_else_may_be_written_in_any_case(text):
    assert named(f"as {text} wrote") == [text.removeprefix("@")]


@pytest.mark.parametrize("text", ["palm", "together", "sama", "stable diffusion of ideas", "wang"])
def test_what_may_be_a_word_keeps_its_case(text):
    assert named(f"a {text} among GPU racks") == []


def test_typographic_marks_and_missing_accents_change_nothing():
    assert named("OpenAI\u2019s people met Andre Lefevre of Stable\u2011Diffusion") == [
        "OpenAI",
        "Andre Lefevre",
        "Stable\u2011Diffusion",
    ]
    assert named("Stable\u00a0Diffusion and André Lefèvre") == ["Stable\u00a0Diffusion", "André Lefèvre"]


def test_a_company_may_write_itself_with_a_dot_and_a_mail_host_is_no_company():
    assert named("OpenAI.ai? No: openai.com/blog, press@openai.com.") == ["OpenAI"]


def test_names_between_slashes_are_named_and_paths_are_not():
    assert named("the OpenAI/Mistral deal") == ["OpenAI", "Mistral"]
    assert named("at https://example.com/OpenAI") == []


@pytest.mark.parametrize("text", ["Robert Altman directed.", "Jean Altman, a baker", "R. Altman wrote"])
def test_a_surname_after_another_given_name_is_another_person(text):
    assert named(text) == []
    assert named(f"Sam Altman left. {text}") == ["Sam Altman"]


@pytest.mark.parametrize("text", ["Altman left.", "OpenAI's Altman left.", "S. Altman left.", "CEO Altman left."])
def test_a_surname_by_itself_is_the_person_the_catalog_knows(text):
    assert named(text)[-1] == "Altman"


def test_a_common_surname_counts_after_the_full_name_only():
    assert named("Wang spoke.") == []
    assert named("Alexandr Wang spoke. Wang left.") == ["Alexandr Wang", "Wang"]


def test_a_company_is_not_the_surname_of_somebody():
    assert named("Harvey sells to lawyers.") == ["Harvey"]
    assert named("Steve Harvey, whom lawyers know") == []


def test_a_given_name_before_a_surname_is_believed_only_in_company():
    assert named("Devin Booker scored while coding.") == []
    assert named("Devin 2 scored.") == ["Devin 2"]
    assert named("Devin writes code; Cognition sells it.") == ["Devin"]


@given(st.text())
def test_folding_keeps_every_offset(text):
    assert len(folded(text)) == len(text)
