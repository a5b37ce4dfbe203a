"""The pages and the API over every store: the same answers."""

from __future__ import annotations

from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from newsdesk.web.app import create_app
from storage.schema.stories import story
from tests.newsdesk.web.archive import deps_of, fill
from tests.newsdesk.web.test_api import ADDRESSES, API
from tests.newsdesk.web.test_feeds import FEEDS
from tests.newsdesk.web.test_pages import PAGES


def asked() -> list[str]:
    api = [API + path.format(**values) for path, values in ADDRESSES.items() if path != "/search"]
    api += [
        f"{API}/search?q=lantern",
        f"{API}/articles?entity=org:meta&outlet=Ledger",
        f"{API}/stories?entity=org:meta",
    ]
    return [*PAGES, *FEEDS, *api, "/search.csv?q=lantern", "/authors/ada%20PENN"]


def test_every_store_gives_the_same_bytes(engine: Engine, client: TestClient):
    fill(engine)
    with TestClient(create_app(deps_of(engine)), base_url="http://localhost") as opened:
        for address in asked():
            answer, expected = opened.get(address), client.get(address)
            assert answer.status_code == expected.status_code == 200, address
            assert answer.content == expected.content, address


def test_a_story_that_was_merged_leads_to_the_one_it_became(engine: Engine):
    fill(engine)
    with engine.begin() as connection:
        connection.execute(update(story).where(story.c.id == 2).values(merged_into=1))
    with TestClient(create_app(deps_of(engine)), base_url="http://localhost") as client:
        answer = client.get("/stories/2", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/stories/1")


def test_pages_of_an_empty_database_say_that_there_is_nothing(engine: Engine):
    with TestClient(create_app(deps_of(engine)), base_url="http://localhost") as client:
        for address in ("/", "/entities", "/topics", "/outlets", "/digests", "/sources", "/names"):
            assert client.get(address).status_code == 200, address
