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


VIDEO = 'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"'


@pytest.mark.parametrize("first", ["video", "news"])
def test_what_a_sitemap_says_of_a_video_is_not_said_of_the_article(first):
    video = (
        "<video:video><video:title>Clip</video:title><video:publication_date>2019-05-01</video:publication_date>"
        "</video:video>"
    )
    news = (
        "<news:news><news:publication_date>2026-03-01</news:publication_date><news:title>A lab opens</news:title>"
        "</news:news>"
    )
    inner = video + news if first == "video" else news + video
    body = urlset(f"<url><loc>https://outlet.example/a</loc>{inner}</url>").replace(
        b"<urlset ", f"<urlset {VIDEO} ".encode()
    )
    (entry,) = parsed(body).entries
    assert (entry.title, entry.published_at) == ("A lab opens", datetime(2026, 3, 1, tzinfo=UTC))


def test_a_page_of_which_only_the_video_is_described_has_no_title_and_no_date():
    body = urlset(
        "<url><loc>https://outlet.example/v</loc><video:video><video:title>Clip</video:title></video:video></url>"
    ).replace(b"<urlset ", f"<urlset {VIDEO} ".encode())
    (entry,) = parsed(body).entries
    assert (entry.title, entry.published_at) == (None, None)


def test_a_feed_listed_as_a_sitemap_is_read_the_newest_first():
    rss = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>'
        b"<item><link>https://outlet.example/1</link><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item>"
        b"<item><link>https://outlet.example/2</link><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>"
        b"</channel></rss>"
    )
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Lab</title><entry><id>1</id><title>One</title>'
        b'<link href="/one"/><updated>2026-03-01T08:00:00Z</updated></entry></feed>'
    )
    assert paths(parsed(rss)) == ["/2", "/1"]
    assert paths(parsed(atom)) == ["/one"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_sitemap_in_utf_16_is_read(encoding):
    body = urlset(a_url("/größe")).decode().replace("UTF-8", "UTF-16").encode(encoding)
    assert paths(parsed(body)) == ["/größe"]


@pytest.mark.parametrize(
    "before", [b"<br />\n<b>Warning</b>:  Undefined variable in /srv/map.php on line 3<br />\n", b"Notice: slow\n\n"]
)
def test_what_a_server_prints_before_the_document_costs_nothing(before):
    assert paths(parsed(before + urlset(a_url("/a")))) == ["/a"]


def test_lines_of_addresses_may_be_indented():
    assert paths(parsed(b"  https://outlet.example/a\n\thttps://outlet.example/b\r\n")) == ["/a", "/b"]


def test_an_address_goes_on_behind_a_comment():
    body = urlset("<url><loc>https://outlet.example/a<!-- moved -->/b</loc></url>")
    assert paths(parsed(body)) == ["/a/b"]


def test_a_bare_ampersand_is_part_of_the_address():
    assert paths(parsed(urlset(a_url("/a?x=1&y=2") + a_url("/b?p=1&amp;copy=3")))) == ["/a?x=1&y=2", "/b?p=1&copy=3"]
