"""Passwords and cookies: used where they belong, carried nowhere else, shown nowhere."""

from __future__ import annotations

import base64
import logging

import pytest

from newsdesk.log import formatter
from pipeline.records import Source

SECRET = "s3cr3t-w0rd"


def guarded(web, site, answer):
    expected = "Basic " + base64.b64encode(f"reader:{SECRET}".encode()).decode()

    def judge(asked):
        return answer if asked.headers.get("authorization") == expected else web.reply("", "401 Who are you")

    return judge


@pytest.fixture
def log(caplog):
    """Return what the log would say, at its most talkative, as newsdesk formats it."""
    caplog.set_level(logging.DEBUG)
    return lambda: "\n".join(formatter().format(record) for record in caplog.records)


def everything_written(web, log):
    rows = [str(row._mapping) for table in ("item", "fetch", "page", "host") for row in web.rows(table)]
    shown = [f"{row.state} {row.problem} {row.problem_detail}" for row in web.rows("source")]
    return "\n".join([*rows, *shown, *web.progress, log()])


def test_a_feed_behind_a_password_works_and_the_password_appears_nowhere(web, log):
    site = web.site()
    link = site.says("/a", web.article("Good"))
    feed = web.reply(web.rss(web.item(link, "Good")), kind="application/rss+xml")
    site.says("/feed", guarded(web, site, feed))
    url = site.url(f"/feed?api_key={SECRET}").replace("127.0.0.1", f"reader:{SECRET}@127.0.0.1")
    report = web.round(Source("feed", url))
    assert web.titles() == ["Good"]
    assert SECRET not in everything_written(web, log) + "\n".join(report.lines())


def test_a_feed_that_fails_does_not_tell_its_password_either(web, log):
    site = web.site()
    url = site.url(f"/feed?token={SECRET}").replace("127.0.0.1", f"reader:{SECRET}@127.0.0.1")
    site.says("/feed", web.reply("", "302 Found", Location=f"/other?token={SECRET}"))
    site.says("/other", web.reply("", "500 Oops"))
    broken = Source("gone", f"http://reader:{SECRET}@127.0.0.1:1/feed?sig={SECRET}")
    report = web.round(Source("feed", url), broken)
    assert len(report.failed) + len(report.deferred) == 2
    assert SECRET not in everything_written(web, log) + "\n".join(report.lines())


def test_a_password_does_not_follow_a_redirect_to_another_host(web):
    site, other = web.site(), web.site()
    there = other.says("/feed", web.rss())
    site.says("/feed", web.reply("", "302 Found", Location=there))
    web.round(Source("feed", site.url("/feed").replace("127.0.0.1", f"reader:{SECRET}@127.0.0.1")))
    assert "authorization" in next(asked for asked in site.asked if asked.path == "/feed").headers
    assert [asked.path for asked in other.asked] == ["/robots.txt", "/feed"]
    assert all("authorization" not in asked.headers for asked in other.asked)


def test_cookies_are_neither_kept_nor_sent(web):
    site, other = web.site(), web.site()
    site.says("/a", web.reply("", "302 Found", Location=other.says("/a", web.article("A")), Set_Cookie="id=1"))
    feed = site.says("/feed", web.reply(web.rss(web.item(site.url("/a"), "A")), Set_Cookie="who=me; Path=/"))
    web.round(Source("feed", feed))
    assert all("cookie" not in asked.headers for asked in [*site.asked, *other.asked])
    assert not any("cookie" in name for rests in web.pages() for name, _ in rests.page.headers)


def test_requests_say_who_asks_and_where_to_complain(web):
    site, source = web.outlet("Good")
    web.round(source)
    assert {asked.headers["user-agent"] for asked in site.asked} == {"newsdesk-test (+https://example.org/bot)"}
