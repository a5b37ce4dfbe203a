"""Character references that stand for no character of text cost that character, in every kind of list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsers.feed import parse_feed
from crawler.parsers.fields import valid, with_good_references
from crawler.parsers.section import find_articles
from crawler.parsers.sitemap import parse_sitemap

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BAD = ["&#99999999999;", "&#1114112;", "&#x110000;", "&#xD800;", "&#55296", "&#xDFFF;", "&#0;", "&#x1F;", "&#xFFFE;"]
BAD += ["&#" + "9" * 5000 + ";", "&#x" + "F" * 5000 + ";", "&#0000000055296;", "&#x1FFFF;"]


@pytest.mark.parametrize(
    "good", ["&#8217;", "&#x2019;", "&#x1F600;", "&#146;", "&#10;", "&#x0041;", "&amp;", "&#;", "&"]
)
def test_references_to_text_stay_as_they_are(good):
    assert with_good_references(f"a{good}b".encode()) == f"a{good}b".encode()


@pytest.mark.parametrize("bad", BAD)
def test_other_references_go(bad):
    assert with_good_references(f"a{bad}<b".encode()) == b"a<b"


@given(st.integers(0, 10**12), st.sampled_from(["&#{};", "&#x{:x};", "&#0{}", "&#X{:X}"]))
def test_what_is_left_stands_for_a_character_of_text(number, form):
    left = with_good_references(form.format(number).encode())
    kept = number <= 0x10FFFF and (0x80 <= number < 0xA0 or valid(chr(number)) != "")
    assert bool(left) is kept


@given(st.text(st.characters(exclude_categories=())))
def test_text_that_is_valid_can_be_stored_anywhere(text):
    kept = valid(text)
    kept.encode()
    assert "\x00" not in kept
    assert valid(kept) == kept


FIELDS = ["title", "link", "guid", "pubDate", "author", "category", "description"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("where", FIELDS)
@pytest.mark.parametrize("bad", BAD[:6])
def test_an_rss_feed_loses_the_character_only(bad, where, encoding):
    item = f"<item><title>Bad</title><{where}>a{bad}b</{where}></item><item><title><![CDATA[x{bad}y]]></title></item>"
    feed = f"<rss version='2.0'><channel><title>{bad}</title>{item}<item><title>Good</title></item></channel></rss>"
    head = f"<?xml version='1.0' encoding='{encoding}'?>"
    parsed = parse_feed((head + feed).encode(encoding), url="http://a.example/", content_type=None, source="s", now=NOW)
    assert parsed.problem is None
    assert [entry.title for entry in parsed.entries][1:] == ["xy", "Good"]
    assert len(parsed.entries) == 3


@pytest.mark.parametrize("bad", BAD)
def test_sitemaps_and_section_pages_lose_the_character_only(bad):
    urls = f"<url><loc>http://a.example/{bad}</loc></url><url><loc>http://a.example/good</loc></url>"
    listed = parse_sitemap(f"<urlset>{urls}</urlset>".encode(), url="http://a.example/m", source="s", now=NOW)
    assert "http://a.example/good" in [entry.url for entry in listed.entries]
    page = f"<main><h2><a href='/2026/03/a-good-story{bad}'>A good{bad} story is out</a></h2></main>"
    found = find_articles(page.encode(), url="http://a.example/", encoding=None, source="s", now=NOW)
    assert [(entry.url, entry.title) for entry in found] == [
        ("http://a.example/2026/03/a-good-story", "A good story is out")
    ]


def test_text_of_an_element_that_nobody_knows_is_cut_and_that_of_an_article_is_not():
    words = "word " * 4000
    parts = f"<description>{words}</description><x:full-text xmlns:x='x'>{words}</x:full-text>"
    odd = f"<x:poison>{'A' * 2_000_000}</x:poison><author>{'a@' * 500_000}</author>"
    feed = f"<rss version='2.0'><channel><item><title>T</title>{parts}{odd}</item></channel></rss>"
    (entry,) = parse_feed(feed.encode(), url="http://a.example/", content_type=None, source="s", now=NOW).entries
    assert len(entry.summary.split()) == 4000


def test_an_address_that_cannot_be_read_costs_only_its_entry():
    bad = "<item><title>Bad</title><enclosure url='http://[' length='x'/><link>http://[::1</link></item>"
    feed = f"<rss version='2.0'><channel>{bad}<item><title>Good</title></item></channel></rss>"
    parsed = parse_feed(feed.encode(), url="http://a.example/", content_type=None, source="s", now=NOW)
    assert "Good" in [entry.title for entry in parsed.entries]
