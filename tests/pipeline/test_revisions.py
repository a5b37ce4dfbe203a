"""A changed text is a revision; a notice tells a correction from a silent change; a diff can be read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Article
from pipeline.revisions import Edit, Edited, as_text, diff, edit_between, headline_edit

BEFORE = Article(
    url="https://outlet.example/1",
    title="Maker opens plant",
    text="The plant cost 40 million euros.\nIt opens in May.\nTwo hundred people work there.\nThe mayor was pleased.",
    outlet="Outlet",
    source="outlet",
)


def with_text(*lines: str) -> Article:
    return replace(BEFORE, text="\n".join(lines))


LINES = BEFORE.text.split("\n")


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        replace(BEFORE, title="Maker opens huge plant"),
        with_text(*(line.replace(".", " . ") for line in LINES)),
        replace(with_text(*LINES[:2]), partial=True),
        with_text(LINES[0]),
    ],
    ids=["same", "other headline", "other marks", "paywall", "cut"],
)
def test_what_says_the_same_or_less_is_no_revision(after: Article):
    assert edit_between(BEFORE.text, after) is None


def test_a_line_learned_to_be_the_outlets_is_no_change_when_it_goes():
    promo = "More of our stories follow here."
    assert edit_between(f"{BEFORE.text}\n{promo}", replace(BEFORE, dropped=(promo,))) is None


def test_a_change_without_a_word_about_it_is_silent():
    after = with_text("The plant cost 60 million euros.", *LINES[1:])
    assert edit_between(BEFORE.text, after) == Edit(Edited.SILENT)


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: An earlier figure for the cost was wrong.",
        "An earlier version of this article gave the wrong cost.",
        "This story has been updated with a comment from the mayor.",
        "Korrektur: Die Kosten waren zuerst falsch angegeben.",
        "In einer früheren Version dieses Textes stand eine falsche Zahl.",
        "Rectificatif : le coût était inexact.",
        "Fe de errores: el coste era otro.",
        "UPDATE 14:30: The mayor has commented.",
    ],
)
def test_a_notice_makes_it_a_correction(notice: str):
    after = with_text("The plant cost 60 million euros.", *LINES[1:], notice)
    assert edit_between(BEFORE.text, after) == Edit(Edited.CORRECTION, notice)


def test_a_notice_that_was_there_before_says_nothing_of_this_change():
    noted = with_text(*LINES, "Correction: the name of the mayor was wrong.")
    after = with_text("The plant cost 60 million euros.", *LINES[1:], "Correction: the name of the mayor was wrong.")
    assert edit_between(noted.text, after) == Edit(Edited.SILENT)


def test_a_sentence_about_corrections_is_no_notice():
    after = with_text(*LINES, "The regulator wants the maker to issue a correction to its investors.")
    assert edit_between(BEFORE.text, after) == Edit(Edited.SILENT)


def test_the_whole_text_after_a_part_of_it_completes_the_article():
    assert edit_between("\n".join(LINES[:2]), BEFORE, was_partial=True) == Edit(Edited.COMPLETED)


def test_a_diff_marks_words_in_edited_paragraphs_and_counts_unchanged_ones():
    after = "\n".join(["The plant cost 60 million euros.", *LINES[1:], "A second one is planned."])
    assert as_text(diff(BEFORE.text, after)) == (
        "~ The plant cost [-40-] {+60+} million euros.\n  ... 3 unchanged\n+ A second one is planned."
    )


OLD_LINES = st.lists(st.sampled_from(["a b c", "a b d", "e f g", "h", ""]), max_size=8)
NEW_LINES = st.lists(st.sampled_from(["a b c", "x y", "h"]), max_size=8)


@given(OLD_LINES, NEW_LINES)
def test_a_diff_invents_no_words(old: list[str], new: list[str]):
    lines = diff("\n".join(old), "\n".join(new))
    added = " ".join(run.text for line in lines for run in line.runs if run.op != "removed").split()
    removed = " ".join(run.text for line in lines for run in line.runs if run.op != "added").split()
    skipped = sum(line.skipped for line in lines)
    assert len(removed) <= len(" ".join(old).split())
    assert len(added) <= len(" ".join(new).split())
    assert skipped <= max(len(old), len(new), 1)


@pytest.mark.parametrize(
    ("now", "listed", "is_edit"),
    [
        ("Maker opens its second plant", "Maker opens its second plant", True),
        ("Maker of chips opens plant", "Maker of Chips Opens Plant", True),
        ("Maker opens huge plant", "Maker opens plant", False),
        ("Maker opens huge plant", None, False),
        ("Maker opens plant", "Maker opens plant", False),
    ],
    ids=["corrected", "in other letters", "one of several", "no list", "the same"],
)
def test_a_headline_that_page_and_list_changed_is_an_edit(now: str, listed: str | None, is_edit: bool):
    found = headline_edit(BEFORE.title, replace(BEFORE, title=now), listed)
    assert found == (Edit(Edited.HEADLINE) if is_edit else None)
