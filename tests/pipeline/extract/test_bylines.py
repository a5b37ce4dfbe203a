"""An author is a person of whom something says so: "By", a byline's class, an author's address, a known name."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.records import Article
from tests.pipeline.extract.pages import TEXT, TITLE, page


def authors(below: str = "", head: str = "", behind: str = "") -> tuple[str, ...]:
    body = (
        f'<!doctype html><html lang="en"><head><title>{TITLE}</title>{head}</head>'
        f"<body><main><article><h1>{TITLE}</h1>{below}{TEXT}</article></main>{behind}</body></html>"
    )
    outcome = extract(page(body))
    assert isinstance(outcome, Article)
    return outcome.authors


def meta(name: str, *contents: str) -> str:
    return "".join(f'<meta name="{name}" content="{content}">' for content in contents)


@pytest.mark.parametrize(
    "label",
    [
        "<p>Company News | 17 November 2026</p>",
        "<p>Research Update · November 17, 2026</p>",
        "<p>Deep Learning, 17 November 2026</p>",
        "<p>New York, November 17, 2026</p>",
        "<p><span>South Africa</span> <span>17 November 2026</span></p>",
        "<p>Thứ Sáu, 17/11/2026</p>",
        "<p>Laura Kern, who died on 3 May 2019</p>",
    ],
)
def test_a_section_a_place_or_a_weekday_beside_the_date_is_no_author(label):
    assert authors(label) == ()


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<p>Laura Kern | 17 November 2026</p>", ("Laura Kern",)),
        ("<p>Par Odile Brun, 17 novembre 2026</p>", ("Odile Brun",)),
        ("<div><span>By Ada Lovelace</span><span>Nov 17, 2026</span></div>", ("Ada Lovelace",)),
        ('<p><a href="/author/odile-brun">Odile Brun</a></p>', ("Odile Brun",)),
        ('<p><a href="/about/editors/t-halvorsen/">Tove Halvorsen</a></p>', ("Tove Halvorsen",)),
        ('<div class="social-author__name">Odile Brun</div>', ("Odile Brun",)),
        ('<div itemprop="author"><meta itemprop="name" content="Odile Brun"></div>', ("Odile Brun",)),
    ],
)
def test_a_person_is_known_by_word_class_link_or_name(byline, names):
    assert authors(byline) == names


def test_the_byline_by_the_headline_goes_before_one_of_another_story():
    near = '<span class="info">By <a href="/author/odile-brun">Odile Brun</a></span>'
    filler = "<p>Some words of the page.</p>" * 130
    far = '<div><span class="byline">By Tove Halvorsen</span></div>'
    assert authors(near + filler, behind=far) == ("Odile Brun",)


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (meta("citation_author", "Brun, Odile", "Ruiz Vega, Inés"), ("Odile Brun", "Inés Ruiz Vega")),
        (meta("dc.creator", "Halvorsen, Tove K."), ("Tove K. Halvorsen",)),
        (meta("author", "Hopper, Grace"), ("Grace Hopper",)),
        (
            meta("author", "Ada Lovelace, Technology Editor and Tove Halvorsen in Oslo"),
            ("Ada Lovelace", "Tove Halvorsen"),
        ),
        (meta("author", "CNN’s Odile Brun"), ("Odile Brun",)),
        (meta("author", "The Outlet's Tove Halvorsen"), ("Tove Halvorsen",)),
        (meta("author", "著者：佐藤花子"), ("佐藤花子",)),
        (meta("author", "记者 张伟 编辑 刘洋"), ("张伟",)),
    ],
)
def test_names_are_put_in_order_and_lose_labels_places_and_roles(head, names):
    assert authors(head=head) == names


def test_a_publisher_as_author_gives_way_to_the_person_of_the_byline():
    byline = '<p class="byline">By Laura Kern</p>'
    assert authors(byline, meta("author", "Nordlicht Medien")) == ("Laura Kern",)
    assert authors(byline, meta("author", "Nordlicht") + meta("publisher", "Nordlicht")) == ("Laura Kern",)


@pytest.mark.parametrize("name", ["comment-author vcard", "commentAuthorName"])
def test_who_comments_is_no_author(name):
    assert authors(behind=f'<div><span class="{name}">Laura Kern</span><p>First!</p></div>') == ()


@pytest.mark.parametrize(
    ("claimed", "byline", "named"),
    [
        ("AFP", "Von: Bill Quill, Anna Hopper", ("Bill Quill", "Anna Hopper")),
        ("Reuters", "By Jane Quill", ("Jane Quill",)),
        ("Nora", "By Nora Quill", ("Nora Quill",)),
        ("hopper", "Anna Hopper", ("Anna Hopper",)),
        ("Jane Quill", "By Nora Hopper", ("Jane Quill",)),
        ("Nora", "By Jane Quill", ("Nora",)),
    ],
)
def test_a_byline_that_says_more_than_the_data_counts(claimed, byline, named):
    assert authors(f'<p class="byline">{byline}</p>', head=f'<meta name="author" content="{claimed}">') == named


@pytest.mark.parametrize(
    "field",
    [
        '<form><div class="author">Please Enter Your Name</div><input name="author"></form>',
        '<label class="comment-author">Your Full Name</label>',
        '<p class="author-field">Your Name Here <input></p>',
    ],
)
def test_a_field_that_asks_for_a_name_is_no_byline(field):
    assert authors(behind=field) == ()
