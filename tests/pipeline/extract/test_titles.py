"""A headline is what tells an article from the others of its site, without the names of outlet and section."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.records import Article
from tests.pipeline.extract.pages import PARAGRAPHS, TEXT, an_entry, page

HEADLINE = "Harbour town gets a school for robot builders"


def title_of(head: str, h1: str = f"<h1>{HEADLINE}</h1>", **fields: object) -> str:
    body = f"<!doctype html><html lang='en'><head>{head}</head><body>{h1}<main><article>{TEXT}</article></main></body>"
    outcome = extract(page(body, **fields))
    assert isinstance(outcome, Article)
    return outcome.title


@pytest.mark.parametrize(
    "head",
    [
        "<title>Robot News</title>",
        '<title>Robot News</title><meta property="og:title" content="Robot News">',
        '<title>Nordlab AI</title><meta property="og:site_name" content="Nordlab AI">',
        '<title>Press | Nordlab</title><meta property="og:site_name" content="Nordlab">',
        "<title>Journal - Nordlab</title>",
    ],
)
def test_what_names_the_site_is_no_headline_where_the_page_has_one(head):
    assert title_of(head) == HEADLINE


@pytest.mark.parametrize(
    "h1",
    [
        '<h1><a href="/">The Harbour Wire</a></h1>',
        "<h1>The Harbour Wire</h1>",
        "<h1><span>The Harbour</span> Wire</h1>",
    ],
)
def test_the_outlets_name_in_an_h1_is_no_headline(h1):
    assert title_of(f"<title>{HEADLINE} | The Harbour Wire</title>", h1 + f"<h2>{HEADLINE}</h2>") == HEADLINE


@pytest.mark.parametrize(
    ("title", "site", "headline"),
    [
        ("港の町にロボットの学校：例日報デジタル", "例日報", "港の町にロボットの学校"),
        ("港町將開設機器人學校：範例報", "範例報", "港町將開設機器人學校"),
        ("海港城市将开设机器人学校_科技_示例网", "别的网", "海港城市将开设机器人学校"),
        ("海港城市将开设机器人学校_示例日报", "别的网", "海港城市将开设机器人学校"),
        ("Harbour town gets a robot school (Published 2016)", "Wire", "Harbour town gets a robot school"),
    ],
)
def test_tails_behind_colons_and_underscores_go(title, site, headline):
    head = f'<title>{title}</title><meta property="og:site_name" content="{site}">'
    assert title_of(head, h1="") == headline


@pytest.mark.parametrize(
    "title", ["Nordlab: robots for all of the harbour", "How my_var became your_var in a day of work"]
)
def test_a_colon_or_an_underscore_within_a_headline_stays(title):
    assert title_of(f"<title>{title}</title>", h1="") == title


def test_an_entry_without_a_title_has_its_first_sentence():
    text = f"<p>{PARAGRAPHS[0]} {PARAGRAPHS[1]}</p>"
    outcome = extract(page("", entry=an_entry(title=None, content=text), from_feed=True))
    assert isinstance(outcome, Article)
    assert outcome.title == PARAGRAPHS[0]


def test_a_first_sentence_that_is_long_is_cut_at_a_word():
    outcome = extract(
        page("", entry=an_entry(title=None, summary="<p>" + "chips and ships " * 30 + "</p>"), from_feed=True)
    )
    assert isinstance(outcome, Article)
    assert len(outcome.title) <= 141
    assert outcome.title.endswith(("chips…", "and…", "ships…"))
