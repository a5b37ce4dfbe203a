"""What becomes of an entry's own words: where it can be opened, and when they beat the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract import extract
from pipeline.filing.decide import addresses
from pipeline.records import Article
from tests.pipeline.extract.pages import an_entry, page

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
