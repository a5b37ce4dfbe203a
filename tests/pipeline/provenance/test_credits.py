"""Whom an article credits, by its words and links; only outlets count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.provenance.credits import credits_in, resolve
from pipeline.provenance.outlets import Outlets
from pipeline.records import Article, Attribution, Grade, Link, Source

OUTLETS = Outlets.of(
    [
        Source("ledger", "https://ledger.example/feed", title="The Ledger Post"),
        Source("beacon", "https://beacon.example/feed", title="Evening Beacon"),
        Source("lab", "https://lab.example/feed", title="Lantern Lab", category="lab"),
    ],
    [("Harbour Wire", "Harbour Wire News", "HW"), ("The Register",)],
)
OWN = "https://beacon.example/story"


def credited(text, *links, original=None, authors=(), outlet="Evening Beacon"):
    article = Article(
        url=OWN, title="A", text=text, outlet=outlet, source="s", links=links, original=original, authors=authors
    )
    found = resolve(credits_in(article), article.links, outlet, OUTLETS, article.url)
    return [(one.grade, one.outlet) for one in found]


@pytest.mark.parametrize(
    ("text", "grade", "outlet"),
    [
        ("The talks were first reported by The Ledger Post.", Grade.FIRST, "The Ledger Post"),
        ("It was originally reported by the Ledger Post on Friday.", Grade.FIRST, "The Ledger Post"),
        ("They confirmed it hours after The Ledger Post first reported the talks.", Grade.FIRST, "The Ledger Post"),
        ("The Ledger Post broke the news.", Grade.FIRST, "The Ledger Post"),
        ("The Ledger Post had a nice scoop overnight.", Grade.FIRST, "The Ledger Post"),
        ("The firm is in talks, The Ledger Post reported on Monday.", Grade.REPORT, "The Ledger Post"),
        ("According to a report in The Ledger Post, talks go on.", Grade.REPORT, "The Ledger Post"),
        ("Ann Kim of Harbour Wire reports that talks go on.", Grade.REPORT, "Harbour Wire"),
        ("Nobody has agreed, she told Harbour Wire News.", Grade.SOURCE, "Harbour Wire"),
        ("According to HW, nobody has agreed.", Grade.SOURCE, "Harbour Wire"),
        ("It was first reported by the Dale Examiner.", Grade.FIRST, "The Dale Examiner"),
        ("Ann Kim, writing for The Ledger Post, broke the story.", Grade.FIRST, "The Ledger Post"),
        ("Ann Kim, reporting for the Ledger Post, first revealed the talks.", Grade.FIRST, "The Ledger Post"),
        ("Ann Kim, writing in Harbour Wire, revealed the talks.", Grade.REPORT, "Harbour Wire"),
        ("As The Ledger Post first reported, talks go on.", Grade.FIRST, "The Ledger Post"),
        ("As the Dale Examiner first reported, talks go on.", Grade.FIRST, "The Dale Examiner"),
        ("The story was broken by Ann Kim of the Ledger Post.", Grade.FIRST, "The Ledger Post"),
        ("Talks go on.\n\nSource: Harbour Wire", Grade.REPORT, "Harbour Wire"),
        ("Talks go on.\n\nVia: The Ledger Post", Grade.REPORT, "The Ledger Post"),
    ],
)
def test_words_credit_an_outlet_by_any_of_its_names(text, grade, outlet):
    assert credited(text) == [(grade, outlet)]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia reported a profit.",
        "According to Lantern Lab, the model is large.",
        "She told Congress so.",
        "The rule was published in the Federal Register.",
        "The Evening Beacon reported on Monday.",
        "In 2019 The Ledger Post reported that the talks had failed.",
        "The Ledger Post reported last month that the talks had failed.",
        "The Ledger Post hired three editors.",
    ],
    ids=["a company", "a laboratory", "no outlet", "a longer name", "itself", "a year", "background", "no credit"],
)
def test_other_words_credit_nobody(text):
    assert credited(text) == []


def test_a_link_says_which_article_is_meant_and_may_credit_without_words():
    to = Link("https://ledger.example/talks", "first reported by The Ledger Post")
    article = Article(url=OWN, title="T", text=f"The talks were {to.text}.", outlet="B", source="s", links=(to,))
    (one,) = resolve(credits_in(article), article.links, "B", OUTLETS, OWN)
    assert (one.grade, one.url) == (Grade.FIRST, to.url)
    elsewhere = Link("https://other.example/", "a map")
    assert credited("As is known, talks go on.", to, elsewhere) == [(Grade.LINK, "The Ledger Post")]


def test_what_the_page_says_of_its_origin_counts():
    said = Attribution("wie der Ledger Post berichtet", "Ledger Post")
    assert credited("Die Gespräche dauern an.", original=said) == [(Grade.REPORT, "The Ledger Post")]


@pytest.mark.parametrize(
    ("text", "authors", "found"),
    [
        ("SALTBY (HW) — The ferry line signed.", (), [(Grade.WIRE, "Harbour Wire")]),
        ("The ferry line signed.", ("Ann Kim", "Harbour Wire"), [(Grade.WIRE, "Harbour Wire")]),
        ("The ferry line (HW) signed.", ("Ann Kim", "Evening Beacon"), []),
    ],
    ids=["dateline", "byline", "neither"],
)
def test_a_text_that_another_outlet_signs_is_that_outlet_s(text, authors, found):
    assert credited(text, authors=authors) == found


def test_an_address_that_several_outlets_share_stands_for_none_of_them():
    shared = Outlets.of(
        Source(name, f"https://letters.example/{name}", title=name.title()) for name in ("anna", "bert")
    )
    assert shared.at("https://letters.example/anna/1") is None


@given(st.text(alphabet="abAB .,’'“”“1\nTheLedgerPostreported", max_size=300))
def test_any_text_can_be_read(text):
    for _, outlet in credited(text):
        assert outlet


REFERENCES = """Talks go on between the two, and buyers wait.

Sources:
- The Ledger Post: Talks go on (https://ledger.example/talks)
- Talks, day by day, https://lab.example/days
- a reader in Vesk
"""


def test_the_list_of_sources_credits_outlets_by_their_names_and_addresses():
    assert credited(REFERENCES) == [
        (Grade.REPORT, "The Ledger Post"),
        (Grade.REPORT, "The Ledger Post"),
        (Grade.REPORT, "Lantern Lab"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Kim, writing for a living, broke the story.",
        "Sources: two people who were there",
        "The source: a spring above Harbour Wire Lane that fed three mills, as maps of the parish show to this day.",
        "Writing for The Ledger Post, she said, is hard.",
    ],
)
def test_words_that_look_like_credits_are_none(text):
    assert credited(text) == []
