"""Feeds that lie about what is new: each article is one item, and none is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.records import Source, SourceKind


def polled(web, site, *feeds):
    """Serve *feeds* one after the other, an hour apart, and poll each."""
    source = Source("feed", site.url("/feed"))
    site.says("*", web.article("Any"))
    site.says("/robots.txt", web.reply("", "404 No"))
    for feed in feeds:
        site.says("/feed", feed)
        web.round(source)
        web.advance(hours=1)
    return source


def test_five_articles_with_one_guid_are_five(web):
    site = web.site()
    polled(web, site, web.rss(*(web.item(site.url(f"/{n}"), f"Title {n}", "same") for n in range(5))))
    assert len(web.titles()) == 5


def test_guids_that_change_at_every_poll_make_no_second_article(web):
    site = web.site()
    feeds = [web.rss(*(web.item(site.url(f"/{n}"), f"T {n}", f"{n}-{poll}") for n in range(3))) for poll in range(3)]
    polled(web, site, *feeds)
    assert web.count("item") == 3


def test_titles_and_dates_that_change_make_no_second_article(web):
    site = web.site()
    feeds = [
        web.rss(web.item(site.url("/a"), f"Headline {poll}", when=web.now + timedelta(hours=poll))) for poll in range(3)
    ]
    polled(web, site, *feeds)
    assert web.count("item") == 1


def test_an_item_that_moves_keeps_its_guid_and_stays_one(web):
    site = web.site()
    feeds = [web.rss(web.item(site.url(path), "The same headline", "tag:1")) for path in ("/a", "/b")]
    polled(web, site, *feeds)
    assert web.count("item") == 1


SPELLINGS = [
    "/story",
    "/story/",
    "/story?utm_source=rss&utm_medium=feed",
    "/story?fbclid=abc",
    "/story#comments",
    "/%73tory",
    "/story?PHPSESSID=0123456789abcdef0123456789abcdef",
]


def test_one_address_in_many_spellings_is_one_article(web):
    site = web.site()
    polled(web, site, *(web.rss(web.item(site.url(spelling), "Story")) for spelling in SPELLINGS))
    assert web.count("item") == 1


def test_items_without_links_are_known_by_their_title_for_a_week(web):
    site = web.site()
    feed = web.rss(web.item(None, "A note without a link", more="<description>All of it.</description>"))
    polled(web, site, feed, feed.replace("Outlet", "Outlet, again"))
    assert web.count("item") == 1
    (rests,) = web.pages()
    assert rests.page.from_feed


def test_an_article_listed_by_two_sources_is_fetched_once(web):
    site = web.site()
    link = site.says("/a", web.article("A"))
    one = Source("one", site.says("/one", web.rss(web.item(link, "A"))))
    two = Source("two", site.says("/two", web.rss(web.item(link + "?utm_source=two", "A"))))
    web.round(one, two)
    assert sum(path.startswith("/a") for path in site.paths()) == 1


def test_old_items_of_a_source_seen_for_the_first_time_are_left_alone(web):
    site = web.site()
    old = web.item(site.url("/old"), "Old", when=web.now - timedelta(days=90))
    polled(web, site, web.rss(old, web.item(site.url("/new"), "New")))
    assert web.titles() == ["New"]


def test_a_host_brings_no_more_new_addresses_a_day_than_the_limit(web):
    site = web.site()
    web.new_urls = 5
    feeds = [web.rss(*(web.item(site.url(f"/{poll}-{n}"), f"T {poll} {n}") for n in range(4))) for poll in range(3)]
    polled(web, site, *feeds)
    assert len(web.pages()) == 5
    assert {row.reason for row in web.rows("item") if row.state == "skipped"} == {"too many new"}


@pytest.mark.parametrize(
    "path", ["/a/a/a/a/a/a", "/calendar/" + "x/" * 20, "/f?" + "&".join(f"k{n}=1" for n in range(20))]
)
def test_addresses_that_look_endless_are_not_followed(web, path):
    site = web.site()
    polled(web, site, web.rss(web.item(site.url(path), "Trap"), web.item(site.url("/good"), "Good")))
    assert web.titles() == ["Good"]


def test_a_calendar_that_links_on_for_ever_is_not_walked(web):
    site = web.site()
    site.says(
        "*",
        lambda asked: web.reply(
            f'<main><h2><a href="{asked.path}next-month-of-events/">The month after this</a></h2></main>'
        ),
    )
    source = Source("section", site.url("/calendar/"), SourceKind.SECTION)
    for _ in range(10):
        web.round(source)
        web.advance(hours=6)
    assert len(site.asked) <= 60


def test_session_ids_in_links_make_no_new_articles(web):
    site = web.site()
    count = iter(range(1000))

    def listing(asked):
        sid = f"{next(count):032x}"
        links = [
            f'<h2><a href="/story-number-{n}-of-many?sid={sid}">Story number {n} of many</a></h2>' for n in range(3)
        ]
        return web.reply(f"<main>{''.join(links)}</main>")

    site.says("*", web.article("Story"))
    site.says("/robots.txt", web.reply("", "404 No"))
    site.says("/list", listing)
    source = Source("section", site.url("/list"), SourceKind.SECTION)
    for _ in range(8):
        web.round(source)
        web.advance(hours=1)
    assert web.count("item") == 3
    assert len(site.asked) <= 80


def test_a_sitemap_index_that_lists_itself_and_ever_new_ones_ends(web):
    site = web.site()
    count = iter(range(100_000))

    def index(asked):
        maps = "".join(f"<sitemap><loc>{site.url(f'/map-{next(count)}.xml')}</loc></sitemap>" for _ in range(50))
        own = f"<sitemap><loc>{site.url('/map.xml')}</loc></sitemap>"
        inner = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{own}{maps}</sitemapindex>'
        return web.reply(inner, kind="application/xml")

    site.says("*", index)
    site.says("/robots.txt", web.reply("", "404 No"))
    web.round(Source("map", site.url("/map.xml"), SourceKind.SITEMAP))
    assert len(site.asked) <= 60
