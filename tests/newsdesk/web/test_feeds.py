"""Feeds: valid Atom, the same ids each time, and 304 when nothing changed."""

from __future__ import annotations

import re
import warnings
from datetime import datetime

import pytest
from lxml import etree
from starlette.testclient import TestClient

from newsdesk.web.app import create_app
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.newsdesk.web.archive import deps_of, fill

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

FEEDS = (
    "/front.atom",
    "/stories/1.atom",
    "/entities/org:meta.atom",
    "/topics/model-release.atom",
    "/outlets/Ledger.atom",
    "/search.atom?q=lantern",
    "/search.atom?q=%22two%20words%22%20%26%20%3C",
)
ATOM = "{http://www.w3.org/2005/Atom}"


def required(element: etree._Element, names: tuple[str, ...]) -> None:
    for name in names:
        assert len(element.findall(ATOM + name)) == 1, name


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_keeps_the_rules_of_atom(client: TestClient, address: str):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    assert feedparser.parse(answer.content).bozo is False
    feed = etree.fromstring(answer.content)
    required(feed, ("title", "id", "updated"))
    assert [one.get("href") for one in feed.findall(f"{ATOM}link[@rel='self']")] == [str(answer.request.url)]
    ids = [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    for entry in feed.findall(f"{ATOM}entry"):
        required(entry, ("title", "id", "updated", "published", "author"))
        for when in ("updated", "published"):
            assert datetime.fromisoformat(entry.findtext(ATOM + when)).tzinfo is not None
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        for link in entry.findall(f"{ATOM}link"):
            assert re.fullmatch(r"https?://[!-~]+", link.get("href"))


def test_entries_lead_to_pages_that_are_there(client: TestClient):
    feed = etree.fromstring(client.get("/front.atom").content)
    links = [one.get("href") for one in feed.findall(f"{ATOM}entry/{ATOM}link[@rel='alternate']")]
    assert links == ["http://localhost/stories/1", "http://localhost/stories/2"]
    assert [client.get(link).status_code for link in links] == [200, 200]


def test_a_feed_that_is_asked_for_again_is_not_sent_again(client: TestClient):
    first = client.get("/front.atom")
    assert client.get("/front.atom", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert client.get("/front.atom").content == first.content


def test_what_xml_does_not_allow_spoils_no_feed():
    engine = open_engine("sqlite://")
    upgrade(engine)
    fill(engine, headline="Meta \x0b\x1b[31m <b>opens</b> ]]> & \ufffe “weights”")
    with TestClient(create_app(deps_of(engine)), base_url="http://localhost") as client:
        for address in ("/front.atom", "/stories/1.atom"):
            assert feedparser.parse(client.get(address).content).bozo is False
    engine.dispose()


@pytest.mark.parametrize("address", ["/stories/99.atom", "/entities/org:nobody.atom", "/outlets/None.atom"])
def test_a_feed_of_what_there_is_not_is_answered_by_404(client: TestClient, address: str):
    assert client.get(address).status_code == 404
