"""A phrase takes a line out only if it is no sentence of the article."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.records import Article
from tests.pipeline.extract.pages import PARAGRAPHS, html, page


def text_of(middle: str) -> str:
    shown = [f"<p>{one}</p>" for one in PARAGRAPHS]
    outcome = extract(page(html("".join([*shown[:2], middle, *shown[2:]]))))
    assert isinstance(outcome, Article)
    return outcome.text


@pytest.mark.parametrize(
    "line",
    [
        "“Our site was never meant for this,” the mayor said of the old port.",
        "Download the drawings of the hall, the report advises, and the walls turn out to be hollow in nine places.",
        "Support the roof with steel, engineers had urged, and it would have lasted for another forty years or more.",
        "Listen to the recordings of that night and the alarm is heard eleven minutes before anybody ran to the door.",
        "By clicking the button a worker stops all nine belts at once, which has happened twice since the opening day.",
        "„Unser Newsletter hat niemanden erreicht“, sagte die Bürgermeisterin über den Morgen des Brandes.",
        "Jetzt lesen Ingenieure die Pläne von 1950 noch einmal, und in jeder zweiten Halle fehlt darin eine Wand.",
    ],
)
def test_a_sentence_that_begins_like_an_offer_stays(line):
    assert line in text_of(f"<p>{line}</p>")


@pytest.mark.parametrize(
    "line",
    [
        "Download the app and read the news of the port wherever you are and whenever you like it best.",
        "Support our work with a small gift each month, and we will go on to write about what happens in the port.",
        "Listen to our podcast about the port, in which nine of its people tell how they came to live in the town.",
        "By clicking the button you agree to get mails from us and to the terms that we have written down for that.",
        "Jetzt lesen und mit unserem Newsletter jeden Morgen wissen, was im Hafen und in der Stadt geschehen ist.",
        "This story is exclusive to subscribers.",
        "Unlock this article",
        "Dieser Artikel ist Abonnenten vorbehalten.",
        "Cet article est réservé aux abonnés.",
        "この記事は会員限定です。残り1,200文字",
    ],
)
def test_an_offer_goes_though_it_is_a_sentence(line):
    assert line not in text_of(f"<p>{line}</p>")


def test_modalities_in_a_list_are_no_credits():
    text = text_of(
        "<ul><li>Text: plans and letters of a hundred pages.</li><li>Image: drawings of each hall.</li></ul>"
    )
    assert "Image: drawings of each hall." in text


def test_a_credit_below_a_list_is_one():
    assert "Ada Quill" not in text_of("<p>Image: Ada Quill / The Outlet</p>")


@pytest.mark.parametrize("heading", ["Copyright and the courts", "Download the drawings"])
def test_a_heading_over_text_is_kept(heading):
    assert heading in text_of(f"<h2>{heading}</h2><p>Four farmers went to court over them in May.</p>")
