"""What becomes of an entry's own words: where it can be opened, and when they beat the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract import extract
from pipeline.filing.decide import addresses
from pipeline.records import Article
from tests.pipeline.extract.pages import PARAGRAPHS, TEXT, an_entry, html, page

NAME = "urn:newsdesk:show:ep-12"


@pytest.mark.parametrize(
    ("facts", "opened"),
    [
        ({"url": None, "open_url": "https://cdn.example/ep.mp3"}, "https://cdn.example/ep.mp3"),
        ({"url": "https://outlet.example/changes#nov-27"}, "https://outlet.example/changes#nov-27"),
        ({"url": None}, NAME),
    ],
    ids=["enclosure", "place on a shared page", "nowhere"],
)
def test_an_item_without_a_page_of_its_own_is_opened_elsewhere_and_known_by_its_name(facts, opened):
    entry = replace(an_entry(content="<p>Of chips, and what they cost to run for a year.</p>"), **facts)
    words = replace(page("", url=NAME, entry=entry, from_feed=True), requested_url=NAME)
    article = extract(words)
    assert isinstance(article, Article)
    assert article.url == opened
    assert addresses(article, words) == [NAME]


LOCKED = '<meta property="article:content_tier" content="locked">'


@pytest.mark.parametrize(
    "shown",
    [html("<p>The maker opened its plant. Subscribe to read on.</p>", head=LOCKED), html(f"<p>{PARAGRAPHS[0]}</p>")],
)
def test_a_teaser_gives_way_to_the_whole_text_of_the_feed(shown):
    article = extract(page(shown, entry=an_entry(summary="A plant.", content=TEXT)))
    assert isinstance(article, Article)
    assert article.text.split("\n") == PARAGRAPHS
    assert (article.partial, article.provenance["text"]) == (False, "feed")


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("About Press Copyright Contact Creators Advertise Developers Terms Privacy Policy", PARAGRAPHS[1]),
        ("Please wait while we look at your browser, then you will be sent on your way.", PARAGRAPHS[2]),
        (
            "请稍候，我们正在检查您的浏览器，然后您将被转到您要访问的页面上。",
            "工厂于周四开业，比宣布的时间早了一年，第一批芯片将在夏天出厂。",
        ),
    ],
    ids=["empty shell", "wall", "wall in Chinese"],
)
def test_a_text_that_has_nothing_of_the_entry_gives_way_to_what_the_feed_says(shown, said):
    article = extract(page(html(f"<p>{shown}</p>"), entry=an_entry(summary=said)))
    assert isinstance(article, Article)
    assert (article.text, article.partial) == (said, True)


@pytest.mark.parametrize(
    "summary", [PARAGRAPHS[0], "A plant.", None, "Something else altogether happened elsewhere today"]
)
def test_an_article_is_told_by_its_page(summary):
    article = extract(page(html(), entry=an_entry(summary=summary)))
    assert isinstance(article, Article)
    assert article.text.split("\n") == PARAGRAPHS


def test_a_short_article_is_told_by_its_page_where_the_feed_says_less():
    article = extract(
        page(html(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"), entry=an_entry(content=PARAGRAPHS[0]))
    )
    assert isinstance(article, Article)
    assert article.text.split("\n") == PARAGRAPHS[:2]
