"""The newsroom answers as the web does, and says the same thing every time."""

from __future__ import annotations

import gzip
import http.client
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from lxml import etree

from newsdesk.demo.edition import Printed
from newsdesk.demo.feeds import link
from newsdesk.demo.newsroom import HOST, Newsroom, answer, bases_at, open_newsroom, serving
from newsdesk.demo.outlets import BY_SLUG, OUTLETS, Listing, Outlet

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
PORTS = {outlet.slug: 40_000 + number for number, outlet in enumerate(OUTLETS)}


@pytest.fixture(scope="module")
def room() -> Newsroom:
    return open_newsroom(NOON, bases_at(PORTS))


def target(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def asked_of(room: Newsroom, article: Printed, **headers: str):
    return answer(room, article.outlet, target(link(article, room.bases[article.outlet.slug])), headers)


def articles_served(room: Newsroom, how: str) -> list[Printed]:
    found = [article for article in room.edition.articles if article.serve == how]
    assert found, f"nothing is served as {how}"
    return found


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.slug)
def test_every_outlet_lists_all_of_its_articles_in_its_own_format(room: Newsroom, outlet: Outlet):
    found = answer(room, outlet, outlet.listing_path, {})
    assert found.status == 200
    body = found.body.decode()
    if outlet.listing is Listing.JSON:
        addresses = {item["url"] for item in json.loads(body)["items"]}
    elif outlet.listing is Listing.SECTION:
        addresses = {room.bases[outlet.slug] + href for href in etree.HTML(found.body).xpath("//article//a/@href")}
    else:
        tree = etree.fromstring(found.body)
        texts = [text.strip() for text in tree.itertext()] + tree.xpath("//@href")
        addresses = {text for text in texts if text.startswith(room.bases[outlet.slug])}
    assert {link(article, room.bases[outlet.slug]) for article in room.edition.of(outlet)} <= addresses


def test_every_listed_article_can_be_had_unless_it_is_meant_not_to_be(room: Newsroom):
    for article in room.edition.articles:
        expected = {"moved": 301, "missing": 404, "forbidden": 403}.get(article.serve or "", 200)
        assert asked_of(room, article).status == expected, article.id


def test_pages_carry_the_article_among_what_surrounds_articles(room: Newsroom):
    for article in room.edition.articles:
        found = asked_of(room, article)
        if found.status == 200 and article.serve != "bad-bytes":
            words = "".join(etree.HTML(found.body.decode(article.outlet.charset)).itertext())
            assert article.title in words
            assert all(paragraph in words for paragraph in article.paragraphs), article.id
            assert "does not exist" in words


def test_a_moved_article_lies_where_its_redirect_points(room: Newsroom):
    (moved,) = articles_served(room, "moved")
    location = dict(asked_of(room, moved).headers)["Location"]
    assert answer(room, moved.outlet, location, {}).status == 200


def test_the_slow_page_takes_its_time_and_the_bad_one_is_no_text(room: Newsroom):
    assert all(asked_of(room, article).after_s > 1 for article in articles_served(room, "slow"))
    for article in articles_served(room, "bad-bytes"):
        with pytest.raises(UnicodeDecodeError):
            asked_of(room, article).body.decode()


def test_robots_txt_closes_what_is_for_members_and_asks_for_patience(room: Newsroom):
    for outlet in OUTLETS:
        rules = answer(room, outlet, "/robots.txt", {}).body.decode()
        assert "Disallow: /members" in rules
        assert ("Crawl-delay:" in rules) == (outlet.crawl_delay_s is not None)
    assert all(article.path.startswith("/members/") for article in articles_served(room, "forbidden"))


def test_what_has_not_changed_costs_a_304(room: Newsroom):
    for outlet in OUTLETS:
        first = answer(room, outlet, outlet.listing_path, {})
        again = answer(room, outlet, outlet.listing_path, {"if-none-match": dict(first.headers)["ETag"]})
        assert (again.status, again.body) == (304, b"")


def test_compression_changes_nothing_but_the_size(room: Newsroom):
    outlet = BY_SLUG["ledger-post"]
    plain = answer(room, outlet, outlet.listing_path, {})
    packed = answer(room, outlet, outlet.listing_path, {"accept-encoding": "gzip, br"})
    assert len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body


def test_the_same_moment_and_seed_give_the_same_bytes(room: Newsroom):
    again = open_newsroom(NOON, bases_at(PORTS))
    other = open_newsroom(NOON, bases_at(PORTS), seed=2)
    for outlet in OUTLETS:
        for path in [outlet.listing_path, *(article.path for article in room.edition.of(outlet))]:
            assert answer(room, outlet, path, {}) == answer(again, outlet, path, {})
    assert room.edition == again.edition
    assert room.edition != other.edition


def test_an_edit_changes_an_article_in_place(room: Newsroom):
    later = open_newsroom(NOON, bases_at(PORTS), edited=True)
    before = {article.id: article for article in room.edition.articles}
    changed = [article for article in later.edition.articles if article != before.get(article.id, article)]
    assert {article.id for article in changed} == {"pool-beacon", "pool-ledger", "offline-courier", "lantern-wire"}
    for article in changed:
        assert article.url == before[article.id].url
        assert article.updated_at > before[article.id].updated_at
        assert article.updated_at < NOON
        assert asked_of(later, article) != asked_of(room, before[article.id])


@pytest.mark.parametrize(
    ("now", "newest"),
    [(NOON, 15), (NOON - timedelta(seconds=1), 14), (NOON + timedelta(hours=11), 15)],
    ids=["at noon", "before noon", "late"],
)
def test_the_newest_day_is_the_last_that_is_complete(now: datetime, newest: int):
    edition = open_newsroom(now, bases_at(PORTS)).edition
    assert edition.day.day == newest
    assert all(article.updated_at <= now for article in edition.articles)


def test_servers_carry_what_is_decided_and_leave_their_ports_free_again():
    with serving() as servers:
        assert fetched(servers.ports["lab-notes"], "/")[0] == 503
        servers.room = open_newsroom(NOON, servers.bases)
        outlet = BY_SLUG["lab-notes"]
        expected = answer(servers.room, outlet, outlet.listing_path, {})
        status, etag, body = fetched(servers.ports["lab-notes"], outlet.listing_path)
        assert (status, body) == (200, expected.body)
        assert fetched(servers.ports["lab-notes"], outlet.listing_path, etag)[0] == 304
        assert fetched(servers.ports["lab-notes"], "/nothing-here")[0] == 404
        taken = servers.ports
        with pytest.raises(OSError, match="in use"), serving(taken):
            pass
    with serving(taken) as again:
        assert again.ports == taken


def fetched(port: int, path: str, etag: str = "") -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
        found = connection.getresponse()
        return found.status, found.headers.get("ETag", ""), found.read()
    finally:
        connection.close()
