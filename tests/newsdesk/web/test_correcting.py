"""An editor corrects on the pages, by the function of the command; nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from newsdesk.web.app import create_app
from newsdesk.web.deps import Access
from newsdesk.web.readers import Role
from newsdesk.web.security.users import add_user, read_users
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.queries.corrections import list_corrections
from tests.newsdesk.web.archive import deps_of, fill
from tests.newsdesk.web.test_access import PASSWORD, SAME, sign_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestClient]:
    engine = open_engine("sqlite://")
    upgrade(engine)
    fill(engine)
    add_user(tmp_path / "users.toml", "ada", PASSWORD, Role.READER)
    add_user(tmp_path / "users.toml", "bo", PASSWORD, Role.EDITOR)
    known = read_users(tmp_path / "users.toml")
    deps = replace(deps_of(engine, Access(users=lambda: known)), writing=engine)
    with TestClient(create_app(deps), base_url="http://desk.example") as opened:
        opened.engine = engine
        yield opened
    engine.dispose()


def csrf_of(client: TestClient) -> str:
    return html.fromstring(client.get("/stories/1").text).xpath("string(//input[@name='csrf']/@value)")


def post(client: TestClient, **fields: str):
    return client.post("/correct", data=fields, headers=SAME, follow_redirects=False)


def made(client: TestClient) -> list[tuple]:
    with client.engine.connect() as connection:
        return [(one.kind, one.article_id, one.who, one.why) for one in list_corrections(connection)]


def test_an_editor_hides_an_article_and_it_is_gone(desk: TestClient):
    sign_in(desk, "bo")
    assert "Hide it" in desk.get("/articles/3").text
    answer = post(desk, kind="hide", number="3", csrf=csrf_of(desk), why="an advertisement", next="/stories/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/stories/1")
    assert made(desk) == [("hide", 3, "bo", "an advertisement")]
    assert desk.get("/articles/3").status_code == 404
    assert "What Llama Lantern is for" not in desk.get("/search?q=lantern").text
    assert "hide" in desk.get("/stories/1").text


def test_an_editor_gives_an_article_another_headline(desk: TestClient):
    sign_in(desk, "bo")
    post(desk, kind="title", number="5", csrf=csrf_of(desk), value="A <b>gardener</b> joins")
    assert "A &lt;b&gt;gardener&lt;/b&gt; joins" in desk.get("/articles/5").text


def test_a_reader_may_not_correct_and_sees_no_form(desk: TestClient):
    sign_in(desk, "ada")
    assert "Hide it" not in desk.get("/articles/3").text
    assert post(desk, kind="hide", number="3", csrf=csrf_of(desk)).status_code == 403
    assert made(desk) == []


@pytest.mark.parametrize("csrf", ["", "guess"])
def test_a_form_that_is_not_of_this_session_corrects_nothing(desk: TestClient, csrf: str):
    assert post(desk, kind="hide", number="3", csrf=csrf or "x").status_code == 403
    sign_in(desk, "bo")
    assert post(desk, kind="hide", number="3", csrf=csrf or "x").status_code == 403
    answer = desk.post("/correct", data={"kind": "hide", "number": "3", "csrf": csrf_of(desk)})  # from another site
    assert answer.status_code == 403
    assert made(desk) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "hide", "number": "99"},
        {"kind": "merge", "number": "1", "value": "x"},
        {"kind": "merge", "number": "1", "value": "99"},
        {"kind": "tag", "number": "1", "value": "nobody"},
        {"kind": "tag", "number": "1", "value": "topic:none"},
        {"kind": "title", "number": "1", "value": " "},
        {"kind": "burn", "number": "1"},
        {"kind": "hide", "number": "0"},
    ],
)
def test_what_makes_no_sense_is_refused_and_says_why(desk: TestClient, fields: dict[str, str]):
    sign_in(desk, "bo")
    assert post(desk, csrf=csrf_of(desk), **fields).status_code == 400
    assert made(desk) == []
