"""Which links of a page lead to articles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsers.fields import FeedLimits
from crawler.parsers.section import find_articles, is_trap

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = "https://outlet.example/technology/"

MENU = '<nav><a href="/technology/">Technology news</a><a href="/sport/">All of our sport</a></nav>'
FOOTER = (
    '<footer><a href="/about/how-we-work-here">How we at the Outlet work</a><a href="/privacy">Privacy</a>'
    '<a href="https://social.example/2026/03/01/outlet-on-social-media">Follow us on social media</a></footer>'
)


def page(inner, head=""):
    return f"<html><head>{head}</head><body>{MENU}<main>{inner}</main>{FOOTER}</body></html>".encode()


def card(path, title, more=""):
    return f'<article><h3><a href="{path}">{title}</a></h3>{more}</article>'


def found(body, **how):
    return find_articles(body, url=AT, encoding=None, source="outlet", now=NOW, **how)


def paths(entries):
    return [entry.url.removeprefix("https://outlet.example") for entry in entries]


@pytest.mark.parametrize(
    "path",
    [
        "/2026/03/01/lab-opens-model",
        "/technology/lab-opens-its-new-model",
        "/news/article-10482734",
        "/p/lab_opens_model",
    ],
)
def test_headlines_are_found_by_the_shape_of_their_addresses_and_menus_are_not(path):
    assert paths(found(page(card(path, "Lab opens its new model to all")))) == [path]


def test_a_card_that_links_thrice_is_one_article_with_its_longest_words():
    one = "/technology/lab-opens-its-new-model"
    (entry,) = found(
        page(
            f'<article><a href="{one}"><img></a><h3><a href="{one}">Lab opens its new model to all</a></h3>'
            f'<a href="{one}#comments">Comments</a></article>'
        )
    )
    assert entry.title == "Lab opens its new model to all"


def test_a_date_beside_the_link_is_the_articles():
    (entry,) = found(
        page(
            card(
                "/technology/lab-opens-its-new-model",
                "Lab opens",
                '<time datetime="2026-03-01T10:00:00Z">1 March</time>',
            )
        )
    )
    assert entry.published_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_a_selector_overrides_what_links_look_like():
    body = page(
        '<div class="list"><p><a href="/x1">One</a></p></div>' + card("/2026/03/01/lab-opens-model", "Lab opens")
    )
    assert paths(found(body, selector=".list")) == ["/x1"]


def test_a_selector_that_cannot_be_read_is_an_error():
    with pytest.raises(ValueError, match="cannot be read"):
        found(page(""), selector="a[")


def test_relative_links_go_by_the_base_of_the_page():
    body = page(card("lab-opens-its-new-model", "Lab opens its model"), '<base href="https://outlet.example/news/">')
    assert paths(found(body)) == ["/news/lab-opens-its-new-model"]


def test_no_more_are_taken_than_the_limit():
    body = page("".join(card(f"/2026/03/01/story-number-{n}", "A story with a headline") for n in range(50)))
    assert len(found(body, limits=FeedLimits(entries=7))) == 7


def test_two_hundred_thousand_links_are_bounded():
    body = page('<a href="/2026/03/01/one-and-the-same">x</a>' * 200_000)
    assert len(found(body)) == 1


@pytest.mark.parametrize(
    ("path", "trap"),
    [
        ("/2026/03/01/a-story", False),
        ("/a/a/story", False),
        ("/a/a/a/story", True),
        ("/" + "/".join("abcdefghijklm"), True),
        ("/list?" + "&".join(f"p{n}=1" for n in range(9)), True),
        ("/list?page=2", False),
    ],
)
def test_endless_addresses_are_known_by_their_shape(path, trap):
    assert is_trap(f"https://outlet.example{path}") is trap


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(body):
    found(body)
    found(page("") + body)
