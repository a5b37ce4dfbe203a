"""Pages whose paragraphs stand in one element are read without trafilatura; what speaks against that is a doubt."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from pipeline.extract import extract
from pipeline.extract.parse import parse_html
from pipeline.extract.plain import read_plainly
from pipeline.records import Article
from tests.pipeline.extract.pages import TITLE, page

BASE = "https://outlet.example/plant"
SENTENCES = [
    f"Hall {number} of the plant was opened on the {number}th day of the month, and the first machines stand in it."
    for number in range(11, 21)
]
LOOSE = (
    "The water of the river runs through the halls and comes out as clean as it went in, the engineers promise. " * 4
)


def paragraphs(sentences: list[str] = SENTENCES) -> str:
    return "".join(f"<p>{one}</p>" for one in sentences)


def tree(body: str) -> HtmlElement:
    root = parse_html(f"<html><body>{body}</body></html>")
    assert root is not None
    return root


def texts(body: str) -> list[str] | None:
    blocks = read_plainly(tree(body), BASE)
    return None if blocks is None else [block.text for block in blocks]


def test_paragraphs_side_by_side_are_the_text():
    assert texts(f"<nav>Home</nav><main><h1>{TITLE}</h1><div>{paragraphs()}</div></main>") == SENTENCES


def test_headings_lists_quotes_and_tables_between_them_are_read():
    between = (
        "<h2>The halls</h2><ul><li>North</li><li>South</li></ul><blockquote><p>It is large.</p></blockquote>"
        "<div><table><tr><td>Hall</td><td>9</td></tr></table></div>"
    )
    found = texts(f"<main><h1>{TITLE}</h1><div>{paragraphs()}{between}{paragraphs(SENTENCES[:2])}</div></main>")
    assert found == [*SENTENCES, "The halls", "North", "South", "It is large.", "Hall | 9", *SENTENCES[:2]]


def test_boxes_and_pictures_between_them_are_not():
    box = (
        "<div><span>Image 1 of 8</span></div><figure><figcaption>A hall</figcaption></figure><aside><p>Mail</p></aside>"
    )
    assert texts(f"<main><h1>{TITLE}</h1><div>{paragraphs()}{box}</div></main>") == SENTENCES


def test_the_second_half_in_a_second_container_is_read_too():
    halves = [paragraphs(SENTENCES[:5]), paragraphs(SENTENCES[5:])]
    body = "<div>Advertisement</div>".join(f'<div class="body">{half}</div>' for half in halves)
    assert texts(f"<main><h1>{TITLE}</h1><section>{body}</section></main>") == SENTENCES


def test_comments_below_raise_no_doubt():
    comments = f'<div class="comment-list"><div class="comment-body">{paragraphs(SENTENCES[:4])}</div></div>'
    assert texts(f"<main><h1>{TITLE}</h1><div>{paragraphs()}</div>{comments}</main>") == SENTENCES


@pytest.mark.parametrize(
    "body",
    [
        f"<main><h1>{TITLE}</h1><div>{paragraphs(SENTENCES[:3])}</div></main>",
        f"<main><h1>{TITLE}</h1><div>{paragraphs()}</div><section>{paragraphs(SENTENCES[:6])}</section></main>",
        f"<main><div>{paragraphs()}</div><h1>{TITLE}</h1></main>",
        f"<main><h1>{TITLE}</h1><div>{paragraphs()}</div><div>{LOOSE * 2}</div></main>",
        f"<main><h1>{TITLE}</h1><div>{paragraphs()}<div><span>{LOOSE}</span></div></div></main>",
        f"<h1>{TITLE}</h1>{paragraphs()}",
        f"<main><h1>{TITLE}</h1><footer>{paragraphs()}</footer></main>",
        f"<h1>{TITLE}</h1>",
    ],
    ids=[
        "short",
        "other prose",
        "headline behind",
        "text elsewhere",
        "a large box",
        "no container",
        "footer",
        "nothing",
    ],
)
def test_what_speaks_against_it_is_a_doubt(body):
    assert texts(body) is None


def test_the_article_says_how_its_text_was_read():
    outcome = extract(
        page(f"<html><title>{TITLE}</title><main><h1>{TITLE}</h1><div>{paragraphs()}</div></main></html>")
    )
    assert isinstance(outcome, Article)
    assert outcome.provenance["text"] == "plain"
    assert outcome.text.split("\n") == SENTENCES
