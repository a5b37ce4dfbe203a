"""What a source states for its requests goes to its own site, and nowhere else."""

from __future__ import annotations

import pytest
from scrapy import Request

from crawler.fetch_task import PollTask
from crawler.request_options import options_for, with_options
from pipeline.records import PLAIN_REQUESTS, ClaimedSource, PollState, RequestOptions, Source

KEY = "s3cret-k3y"
OPTIONS = RequestOptions((("X-Api-Key", KEY),), (("session", KEY), ("theme", "dark")), "Example Ltd")


def a_request(url: str, source: Source) -> Request:
    claimed = ClaimedSource(source, source.url, PollState())
    task = PollTask(claimed=claimed, unconditional=True, started_at=None, timeout=None)  # type: ignore[arg-type]
    return Request(url, meta={"fetch_task": task})


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://trade.example/feed", True),
        ("https://www.trade.example/2026/a", True),
        ("http://trade.example/feed", False),  # in the clear
        ("https://other.example/feed", False),
        ("https://trade.example.evil.example/feed", False),
    ],
)
def test_options_stay_on_the_sources_site(url: str, sent: bool):
    source = Source("trade", "https://trade.example/feed", request=OPTIONS)
    assert options_for(a_request(url, source)) == (OPTIONS if sent else PLAIN_REQUESTS)


def test_a_request_of_nobody_has_no_options():
    assert options_for(Request("https://trade.example/feed")) == PLAIN_REQUESTS


def test_headers_take_the_place_of_their_namesakes():
    sent = with_options([("user-agent", "newsdesk"), ("Accept", "*/*")], OPTIONS)
    assert sent == [
        ("Accept", "*/*"),
        ("X-Api-Key", KEY),
        ("User-Agent", "Example Ltd"),
        ("Cookie", f"session={KEY}; theme=dark"),
    ]


def test_no_value_stands_in_what_is_printed_of_a_source():
    assert KEY not in repr(Source("trade", "https://trade.example/feed", request=OPTIONS))


def test_a_round_sends_them_to_list_robots_and_pages_and_to_no_other_site(web):
    site, other = web.site(), web.site()
    site.says("/robots.txt", web.reply("", "200 OK", kind="text/plain"))
    own, moved = site.says("/a", web.article("Own")), other.says("/b", web.article("Moved"))
    site.says("/b", web.reply("", "302 Found", Location=moved))
    foreign = other.says("/c", web.article("Foreign"))
    items = [web.item(own, "Own"), web.item(site.url("/b"), "Moved"), web.item(foreign, "Foreign")]
    web.round(Source("trade", site.says("/feed", web.rss(*items)), request=OPTIONS))
    assert {asked.path for asked in site.asked} == {"/robots.txt", "/feed", "/a", "/b"}
    for asked in site.asked:
        told = (asked.headers["x-api-key"], asked.headers["cookie"], asked.headers["user-agent"])
        assert told == (KEY, f"session={KEY}; theme=dark", "Example Ltd")
    assert {asked.path for asked in other.asked} >= {"/b", "/c"}
    assert all(KEY not in str(asked.headers) and "Example" not in str(asked.headers) for asked in other.asked)


def test_a_proxy_is_asked_for_its_source_alone_and_is_no_site_itself(web):
    proxy, site = web.site(), web.site(host="127.0.0.2")
    proxy.says("*", web.rss(web.item("http://paper.example/a", "By proxy")))
    direct = site.says("/feed", web.rss(web.item(proxy.url("/secret"), "A trap")))
    web.allowed = web.allowed or ()
    by_proxy = Source("paper", "http://paper.example/feed", request=RequestOptions(proxy=proxy.url("").rstrip("/")))
    web.round(by_proxy, Source("direct", direct))
    asked = {one.path for one in proxy.asked}
    assert "http://paper.example/feed" in asked
    assert "http://paper.example/a" in asked
    assert "/secret" not in asked
