"""Who may speak for an address, and whose an article there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.settings.outlets import read_sites
from newsdesk.settings.sources import read_sources
from pipeline.provenance.authority import Authority, may_speak_for
from pipeline.records import Source
from pipeline.sites import NO_SHARED_HOSTS

CONFIG = Path(__file__).parents[3] / "config"
SITES = read_sites(CONFIG / "outlets.toml")


def a_source(url, name="lister", **facts):
    return Source(name, url, **facts)


@pytest.mark.parametrize(
    ("listed_at", "url", "may"),
    [
        ("https://feeds.harbour.example/all", "https://www.harbour.example/2026/a", True),
        ("https://harbour.example/feed", "https://harbour.example.evil.example/a", False),
        ("https://harbour.example/feed", "https://star.example/a", False),
        ("https://ada.github.io/feed", "https://eve.github.io/a", False),
        ("https://ada.blogspot.com/feed", "https://eve.blogspot.com/a", False),
        ("https://ada.substack.com/feed", "https://ada.substack.com/p/a", True),
        ("https://ada.substack.com/feed", "https://eve.substack.com/p/a", False),
        ("https://medium.com/feed/@ada", "https://medium.com/@ada/a-1", True),
        ("https://medium.com/feed/@ada", "https://medium.com/@eve/a-1", False),
        ("https://github.com/Lab/one/releases.atom", "https://github.com/lab/two/releases/tag/v1", True),
        ("https://github.com/eve/feed/raw/main/feed.xml", "https://github.com/lab/two", False),
        ("https://raw.githubusercontent.com/eve/feeds/main/a.xml", "https://raw.githubusercontent.com/lab/x", False),
        ("https://www.reddit.com/r/ships/.rss", "https://old.reddit.com/r/ships/comments/1/a", True),
        ("https://www.reddit.com/r/ships/.rss", "https://www.reddit.com/r/boats/comments/1/a", False),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=1", "https://www.youtube.com/watch?v=a", True),
        ("https://www.youtube.com/@ada", "https://www.youtube.com/@eve", False),
        ("http://127.0.0.1:8001/feed", "http://127.0.0.1:8001/a", True),
        ("http://127.0.0.1:8001/feed", "http://127.0.0.1:8002/a", False),
        ("http://127.0.0.1/feed", "http://127.0.0.2/a", False),
        ("http://newsroom/feed", "http://newsroom:8080/a", False),
        ("https://harbour.example/feed", "mailto:desk@harbour.example", False),
        ("https://co.uk/feed", "https://harbour.co.uk/a", False),
    ],
)
def test_a_list_speaks_for_its_own_site(listed_at, url, may):
    assert may_speak_for(a_source(listed_at), url, SITES) is may


@pytest.mark.parametrize(
    ("declared", "url", "may"),
    [
        ("harbour.example", "https://www.harbour.example/a", True),
        ("www.harbour.example", "https://harbour.example/a", True),
        ("blog.harbour.example", "https://harbour.example/a", False),
        ("harbour.example", "https://notharbour.example/a", False),
        ("medium.com/@ada", "https://medium.com/@ada/a", True),
        ("medium.com/@ada", "https://medium.com/@eve/a", False),
        ("127.0.0.1:8001", "http://127.0.0.1:8001/a", True),
        ("127.0.0.1:8001", "http://127.0.0.1:8002/a", False),
    ],
)
def test_a_source_speaks_for_the_hosts_that_its_configuration_names(declared, url, may):
    source = a_source("https://feeds.feedburner.com/harbour", speaks_for=(declared,))
    assert may_speak_for(source, url, SITES) is may


HARBOUR = a_source("https://harbour.example/feed", "harbour", title="Harbour Wire")
BLOG = a_source("https://blog.harbour.example/feed", "blog", title="Harbour Blog")
CHANNEL = a_source("https://www.youtube.com/feeds/videos.xml?channel_id=1", "channel", title="Harbour on video")
LISTER = a_source("https://lister.example/feed", title="The Lister", homepage="https://harbour.example/")


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.harbour.example/a", "Harbour Wire"),
        ("https://blog.harbour.example/a", "Harbour Blog"),
        ("https://lister.example/a", "The Lister"),
        ("https://star.co.uk/a", "star.co.uk"),
        ("https://medium.com/@ada/a", "Medium: @ada"),
        ("https://github.com/lab/two", "GitHub: lab"),
        ("https://www.youtube.com/watch?v=b", "YouTube"),
        ("https://arxiv.org/abs/2611.00001", "arXiv"),
        ("urn:newsdesk:lister:1", "The Lister"),
    ],
)
def test_the_outlet_of_an_article_is_that_of_its_address(url, outlet):
    assert Authority.of((HARBOUR, BLOG, CHANNEL, LISTER), SITES).outlet_of(url, LISTER) == outlet


def test_the_host_s_own_list_names_its_articles():
    assert Authority.of((CHANNEL,), SITES).outlet_of("https://www.youtube.com/watch?v=a", CHANNEL) == "Harbour on video"


hosts = st.sampled_from(
    [
        "a.example",
        "b.example",
        "a.github.io",
        "b.github.io",
        "a.substack.com",
        "substack.com",
        "medium.com",
        "127.0.0.1:1",
    ]
)
paths = st.sampled_from(["", "/", "/@a/x", "/@b/y", "/feed/@a", "/r/a", "/a//b", "/%40a", "/?q=1", "/..", "/A"])
addresses = st.builds("{}://{}{}".format, st.sampled_from(["http", "https"]), hosts, paths) | st.text(max_size=40)


@given(addresses, addresses)
def test_nothing_that_a_source_may_not_speak_for_bears_its_name(listed_at, url):
    source = a_source(listed_at, title="The Lister")
    for sites in (SITES, NO_SHARED_HOSTS):
        authority = Authority.of((source,), sites)
        if sites.at(url).key and not authority.may_speak_for(source, url):
            assert authority.outlet_of(url, source) != "The Lister"


@given(addresses, addresses, addresses)
def test_sites_are_disjoint(one, other, third):
    assert SITES.same(one, other) is SITES.same(other, one)
    if SITES.same(one, other) and SITES.same(other, third):
        assert SITES.same(one, third)


@given(addresses, addresses, st.text(max_size=20))
def test_a_homepage_or_a_title_gives_no_right(listed_at, url, title):
    plain, boasting = a_source(listed_at), a_source(listed_at, homepage=url, title=title or None, outlet=url or None)
    assert may_speak_for(plain, url, SITES) is may_speak_for(boasting, url, SITES)


def test_sources_whose_feed_lies_elsewhere_speak_for_their_homepage_or_are_known_not_to():
    silent = {
        source.name
        for source in read_sources(CONFIG / "sources")
        if source.homepage and not may_speak_for(source, source.homepage, SITES)
    }
    assert silent == {
        "ai-at-meta-blog-community-mirror",  # somebody's copy of a page: it points there
        "anthropic-news-community-mirror",
        "uk-ai-security-institute-community-mirror",
        "xai-news-community-mirror",
        "github-trending-unofficial",
        "epoch-ai",  # its newsletter lies at Substack and links there
    }
