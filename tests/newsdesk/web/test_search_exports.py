"""Search as JSON and CSV."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from lxml import html
from starlette.testclient import TestClient

from newsdesk.web.pages.searching import table
from storage.queries.hits import Hit


def test_the_same_hits_in_every_form(client: TestClient):
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=lantern").text)))
    found = client.get("/search.json?q=lantern").json()
    assert [int(row["article_id"]) for row in rows] == [one["article_id"] for one in found] == [4, 3, 2, 1]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\t=1", "\r\n=cmd()"])
def test_no_cell_is_a_formula(title: str):
    hit = Hit(1, None, title, "https://a.example/1", title, datetime(2026, 10, 15, tzinfo=UTC), title, 0.9)
    (row,) = list(csv.DictReader(io.StringIO(table([hit]))))
    for name in ("title", "outlet", "summary"):
        assert row[name].startswith("'")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("outlet:=courier", [2]),
        ("author:penn -kind:copy title:lantern", [3, 1]),
        ("entity:org:meta since:2026-10-15T09:30", [4, 3]),
        ("topic:model-release gardener", []),
    ],
)
def test_the_query_language_is_that_of_the_command(client: TestClient, asked: str, found: list[int]):
    assert [one["article_id"] for one in client.get("/search.json", params={"q": asked}).json()] == found


def test_a_query_that_cannot_be_read_is_shown_with_the_place(client: TestClient):
    page = html.fromstring(client.get("/search", params={"q": "llama outlt:verge"}).text)
    assert "did you mean outlet:" in page.xpath("string(//*[@role='alert'])")
    assert page.xpath("string(//pre)").split("\n")[1] == " " * 6 + "^"
    for address in ("/search.json", "/search.csv", "/search.atom", "/api/v1/search"):
        answer = client.get(address, params={"q": "(llama"})
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_hits_are_marked_and_what_stands_around_them_is_escaped(client: TestClient):
    page = html.fromstring(client.get("/search", params={"q": "tokens"}).text)
    assert {each.text for each in page.xpath("//mark")} == {"tokens"}


def test_facets_lead_to_a_narrower_search(client: TestClient):
    page = html.fromstring(client.get("/search", params={"q": "lantern"}).text)
    (courier,) = page.xpath("//aside//a[text()='Courier']/@href")
    answer = html.fromstring(client.get(courier).text)
    assert [each.text for each in answer.xpath("//a[@class='headline']")] == ["Llama Lantern, read closely"]
