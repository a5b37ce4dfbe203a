"""A round over well-behaved sites: what is new is fetched once, and nothing is asked twice without need."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from pipeline.records import FeedEntry, Source, SourceKind
from storage.sources import sync_sources
from storage.upsert_items import upsert_items


def test_each_new_article_is_fetched_once_and_rests_as_a_page(web):
    site, source = web.outlet("Chip revenue rose", "A model was released")
    report = web.round(source)
    assert report.new == 2
    assert web.titles() == ["A model was released", "Chip revenue rose"]
    web.advance(minutes=30)
    again = web.round(source)
    assert (again.new, again.unchanged) == (0, 1)
    assert site.paths().count("/news/0") == 1


def test_a_feed_that_has_not_changed_is_asked_with_its_validators(web):
    site = web.site()

    def answer(asked):
        if asked.headers.get("if-none-match") == '"v1"':
            return web.reply("", "304 Not Modified")
        return web.reply(web.rss(), ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT")

    source = Source("feed", site.says("/feed", answer))
    web.round(source)
    web.advance(hours=1)
    assert web.round(source).unchanged == 1
    assert web.outcomes() == [("list", "ok"), ("list", "unchanged")]
    assert site.asked[-1].headers["if-modified-since"] == "Mon, 02 Mar 2026 08:00:00 GMT"


def test_once_a_day_a_feed_is_asked_without_validators_because_some_servers_lie(web):
    site = web.site()
    source = Source("feed", site.says("/feed", web.reply(web.rss(), ETag='"never changes"')))
    web.round(source)
    web.advance(hours=23)
    web.round(source)
    web.advance(hours=2)
    web.round(source)
    asked = ["if-none-match" in asked.headers for asked in site.asked if asked.path == "/feed"]
    assert asked == [False, True, False]


def test_a_304_to_a_plain_request_is_an_error_of_the_server_and_nothing_is_lost(web):
    site = web.site()
    source = Source("feed", site.says("/feed", web.reply("", "304 Not Modified")))
    web.round(source)
    site.says("/feed", web.rss(web.item(site.says("/a", web.article("Out")), "Out")))
    web.advance(hours=1)
    assert web.round(source).new == 1


def test_only_what_is_due_is_polled(web):
    site, source = web.outlet("One")
    web.round(source)
    asked = len(site.asked)
    assert web.round(source, force=False).polled == 0
    assert len(site.asked) == asked
    web.advance(hours=13)
    assert web.round(source, force=False).polled == 1


def test_a_feed_that_carries_whole_articles_needs_no_second_fetch(web):
    site = web.site()
    more = (
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        "&lt;p&gt;All.&lt;/p&gt;</content:encoded>"
    )
    feed = site.says("/feed", web.rss(web.item(site.url("/a"), "Whole", more=more)))
    web.round(Source("feed", feed, full_text=True))
    assert "/a" not in site.paths()
    (rests,) = web.pages()
    assert (rests.page.from_feed, rests.page.body) == (True, b"<p>All.</p>")


def test_an_article_that_its_feed_says_was_updated_is_fetched_again(web):
    site = web.site()
    link = site.says("/a", web.article("First"))

    def atom(updated):
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>tag:1</id><title>T</title>'
            f'<link href="{link}"/><published>2026-03-02T08:00:00Z</published><updated>{updated}</updated>'
            "</entry></feed>"
        )

    source = Source("feed", site.says("/feed", atom("2026-03-02T08:00:00Z")))
    web.with_limits(revisits=())
    web.round(source)
    web.advance(hours=2)
    site.says("/feed", atom("2026-03-02T10:30:00Z"))
    site.says("/a", web.article("First, corrected"))
    web.round(source)
    assert site.paths().count("/a") == 2
    assert [b"corrected" in rests.page.body for rests in web.pages()] == [False, True]


def test_a_page_is_looked_at_again_while_it_is_young_and_kept_only_when_it_changed(web):
    site, source = web.outlet("One")
    web.round(source)
    for hours in (1.1, 3, 8, 40, 100):
        web.advance(hours=hours)
        web.round(source)
    assert site.paths().count("/news/0") == 1 + len(web.limits.revisits)
    assert web.count("page") == 1


def test_news_sitemaps_are_followed_from_their_index(web):
    site = web.site()
    link = site.says("/a", web.article("From a sitemap"))
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>' + link + "</loc><news:news>"
        "<news:publication_date>2026-03-02T08:00:00Z</news:publication_date><news:title>From a sitemap</news:title>"
        "</news:news></url></urlset>"
    )
    inner = site.says("/news.xml", web.reply(news, kind="application/xml"))
    listed = f"<sitemap><loc>{inner}</loc></sitemap>"
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    source = Source("map", site.says("/sitemap.xml", web.reply(index, kind="application/xml")), SourceKind.SITEMAP)
    assert web.round(source).new == 1
    assert web.titles() == ["From a sitemap"]


def test_a_section_page_lists_its_articles(web):
    site = web.site()
    site.says("/news/2026/03/chip-revenue-rose-again", web.article("Chip revenue rose again"))
    headline = '<h2><a href="/news/2026/03/chip-revenue-rose-again">Chip revenue rose again in March</a></h2>'
    page = f'<nav><a href="/about">About</a></nav><main>{headline}</main>'
    source = Source("section", site.says("/news", page), SourceKind.SECTION)
    assert web.round(source).new == 1
    assert len(web.pages()) == 1


def test_a_single_article_is_a_source_too(web):
    site = web.site()
    source = Source("one", site.says("/a", web.article("One")), SourceKind.ARTICLE)
    web.round(source)
    assert len(web.pages()) == 1


def test_rounds_can_be_repeated_in_one_process(web):
    _, source = web.outlet("One", "Two")
    for _ in range(4):
        web.advance(minutes=10)
        web.round(source)
    assert web.count("item") == web.count("page") == 2


def test_a_source_with_a_fixed_interval_keeps_it(web):
    site = web.site()
    web.round(Source("feed", site.says("/feed", web.rss()), every=timedelta(minutes=90)))
    assert web.source("feed").next_fetch_at == web.now + timedelta(minutes=90)


def test_giving_back_many_items_takes_as_few_transactions_as_giving_back_few(web):
    web.delay, web.patience = timedelta(hours=1), timedelta(hours=2)  # so that the round ends after one request
    commits, seen = {}, []
    event.listen(web.engine, "commit", seen.append)
    for count in (3, 60):
        _, source = web.outlet("Chip revenue rose", source=f"of{count}")
        entries = [FeedEntry(source.name, url=f"{source.url}/{number}", title="Rose") for number in range(count)]
        with web.engine.begin() as connection:
            sync_sources(connection, [source], web.now)
            upsert_items(
                connection, source.name, entries, web.now, may_fetch=lambda new: new, may_speak=lambda *_: True
            )
        before = len(seen)
        web.round(source, force=False, max_duration=timedelta(seconds=0.2))
        commits[count] = len(seen) - before
        given_back = [row for row in web.rows("item") if row.source == source.name]
        assert [(row.leased_by, row.attempts) for row in given_back] == [(None, 0)] * count
        assert web.source(source.name).leased_by is None
    assert commits[60] == commits[3]


def test_a_round_that_is_told_to_stop_before_it_has_begun_ends_and_leaves_all_as_it_was(web):
    site, source = web.outlet("Chip revenue rose")
    web.round(source, stopped=True)
    assert "/feed" not in site.paths()
    assert (web.source("good").state, web.source("good").leased_by) == ("new", None)
    assert web.round(source, force=False).new == 1


def test_what_a_round_has_no_time_for_is_due_in_the_next(web):
    _, source = web.outlet("One", "Two", "Three")
    web.delay = timedelta(hours=1)  # so that the round ends before its second request
    web.patience = timedelta(hours=2)
    report = web.round(source, max_duration=timedelta(seconds=0.2))
    assert "not begun" in report.deferred["good"]
    web.delay = timedelta(0)
    web.advance(hours=2)
    assert web.round(source, force=False).new == 3
    assert len(web.pages()) == 3
