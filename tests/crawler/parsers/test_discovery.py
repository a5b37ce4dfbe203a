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
    assert [(one.url, one.title, one.folder) for one in found] == [
        ("https://a.example/feed?x=1&y=2", 'A "quoted" & title', "lab"),
        ("https://b.example/feed", "b", "press"),
    ]


def test_opml_of_other_readers_is_read_leniently():
    found = read_opml(
        b'<opml version="1.0"><body><outline text="Folder"><outline text="A" xmlUrl="https://a.example/f"/>'
        b'<outline text="A again" xmlUrl="https://a.example/f"/><outline text="no" xmlUrl="file:///etc/passwd"/></outline>'
        b'<outline text="no address"/></body></opml>'
    )
    assert [(one.url, one.title) for one in found] == [("https://a.example/f", "A")]


@pytest.mark.parametrize("body", [b"", b"not xml", b"<html/>"])
def test_what_is_no_opml_is_said_to_be_none(body):
    with pytest.raises(ValueError, match="not"):
        read_opml(body)


def test_entities_in_opml_are_not_resolved():
    body = (
        b'<!DOCTYPE o [<!ENTITY e "boom">]><opml><body><outline text="&e;" xmlUrl="https://a.example/f"/></body></opml>'
    )
    try:
        (found,) = read_opml(body)
    except ValueError:
        return
    assert "boomboom" not in (found.title or "")
