"""Title, authors, dates and the rest are chosen from what a page claims, whatever type the claims have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.extract.jsonld import load_leniently
from pipeline.extract.language import detect
from pipeline.records import Article, Precision
from pipeline.text.dates import find_date, read_date
from tests.pipeline.extract.pages import NOW, PARAGRAPHS, TEXT, TITLE, URL, an_entry, html, ld, page


def article(head: str = "", text: str = TEXT, **fields: object) -> Article:
    outcome = extract(page(html(text, head=head), **fields))  # type: ignore[arg-type] # fields of Page
    assert isinstance(outcome, Article)
    return outcome


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


KEYS = st.sampled_from(["@type", "name", "@id", "url"])
WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)
FIELDS = (
    *("@type", "headline", "author", "datePublished", "dateModified", "image", "publisher", "keywords", "@graph"),
    *("articleSection", "isAccessibleForFree", "wordCount", "inLanguage", "description", "articleBody"),
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(FIELDS), WRONG, max_size=8))
def test_json_ld_of_any_type_leaves_the_page_an_article(data: dict[str, object]):
    found = article(ld({"@type": "NewsArticle"} | data))
    assert found.text
    assert found.title


@given(st.text(alphabet='{}[]",:\\ \n<>abc&;', max_size=60))
def test_broken_json_is_mended_or_nothing(text: str):
    load_leniently(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"headline": "A",}',
        '{"headline": "A"\n "author": "B"}',
        '{"headline": "A\nB"}',
        '<!-- {"headline": "A"} -->',
        '//<![CDATA[\n{"headline": "A"}\n//]]>',
        "{&quot;headline&quot;: &quot;A&quot;}",
        '{"headline": "A"};',
        '{"headline": "A"} {"headline": "B"}',
        '{"headline": "A \\d"}',
    ],
)
def test_json_as_sites_break_it_is_read(text: str):
    found = load_leniently(text)
    assert isinstance(found, list)
    assert found[0]["headline"].startswith("A")


@pytest.mark.parametrize(
    "suffix",
    [
        " | The Outlet",
        " - The Outlet",
        " – outlet.example",
        " | Technology | The Outlet",
        " · The Outlet",
        " « The Outlet",
    ],
)
def test_a_title_loses_the_outlets_name(suffix: str):
    head = meta("og:title", TITLE + suffix) + meta("og:site_name", "The Outlet") + meta("article:section", "Technology")
    assert article(head).title == TITLE


@pytest.mark.parametrize("title", ["Chips – the new oil", "War | Peace", "A - B", "What is 3 - 2?"])
def test_a_title_keeps_what_is_its_own(title: str):
    outcome = extract(page(html(title=title).replace(" | The Outlet", "")))
    assert isinstance(outcome, Article)
    assert outcome.title == title


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Ada Lovelace", ("Ada Lovelace",)),
        ("By Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Von Ada Lovelace, Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace; Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Lovelace, Ada", ("Ada Lovelace",)),
        ("Staff", ()),
        ("The Outlet", ()),
        ("https://outlet.example/authors/ada", ()),
        ("ada@outlet.example", ()),
        ("admin", ()),
        ("Redaktion", ()),
        ("Ada Lovelace, dpa", ("Ada Lovelace", "dpa")),
        ("Reuters", ("Reuters",)),
        ("신현주 기자", ("신현주",)),
        ("Ada&nbsp;Lovelace ", ("Ada Lovelace",)),
    ],
)
def test_authors_are_people_and_agencies(written: str, authors: tuple[str, ...]):
    assert article(meta("author", written)).authors == authors


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="byline">By Ada Lovelace</div>',
        '<a rel="author" href="/ada">Ada Lovelace</a>',
        '<span itemprop="author"><span itemprop="name">Ada Lovelace</span></span>',
        '<p class="post-meta"><span>By</span> <a class="author-name">Ada Lovelace</a> <span>Senior Writer</span></p>',
        "<p>Von Ada Lovelace | 19.11.2026</p>",
        "<p>Par Ada Lovelace</p>",
    ],
)
def test_a_byline_names_the_author_and_is_no_text(byline: str):
    found = article(text=byline + TEXT)
    assert found.authors == ("Ada Lovelace",)
    assert found.text.split("\n") == PARAGRAPHS


@pytest.mark.parametrize(
    ("written", "at", "precision"),
    [
        ("2026-11-19T08:30:00+01:00", datetime(2026, 11, 19, 7, 30, tzinfo=UTC), Precision.MINUTE),
        ("2026-11-19T08:30:12Z", datetime(2026, 11, 19, 8, 30, 12, tzinfo=UTC), Precision.SECOND),
        ("2026-11-19T08:30:12.345678+0000", datetime(2026, 11, 19, 8, 30, 12, tzinfo=UTC), Precision.SECOND),
        ("2026-11-19 08:30", datetime(2026, 11, 19, 8, 30, tzinfo=UTC), Precision.MINUTE),
        ("2026-11-19", datetime(2026, 11, 19, tzinfo=UTC), Precision.DAY),
        ("2026-11-19T00:00:00+01:00", datetime(2026, 11, 19, tzinfo=UTC), Precision.DAY),
        ("20261119", datetime(2026, 11, 19, tzinfo=UTC), Precision.DAY),
        ("Thu, 19 Nov 2026 08:30:00 GMT", datetime(2026, 11, 19, 8, 30, tzinfo=UTC), Precision.MINUTE),
        ("19.11.2026 08:30", datetime(2026, 11, 19, 8, 30, tzinfo=UTC), Precision.MINUTE),
    ],
)
def test_dates_are_read_with_zone_and_precision(written: str, at: datetime, precision: Precision):
    found = article(meta("article:published_time", written), url="https://outlet.example/plant")
    assert (found.published_at, found.published_precision) == (at, precision)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0000-00-00",
        "2026-13-45",
        "9999-12-31T23:59:59Z",
        "1900-01-01",
        "tomorrow",
        "2031-01-01T00:00:00Z",
        "-1",
        "03/04/2026",
        "{}",
    ],
)
def test_impossible_extreme_and_ambiguous_dates_are_none(written: str):
    found = article(meta("article:published_time", written), url="https://outlet.example/plant")
    assert found.published_at is None


@given(st.text(max_size=40))
def test_no_text_breaks_reading_a_date(text: str):
    read_date(text)
    find_date(text)


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2026, 11, 20)))  # noqa: DTZ001 - zone added below
def test_an_iso_date_comes_back(moment: datetime):
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    read = read_date(moment.isoformat())
    assert read is not None
    assert read.at in (moment, moment.replace(hour=0, minute=0, second=0))


@pytest.mark.parametrize(
    ("shown", "at"),
    [
        ("19. November 2026, 14:05 Uhr", (2026, 11, 19, 14, 5)),
        ("Nov. 19, 2026 2:05 pm", (2026, 11, 19, 14, 5)),
        ("19 novembre 2026 à 14h05", (2026, 11, 19, 14, 5)),
        ("19 de noviembre de 2026", (2026, 11, 19, 0, 0)),
        ("19 ноября 2026, 14:05", (2026, 11, 19, 14, 5)),
        ("2026年11月19日 14:05", (2026, 11, 19, 14, 5)),
        ("2026.11.19 14:05", (2026, 11, 19, 14, 5)),
        ("Do 19.11.26 | 14:05 Uhr", (2026, 11, 19, 14, 5)),
        ("1er juillet 2026", (2026, 7, 1, 0, 0)),
        ("19 lipca 2026", (2026, 7, 19, 0, 0)),
    ],
)
def test_dates_shown_to_readers_are_read_in_many_languages(shown: str, at: tuple[int, ...]):
    found = find_date(shown)
    assert found is not None
    assert found.at == datetime(*at, tzinfo=UTC)


def test_an_update_is_told_when_it_is_after_the_publication():
    head = meta("article:published_time", "2026-11-19T08:30:00Z") + meta(
        "article:modified_time", "2026-11-19T10:00:00Z"
    )
    assert article(head).updated_at == datetime(2026, 11, 19, 10, tzinfo=UTC)
    assert article(head.replace("T10:", "T07:")).updated_at is None


def test_the_feed_knows_the_minute_when_the_page_knows_the_day():
    entry = an_entry(published_at=datetime(2026, 11, 19, 9, 41, tzinfo=UTC))
    found = article(meta("article:published_time", "2026-11-19"), entry=entry)
    assert found.published_at == datetime(2026, 11, 19, 9, 41, tzinfo=UTC)


def test_a_date_ahead_of_the_fetch_is_none():
    ahead = (NOW + timedelta(days=3)).isoformat()
    found = article(meta("article:published_time", ahead), url="https://outlet.example/plant")
    assert found.published_at is None


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://outlet.example/maker-opens-plant", "https://outlet.example/maker-opens-plant"),
        ("/plant-of-maker-opens?utm_source=x#top", "https://outlet.example/plant-of-maker-opens"),
        ("https://outlet.example/plant", URL),
        ("https://outlet.example/chips/another-story-of-the-day", URL),
        ("https://victim.example/news/1", URL),
        ("http://127.0.0.1/admin", URL),
        ("javascript:alert(1)", URL),
        ("https://outlet.example/", URL),
        ("http://[", URL),
    ],
)
def test_a_canonical_address_counts_only_within_the_site_and_for_a_page(canonical: str, url: str):
    assert article(f'<link rel="canonical" href="{canonical}">').url == url


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("https://outlet.example/a.jpg", "https://outlet.example/a.jpg"),
        ("/a.jpg", "https://outlet.example/a.jpg"),
        ("data:image/png;base64,AAAA", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_lead_image_is_an_http_address(image: str, expected: str | None):
    assert article(meta("og:image", image)).image_url == expected


def test_section_and_keywords_come_from_the_page():
    found = article(ld({"@type": "NewsArticle", "articleSection": ["Technology"], "keywords": "chips, plants; Chips"}))
    assert found.section == "Technology"
    assert found.keywords == ("chips", "plants")


def test_provenance_names_the_origin_of_each_field():
    found = article(meta("og:title", TITLE) + meta("author", "Ada Lovelace"))
    assert found.provenance["title"] == "meta og:title"
    assert found.provenance["authors"] == "meta author"
    assert found.provenance["text"] == "trafilatura"


@pytest.mark.parametrize(
    "sentence",
    [
        "Register machines are what the new compiler is written for, as its authors explain.",
        "Follow the money, one of the investigators said, and the chips are not far.",
        "Newsletters written by machines fill the inboxes of half of all the people asked.",
        "Recibe el premio una ingeniera que trabaja desde hace veinte años en el puerto.",
        "Photographs of the plant show that its roof was finished before the permit came.",
        "More than half of the related articles had been written by the same three people.",
        "Update servers of three makers were out of reach for hours, the agency said.",
        "Subscribers of the service will pay two euros more from the coming month on.",
        "Read aloud, the text takes four hours, and nobody has yet heard all of it.",
    ],
)
def test_a_sentence_that_only_begins_like_a_promotion_is_kept(sentence: str):
    assert (
        sentence
        in article(text=f"<p>{PARAGRAPHS[0]}</p><p>{sentence}</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>").text
    )


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter and get the best of the week.",
        "Read more: How chips are made",
        "Lesen Sie auch: Wie Chips entstehen",
        "Lea también: Cómo se hacen los chips",
        "À lire aussi : comment naissent les puces",
        "Photo: The Outlet / Ada Lovelace",
        "Foto: dpa",
        "Advertisement",
        "Related articles",
        "Subscribe now",
        "Follow us on Bluesky and Mastodon",
        "© 2026 The Outlet. All rights reserved.",
        "Читайте также: как делают чипы",
        "関連記事",
    ],
)
def test_furniture_is_left_out(line: str):
    outcome = article(text=f"<p>{PARAGRAPHS[0]}</p><p>{line}</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>")
    assert line not in outcome.text
    assert PARAGRAPHS[1] in outcome.text


@pytest.mark.parametrize(
    ("text", "tag"), [("轨道公司发布新芯片", "zh"), ("新チップを公開", "ja"), ("오비탈 공개", "ko")]
)
def test_a_script_tells_the_language_of_a_text_too_short_for_its_words(text, tag):
    assert detect(text) == tag
