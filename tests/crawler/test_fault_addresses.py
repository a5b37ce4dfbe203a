"""Addresses where no site of the web is: refused before anything is sent, and the good items survive."""

from __future__ import annotations

import json
import socket
from ipaddress import ip_network

import pytest

from pipeline.records import Source, SourceKind


@pytest.fixture
def inner(web):
    """A service on this machine that must never be asked; the outlets have another address, which is allowed."""
    web.allowed = (ip_network("127.0.0.2/32"),)
    return web.site()


@pytest.fixture
def site(web):
    web.allowed = (ip_network("127.0.0.2/32"),)
    return web.site(host="127.0.0.2")


def disguises(port):
    return [
        f"http://2130706433:{port}/x",
        f"http://0x7f000001:{port}/x",
        f"http://0177.0.0.1:{port}/x",
        f"http://127.1:{port}/x",
        f"http://[::ffff:127.0.0.1]:{port}/x",
        f"http://[::1]:{port}/x",
        f"http://0.0.0.0:{port}/x",
        f"http://localhost:{port}/x",
        f"http://localhost.:{port}/x",
        f"http://127.0.0.1.:{port}/x",
        f"http://user:word@127.0.0.1:{port}/x",
        f"http://example.org@127.0.0.1:{port}/x",
        f"http://127.0.0.1:{port}\\@example.org/x",
        f"http://①②⑦.⓪.⓪.①:{port}/x",
    ]


ELSEWHERE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://100.64.0.1/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://224.0.0.1/",
    "http://metadata.invalid/",
]

OTHER_SCHEMES = [
    "file:///etc/passwd",
    "ftp://127.0.0.1/x",
    "gopher://127.0.0.1/",
    "data:text/html,<h1>x</h1>",
    "javascript:alert(1)",
    "dict://127.0.0.1:11211/stat",
    "http://",
    "http://[",
    "http://127.0.0.1:99999/",
]


def test_links_to_addresses_that_are_not_public_are_refused_and_recorded(web, site, inner):
    good = site.says("/good", web.article("Good"))
    bad = [*disguises(inner.port), *ELSEWHERE]
    items = [web.item(link, f"Bad {number}") for number, link in enumerate(bad)]
    source = Source("mixed", site.says("/feed", web.rss(*items, web.item(good, "Good"))))
    web.round(source)
    assert inner.asked == []
    assert web.titles() == ["Good"]
    named = [row.outcome for row in web.rows("fetch") if row.purpose == "page"]
    assert named.count("ok") == 1
    assert set(named) <= {"ok", "address", "robots_unavailable"}


@pytest.mark.parametrize("kind", ["feed", "json"])
def test_other_schemes_are_never_fetched_nor_kept_as_links(web, site, kind):
    good = site.says("/good", web.article("Good"))
    if kind == "feed":
        items = [web.item(link, f"Bad {number}") for number, link in enumerate(OTHER_SCHEMES)]
        feed = web.rss(*items, web.item(good, "Good"))
    else:
        items = [{"id": str(n), "url": link, "title": f"Bad {n}"} for n, link in enumerate(OTHER_SCHEMES)]
        feed = json.dumps({"version": "x", "items": [*items, {"id": "g", "url": good, "title": "Good"}]})
    web.round(Source("mixed", site.says("/feed", feed)))
    assert web.titles() == ["Good"]
    assert {row.url for row in web.rows("item") if row.state != "skipped"} == {good}


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "file:///etc/passwd", "http://127.0.0.1:8080/x"])
def test_a_redirect_to_a_refused_address_fails_the_feed_or_page_that_it_came_from(web, site, target):
    moved = web.reply("", "302 Found", Location=target)
    good = site.says("/good", web.article("Good"))
    page = site.says("/page", moved)
    feed = Source("feed", site.says("/feed", web.rss(web.item(page, "Bad"), web.item(good, "Good"))))
    lost = Source("lost", site.says("/lost", moved))
    report = web.round(feed, lost)
    assert web.titles() == ["Good"]
    assert list(report.failed) == ["lost"]
    assert web.source("lost").state == "failing"
    assert dict(web.outcomes("lost")) == {"list": "redirect" if target.startswith("file") else "address"}


def test_a_redirect_of_robots_txt_to_a_refused_address_closes_the_host_for_now(web):
    site, source = web.outlet("Good")
    site.says("/robots.txt", web.reply("", "302 Found", Location="http://169.254.169.254/"))
    _, healthy = web.outlet("Better", source="other")
    report = web.round(source, healthy)
    assert list(report.failed) == ["good"]
    assert web.titles() == ["Better"]


def test_locations_of_sitemaps_are_refused_alike(web, site, inner):
    good = site.says("/good", web.article("Good"))
    locs = "".join(f"<url><loc>{link}</loc></url>" for link in [*ELSEWHERE, "file:///etc/passwd", good])
    urls = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>'
    inside = site.says("/urls.xml", web.reply(urls, kind="application/xml"))
    maps = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in ["http://10.0.0.1/s.xml", "file:///s", inside])
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'
    site.says("/map.xml", web.reply(index, kind="application/xml"))
    web.round(Source("map", site.url("/map.xml"), SourceKind.SITEMAP))
    assert [rests.page.url for rests in web.pages()] == [good]


def test_pointers_of_a_feed_are_noted_and_never_followed(web, site, inner):
    good = site.says("/good", web.article("Good"))
    there = inner.url("/pointed")
    pointers = (
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{there}"/>'
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="{there}"/>'
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{there}"/>'
        f'<itunes:new-feed-url xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">{there}</itunes:new-feed-url>'
        f"<image><url>{there}</url></image>"
    )
    feed = web.rss(web.item(good, "Good"), channel=pointers)
    feed = feed.replace("?>", f'?><?xml-stylesheet href="{there}"?>', 1)
    source = Source("feed", site.says("/feed", feed))
    for _ in range(3):
        web.round(source)
        web.advance(hours=1)
    assert inner.asked == []
    assert web.titles() == ["Good"]
    assert web.source("feed").url == source.url


def test_the_address_that_was_checked_is_the_address_connected_to(web, site, inner, monkeypatch):
    # A name server under attack answers with an address that is allowed first and with loopback the next time.
    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.1"])
    real = socket.getaddrinfo

    def resolve(host, port, *args, **kwargs):
        if host == "rebinding.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    web.obey_robots = False
    site.says("/feed", web.rss())
    source = Source("feed", f"http://rebinding.example:{site.port}/feed")
    web.round(source)
    web.advance(hours=1)
    web.round(source)
    assert web.outcomes() == [("list", "ok"), ("list", "address")]
    assert len(site.asked) == 1


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["169.254.169.254"], ["93.184.215.14", "127.0.0.1"]])
def test_names_that_resolve_to_refused_addresses_are_refused(web, site, inner, monkeypatch, addresses):
    real = socket.getaddrinfo

    def resolve(host, port, *args, **kwargs):
        if host == "inside.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    web.obey_robots = False
    web.round(Source("feed", f"http://inside.example:{inner.port}/feed"))
    assert web.outcomes() == [("list", "address")]
    assert inner.connections == 0
