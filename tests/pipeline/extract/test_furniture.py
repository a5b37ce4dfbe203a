"""A name says what an element may be; what it holds says what it is. Hidden parts are no text."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.records import Article
from tests.pipeline.extract.pages import PARAGRAPHS, TEXT, TITLE, html, page

SENTENCE = "Older plants of the maker and of its rivals need twice the water, and none of them has a roof of glass."
BRIDGE = "It took nine years, and nobody knows what the bridge cost the town."
OTHER = "The court of the county took up the suit of four farmers in the week before the plant was opened."


def text_of(body: str) -> str:
    outcome = extract(page(body))
    assert isinstance(outcome, Article)
    return outcome.text


def around(middle: str) -> str:
    """Return a page with *middle* between the paragraphs of its article."""
    shown = [f"<p>{one}</p>" for one in PARAGRAPHS]
    return html("".join([*shown[:2], middle, *shown[2:]]))


def in_a_box(name: str) -> str:
    return f'<html lang="en"><body><div><h1>{TITLE}</h1><div class="{name}">{TEXT}</div></div></body></html>'


@pytest.mark.parametrize(
    "name", ["newsletter-issue", "subscribe-post", "promo-page cookies", "related", "card kg-card"]
)
def test_what_holds_most_of_the_prose_is_the_article_whatever_it_is_called(name):
    assert text_of(in_a_box(name)).split("\n") == PARAGRAPHS


@pytest.mark.parametrize(
    "section",
    [
        f'<h2>Related plants</h2><section id="related-plants" class="related-plants"><p>{SENTENCE}</p></section>',
        f'<section id="copyright-suits"><h2>Copyright suits</h2><p>{SENTENCE}</p></section>',
        f'<section id="newsletters"><h2>Newsletters</h2><p>{SENTENCE}</p></section>',
        f'<div class="kg-card kg-callout-card"><p>{SENTENCE.replace("rivals", "<a href=/r>rivals</a>")}</p></div>',
        f'<div class="popular-science"><p>{SENTENCE}</p></div>',
    ],
)
def test_a_part_that_reads_as_the_article_stays(section):
    assert SENTENCE in text_of(around(section))


@pytest.mark.parametrize("heading", ["Related work", "Copyright suits", "Recommended settings", "Trending downwards"])
def test_the_id_of_a_heading_is_made_of_its_words(heading):
    identity = heading.lower().replace(" ", "-")
    text = text_of(around(f'<h2 id="{identity}">{heading}</h2><p>{SENTENCE}</p>'))
    assert f"{heading}\n{SENTENCE}" in text


@pytest.mark.parametrize(
    "box",
    [
        '<div class="related"><h3>Related</h3><ul><li><a href="/a">The port gets a bridge for all</a></li></ul></div>',
        f'<div class="recommended"><a href="/a"><h3>The port gets a bridge</h3></a><p>{BRIDGE}</p></div>',
        f'<div class="teaser-card"><h4>The port</h4><p>{BRIDGE}</p><a href="/a"></a></div>',
        f'<div class="newsletter"><h3>Newsletter</h3><p>{BRIDGE}</p><form><input></form></div>',
        f'<div class="author-bio"><p>{BRIDGE}</p></div>',
        f"<p hidden>{BRIDGE}</p>",
        f'<p style="display: none">{BRIDGE}</p>',
    ],
)
def test_boxes_and_hidden_parts_go(box):
    text = text_of(around(box))
    assert text.split("\n") == PARAGRAPHS


def test_what_scripts_unfold_is_text():
    folded = f'<div style="display:none"><p>{SENTENCE}</p><p>{OTHER}</p><p>{SENTENCE.upper()}</p></div>'
    assert OTHER in text_of(html(f"<p>{PARAGRAPHS[0]}</p>{folded}"))


def test_a_removal_that_costs_a_third_of_the_text_is_not_made():
    boxed = "".join(f'<div class="infobox"><p>{one}</p></div>' for one in (SENTENCE, OTHER))
    text = text_of(html(f"<p>{PARAGRAPHS[0]}</p>{boxed}<p>{PARAGRAPHS[1]}</p>"))
    assert SENTENCE in text
    assert OTHER in text


def test_lists_in_the_cells_of_a_table_are_kept():
    rows = (
        "<tr><th>Hall</th><th>Machines</th></tr>"
        "<tr><td>North</td><td><ul><li>Two lathes</li><li>One press</li></ul></td></tr>"
        "<tr><td>South</td><td><ol><li><a href='/k'>A kiln</a> of 1950</li></ol></td></tr>"
    )
    text = text_of(around(f"<table>{rows}</table>"))
    assert "North | Two lathes; One press" in text
    assert "South | A kiln of 1950" in text
