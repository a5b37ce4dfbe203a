"""Addresses that pages claim for themselves, and which of them name the page."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.extract.naming import names_this_page
from pipeline.records import Article
from pipeline.sites import SharedHost, Sites
from tests.pipeline.extract.pages import html, page

OWN = "https://outlet.example/2026/11/24/ferry-line-signs"
TITLE = "Ferry line signs with Mistral"


@pytest.mark.parametrize(
    ("claimed", "own", "names"),
    [
        ("https://outlet.example/ferry-line-signs", OWN, True),
        ("https://outlet.example/news/ferry-line-signs-mistral-20481", OWN, True),
        ("https://outlet.example/news/ferry-line-signs.html", OWN, True),
        ("https://outlet.example/news/ferry-line-signs", "https://outlet.example/?p=204", True),
        ("https://outlet.example/a/20481/new-slug", "https://outlet.example/story-20481", True),
        ("https://outlet.example/news", OWN, False),
        ("https://outlet.example/", OWN, False),
        ("https://outlet.example/2026/11/24/bakers-sing", OWN, False),
        ("https://outlet.example/2026/11/24", OWN, False),
        (OWN + ",https:/outlet.example/video/2", OWN, False),
        ("https://outlet.example/x?u=1,2/ferry-line-signs,video", OWN, False),
        ("https://outlet.example/go/https:/outlet.example/ferry-line-signs", OWN, False),
        ("https://outlet.example/story.php", "https://outlet.example/story.php?id=5", False),
        ("https://outlet.example/ferry-line-signs", "https://outlet.example/ferry-line-signs?ref=a", True),
        ("https://outlet.example/", "https://outlet.example/?p=204", False),
        ("https://outlet.example/news/ferries", "https://outlet.example/news/ferries/amp", True),
        ("https://outlet.example/news/ferries", "https://outlet.example/print/news/ferries", True),
        ("https://outlet.example/news/ferries", "https://outlet.example/news/ferries/video", False),
    ],
)
def test_an_address_names_a_page_by_its_slug_its_number_or_its_title(claimed, own, names):
    assert names_this_page(claimed, own, TITLE) is names


def claiming(own, claimed, *shared):
    found = extract(page(html(head=f'<link rel="canonical" href="{claimed}">'), url=own), sites=Sites.of(shared))
    assert isinstance(found, Article)
    return found.url


@pytest.mark.parametrize(
    "relation", ["https://eve.github.io/plant-opens", "https://ada.github.io.evil.example/plant-opens"]
)
def test_a_tenant_claims_no_neighbour_s_address(relation):
    assert claiming("https://ada.github.io/plant-opens", relation) == "https://ada.github.io/plant-opens"


def test_an_author_claims_no_other_author_s_address_on_a_shared_host():
    host = SharedHost("press.example", "Press", paths=("/@*",))
    mine, theirs = "https://press.example/@ada/plant-opens", "https://press.example/@eve/plant-opens"
    assert claiming(mine, theirs, host) == mine
    assert (
        claiming(mine, "https://press.example/@ada/x/plant-opens", host) == "https://press.example/@ada/x/plant-opens"
    )
