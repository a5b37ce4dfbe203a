"""robots.txt in every state (RFC 9309): obeyed, kept, and read however it comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.middlewares.robots import closed
from pipeline.records import Source


def feed_of(web, site, *paths):
    links = [site.says(path, web.article(path)) for path in paths]
    items = [web.item(link, path) for link, path in zip(links, paths, strict=True)]
    return Source("feed", site.says("/feed", web.rss(*items)))


def test_what_robots_txt_forbids_is_never_asked_for(web):
    site = web.site()
    source = feed_of(web, site, "/good", "/private/a", "/x/print?y", "/end.html", "/open/private/b")
    rules = "User-agent: *\nDisallow: /private/\nDisallow: /*/print\nDisallow: *.html$\nAllow: /good\n"
    site.says("/robots.txt", web.reply(rules, kind="text/plain"))
    web.round(source)
    assert web.titles() == ["/good", "/open/private/b"]
    assert ("page", "robots") in web.outcomes()
    assert not {"/private/a", "/x/print?y", "/end.html"} & set(site.paths())


def test_a_group_for_us_outranks_the_group_for_all(web):
    site = web.site()
    source = feed_of(web, site, "/a")
    site.says("/robots.txt", web.reply("User-agent: *\nDisallow: /\n\nUser-agent: newsdesk-test\nAllow: /\n"))
    web.round(source)
    assert web.titles() == ["/a"]


def test_a_feed_that_is_disallowed_fails_and_says_why(web):
    site = web.site()
    source = feed_of(web, site, "/a")
    site.says("/robots.txt", web.reply("User-agent: *\nDisallow: /feed\n"))
    report = web.round(source)
    assert "robots" in report.failed["feed"]
    assert web.source("feed").problem == "robots"
    assert site.paths() == ["/robots.txt"]


def test_a_redirect_to_a_disallowed_path_is_not_followed(web):
    site = web.site()
    source = feed_of(web, site, "/good", "/hop")
    site.says("/hop", web.reply("", "302 Found", Location="/private/a"))
    site.says("/robots.txt", web.reply("User-agent: *\nDisallow: /private/\n"))
    web.round(source)
    assert "/private/a" not in site.paths()
    assert web.titles() == ["/good"]


@pytest.mark.parametrize("status", ["404 No", "410 Gone", "401 Who", "403 No"])
def test_a_robots_txt_that_is_not_there_allows_everything(web, status):
    site = web.site()
    site.says("/robots.txt", web.reply("no", status))
    web.round(feed_of(web, site, "/a"))
    assert web.titles() == ["/a"]


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad", "503 Busy", "429 Slow"])
def test_a_robots_txt_that_cannot_be_had_closes_the_host_for_now(web, status):
    site = web.site()
    source = feed_of(web, site, "/a")
    site.says("/robots.txt", web.reply("no", status))
    web.round(source)
    assert site.paths() == ["/robots.txt"]
    site.says("/robots.txt", web.reply("", "404 Not Found"))
    web.advance(hours=2)
    web.round(source, force=False)
    assert web.titles() == ["/a"]


def test_a_redirect_loop_of_robots_txt_ends_and_leaves_the_host_open_or_closed(web):
    site = web.site()
    site.says("/robots.txt", web.reply("", "302 Found", Location="/robots.txt?again"))
    source = feed_of(web, site, "/a")
    for _ in range(4):
        web.round(source, force=False)
        web.advance(hours=1)
    assert len(site.asked) <= 40


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\n",
        b"\x00\x01\xff\xfe binary \x00\nUser-agent: *\nDisallow: /x\n",
        b"User-agent: *\nDisallow: /x\n" + b"# " + b"y" * 200_000 + b"\n",
        b"User-agent: *\r\nDISALLOW : /x # why\r\n",
        b"User-agent: *\rDisallow: /x\r",
        b"<html><body>\nUser-agent: *\nDisallow: /x\n</body></html>",
        b"Sitemap: http://169.254.169.254/s.xml\nUser-agent: *\nCrawl-delay: soon\nDisallow: /x\n",
    ],
)
def test_robots_txt_is_read_leniently(web, body):
    site = web.site()
    site.says("/robots.txt", web.reply(body, kind="text/plain"))
    web.round(feed_of(web, site, "/x/a", "/good"))
    assert "/x/a" not in site.paths()
    assert web.titles() == ["/good"]


def test_robots_txt_is_asked_for_once_a_day_by_all_sources_of_a_host(web):
    site = web.site()
    sources = [Source(f"feed-{number}", site.says(f"/feed-{number}", web.rss())) for number in range(5)]
    for _ in range(20):
        web.round(*sources)
        web.advance(hours=1)
    assert site.paths().count("/robots.txt") == 1
    web.advance(hours=6)
    web.round(*sources)
    assert site.paths().count("/robots.txt") == 2


def test_a_host_stays_closed_ever_longer_up_to_a_day(web):
    now, hours, robots = web.now, [], None
    for _ in range(12):
        robots = closed("HTTP 500", robots, now)
        hours.append((robots.until - now) / timedelta(hours=1))
        now = robots.until
    assert hours == sorted(hours)
    assert (hours[0], hours[-1]) == (0.5, 24)
