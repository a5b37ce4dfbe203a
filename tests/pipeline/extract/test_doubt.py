"""When a second opinion on a page's text is asked for."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.extract import extract
from pipeline.extract.doubt import doubts, largest_group
from pipeline.extract.parse import parse_html
from pipeline.records import Article
from tests.pipeline.extract.pages import PARAGRAPHS, html, page

SENTENCE = "The ferry company said on Monday that all nine crossings would run again by the end of the week. "


def found(*paragraphs: str) -> etree._Element:
    inside = "".join(f"<p>{text}</p>" for text in paragraphs)
    return etree.fromstring(f"<body>{inside}</body>")


def shown(*groups: list[str]) -> etree._Element:
    divs = "".join("<div>" + "".join(f"<p>{text}</p>" for text in group) + "</div>" for group in groups)
    root = parse_html(f"<html><body>{divs}</body></html>")
    assert root is not None
    return root


def test_a_text_that_is_most_of_the_page_is_believed():
    assert not doubts(found(*[SENTENCE] * 8), shown([SENTENCE] * 8, [SENTENCE]))


def test_a_text_is_doubted_beside_a_longer_run_of_paragraphs():
    assert doubts(found(*[SENTENCE] * 6), shown([SENTENCE] * 6, [SENTENCE] * 12))


@pytest.mark.parametrize(
    "body",
    [
        found(SENTENCE),
        etree.fromstring(f"<body>{SENTENCE * 8}</body>"),
        etree.fromstring(f"<body><p>{SENTENCE * 8}</p><figure/></body>"),
        etree.fromstring(f"<body><p>{SENTENCE * 8}</p><table/><table/></body>"),
    ],
    ids=["short", "no paragraphs", "not clean", "tables"],
)
def test_a_text_is_doubted_for_what_it_is(body: etree._Element):
    assert doubts(body, shown([SENTENCE] * 8))


def test_links_make_no_paragraph():
    linked = f'<a href="/x">{SENTENCE}</a>'
    assert largest_group(shown([linked] * 20, ["Eleven people rowed to the lighthouse."])) < 60


def test_an_article_in_plain_divisions_is_still_read_whole():
    divided = "".join(f"<div>{text}</div>" for text in PARAGRAPHS)
    outcome = extract(page(html(divided)))
    assert isinstance(outcome, Article)
    assert all(text in outcome.text for text in PARAGRAPHS)
