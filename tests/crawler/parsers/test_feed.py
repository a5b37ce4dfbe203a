"""What the feed parser makes of ordinary feeds in each format."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.parsers.feed import parse_feed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = "https://outlet.example/feeds/all"


def parsed(text):
    return parse_feed(text.encode(), url=AT, content_type=None, source="outlet", now=NOW)


def rss(inner, channel=""):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>O</title>{channel}{inner}</channel></rss>'


def test_rss_entries_carry_what_the_feed_says():
    (entry,) = parsed(
        rss(
            "<item><title>Chips &amp;amp; models</title><link>/a</link><guid isPermaLink='false'>7</guid>"
            "<pubDate>Mon, 02 Mar 2026 08:30:00 +0100</pubDate><category>AI</category><author>a@b.c (Ann Lee)</author>"
            "<description>&lt;p&gt;Short&lt;/p&gt;</description></item>"
        )
    ).entries
    assert entry.title == "Chips & models"
    assert entry.url == "https://outlet.example/a"
    assert entry.guid == "7"
    assert entry.published_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert entry.summary == "<p>Short</p>"
    assert (entry.authors, entry.tags) == (("Ann Lee",), ("AI",))


def test_atom_links_are_resolved_against_xml_base():
    (entry,) = parsed(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/blog/"><title>O</title><entry>'
        '<id>tag:1</id><title>T</title><link rel="alternate" href="post-1"/><updated>2026-03-01T00:00:00Z</updated>'
        "</entry></feed>"
    ).entries
    assert entry.url == "https://other.example/blog/post-1"
    assert entry.updated_at == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("<guid>https://outlet.example/a</guid>", "https://outlet.example/a"),
        ("<guid>12345</guid>", None),
        ("<guid isPermaLink='false'>https://outlet.example/b</guid>", "https://outlet.example/b"),
        ("<guid>urn:uuid:1</guid>", None),
    ],
)
def test_a_guid_stands_for_a_missing_link_only_when_it_is_an_address(guid, url):
    (entry,) = parsed(rss(f"<item><title>T</title>{guid}</item>")).entries
    assert entry.url == url


def test_rdf_is_read():
    found = parsed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="x"><title>O</title></channel><item rdf:about="https://outlet.example/a">'
        "<title>T</title><link>https://outlet.example/a</link></item></rdf:RDF>"
    )
    assert [entry.url for entry in found.entries] == ["https://outlet.example/a"]


def test_a_json_feed_is_read():
    (entry,) = parsed(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "O", "items": [{"id": "1", "url": "/a", '
        '"title": "T", "content_text": "a < b", "date_published": "2026-03-01T10:00:00+02:00"}]}'
    ).entries
    assert entry.content == "<p>a &lt; b</p>"
    assert entry.published_at == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_how_often_a_feed_asks_to_be_polled_is_read():
    assert parsed(rss("", "<ttl>90</ttl>")).ttl == timedelta(minutes=90)
    period = '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>'
    assert parsed(rss("", period)).ttl == timedelta(days=1)


def test_a_feed_without_entries_is_a_feed():
    assert parsed(rss("")).problem is None


def test_dates_years_ahead_are_not_believed():
    (entry,) = parsed(rss("<item><title>T</title><pubDate>Mon, 02 Mar 2076 08:30:00 GMT</pubDate></item>")).entries
    assert entry.published_at is None


def test_of_a_feed_cut_short_the_whole_entries_are_kept_and_half_an_address_is_not():
    whole = "<item><title>A</title><link>https://outlet.example/a</link></item>"
    found = parsed(f'<rss version="2.0"><channel>{whole}<item><title>B</title><link>https://outlet.ex')
    assert [entry.url for entry in found.entries] == ["https://outlet.example/a"]
