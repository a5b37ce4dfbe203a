"""What the sitemap parser makes of sitemaps, indexes, and what is neither."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsers.fields import FeedLimits
from crawler.parsers.sitemap import parse_sitemap

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = "https://outlet.example/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(inner):
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>{inner}</urlset>'.encode()


def a_url(path, lastmod=""):
    when = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url><loc>https://outlet.example{path}</loc>{when}</url>"


def parsed(body, **how):
    return parse_sitemap(body, url=AT, source="outlet", now=NOW, **how)


def paths(found):
    return [entry.url.removeprefix("https://outlet.example") for entry in found.entries]


def test_what_a_news_sitemap_says_of_an_article_is_kept():
    (entry,) = parsed(
        urlset(
            "<url><loc>https://outlet.example/a</loc><news:news><news:publication><news:name>Outlet</news:name>"
            "<news:language>en</news:language></news:publication><news:publication_date>2026-03-02T08:00:00+01:00"
            "</news:publication_date><news:title>Chips &amp; models</news:title>"
            "<news:keywords>AI, chips</news:keywords>"
            "</news:news>"
            "<image:image><image:loc>/a.jpg</image:loc><image:title>A chip</image:title></image:image></url>"
        )
    ).entries
    assert (entry.title, entry.language, entry.tags) == ("Chips & models", "en", ("AI", "chips"))
    assert entry.published_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert entry.image_url == "https://outlet.example/a.jpg"


def test_the_newest_come_first_and_undated_ones_last():
    found = parsed(urlset(a_url("/old", "2026-01-01") + a_url("/undated") + a_url("/new", "2026-03-01")))
    assert paths(found) == ["/new", "/old", "/undated"]


def test_what_is_past_the_limit_is_counted():
    found = parsed(urlset("".join(a_url(f"/{n}") for n in range(10))), limits=FeedLimits(entries=3))
    assert (len(found.entries), found.left_out) == (3, 7)


def test_an_index_lists_its_sitemaps_newest_first_and_each_once():
    found = parsed(
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>/1.xml</loc><lastmod>2026-01-01</lastmod></sitemap>"
        b"<sitemap><loc>/2.xml</loc><lastmod>2026-03-01</lastmod></sitemap>"
        b"<sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    )
    assert found.sitemaps == ("https://outlet.example/2.xml", "https://outlet.example/1.xml")


def test_a_gzip_sitemap_is_read_and_a_bomb_is_not():
    assert paths(parsed(gzip.compress(urlset(a_url("/a"))))) == ["/a"]
    assert "larger than" in parsed(gzip.compress(b" " * 3_000_000), max_bytes=1_000_000).problem


def test_entities_are_not_resolved():
    body = (
        b'<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "lol">]><urlset>'
        b"<url><loc>https://outlet.example/&a;x</loc></url><url><loc>https://outlet.example/good</loc></url></urlset>"
    )
    found = parsed(body)
    assert "/good" in paths(found)
    assert all("root" not in path and "lol" not in path for path in paths(found))


def test_a_sitemap_cut_in_the_middle_keeps_what_came_before():
    assert paths(parsed(urlset(a_url("/a") + a_url("/b"))[:-30])) == ["/a"]


def test_lines_of_addresses_are_a_sitemap():
    assert paths(parsed(b"\xef\xbb\xbfhttps://outlet.example/a\nnonsense\nhttps://outlet.example/b\n")) == ["/a", "/b"]


@pytest.mark.parametrize("place", ["javascript:alert(1)", "file:///etc/passwd", "http://", "x" * 3000])
def test_places_nobody_can_fetch_are_left_out(place):
    found = parsed(urlset(f"<url><loc>{place}</loc></url>" + a_url("/good")))
    assert "/good" in paths(found)
    assert all(entry.url.startswith("https://outlet.example/") for entry in found.entries)


@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"<html><body>No</body></html>", b"%PDF-1.7 \x00\xff", b"<", b"\x1f\x8bno"]
)
def test_what_is_no_sitemap_is_a_problem_and_no_crash(body):
    found = parsed(body)
    assert found.problem
    assert not found.entries


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(body):
    parsed(body)
    parsed(urlset("") + body)
