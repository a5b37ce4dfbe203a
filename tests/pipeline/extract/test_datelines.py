"""The article's date is the one by its headline: no other's, no quotation's, no caption's, and not the page's clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.extract import extract
from pipeline.records import Article
from tests.pipeline.extract.pages import NOW, TEXT, TITLE, page

ADDRESS = "https://outlet.example/maker-opens-plant"  # without a date
TODAY = NOW.strftime("%d %B %Y")


def a_page(below: str = "", above: str = "", behind: str = "", head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{TITLE}</title>{head}</head>'
        f"<body>{above}<main><article><h1>{TITLE}</h1>{below}{TEXT}</article></main>{behind}</body></html>"
    )


def article(body: str, url: str = ADDRESS) -> Article:
    outcome = extract(page(body, url=url))
    assert isinstance(outcome, Article)
    return outcome


def published(body: str, url: str = ADDRESS) -> datetime | None:
    return article(body, url).published_at


TWEET = '<blockquote><p>So it begins</p><time datetime="2019-02-11T07:30:00Z">Feb 11, 2019</time></blockquote>'
LINK_CARD = (
    '<div><a href="/x">The harbour gets a bridge for trams at last</a> <time datetime="2012-05-04">4 May</time></div>'
)
SIDEBAR = '<aside><ul><li><a href="/y">Bridge</a> <time datetime="2026-11-02T08:00:00Z">2 Nov</time></li></ul></aside>'
COMMENT = '<div class="comment"><time datetime="2026-11-20T08:00:00Z">today</time><p>First!</p></div>'


@pytest.mark.parametrize("other", [TWEET, LINK_CARD, SIDEBAR, COMMENT])
def test_a_time_of_something_else_is_not_the_articles(other):
    assert published(a_page(behind=other)) is None
    assert published(a_page(below=other)) is None
    assert published(a_page(below=f'<p class="date">18 November 2026</p>{other}')) == datetime(2026, 11, 18, tzinfo=UTC)


def test_a_time_elsewhere_does_not_beat_the_date_in_the_address():
    far = '<div class="box"><time datetime="2014-04-11 18:06:36">11 Apr</time></div>'
    assert published(a_page(behind=far), "https://outlet.example/2026/11/18/plant") == datetime(
        2026, 11, 18, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "<p>The first of the machines was ordered on June 7, 2021, and never came.</p>",
        "<figure><img src=x><figcaption>Workers in Ohio on Jan. 23, 2016.</figcaption></figure>",
        "<figure><img src=x><figcaption><p><span>A crane, 4 May 2018</span></p></figcaption></figure>",
        "<p>Am 4. Mai 2018 wurde der Grundstein gelegt, und seither ist viel geschehen.</p>",
    ],
)
def test_a_date_in_a_sentence_or_a_caption_is_not_the_articles(sentence):
    assert published(a_page(below=sentence)) is None


def test_the_clock_of_the_page_is_not_the_articles_date():
    clock = f'<div class="header"><span class="date">{TODAY}</span></div>'
    assert published(a_page(above=clock)) is None
    assert published(a_page(above=clock, below="<div>Wire<br>13 Jan 2026, 22:11</div>")) == datetime(
        2026, 1, 13, 22, 11, tzinfo=UTC
    )


def test_dates_of_several_days_far_from_the_headline_are_nobodys():
    others = "<p class='post-date'>3 Nov 2026</p><p class='post-date'>5 Nov 2026</p>"
    filler = "<p>Some words of the page.</p>" * 130
    assert published(a_page(below=filler, behind=others)) is None
    assert published(a_page(below=filler, behind=others.replace("5 Nov", "3 Nov"))) == datetime(2026, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        '<div class="date">Updated Nov 19, 2026, 8:00 am<br>Published Nov 17, 2026, 9:05 am</div>',
        '<p>Last modified: <time datetime="2026-11-19T08:00:00Z">19 Nov</time></p>'
        '<p>Posted: <time datetime="2026-11-17T09:05:00Z">17 Nov</time></p>',
        "<p>Aktualisiert am 19.11.2026, 8:00 Uhr</p><p>Veröffentlicht am 17.11.2026, 9:05 Uhr</p>",
    ],
)
def test_an_update_is_told_from_the_publication_by_the_word_before_it(line):
    found = article(a_page(below=line))
    assert found.published_at == datetime(2026, 11, 17, 9, 5, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 11, 19, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("<p class='date'>November 17, 2026, 4:19 PM</p>", (2026, 11, 17, 16, 19)),
        ("<div>17 November 2026 4:19 pm EST</div>", (2026, 11, 17, 21, 19)),
        ("<div>Published 4:19 PM EST, Tue November 17, 2026</div>", (2026, 11, 17, 21, 19)),
        ("<div><div>MORNING POST</div><time>Nov 17, 2026 at 1:38 pm</time></div>", (2026, 11, 17, 13, 38)),
        ("<div class='meta'><span>By Ada Lovelace</span><span>Nov 17, 2026</span></div>", (2026, 11, 17)),
        ("<div>입력 2026.11.17. 오후 2:05</div>", (2026, 11, 17, 14, 5)),
    ],
)
def test_a_line_by_the_headline_is_read_with_its_clock_and_zone(line, at):
    assert published(a_page(below=line)) == datetime(*at, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("November 17, 2026", (2026, 11, 17)),
        ("17 November 2026 4:00 PM", (2026, 11, 17, 16)),
        ("11/17/2026 4:00 PM", (2026, 11, 17, 16)),
        ("2026-11-17 16:00:00 EST", (2026, 11, 17, 21)),
        ("1794906300", (2026, 11, 17, 9, 5)),
        ("الثلاثاء، 17 نوفمبر 2026 - 4:00 م", (2026, 11, 17, 16)),
    ],
)
def test_a_machine_date_in_human_form_is_read(written, at):
    meta = f'<meta name="pubdate" content="{written}">'
    ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{written}"}}</script>'
    assert published(a_page(head=meta)) == datetime(*at, tzinfo=UTC)
    assert published(a_page(head=ld)) == datetime(*at, tzinfo=UTC)


@pytest.mark.parametrize(
    "hidden", ["<p hidden>{}</p>", '<div hidden=""><p>{}</p></div>', '<div hidden="hidden">{}</div>']
)
def test_what_is_hidden_from_readers_is_no_text(hidden):
    words = "The correction that nobody was to read says that the water has been paid for twice."
    assert words not in article(a_page(behind="").replace("</article>", hidden.format(words) + "</article>")).text
