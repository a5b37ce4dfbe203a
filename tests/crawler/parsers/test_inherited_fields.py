"""What a feed says of all its entries holds for each, and a title keeps the brackets that are its own."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.parsers.feed import parse_feed
from crawler.parsers.fields import plain
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
