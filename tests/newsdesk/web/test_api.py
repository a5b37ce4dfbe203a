"""The JSON API: the rows of the pages, as its own description says."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from newsdesk.web.app import described
from newsdesk.web.encoding import BadRequestError, cursor_at, from_cursor
from tests.newsdesk.web.archive import at

API = "/api/v1"
ADDRESSES = {
    "/front": {},
    "/stories": {},
    "/stories/{story_id}": {"story_id": "1"},
    "/articles": {},
    "/articles/{article_id}": {"article_id": "1"},
    "/search": {},
    "/entities": {},
    "/entities/{entity_id}": {"entity_id": "org:meta"},
    "/topics": {},
    "/topics/{topic_id}": {"topic_id": "topic:model-release"},
    "/outlets": {},
    "/outlets/{outlet}": {"outlet": "Ledger"},
    "/digests": {},
    "/digests/{day}": {"day": "2026-10-14"},
    "/sources": {},
    "/names": {},
}


@pytest.fixture(scope="module")
def document() -> dict:
    return described()


def test_every_address_is_described_with_an_example_and_its_refusals(document: dict):
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {API + path for path in ADDRESSES}
    for path, operations in document["paths"].items():
        answers = operations["get"]["responses"]
        assert {"200", "304", "400", "404", "429", "503"} <= set(answers), path
        assert "422" not in answers
        if not path.endswith("{day}"):
            assert "example" in answers["200"]["content"]["application/json"], path


def resolved(schema: dict, document: dict) -> dict:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def check(value: object, schema: dict, document: dict, where: str) -> None:
    """Assert that *value* has the keys of *schema*, all the way down."""
    schema = resolved(schema, document)
    if "anyOf" in schema:
        kinds = [resolved(one, document) for one in schema["anyOf"]]
        if value is None:
            assert any(one.get("type") == "null" for one in kinds), where
            return
        schema = next(one for one in kinds if one.get("type") != "null")
    if schema.get("type") == "object" and "properties" in schema:
        assert isinstance(value, dict), where
        assert set(value) == set(schema["properties"]), where
        for key, one in schema["properties"].items():
            check(value[key], one, document, f"{where}.{key}")
    elif schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        assert isinstance(value, list), where
        for one in value:
            check(one, schema["items"], document, f"{where}[]")


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_answer_is_what_the_description_says(client: TestClient, document: dict, path: str):
    answer = client.get(API + path.format(**ADDRESSES[path]), params={"q": "lantern"} if path == "/search" else None)
    assert answer.status_code == 200, answer.text
    schema = document["paths"][API + path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    check(answer.json(), schema, document, path)


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path != "/digests/{day}"])
def test_an_example_is_what_the_description_says(document: dict, path: str):
    content = document["paths"][API + path]["get"]["responses"]["200"]["content"]["application/json"]
    check(content["example"], content["schema"], document, path)


@pytest.mark.parametrize(("path", "expected"), [("/stories", [2, 1]), ("/articles", [4, 3, 5, 2, 1])])
def test_pages_of_any_length_give_every_row_once_in_order(client: TestClient, path: str, expected: list[int]):
    for limit in (1, 2, 5):
        found, cursor = [], None
        for _ in range(len(expected) + 1):
            answer = client.get(API + path, params={"limit": limit, **({"cursor": cursor} if cursor else {})}).json()
            found += [one["id"] for one in answer["items"]]
            cursor = answer["next"]
            if cursor is None:
                break
        assert sorted(found) == sorted(expected)
        assert cursor is None


def test_search_goes_on_where_its_page_ended(client: TestClient):
    first = client.get(f"{API}/search", params={"q": "lantern", "limit": 3}).json()
    second = client.get(f"{API}/search", params={"q": "lantern", "limit": 3, "cursor": first["next"]}).json()
    assert [one["article_id"] for one in (*first["items"], *second["items"])] == [4, 3, 2, 1]
    assert second["next"] is None


def test_fields_leaves_only_what_is_named(client: TestClient):
    answer = client.get(f"{API}/stories", params={"fields": "id,headline"}).json()
    assert [set(one) for one in answer["items"]] == [{"id", "headline"}] * 2
    assert set(client.get(f"{API}/articles/1", params={"fields": "tags"}).json()) == {"tags"}


def test_articles_are_filtered_by_entity_outlet_and_time(client: TestClient):
    def ids(**params: str) -> list[int]:
        return [one["id"] for one in client.get(f"{API}/articles", params=params).json()["items"]]

    assert ids(entity="org:meta") == [4, 3, 2, 1]
    assert ids(outlet="Ledger") == [5, 1]
    assert ids(entity="org:meta", outlet="Ledger") == [1]
    assert ids(since=at(-2.5).isoformat()) == [4, 3]
    assert ids(until=at(-4).isoformat()) == [2, 1]


def test_places_in_the_text_are_those_of_the_text(client: TestClient):
    answer = client.get(f"{API}/articles/1").json()
    text = answer["article"]["text"]
    assert [text[one["start"] : one["end"]] for one in answer["around"]["mentions"]] == ["Meta", "Llama"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/stories?limit=0", 400),
        ("/stories?cursor=x", 400),
        ("/stories?cursor=%F0%9F%98%80", 400),
        ("/stories?since=yesterday", 400),
        ("/stories?fields=colour", 400),
        ("/front?day=0001-01-01", 400),
        ("/search", 400),
        ("/stories/0", 404),
        ("/stories/99", 404),
        ("/entities/org:nobody", 404),
        ("/digests/2026-10-13", 404),
        ("/digests/soon", 404),
        ("/nowhere", 404),
    ],
)
def test_a_refusal_is_a_problem_that_says_why(client: TestClient, address: str, status: int):
    answer = client.get(API + address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], set(problem)) == (status, {"type", "title", "status", "detail"})


def test_the_api_is_only_read(client: TestClient):
    answer = client.post(f"{API}/stories")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")


def test_an_unchanged_answer_is_answered_by_304(client: TestClient):
    etag = client.get(f"{API}/stories").headers["etag"]
    assert client.get(f"{API}/stories", headers={"if-none-match": f'"x", {etag}'}).status_code == 304


@given(st.datetimes(min_value=at(-(10**5)).replace(tzinfo=None)), st.integers(0, 2**63 - 1))
def test_a_cursor_comes_back_as_it_was(moment, number):
    moment = moment.replace(tzinfo=at(0).tzinfo)
    assert from_cursor(cursor_at(moment, number)) == (moment, number)


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text):
    with suppress(BadRequestError):
        from_cursor(text)


def test_the_description_is_served_and_printed_alike(client: TestClient, document: dict):
    assert client.get(f"{API}/openapi.json").json() == json.loads(json.dumps(document))
