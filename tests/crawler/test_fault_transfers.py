"""Answers that are too large, too slow or broken: bounded, recorded, and no other host waits for them."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from datetime import timedelta

import brotli
import pytest
import zstandard

from pipeline.records import Source, SourceKind

MIB = 1024 * 1024
BLANKS = b" " * (24 * MIB)  # ten times what the limits of these tests allow


def deflated(body):
    return zlib.compress(body, 9)


def doubly(body):
    return gzip.compress(gzip.compress(body, 9), 9)


BOMBS = {
    "gzip": (gzip.compress(BLANKS, 9), "gzip"),
    "gzip twice": (doubly(BLANKS), "gzip, gzip"),
    "deflate": (deflated(BLANKS), "deflate"),
    "brotli": (brotli.compress(BLANKS, quality=4), "br"),
    "zstd": (zstandard.compress(BLANKS, 3), "zstd"),
    "plain": (BLANKS, None),
}


def encoded(web, name, kind="text/html"):
    body, encoding = BOMBS[name]
    return web.reply(body, kind=kind, **({"Content_Encoding": encoding} if encoding else {}))


async def never(asked, writer):
    await asyncio.sleep(3600)


async def slow_headers(asked, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X")
        await writer.drain()
        await asyncio.sleep(0.05)


async def slow_body(asked, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<html>")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless(asked, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"<p>Words and more words.</p>" * 4000)
        await writer.drain()


async def reset_in_body(asked, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<html><p>Half")
    await writer.drain()
    writer.transport.abort()


async def closed_at_once(asked, writer):
    writer.transport.abort()


def raw(text):
    async def answer(asked, writer):
        writer.write(text if isinstance(text, bytes) else text.encode("latin-1"))
        await writer.drain()

    return answer


BROKEN = {
    "bad chunk size": raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
    "bare line feeds": raw("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 2\n\nhi"),
    "two lengths": raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello"),
    "negative length": raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
    "huge length": raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nhello"),
    "length in words": raw("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello"),
    "folded header": raw("HTTP/1.1 200 OK\r\nX-Long: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
    "20,000 headers": raw("HTTP/1.1 200 OK\r\n" + "X-A: b\r\n" * 20_000 + "\r\nhello"),
    "one header of 20 MB": raw(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * (20 * MIB) + b"\r\n\r\nhello"),
    "status 999": raw("HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n"),
    "status 000": raw("HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n"),
    "status in words": raw("HTTP/1.1 fine OK\r\nContent-Length: 0\r\n\r\n"),
    "status 204": raw("HTTP/1.1 204 No Content\r\n\r\n"),
    "status 205": raw("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"),
    "status 206": raw("HTTP/1.1 206 Partial\r\nContent-Length: 5\r\nContent-Type: text/html\r\n\r\nhello"),
    "status 304": raw("HTTP/1.1 304 Not Modified\r\n\r\n"),
    "304 with a body": raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello"),
    "HTTP/0.9": raw("<html><p>hello</p></html>"),
    "not HTTP": raw("220 ESMTP ready\r\n"),
    "unknown encoding": raw("HTTP/1.1 200 OK\r\nContent-Encoding: frob\r\nContent-Length: 5\r\n\r\nhello"),
    "not gzip after all": raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
    "reset in the body": reset_in_body,
    "closed at once": closed_at_once,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_as_an_article_is_not_kept_and_the_rest_is(web, name):
    site = web.site()
    good = site.says("/good", web.article("Good"))
    bad = site.says("/bomb", encoded(web, name))
    web.round(Source("feed", site.says("/feed", web.rss(web.item(bad, "Bomb"), web.item(good, "Good")))))
    assert web.titles() == ["Good"]
    assert ("page", "too_large") in web.outcomes()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_as_a_feed_marks_the_feed_and_no_other(web, name):
    site = web.site()
    _, healthy = web.outlet("Good")
    bomb = Source("bomb", site.says("/feed", encoded(web, name, "application/rss+xml")))
    report = web.round(bomb, healthy)
    assert list(report.failed) == ["bomb"]
    assert web.source("bomb").problem == "too_large"
    assert web.titles() == ["Good"]


def test_a_sitemap_that_inflates_past_the_limit_is_refused(web):
    site = web.site()
    bomb = web.reply(gzip.compress(BLANKS), kind="application/gzip")
    web.round(Source("map", site.says("/sitemap.xml.gz", bomb), SourceKind.SITEMAP))
    assert web.outcomes() == [("list", "parse")]
    assert "larger than" in web.source("map").problem_detail


@pytest.mark.parametrize("name", BOMBS)
def test_of_robots_txt_only_the_beginning_is_read(web, name):
    site, source = web.outlet("Good")
    site.says("/robots.txt", encoded(web, name, "text/plain"))
    web.round(source)
    assert web.titles() == ["Good"]


def test_an_endless_robots_txt_is_cut_and_its_beginning_holds(web):
    async def endless_rules(asked, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /news/0\n\n")
        while True:
            writer.write(b"# nothing\n" * 4000)
            await writer.drain()

    site, source = web.outlet("Bad", "Good")
    site.says("/robots.txt", endless_rules)
    web.round(source)
    assert web.titles() == ["Good"]
    assert "/news/0" not in site.paths()


@pytest.mark.parametrize("answer", [never, slow_headers, slow_body, endless])
def test_no_answer_takes_longer_or_more_than_the_limit(web, answer):
    web.in_a_hurry()
    site = web.site()
    good = site.says("/good", web.article("Good"))
    bad = site.says("/bad", answer)
    feed = site.says("/feed", web.rss(web.item(bad, "Bad"), web.item(good, "Good")))
    slow = web.site()
    lost = Source("lost", slow.says("/feed", answer))
    _, healthy = web.outlet("Better", source="healthy")
    report = web.round(Source("feed", feed), lost, healthy)
    assert list(report.failed) == ["lost"]
    assert web.titles() == ["Better", "Good"]
    expected = "too_large" if answer is endless else "timeout"
    assert web.source("lost").problem == expected
    assert ("page", expected) in web.outcomes("feed")


def test_a_host_whose_robots_txt_never_comes_is_closed_for_now(web):
    web.in_a_hurry()
    site, source = web.outlet("One")
    site.says("/robots.txt", never)
    _, healthy = web.outlet("Better", source="healthy")
    report = web.round(source, healthy)
    assert list(report.failed) == ["good"]
    assert web.outcomes("good") == [("list", "robots_unavailable")]
    assert web.source("good").next_fetch_at > web.now
    assert web.titles() == ["Better"]


def test_headers_that_are_larger_in_sum_than_the_limit_are_refused_and_smaller_ones_are_not(web):
    site = web.site()
    many = {f"X-{number}": "b" * 1000 for number in range(40)}
    link = site.says("/wordy", web.reply(web.article("Good"), **many))
    feed = Source("feed", site.says("/feed", web.rss(web.item(link, "Good"))))
    web.with_limits(header_bytes=30_000)
    web.round(feed)
    assert web.titles() == []
    assert ("page", "too_large") in web.outcomes()
    web.with_limits(header_bytes=64_000)
    web.advance(hours=3)
    web.round(feed)
    assert web.titles() == ["Good"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_contained(web, name):
    site = web.site()
    good = site.says("/good", web.article("Good"))
    bad = site.says("/bad", BROKEN[name])
    broken = web.site()
    feed = Source("feed", site.says("/feed", web.rss(web.item(bad, "Bad"), web.item(good, "Good"))))
    lost = Source("lost", broken.says("/feed", BROKEN[name]))
    for _ in range(4):
        web.round(feed, lost, force=False)
        web.advance(hours=3)
    assert "Good" in web.titles()
    # Some of these can be read with good will; a half page never is one.
    assert not any(b"Half" in rests.page.body for rests in web.pages())
    assert site.paths().count("/bad") <= 12
    assert len(broken.asked) <= 12


def test_a_host_that_refuses_everything_is_asked_ever_less(web):
    site = web.site()
    site.says("*", closed_at_once)
    _, healthy = web.outlet("Good")
    sources = [Source(f"feed-{number}", site.url(f"/{number}")) for number in range(10)]
    for _ in range(24):
        web.round(*sources, healthy, force=False)
        web.advance(hours=1)
    assert len(site.asked) <= 30
    assert web.titles() == ["Good"]


def test_an_item_whose_page_cannot_be_had_is_tried_again_and_then_kept_as_the_feed_has_it(web):
    site = web.site()
    bad = site.says("/bad", reset_in_body)
    more = "<description>What the feed says about it.</description>"
    feed = Source("feed", site.says("/feed", web.rss(web.item(bad, "Bad", more=more))), every=timedelta(days=9))
    web.round(feed)
    for _ in range(23):
        web.advance(hours=2)
        web.round(feed, force=False)
    assert web.titles() == []
    for _ in range(8):
        web.advance(hours=2)
        web.round(feed, force=False)
    assert site.paths().count("/bad") == web.limits.page_attempts
    (rests,) = web.pages()
    assert rests.page.from_feed
    assert rests.page.body == b"What the feed says about it."


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "video/mp4", "application/zip", "audio/mpeg"])
def test_what_is_no_page_by_its_type_is_not_downloaded(web, kind):
    site = web.site()

    async def endless_file(asked, writer):
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
        while True:
            writer.write(b"%" * 65536)
            await writer.drain()

    bad = site.says("/file", endless_file)
    good = site.says("/good", web.article("Good"))
    web.round(Source("feed", site.says("/feed", web.rss(web.item(bad, "Bad"), web.item(good, "Good")))))
    assert web.titles() == ["Good"]
    assert ("page", "type") in web.outcomes()


@pytest.mark.parametrize("status", ["403 No", "404 No", "410 Gone", "451 No", "402 Pay", "500 Oops"])
def test_pages_with_an_error_status_are_tried_a_few_times_and_then_remembered(web, status):
    site = web.site()
    bad = site.says("/bad", web.reply("no", status))
    feed = Source("feed", site.says("/feed", web.rss(web.item(bad, "Bad"))))
    for _ in range(12):
        web.round(feed)
        web.advance(hours=3)
    assert 1 <= site.paths().count("/bad") <= web.limits.page_attempts
