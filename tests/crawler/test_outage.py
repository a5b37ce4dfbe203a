"""Our own network is down, or our clock is wrong: nobody else is blamed, nothing is lost, and all goes on at once."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientConnectorDNSError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest

from crawler.address_guard import AddressRefusedError
from crawler.network import NetworkWatch, is_down, is_our_word, is_silence
from pipeline.records import Source

MORE = "<description>What the feed says about it.</description>"


def outlets(web, count, articles=2):
    """Open *count* sites, each with a feed of so many articles."""
    found = []
    for number in range(count):
        site = web.site()
        links = [site.says(f"/{n}", web.article(f"Article {number} {n}")) for n in range(articles)]
        feed = web.rss(*(web.item(link, f"Article {number} {n}", more=MORE) for n, link in enumerate(links)))
        found.append(Source(f"feed-{number}", site.says("/feed", feed)))
    return found


def feeds_come_and_pages_do_not(web):
    for site in web.sites:
        site.kept = {path: answer for path, answer in site.answers.items() if path != "/feed"}
        site.answers |= dict.fromkeys(site.kept, web.reply("busy", "503 Busy"))


# --- the decision --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("silent", "answers", "machine_says_so", "down"),
    [
        (1, [True, True, True], False, False),  # others answer: it is that host
        (6, [False] * 5, False, True),
        (6, [True, False, False, False, False], False, True),  # a service on this very machine
        (4, [True, False, False], False, False),
        (1, [], False, False),  # nobody else to ask
        (1, [], True, True),  # but the machine says that it has no network
        (2, [False], False, False),  # two hosts may both be down
        (3, [False, False], False, True),
    ],
)
def test_the_network_is_down_when_hardly_anybody_answers(silent, answers, machine_says_so, down):
    assert is_down(silent, answers, machine_says_so=machine_says_so) is down


def caused(error, cause):
    error.__cause__ = cause
    return error


def no_name(number):
    key = ConnectionKey("a.example", 443, True, True, None, None, None)
    return caused(CannotResolveHostError("?"), ClientConnectorDNSError(key, socket.gaierror(number, "?")))


@pytest.mark.parametrize(
    ("error", "silence"),
    [
        (no_name(socket.EAI_NONAME), True),
        (DownloadTimeoutError("?"), True),
        (caused(DownloadFailedError("?"), ServerDisconnectedError()), True),
        (DownloadFailedError("a malformed answer is one"), False),
        (IgnoreRequest("?"), False),
        (AddressRefusedError("the feed says 127.0.0.1", "127.0.0.1"), False),
        (AddressRefusedError("a hotel's name server says 10.0.0.1", "a.example", resolved=True), True),
    ],
)
def test_silence_is_no_answer_at_all(error, silence):
    assert is_silence(error) is silence


def test_the_machine_knows_that_no_name_server_answers():
    assert is_our_word(no_name(socket.EAI_AGAIN))
    assert not is_our_word(no_name(socket.EAI_NONAME))


def judged(watch, host, ask, *, known, started=0.0):
    error = DownloadTimeoutError("?")

    async def witnesses():
        return [f"https://{each}/feed" for each in known]

    return asyncio.run(watch.is_at_fault(f"https://{host}/", error, started, witnesses, ask))


def a_watch():
    return NetworkWatch(lambda: 100.0)


def test_nobody_is_asked_while_others_answer():
    watch, asked = a_watch(), []

    async def ask(url):
        asked.append(url)
        return False

    watch.answered("https://b/")
    watch.answered("https://c/")
    assert not judged(watch, "a", ask, known="abc", started=99.0)
    assert asked == []
    assert judged(watch, "a", ask, known="abc", started=101.0)  # they answered before that
    assert asked == ["https://b/feed", "https://c/feed"]


def test_witnesses_that_may_not_be_asked_now_say_nothing():
    async def ask(_url):
        return None

    assert not judged(a_watch(), "a", ask, known="abcd")


# --- whole rounds --------------------------------------------------------------------------------------


def test_an_outage_counts_against_nobody_and_ends_within_the_next_round(web):
    sources = outlets(web, 5)
    web.round(*sources)
    web.pages()
    states = {row.name: row.poll_state for row in web.rows("source")}
    web.cut()
    for _ in range(60):
        web.advance(minutes=61)
        report = web.round(*sources, force=False)
        assert (report.network_down, report.exit_code, report.failed) == (True, 4, {})
    assert {row.name: row.poll_state for row in web.rows("source")} == states
    assert {row.problem for row in web.rows("source")} == {"network"}
    assert not [row.name for row in web.rows("host") if row.robots_state == "closed"]
    web.mend()
    web.advance(minutes=1)
    report = web.round(*sources, force=False)
    assert (report.polled, report.exit_code) == (5, 0)


def test_after_the_first_requests_of_an_outage_only_a_few_hosts_are_asked_whether_it_is_over(web):
    sources = outlets(web, 12)
    web.round(*sources)
    web.cut()
    web.advance(hours=13)
    web.round(*sources, force=False)
    rows = web.count("fetch")
    web.advance(minutes=1)
    report = web.round(*sources, force=False)
    assert report.network_down
    assert web.count("fetch") == rows


def test_items_wanted_in_an_outage_get_their_pages_and_not_their_feeds_words(web):
    sources = outlets(web, 4)
    feeds_come_and_pages_do_not(web)
    web.round(*sources)
    assert web.pages() == []
    web.cut()
    for _ in range(80):
        web.advance(hours=1)
        web.round(*sources, force=False)
    web.mend()
    for site in web.sites:
        site.answers |= site.kept
    web.advance(minutes=1)
    web.round(*sources, force=False)
    assert [rests.page.from_feed for rests in web.pages()] == [False] * 8


def test_a_host_that_is_down_alone_is_blamed(web):
    sources = outlets(web, 5)
    web.round(*sources)
    lost = web.sites[0]
    asyncio.run_coroutine_threadsafe(lost.close(), web.loop).result(5)
    web.advance(hours=13)
    report = web.round(*sources, force=False)
    assert (list(report.failed), report.network_down, report.exit_code) == (["feed-0"], False, 1)
    assert web.source("feed-0").failures == 1


def test_hosts_that_are_gone_for_good_are_blamed_though_nobody_else_is_due(web):
    sources = outlets(web, 8)
    sources = [replace(one, every=timedelta(hours=1 if n < 3 else 9)) for n, one in enumerate(sources)]
    web.round(*sources)
    for site in web.sites[:3]:
        asyncio.run_coroutine_threadsafe(site.close(), web.loop).result(5)
    web.advance(hours=2)
    report = web.round(*sources, force=False)
    assert (sorted(report.failed), report.network_down) == (["feed-0", "feed-1", "feed-2"], False)
    assert (report.problem, report.exit_code) == ("most sources failed: 3 of 3", 4)


def test_a_page_that_its_feeds_words_stand_in_for_is_asked_for_again(web):
    (source,) = outlets(web, 1, articles=1)
    feeds_come_and_pages_do_not(web)
    for _ in range(60):
        web.round(source, force=False)
        web.advance(hours=1)
    (stand_in,) = web.pages()
    assert stand_in.page.from_feed
    assert web.rows("item")[0].reason == "http_503"
    web.sites[0].answers |= web.sites[0].kept
    for _ in range(25):
        web.advance(hours=1)
        web.round(source, force=False)
    assert [rests.page.from_feed for rests in web.pages()] == [True, False]
    assert web.rows("item")[0].reason is None


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "403 No"])
def test_another_look_that_fails_leaves_the_item_kept(web, status):
    (source,) = outlets(web, 1, articles=1)
    web.round(source)
    web.sites[0].says("/0", web.reply("no", status))
    for _ in range(60):
        web.advance(hours=1)
        web.round(source, force=False)
    assert [row.state for row in web.rows("item")] == ["kept"]
    assert web.count("page") == 1


# --- clocks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-24 * 365, -72, -20, 20, 72, 24 * 365])
def test_one_round_at_a_wrong_time_silences_nothing_and_loses_nothing(web, hours):
    sources = outlets(web, 3, articles=1)
    web.round(*sources)
    web.advance(hours=1)
    for number, site in enumerate(web.sites):
        link = site.says("/later", web.article(f"Later {number}"))
        site.says("/feed", web.rss(web.item(link, f"Later {number}", when=web.now)))
    web.advance(hours=hours)
    web.round(*sources)  # at a wrong time
    web.advance(hours=-hours)
    for _ in range(14):
        web.advance(hours=1)
        web.round(*sources, force=False)
    assert {row.state for row in web.rows("item")} == {"kept"}
    assert web.count("item") == 6
    assert all(row.next_fetch_at < web.now + timedelta(hours=13) for row in web.rows("source"))
    assert all(row.first_seen_at <= web.now for row in web.rows("item"))
    assert all(site.paths().count("/later") <= 6 for site in web.sites)


def test_a_host_that_a_wrong_clock_held_is_asked(web):
    (source,) = outlets(web, 1)
    web.sites[0].says("/feed", web.reply("slow down", "429 Slow", Retry_After="3600"))
    web.advance(hours=24 * 30)
    web.round(source)
    web.advance(hours=-24 * 30)
    web.sites[0].says("/feed", web.rss())
    report = web.round(source, force=False)
    assert (report.polled, report.failed, report.deferred) == (1, {}, {})
