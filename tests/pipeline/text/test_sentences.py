"""Where sentences end, by the marks that the press puts there and those that it does not."""

from __future__ import annotations

import pytest

from pipeline.text.sentences import is_closed, may_open, sentence_starts, split_sentences


@pytest.mark.parametrize(
    "text",
    [
        "It shipped.| Then it sank.",
        "It shipped!”| Then it sank.",
        "(It shipped.)| Then it sank.",
        "A heading\n|A text.",
        "It shipped.| “Then it sank.”",
        "Sen. Doe met Dr. Roe and J. R. Poe in the U.S. Capitol.| They shipped.",
        "Version 4.6 of e.g. this shipped.",
        "Acme Inc. Chairman Jane Doe left at 5 p.m. Friday for the F. B. I. building.| She sank.",
        "It opened in the U.S.| The firm sank at 5 p.m.| It shipped on Jan. 5 and Dec. 6.",
        "It shipped.| “ Then it sank.",
        "A.|\n|B",
        "它发布了。|然后沉没了！|“好。”",
        "Он вышел.| Потом утонул. и всё",
    ],
)
def test_sentences_end_at_marks_that_end_no_abbreviation(text):
    parts = text.replace("| ", " |").replace("|\n|", "\n|").split("|")
    whole = "".join(parts)
    ends = list(sentence_starts(whole))
    assert ends == [len("".join(parts[:count])) for count in range(1, len(parts))]


def test_an_ordinal_before_a_month_ends_no_german_sentence():
    text = "Sie kam am 3. November. Dr. Roe ging bzw. fuhr."
    assert split_sentences(text, tag="de") == ["Sie kam am 3. November.", "Dr. Roe ging bzw. fuhr."]


@pytest.mark.parametrize("text", ["." * 100_000, ". (" * 50_000, "\n" * 100_000, "a. " * 50_000, '."' * 50_000])
def test_hostile_texts_are_read_once(text):
    assert len(list(sentence_starts(text))) <= 50_000


@pytest.mark.parametrize(
    ("text", "closed"),
    [("It sank.", True), ("It sank.”", True), ("它沉没了。", True), ("It said:", False), ("", False)],
)
def test_a_text_is_closed_by_a_mark_that_ends_a_sentence(text, closed):
    assert is_closed(text) is closed


def test_a_colon_closes_a_text_that_leads_to_more_when_asked_for():
    assert is_closed("It said:", colons=True)


@pytest.mark.parametrize(
    ("before", "opens"), [("", True), ("It sank. ", True), ("He said: “", True), ("and ", False), ("line\n", True)]
)
def test_a_word_may_open_a_sentence_behind_these(before, opens):
    assert may_open(before + "Acme", len(before)) is opens
