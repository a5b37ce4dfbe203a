"""Feeds and sitemaps made to break parsers: bounded in a child process, and the good items survive."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import Future
from datetime import timedelta

import pytest

from pipeline.records import Source, SourceKind
from pipeline.sandbox import Sandbox
from storage.crawl_store import CrawlStore

LAUGHS = "<!DOCTYPE r [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)
)
QUADRATIC = f"<!DOCTYPE r [<!ENTITY a '{'x' * 50_000}'>]>"
XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def before(feed, doctype):
    head, _, rest = feed.partition("?>")
    return f"{head}?>{doctype}{rest}"


def hostile(web, site):
    """Name the feeds; each lists the article /good at its end or, where it is cut off, at its beginning."""
    good = web.item(site.says("/good", web.article("Good")), "Good")
    rss, item = web.rss, web.item

    def titled(text):
        return f"<item><title>{text}</title><description>{text}</description></item>"

    attributes = " ".join(f"a{n}='1'" for n in range(200_000))
    deep = "<a>" * 200_000 + "</a>" * 200_000
    atom_end = "</entry></feed>"
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>'
    return {
        "billion laughs": before(rss(titled("&m;"), good), LAUGHS + "]>"),
        "quadratic": before(rss(titled("&a;" * 20_000), good), QUADRATIC),
        "local file": before(rss(titled("&x;"), good), XXE),
        "external DTD": before(rss(good), f'<!DOCTYPE r SYSTEM "{site.url("/evil.dtd")}">'),
        "parameter entity": before(rss(good), f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{site.url("/p")}"> %p;]>'),
        "200,000 levels": rss(good, f"<item><title>T</title><description>{deep}</description></item>"),
        "200,000 attributes": rss(f"<item {attributes}><title>T</title></item>", good),
        "a title of 1.5 MB": rss(titled("x" * 1_500_000), good),
        "unclosed tags": rss(f"<item><title>T</title><description>{'<b>' * 300_000}</description></item>", good),
        "bare brackets": rss(f"<item><title>T</title><description>{'<' * 1_000_000}</description></item>", good),
        "bad author": rss(
            *(f"<item><author>{'a@' + 'a.' * 32_000}!</author><title>A {n}</title></item>" for n in range(3)), good
        ),
        "author of capitals": rss(f"<item><author>{'A' * 100_000}</author><title>A</title></item>", good),
        "surrogate references": rss(titled("x&#xD800;&#55357;&#0;&#xFFFE;y"), good),
        "cut inside an item": rss(good, item(site.url("/cut"), "Cut"))[:-60],
        "5,000 categories": rss(f"<item><title>T</title>{'<category>c</category>' * 5000}</item>", good),
        "3,000 authors": atom
        + f"<entry><id>1</id><title>T</title>{'<author><name>n</name></author>' * 3000}</entry>"
        + f'<entry><id>2</id><title>Good</title><link href="{site.url("/good")}"/>{atom_end}',
        "a URL of 100 kB": rss(item("https://example.org/" + "u" * 100_000, "Long"), good),
        "odd dates": rss(
            *(
                f"<item><title>D {n}</title><pubDate>{date}</pubDate></item>"
                for n, date in enumerate(
                    [
                        "Mon, 99 Foo 20026",
                        "0000-00-00",
                        "9999-12-31T23:59:60Z",
                        "-1",
                        "1e400",
                        "13/13/13",
                        "now",
                        "2" * 5000,
                    ]
                )
            ),
            good,
        ),
        "JSON of wrong types": json.dumps(
            {
                "version": 1,
                "title": [],
                "items": [
                    None,
                    7,
                    {"id": None, "url": 5, "title": {}, "date_published": [], "authors": "x", "tags": {"a": 1}},
                    {"id": 1e308, "url": ["x"], "content_html": 4, "summary": False},
                    {"id": "\ud800", "title": "\ud83d lone", "date_published": "9999999-01-01"},
                    {"id": "good", "url": site.url("/good"), "title": "Good"},
                ],
            }
        )[:-2]
        + ', {"id": NaN, "size": '
        + "9" * 5000
        + "}]}",
    }


NAMES = [
    "billion laughs", "quadratic", "local file", "external DTD", "parameter entity", "200,000 levels",
    "200,000 attributes", "a title of 1.5 MB", "unclosed tags", "bare brackets", "bad author", "author of capitals",
    "surrogate references", "cut inside an item", "5,000 categories", "3,000 authors", "a URL of 100 kB", "odd dates",
    "JSON of wrong types",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_good_items_of_a_hostile_feed_survive(web, name):
    site = web.site()
    web.with_limits(feed_bytes=10 * 1024 * 1024)
    feed = hostile(web, site)[name]
    _, healthy = web.outlet("Better", source="healthy")
    web.round(Source("feed", site.says("/feed", web.reply(feed, kind="application/xml"))), healthy)
    assert {"Better", "Good"} <= set(web.titles())
    assert set(site.paths()) <= {"/robots.txt", "/feed", "/good", "/cut"}
    stored = str([row.entry for row in web.rows("item")])
    assert "root:" not in stored
    assert not any(0xD800 <= ord(char) < 0xE000 or char == "\0" for char in stored)


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>Not a feed</body></html>",
        "",
        b"%PDF-1.7 \x00\x01\x02",
        '{"error": "no"}',
        b"\x00" * 1000,
        b"\xff\xfe" * 5000,
        "just words",
        "[" * 100_000,
        "<" * 100_000,
    ],
)
def test_what_is_no_feed_is_recorded_and_asked_less_often(web, body):
    site = web.site()
    source = Source("feed", site.says("/feed", web.reply(body)))
    web.round(source)
    assert web.outcomes() == [("list", "parse")]
    assert web.source("feed").state == "failing"
    assert web.source("feed").problem_detail
    first = web.source("feed").next_fetch_at - web.now
    web.advance(hours=1.1)
    web.round(source, force=False)
    assert web.source("feed").next_fetch_at - web.now > first


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "iso-8859-1", "windows-1251"])
def test_a_feed_in_another_encoding_than_it_says_is_read(web, encoding):
    site = web.site()
    title = "Чипы" if encoding == "windows-1251" else "Müller"
    declared = encoding if encoding.startswith(("iso", "windows")) else "utf-8"
    feed = web.rss(web.item(site.says("/a", web.article("A")), title)).replace("utf-8", declared)
    web.round(Source("feed", site.says("/feed", web.reply(feed.encode(encoding), kind="application/rss+xml"))))
    assert web.titles() == [title]


def test_bytes_that_are_no_text_cost_only_themselves(web):
    site = web.site()
    good = web.item(site.says("/good", web.article("Good")), "Good")
    feed = web.rss("<item><title>BAD</title></item>", good).encode().replace(b"BAD", b"x\x00\x07\xc3\x28\xed\xa0\x80y")
    web.round(Source("feed", site.says("/feed", web.reply(feed, kind="text/xml"))))
    assert "Good" in web.titles()


def test_a_feed_of_many_entries_is_capped(web):
    site = web.site()
    web.with_limits(entries=50)
    feed = web.rss(*(web.item(site.url(f"/{n}"), f"T {n}") for n in range(5000)))
    site.says("*", web.article("Any"))
    site.says("/robots.txt", web.reply("", "404 No"))
    web.round(Source("feed", site.says("/feed", feed)))
    assert web.count("item") == 50


def stop_this_process():
    os.kill(os.getpid(), signal.SIGSTOP)


class NeverDone(Sandbox):
    """Lets the parser of every feed that says so run for ever, in a real child process."""

    endless = staticmethod(signal.pause)

    def __init__(self, real: Sandbox) -> None:
        self.real = real

    def submit(self, function, /, *args):
        if b"for ever" in function.args[0]:  # parse_feed, with the body it is to parse
            return self.real.submit(self.endless, cpu_limit=timedelta(seconds=0.5))
        return self.real.submit(function, *args)


def test_a_feed_that_outlasts_its_time_in_the_child_process_is_marked_and_others_go_on(web):
    site = web.site()
    endless = Source("endless", site.says("/feed", web.rss(web.item(site.url("/a"), "Takes for ever"))))
    _, healthy = web.outlet("Good")
    web.sandbox = NeverDone(web.sandbox)
    report = web.round(endless, healthy)
    assert list(report.failed) == ["endless"]
    assert web.source("endless").problem == "parse"
    assert web.titles() == ["Good"]


class TooBusy(NeverDone):
    """Lets such a parser wait for a processor that it never gets."""

    endless = staticmethod(stop_this_process)


def test_a_feed_that_a_busy_machine_cannot_read_is_asked_again_and_not_blamed(web):
    site = web.site()
    unread = Source("unread", site.says("/feed", web.rss(web.item(site.url("/a"), "Takes for ever"))))
    _, healthy = web.outlet("Good")
    web.sandbox = TooBusy(web.sandbox)
    report = web.round(unread, healthy)
    assert "too busy" in report.deferred["unread"]
    assert (web.source("unread").state, web.source("unread").failures) == ("new", 0)
    assert web.source("unread").next_fetch_at - web.now <= timedelta(minutes=10)
    assert web.titles() == ["Good"]


class Stumbles(Sandbox):
    """Lets the parser of every list that says so raise what nobody has thought of."""

    def __init__(self, real: Sandbox) -> None:
        self.real = real

    def submit(self, function, /, *args, **limits):
        if b"Stumble" not in function.args[0]:
            return self.real.submit(function, *args, **limits)
        failed = Future()
        failed.set_exception(ZeroDivisionError("over nothing"))
        return failed


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.SITEMAP, SourceKind.SECTION])
def test_a_parser_that_raises_is_its_sources_failure_with_its_class_a_row_and_back_off(web, kind):
    site = web.site()
    source = Source("bad", site.says("/list", "<html>Stumble</html>"), kind)
    _, healthy = web.outlet("Good")
    web.sandbox = Stumbles(web.sandbox)
    report = web.round(source, healthy)
    assert report.failed == {"bad": "ZeroDivisionError: over nothing"}
    assert web.outcomes("bad") == [("list", "error")]
    stored = web.source("bad")
    assert (stored.state, stored.problem, stored.leased_by) == ("failing", "error", None)
    assert stored.next_fetch_at >= web.now + timedelta(hours=1)
    assert web.titles() == ["Good"]


def test_an_entry_that_no_database_takes_is_its_sources_failure_and_others_go_on(web):
    class Breaking(CrawlStore):
        def save_poll(self, claimed, poll, now):
            if any(entry.title == "Bad" for entry in poll.entries):
                raise ValueError("no such moment")
            return super().save_poll(claimed, poll, now)

    web.store = Breaking
    site = web.site()
    source = Source("bad", site.says("/feed", web.rss(web.item(site.url("/a"), "Bad"))))
    _, healthy = web.outlet("Good")
    assert list(web.round(source, healthy).failed) == ["bad"]
    assert web.outcomes("bad") == [("list", "error")]
    assert web.titles() == ["Good"]


SITEMAPS = {
    "billion laughs": LAUGHS + "]><urlset><url><loc>&m;</loc></url>{good}</urlset>",
    "local file": XXE + "<urlset><url><loc>&x;</loc><title>&x;</title></url>{good}</urlset>",
    "deep": "<urlset>{good}" + "<a>" * 100_000 + "</urlset>",
    "many attributes": "<urlset>{good}<url " + " ".join(f'a{n}="1"' for n in range(100_000)) + "></url></urlset>",
    "cut off": "<urlset>{good}<url><loc>http://exam",
    "no urls": "<urlset>{good}<url></url><url><loc></loc></url><url><loc>nonsense:</loc></url></urlset>",
}


@pytest.mark.parametrize("name", SITEMAPS)
def test_the_good_addresses_of_a_hostile_sitemap_survive(web, name):
    site = web.site()
    good = f"<url><loc>{site.says('/good', web.article('Good'))}</loc></url>"
    body = '<?xml version="1.0"?>' + SITEMAPS[name].replace("{good}", good)
    web.round(Source("map", site.says("/map.xml", web.reply(body, kind="application/xml")), SourceKind.SITEMAP))
    assert [rests.page.url for rests in web.pages()] == [site.url("/good")]
    assert set(site.paths()) == {"/robots.txt", "/map.xml", "/good"}


def test_of_a_sitemap_of_very_many_addresses_the_newest_are_taken(web):
    site = web.site()
    web.with_limits(entries=20, sitemap_bytes=40 * 1024 * 1024)
    urls = "".join(
        f"<url><loc>{site.url(f'/{n}')}</loc><lastmod>2026-03-0{1 + (n % 2)}T00:00:00Z</lastmod></url>"
        for n in range(60_000)
    )
    site.says("*", web.article("Any"))
    site.says("/robots.txt", web.reply("", "404 No"))
    web.round(Source("map", site.says("/map.xml", web.reply(f"<urlset>{urls}</urlset>")), SourceKind.SITEMAP))
    assert web.count("item") == 20
    assert {row.entry["updated_at"][:10] for row in web.rows("item")} == {"2026-03-02"}


def test_a_section_page_of_very_many_links_is_capped(web):
    site = web.site()
    web.with_limits(entries=30)
    links = "".join(f'<a href="/2026/03/story-{n}-is-out">Story {n} is out now</a>' for n in range(15_000))
    site.says("*", web.article("Any"))
    site.says("/robots.txt", web.reply("", "404 No"))
    web.round(Source("section", site.says("/news", f"<main>{links}</main>"), SourceKind.SECTION))
    assert web.count("item") == 30
