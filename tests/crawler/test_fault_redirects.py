"""Redirects, moves, ends and requests to wait: followed within bounds, remembered, and heeded for the whole host."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.records import Source


def moved(web, target, status="301 Moved Permanently"):
    return web.reply("", status, Location=target)


@pytest.mark.parametrize(
    "location",
    ["/page", "/other", "/page?x={n}", "", "\x01\x02", "//", "http://", "/" + "a" * 1_000_000, "/page\r\nX-Evil: 1"],
)
def test_redirects_that_lead_nowhere_end(web, location):
    site = web.site()
    count = iter(range(10_000))

    def answer(asked):
        return moved(web, location.replace("{n}", str(next(count))))

    site.says("/page", answer)
    site.says("/other", moved(web, "/page"))
    good = site.says("/good", web.article("Good"))
    items = web.item(site.url("/page"), "Bad"), web.item(good, "Good")
    source = Source("feed", site.says("/feed", web.rss(*items)))
    for _ in range(4):
        web.round(source)
        web.advance(hours=2)
    assert web.titles() == ["Good"]
    assert len(site.asked) <= 60


def test_an_article_behind_a_few_redirects_is_had(web):
    site = web.site()
    end = site.says("/end", web.article("Good"))
    for step in range(3):
        site.says(f"/{step}", moved(web, f"/{step + 1}" if step < 2 else end, "302 Found"))
    web.round(Source("feed", site.says("/feed", web.rss(web.item(site.url("/0"), "Good")))))
    (rests,) = web.pages()
    assert (rests.page.url, rests.page.requested_url) == (end, site.url("/0"))


def test_a_cookie_wall_that_redirects_for_ever_ends(web):
    site = web.site()
    site.says("/a", moved(web, "/consent", "302 Found"))
    site.says("/consent", moved(web, "/a", "302 Found"))
    source = Source("feed", site.says("/feed", web.rss(web.item(site.url("/a"), "Walled"))))
    for _ in range(4):
        web.round(source)
        web.advance(hours=3)
    assert len(site.asked) <= 30


def test_a_feed_that_moved_for_good_is_followed_and_its_address_adopted_after_three_sightings(web):
    old, new = web.site(), web.site()
    old.says("/feed", moved(web, new.says("/feed", web.rss())))
    source = Source("feed", old.url("/feed"))
    for _ in range(2):
        web.round(source)
        web.advance(hours=1)
    assert web.source("feed").url == old.url("/feed")
    web.round(source)
    assert web.source("feed").url == new.url("/feed")
    before = len(old.asked)
    web.advance(hours=1)
    web.round(source)
    assert len(old.asked) == before
    assert web.source("feed").state == "ok"


def test_a_temporary_move_is_followed_and_never_adopted(web):
    site = web.site()
    site.says("/feed", moved(web, site.says("/now", web.rss()), "302 Found"))
    source = Source("feed", site.url("/feed"))
    for _ in range(5):
        web.round(source)
        web.advance(hours=1)
    assert web.source("feed").url == site.url("/feed")


def test_a_feed_that_is_gone_is_never_asked_again_by_itself(web):
    site = web.site()
    source = Source("feed", site.says("/feed", web.reply("", "410 Gone")))
    web.round(source, force=False)
    assert web.source("feed").state == "gone"
    web.advance(days=400)
    web.round(source, force=False)
    assert site.paths().count("/feed") == 1


def test_a_feed_that_is_missing_is_switched_off_in_the_end_and_tried_once_a_week(web):
    site = web.site()
    source = Source("feed", site.says("/feed", web.reply("", "404 Not Found")))
    for _ in range(45):
        web.round(source, force=False)
        web.advance(days=1.1)
    assert web.source("feed").state == "off"
    asked = site.paths().count("/feed")
    web.advance(days=15)
    web.round(source, force=False)
    assert site.paths().count("/feed") == asked + 1
    site.says("/feed", web.rss())
    web.advance(days=8)
    web.round(source, force=False)
    assert web.source("feed").state == "ok"


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize(
    ("retry_after", "hours"),
    [("7200", 2), ("Mon, 02 Mar 2026 12:00:00 GMT", 3), ("31536000", 24)],
)
def test_a_host_that_says_later_is_left_alone_until_then(web, status, retry_after, hours):
    site = web.site()
    _, healthy = web.outlet("Good")
    one = Source("one", site.says("/one", web.reply("", status, Retry_After=retry_after)))
    two = Source("two", site.says("/two", web.rss()), every=timedelta(minutes=10))
    web.round(one)
    asked = len(site.asked)
    web.advance(hours=hours - 0.1)
    web.round(one, two, healthy)
    assert len(site.asked) == asked
    assert web.titles() == ["Good"]
    web.advance(hours=0.3)
    web.round(two, force=False)
    assert "/two" in site.paths()


@pytest.mark.parametrize("retry_after", ["-5", "soon", "", "0", "Thu, 99 Foo 2026"])
def test_a_retry_after_that_cannot_be_read_is_taken_for_none(web, retry_after):
    site = web.site()
    site.says("/feed", web.reply("", "429 Too Many", Retry_After=retry_after))
    source = Source("feed", site.url("/feed"))
    for _ in range(24):
        web.round(source, force=False)
        web.advance(hours=1)
    assert 2 <= site.paths().count("/feed") <= 10


def test_pages_of_a_host_that_says_later_are_put_off_without_blame(web):
    site = web.site()
    links = [site.says(f"/{n}", web.reply("", "429 Slow", Retry_After="3600")) for n in range(5)]
    source = Source("feed", site.says("/feed", web.rss(*(web.item(link, link) for link in links))))
    web.round(source)
    assert len(site.asked) == 3
    for link in links:
        site.says(link.removeprefix(site.url("")), web.article("Later"))
    web.advance(hours=1.1)
    web.round(source, force=False)
    assert len(web.pages()) == 5


def test_a_crawl_delay_is_kept_between_requests_and_capped(web):
    site = web.site()
    site.says("/robots.txt", web.reply("User-agent: *\nCrawl-delay: 86400\n"))
    links = [site.says(f"/{n}", web.article("A")) for n in range(3)]
    source = Source("feed", site.says("/feed", web.rss(*(web.item(link, link) for link in links))))
    web.patience = timedelta(seconds=1)
    web.round(source)
    row = next(row for row in web.rows("host"))
    assert row.delay_s == 86400
    assert len(site.asked) <= 2
    assert web.now < row.next_allowed_at <= web.now + timedelta(hours=1)
