"""An article on several pages is partial; the next article is not its second page."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.records import Article
from tests.pipeline.extract.pages import TEXT, html, page

BASE = "https://outlet.example/2026/11/maker-opens-plant"


def is_partial(own: str, relation: str, other: str, *, in_head: bool = False) -> bool:
    head = f'<link rel="{relation}" href="{other}">' if in_head else ""
    link = "" if in_head else f'<a rel="{relation}" href="{other}">go on</a>'
    outcome = extract(page(html(TEXT + link, head=head), url=own))
    assert isinstance(outcome, Article)
    return outcome.partial


@pytest.mark.parametrize(
    ("own", "relation", "other"),
    [
        (BASE, "next", "?page=2"),
        (BASE, "next", f"{BASE}/2"),
        (f"{BASE}/", "next", f"{BASE}/page/2/"),
        (f"{BASE}.html", "next", f"{BASE}-2.html"),
        (f"{BASE}.html", "next", f"{BASE},seite-2.html"),
        (f"{BASE}?id=7&page=2", "next nofollow", f"{BASE}?id=7&page=3"),
        (f"{BASE}/3", "prev", f"{BASE}/2"),
    ],
)
@pytest.mark.parametrize("in_head", [True, False])
def test_a_page_with_a_neighbour_of_the_same_article_is_partial(own, relation, other, in_head):
    assert is_partial(own, relation, other, in_head=in_head)


@pytest.mark.parametrize(
    ("own", "relation", "other"),
    [
        (BASE, "next", "https://outlet.example/2026/11/port-gets-bridge"),
        (f"{BASE}-41", "next", f"{BASE}-43"),
        ("https://outlet.example/news/4711", "next", "https://outlet.example/news/4712"),
        (BASE, "next", f"{BASE}/comment-page-2"),
        (BASE, "next", "https://other.example/2026/11/maker-opens-plant?page=2"),
        (BASE, "author", f"{BASE}?page=2"),
        (BASE, "next", "http://["),
    ],
)
def test_the_next_article_is_no_second_page(own, relation, other):
    assert not is_partial(own, relation, other)
