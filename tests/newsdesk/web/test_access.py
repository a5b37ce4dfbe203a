"""Who is answered: nobody from elsewhere without a name, a token or leave; and no session but a real one."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from newsdesk.settings.model import Settings, Web
from newsdesk.web.app import create_app
from newsdesk.web.deps import Access, Limits
from newsdesk.web.readers import Role, User
from newsdesk.web.security.door import COOKIE
from newsdesk.web.security.guard import HEADERS
from newsdesk.web.security.rates import FailedSignIns, RequestRate
from newsdesk.web.security.sessions import Sessions
from newsdesk.web.security.users import add_user, read_users, remove_user, verified
from newsdesk.wiring.web import UserFile, access_of
from pipeline.errors import ConfigError
from storage.engine import Engine
from tests.newsdesk.web.archive import NOW, deps_of

PASSWORD = "a long enough password"
TOKEN = "t0ken-of-more-than-twenty"
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, User]:
    file = tmp_path_factory.mktemp("users") / "users.toml"
    add_user(file, "ada", PASSWORD, Role.READER)
    add_user(file, "bo", PASSWORD, Role.EDITOR)
    return read_users(file)


def a_client(archive: Engine, access: Access, **limits: object) -> TestClient:
    plain: dict = {"requests_per_minute": 0} | limits
    app = create_app(deps_of(archive, access, Limits(**plain)))
    return TestClient(app, base_url="http://desk.example", raise_server_exceptions=False)


@pytest.fixture
def closed(archive: Engine, people: Mapping[str, User]) -> TestClient:
    return a_client(archive, Access(closed=True, token=TOKEN, users=lambda: people))


def sign_in(client: TestClient, name: str = "ada", password: str = PASSWORD, **more: str):
    form = {"name": name, "password": password, **more}
    return client.post("/sign-in", data=form, headers=SAME, follow_redirects=False)


@pytest.mark.parametrize("path", ["/", "/stories/1", "/articles/1", "/search?q=meta", "/sources", "/nowhere", "/api"])
def test_a_closed_page_leads_to_the_door_and_shows_nothing(closed: TestClient, path: str):
    answer = closed.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")
    assert "Lantern" not in answer.text


@pytest.mark.parametrize("path", ["/api/v1/stories", "/api/v1/openapi.json", "/front.atom", "/search.csv?q=meta"])
def test_what_programs_ask_for_is_refused_with_a_problem(closed: TestClient, path: str):
    answer = closed.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert "Bearer" in answer.headers["www-authenticate"]


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"reader:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (basic(TOKEN), 200),
        ("Bearer ", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (basic("wrong"), 401),
        ("Basic ?", 401),
        (TOKEN, 401),
        (f"Digest {TOKEN}", 401),
    ],
)
def test_the_token_lets_programs_in_and_nothing_like_it_does(closed: TestClient, sent: str, status: int):
    assert closed.get("/api/v1/stories", headers={"authorization": sent}).status_code == status


def test_no_token_is_never_the_token(archive: Engine, people: Mapping[str, User]):
    client = a_client(archive, Access(closed=True, users=lambda: people))
    assert client.get("/api/v1/stories", headers={"authorization": "Bearer "}).status_code == 401
    assert client.get("/api/v1/stories", headers={"authorization": "Bearer None"}).status_code == 401


def test_a_reader_signs_in_reads_and_signs_out(closed: TestClient):
    answer = sign_in(closed, next="/stories/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/stories/1")
    flags = answer.headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    page = closed.get("/stories/1")
    assert "Signed in as ada" in page.text
    csrf = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    assert closed.post("/sign-out", data={"csrf": "guess"}, headers=SAME).status_code == 403
    assert closed.post("/sign-out", data={"csrf": csrf}, follow_redirects=False).status_code == 403  # from nowhere
    assert closed.post("/sign-out", data={"csrf": csrf}, headers=SAME, follow_redirects=False).status_code == 303
    assert closed.get("/stories/1", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong password"), ("nobody", PASSWORD), ("ada", "x" * 399)])
def test_a_wrong_name_or_password_lets_nobody_in(closed: TestClient, name: str, password: str):
    answer = sign_in(closed, name, password)
    assert answer.status_code == 403
    assert COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.invalid"},
        {"origin": "null"},
    ],
)
def test_a_sign_in_from_another_site_is_refused(closed: TestClient, headers: dict[str, str]):
    answer = closed.post("/sign-in", data={"name": "ada", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "next_", ["https://evil.invalid", "//evil.invalid", "/\\evil.invalid", "javascript:x", "/\r\nX: y"]
)
def test_signing_in_leads_to_no_other_site(closed: TestClient, next_: str):
    assert sign_in(closed, next=next_).headers["location"] == "/"


def test_a_session_that_somebody_else_chose_becomes_no_session(closed: TestClient):
    closed.cookies.set(COOKIE, "chosen-by-somebody-else")
    number = sign_in(closed).cookies[COOKIE]
    assert number != "chosen-by-somebody-else"
    closed.cookies.clear()
    closed.cookies.set(COOKIE, "chosen-by-somebody-else")
    assert closed.get("/", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("forged", ["", "x", "ada", "0" * 43, "\u00e9", "a.b.c", "=" * 400])
def test_a_forged_session_is_none(closed: TestClient, forged: str):
    answer = closed.get("/", headers={"cookie": f"{COOKIE}={forged}".encode()}, follow_redirects=False)
    assert answer.status_code == 303


def test_a_session_ends_with_its_time_its_user_and_its_password(people: Mapping[str, User]):
    sessions = Sessions(timedelta(hours=1))
    number = sessions.begin(people["ada"], NOW)
    assert sessions.find(number, people, NOW) is not None
    assert sessions.find(number, people, NOW + timedelta(hours=1)) is None
    for users in ({}, {"ada": User("ada", Role.READER, "another")}, {"ada": User("ada", Role.EDITOR, "another")}):
        number = sessions.begin(people["ada"], NOW)
        assert sessions.find(number, users, NOW) is None


def test_five_failures_make_an_address_wait(closed: TestClient):
    assert [sign_in(closed, password="wrong password").status_code for _ in range(6)] == [403] * 5 + [429]
    assert sign_in(closed).status_code == 429  # the right one too, else the wait would tell


def test_failures_are_forgotten_after_a_while():
    failed = FailedSignIns(2, timedelta(minutes=5))
    failed.count("a", 0.0)
    failed.count("a", 1.0)
    assert failed.must_wait("a", 2.0)
    assert not failed.must_wait("b", 2.0)
    assert not failed.must_wait("a", 302.0)


def test_every_answer_carries_the_headers(closed: TestClient):
    for path in ("/", "/sign-in", "/api/v1/stories", "/static/style.css", "/nowhere"):
        answer = closed.get(path, follow_redirects=False)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
    assert "unsafe-inline" not in HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8000", 200), ("127.0.0.1", 200), ("[::1]:80", 200), ("evil.invalid", 421), ("", 421)],
)
def test_on_this_machine_only_its_own_names_are_answered(archive: Engine, host: str, status: int):
    client = a_client(archive, access_of(Settings(), "127.0.0.1", public=False))
    assert client.get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example"])
def test_elsewhere_nothing_starts_until_somebody_says_who_may_read(host: str, tmp_path: Path):
    settings = Settings(web=Web(users=tmp_path / "users.toml"))
    with pytest.raises(ConfigError, match="newsdesk web users add"):
        access_of(settings, host, public=False)
    assert access_of(settings, host, public=True).closed is False
    add_user(tmp_path / "users.toml", "ada", PASSWORD, Role.READER)
    assert access_of(settings, host, public=False).closed is True


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_on_this_machine_everybody_reads(host: str, tmp_path: Path):
    assert access_of(Settings(web=Web(users=tmp_path / "none.toml")), host, public=False).closed is False


def test_what_is_too_long_is_refused(archive: Engine):
    client = a_client(archive, Access())
    assert client.get("/search", params={"q": "x" * 9000}).status_code == 414
    assert client.post("/sign-in", content=b"x" * 70_000, headers=SAME).status_code == 413
    form = SAME | {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=iter([b"x" * 40_000] * 3), headers=form).status_code == 413
    assert client.get("/search", params={"q": "x" * 2001}).status_code == 400


def test_an_address_that_asks_too_often_has_to_wait(archive: Engine):
    client = a_client(archive, Access(), requests_per_minute=3)
    assert [client.get("/static/x").status_code for _ in range(4)] == [404, 404, 404, 429]
    assert int(client.get("/api/v1/stories").headers["retry-after"]) >= 1


def test_requests_are_counted_by_address_and_come_back_with_time():
    rate = RequestRate(2)
    assert [rate.wait_s("a", 0.0), rate.wait_s("a", 0.0)] == [0.0, 0.0]
    assert rate.wait_s("a", 0.0) == pytest.approx(30)
    assert rate.wait_s("b", 0.0) == 0.0
    assert rate.wait_s("a", 30.1) == 0.0


def test_a_user_file_is_for_its_owner_alone_and_holds_no_password(tmp_path: Path):
    file = tmp_path / "users.toml"
    add_user(file, "ada", PASSWORD, Role.EDITOR)
    assert file.stat().st_mode & 0o077 == 0
    assert PASSWORD not in file.read_text()
    assert "$argon2id$" in file.read_text()
    assert verified(read_users(file), "ada", PASSWORD).role is Role.EDITOR
    remove_user(file, "ada")
    assert read_users(file) == {}


def test_a_user_file_is_read_again_when_it_changes(tmp_path: Path):
    users = UserFile(tmp_path / "users.toml")
    assert users() == {}
    add_user(tmp_path / "users.toml", "ada", PASSWORD, Role.READER)
    assert set(users()) == {"ada"}


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [("Ada", PASSWORD, "a-z"), ("", PASSWORD, "a-z"), ("../x", PASSWORD, "a-z"), ("ada", "short", "10 to 200")],
)
def test_a_user_that_cannot_be_is_refused(tmp_path: Path, name: str, password: str, told: str):
    with pytest.raises(ConfigError, match=told):
        add_user(tmp_path / "users.toml", name, password, Role.READER)


@pytest.mark.parametrize(
    "text", ["[[user]]\nname = 'x'\n", "not toml", "[[user]]\nname='x'\nrole='king'\npassword='y'\n"]
)
def test_a_user_file_that_is_spoilt_says_so(tmp_path: Path, text: str):
    (tmp_path / "users.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"users\.toml"):
        read_users(tmp_path / "users.toml")
