"""What the pages show of a small archive, the same on every store."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from tests.newsdesk.web.archive import NOW

PAGES = (
    "/",
    "/?window=7d",
    "/?topic=topic:model-release",
    "/?entity=org:meta",
    "/days/2026-10-15",
    "/stories/1",
    "/stories/2",
    "/articles/1",
    "/articles/5",
    "/entities",
    "/entities/org:meta",
    "/topics",
    "/topics/model-release",
    "/outlets",
    "/outlets/Ledger",
    "/digests",
    "/digests/2026-10-14",
    "/sources",
    "/names",
    "/search",
    "/search?q=lantern",
    "/sign-in",
)


ENDLESS = ("/days/", "/search", "/sign-out")  # each leads to more of its kind; asked for above and by their own tests


def words_of(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(html.fromstring(answer.text).find(".//main").text_content().split())


def test_every_page_is_answered_and_every_link_of_it_leads_somewhere(client: TestClient):
    seen: set[str] = set()
    waiting = list(PAGES)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if "html" in answer.headers["content-type"]:
            links = html.fromstring(answer.text).xpath("//a/@href | //link/@href | //script/@src | //form/@action")
            own = {link.partition("#")[0] for link in links if link.startswith("/")}
            waiting += sorted(link for link in own if not link.startswith(ENDLESS))
    assert len(seen) > 25


def test_anchors_within_a_page_are_there(client: TestClient):
    story = html.fromstring(client.get("/stories/1").text)
    targets = [link for link in story.xpath("//a/@href") if link.startswith("/articles/") and "#" in link]
    assert targets
    for target in targets:
        page = html.fromstring(client.get(target).text)
        assert page.xpath(f"//*[@id='{urlsplit(target).fragment}']"), target


def test_the_front_page_ranks_the_story_of_several_outlets_first(client: TestClient):
    page = html.fromstring(client.get("/").text)
    assert [each.text_content() for each in page.xpath("//li[contains(@class,'story')]/h2/a")] == [
        "Meta opens the weights of Llama Lantern",
        "A small lab hires a gardener",
    ]
    shown = words_of(client, "/")
    for part in ("3 outlets, 4 with copies", "first Ledger", "Also Courier, Gazette", "Corrected or changed"):
        assert part in shown, shown


def test_a_page_of_a_day_shows_that_day_alone(client: TestClient):
    assert "Llama Lantern" in words_of(client, "/days/2026-10-15")
    assert "Nothing was reported on this day" in words_of(client, "/days/2026-10-13")


def test_a_story_says_who_was_first_who_credits_whom_and_what_each_adds(client: TestClient):
    shown = words_of(client, "/stories/1")
    for part in (
        "Who had it first Ledger",
        "the earliest account",
        "credits Ledger: “first reported by Ledger”",
        "adds 80 gigabytes",
        "also printed by Star",
        "shared names: Meta",
        "“People kept asking for the whole cabinet”",
        "Went on as A small lab hires a gardener",
    ):
        assert part in shown, shown


def test_an_article_marks_names_and_quotes_in_its_own_words(client: TestClient):
    page = html.fromstring(client.get("/articles/1").text)
    (text,) = page.xpath("//div[@class='text']")
    assert text.text_content().split()[:8] == ["Meta", "opened", "the", "weights", "of", "Llama", "Lantern", "on"]
    assert [each.text_content() for each in text.xpath(".//a[@class='entity']")] == ["Meta", "Llama"]
    assert "".join(text.xpath(".//q//text()")) == "People kept asking for the whole cabinet,"
    assert len(text.xpath(".//span[@class='sentence']")) == 3


def test_a_changed_article_shows_what_changed(client: TestClient):
    page = html.fromstring(client.get("/articles/5").text)
    (changes,) = page.xpath("//section[@id='changes']")
    assert [each.text for each in changes.xpath(".//del")] == ["The garden is small."]
    assert "Correction: the garden is large." in changes.text_content()


def test_an_outlet_shows_how_much_is_its_own_and_how_often_it_was_first(client: TestClient):
    shown = words_of(client, "/outlets/Star")
    assert re.search(r"0 %\s*own words|own words\s*0 %", shown), shown
    assert "1" in words_of(client, "/outlets/Ledger")


def test_an_entity_shows_its_share_and_what_it_says(client: TestClient):
    shown = words_of(client, "/entities/org:meta")
    for part in ("organisation", "80 % of all coverage", "People kept asking", "in Gazette"):
        assert part in shown, shown


def test_search_finds_articles_and_says_so_when_there_is_none(client: TestClient):
    assert "Llama Lantern, read closely" in words_of(client, "/search?q=closely")
    assert "Nothing in what is collected has this" in words_of(client, "/search?q=zebra")


@pytest.mark.parametrize(
    "address",
    [
        "/stories/99",
        "/articles/99",
        "/stories/0",
        "/stories/x",
        f"/stories/{2**63}",
        "/entities/org:nobody",
        "/nowhere",
    ],
)
def test_what_there_is_not_is_answered_by_404(client: TestClient, address: str):
    assert client.get(address).status_code == 404


def test_the_front_page_marks_what_came_after_the_last_visit(client: TestClient):
    first = client.get("/")
    assert "new</span>" not in first.text
    client.cookies.clear()
    before = {"cookie": f"newsdesk_visit=0.{int(NOW.timestamp()) - 19_800}"}
    again = html.fromstring(client.get("/", headers=before).text)
    assert [each.text for each in again.xpath("//span[@class='flag']")] == ["2 more", "new"]


def test_an_unchanged_page_is_answered_by_304(client: TestClient):
    etag = client.get("/stories/1").headers["etag"]
    again = client.get("/stories/1", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
