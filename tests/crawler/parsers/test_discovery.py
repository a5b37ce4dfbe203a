"""Which listings a page is said to have, and other readers' lists of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.parsers.discovery import MOST, candidates
from crawler.parsers.opml import read_opml, write_opml
from pipeline.records import Source, SourceKind

AT = "https://outlet.example/blog/post"


def stated(page, robots=""):
    return [(one.kind, one.url) for one in candidates(page.encode(), AT, robots) if one.stated]


def test_what_the_head_names_comes_first():
    page = (
        '<head><link rel="alternate" type="application/rss+xml" title="All" href="/feed">'
        '<link rel="ALTERNATE nofollow" type="application/atom+xml" href="posts.atom">'
        '<link rel="alternate" type="application/feed+json" href="//cdn.example/feed.json">'
        '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/x.css"></head>'
    )
    assert stated(page) == [
        ("feed", "https://outlet.example/feed"),
        ("feed", "https://outlet.example/blog/posts.atom"),
        ("feed", "https://cdn.example/feed.json"),
    ]


def test_links_to_feeds_in_the_text_and_sitemaps_of_robots_are_found():
    page = '<a href="/rss.xml">RSS</a><a href="javascript:feed.xml">no</a>'
    robots = "User-agent: *\nDisallow: /x\nSitemap: https://outlet.example/news.xml\nSITEMAP: file:///etc/passwd\n"
    assert stated(page, robots) == [
        ("feed", "https://outlet.example/rss.xml"),
        ("sitemap", "https://outlet.example/news.xml"),
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml; charset=utf-8" href="/posts">',
        '<link rel="alternate" type="text/xml" href="/posts">',
        '<link rel="alternate home" type="application/xml" href="/posts">',
        '<link rel="alternate" type="application/x-rss+xml" href="/posts">',
        '<link rel="feed" href="/posts">',
        '<link rel="alternate" type="application/rss+xml" href="feed:https://outlet.example/posts">',
    ],
)
def test_a_feed_is_found_however_its_type_is_written(link):
    assert stated(f"<head>{link}</head>") == [("feed", "https://outlet.example/posts")]


def test_an_address_of_the_feed_scheme_is_one_of_the_web():
    assert stated('<a href="feed://outlet.example/all.rss">All</a>') == [("feed", "http://outlet.example/all.rss")]


@pytest.mark.parametrize(
    "path",
    [
        "/rss/",
        "/index.rdf",
        "/?feed=rss2",
        "/feeds/posts/default",
        "/rss/world.xml",
        "/feeds/labs.xml",
        "/rss2.xml",
        "/index.xml",
        "/notes.atom",
        "/blog?format=rss",
    ],
)
def test_an_anchor_to_what_feeds_are_called_is_found(path):
    assert stated(f'<a href="{path}">here</a>') == [("feed", f"https://outlet.example{path}")]


def test_an_anchor_that_calls_itself_a_feed_is_found_and_an_article_about_feeds_is_not():
    page = '<a href="/out/17">RSS</a><a href="https://feeds.feedburner.com/labnews">Follow</a>'
    page += '<a href="/2026/how-rss-lives">How RSS lives on</a><a href="/news/feeds-and-speeds">Speeds</a>'
    assert stated(page) == [
        ("feed", "https://outlet.example/out/17"),
        ("feed", "https://feeds.feedburner.com/labnews"),
    ]


def test_a_programming_interface_is_no_feed():
    page = '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">'
    page += '<link rel="alternate" type="application/json" href="/feed.json">'
    assert stated(f"<head>{page}</head>") == [("feed", "https://outlet.example/feed.json")]


def test_the_usual_places_are_guessed_last_and_nothing_is_named_twice():
    found = candidates(b'<link rel="alternate" type="application/rss+xml" href="/feed">', AT)
    assert found[0].stated
    assert not any(one.stated for one in found[1:])
    assert len({one.url for one in found}) == len(found) <= MOST


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<", b"%PDF-1.7"])
def test_a_body_that_is_no_page_names_nothing(body):
    assert not any(one.stated for one in candidates(body, AT))


def test_a_page_of_endless_links_is_bounded():
    page = "".join(f'<a href="/{number}/feed">x</a>' for number in range(5000))
    assert len(candidates(page.encode(), AT)) == MOST


def test_opml_reads_back_what_was_written():
    sources = [
        Source(
            "a",
            "https://a.example/feed?x=1&y=2",
            title='A "quoted" & title',
            category="lab",
            homepage="https://a.example/",
        ),
        Source("b", "https://b.example/feed"),
        Source("m", "https://b.example/sitemap.xml", kind=SourceKind.SITEMAP),
    ]
    found = read_opml(write_opml(sources, datetime(2026, 3, 2, tzinfo=UTC)))
    assert [(one.url, one.title, one.folder) for one in found.feeds] == [
        ("https://a.example/feed?x=1&y=2", 'A "quoted" & title', "lab"),
        ("https://b.example/feed", "b", "press"),
    ]


def test_opml_of_other_readers_is_read_leniently():
    found = read_opml(
        b'<opml version="1.0"><body><outline text="Folder"><outline text="A" xmlUrl="https://a.example/f"/>'
        b'<outline text="A again" xmlUrl="https://a.example/f"/><outline text="no" xmlUrl="file:///etc/passwd"/></outline>'
        b'<outline text="no address"/></body></opml>'
    )
    assert [(one.url, one.title) for one in found.feeds] == [("https://a.example/f", "A")]
    assert found.left_out == ("no: file:///etc/passwd is no http or https address",)


@pytest.mark.parametrize("body", [b"", b"not xml", b"<html/>"])
def test_what_is_no_opml_is_said_to_be_none(body):
    with pytest.raises(ValueError, match="not"):
        read_opml(body)


def test_entities_in_opml_are_not_resolved():
    body = (
        b'<!DOCTYPE o [<!ENTITY e "boom">]><opml><body><outline text="&e;" xmlUrl="https://a.example/f"/></body></opml>'
    )
    try:
        (found,) = read_opml(body).feeds
    except ValueError:
        return
    assert "boomboom" not in (found.title or "")


def test_opml_with_bare_ampersands_other_cases_and_feed_addresses_is_read_and_what_is_left_out_is_named():
    found = read_opml(
        b'<opml version="1.1"><body><outline text="R&D" xmlUrl="https://a.example/f?x=1&y=2"/>'
        b'<outline TITLE="Old" XMLURL="https://old.example/rss" HTMLURL="https://old.example/"/>'
        b'<outline text="Apple" xmlurl="feed://apple.example/rss"/><outline text="Sure" xmlUrl="feed:https://s.example/f"/>'
        b'<outline text="Lost" type="rss"/><outline text="Mail" type="rss" xmlUrl="mailto:me@a.example"/></body></opml>'
    )
    assert [(one.title, one.url, one.homepage) for one in found.feeds] == [
        ("R&D", "https://a.example/f?x=1&y=2", None),
        ("Old", "https://old.example/rss", "https://old.example/"),
        ("Apple", "http://apple.example/rss", None),
        ("Sure", "https://s.example/f", None),
    ]
    assert found.left_out == (
        "Lost: a feed without an xmlUrl",
        "Mail: mailto:me@a.example is no http or https address",
    )
