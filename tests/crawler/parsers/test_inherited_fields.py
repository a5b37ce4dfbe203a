"""What a feed says of all its entries holds for each, and a title keeps the brackets that are its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.parsers.feed import parse_feed
from crawler.parsers.fields import DEFAULT_LIMITS, plain, web_link
from pipeline.records import FeedEntry

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="da">{}<entry><id>1</id><title>News</title>{}</entry></feed>'
RSS = '<rss version="2.0"><channel><language>{}</language><item><title>News</title></item></channel></rss>'


def entry_of(body: str) -> FeedEntry:
    found = parse_feed(
        body.encode(),
        url="https://outlet.example/feed",
        content_type=None,
        source="outlet",
        now=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )
    return found.entries[0]


def by(name: str) -> str:
    return f"<author><name>{name}</name></author>"


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        (ATOM.format(by("Ada Lovelace"), ""), ("Ada Lovelace",)),
        (ATOM.format(by("Ada Lovelace"), by("Alan Turing")), ("Alan Turing",)),
        (ATOM.format("", f"<source>{by('Grace Hopper')}</source>"), ("Grace Hopper",)),
        (json.dumps({"author": {"name": "Ada Lovelace"}, "items": [{"id": "1", "title": "News"}]}), ("Ada Lovelace",)),
    ],
)
def test_an_entry_without_authors_has_the_feeds(body, authors):
    assert entry_of(body).authors == authors


@pytest.mark.parametrize(("body", "language"), [(ATOM.format("", ""), "da"), (RSS.format("pt-br"), "pt-br")])
def test_an_entry_without_a_language_has_the_feeds(body, language):
    assert entry_of(body).language == language


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Why &lt;plan&gt; beats &lt;act&gt;", "Why <plan> beats <act>"),
        ("std::map<K, V> is faster now", "std::map<K, V> is faster now"),
        ("The <b>bold</b> and the <i>fine</i>", "The bold and the fine"),
        ("What the <b> element is for", "What the <b> element is for"),
        ("Line one<br/>line two", "Line one line two"),
        ("Q&amp;amp;A on chips", "Q&A on chips"),
    ],
)
def test_a_title_loses_markup_and_keeps_its_own_brackets(written, title):
    assert plain(written, 200) == title


@pytest.mark.parametrize(
    ("declared", "kind", "encoding", "title"),
    [
        ("windows-1250", "text/xml", "cp1250", "Škola pro žáky"),
        ("koi8-r", "application/xml", "koi8-r", "Школа роботов"),
        ("ISO-8859-1", "text/xml; charset=ISO-8859-1", "utf-8", "Škola für Roboter"),
        ("us-ascii", "application/rss+xml", "utf-8", "港の学校"),
    ],
)
def test_a_feed_is_read_in_its_true_encoding_whatever_stands_before_or_in_the_declaration(
    declared, kind, encoding, title
):
    text = f' \n<?xml version="1.0" encoding="{declared}"?>{RSS.format("cs").replace("News", title)}'
    found = parse_feed(
        text.encode(encoding),
        url="https://outlet.example/feed",
        content_type=kind,
        source="outlet",
        now=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )
    assert found.entries[0].title == title


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (" https://outlet.example/a b c ", "https://outlet.example/a%20b%20c"),
        ("https://outlet.example/a\n   /b", "https://outlet.example/a/b"),
        ("/new chips?q=x y", "https://outlet.example/new%20chips?q=x%20y"),
    ],
)
def test_a_blank_in_a_link_is_escaped_and_a_line_break_goes(written, url):
    assert web_link(written, "https://outlet.example/feed", DEFAULT_LIMITS) == url
