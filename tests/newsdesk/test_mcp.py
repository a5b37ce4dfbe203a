"""Assistants: the official client calls each tool, over standard input and output and over HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import Engine

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters, stdio_client

from newsdesk.mcp.server import create_server, http_app
from newsdesk.mcp.sizing import MAX_LETTERS, UNTRUSTED, shortened, sized
from newsdesk.settings.overlay import create_overlay
from newsdesk.web.deps import Access
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.newsdesk.web.archive import NOW, deps_of, fill

CALLS = {
    "search": {"query": "lantern"},
    "get_story": {"story_id": 1},
    "get_article": {"article_id": 1},
    "facts": {"story_id": 1},
    "check_claim": {"claim": "Llama Lantern reads four million tokens"},
    "entity_timeline": {"entity": "org:meta"},
    "compare": {"entities": ["org:meta", "model:llama"]},
    "digest": {},
    "sources_health": {"alarms_only": False},
}


@pytest.fixture(scope="module")
def archive() -> Iterator[Engine]:
    engine = open_engine("sqlite://")
    upgrade(engine)
    fill(engine)
    yield engine
    engine.dispose()


async def call_all(client: AbstractAsyncContextManager) -> dict[str, dict]:
    async with client as opened:
        listed = {tool.name for tool in (await opened.list_tools()).tools}
        assert listed == set(CALLS)
        found = {}
        for name, arguments in CALLS.items():
            result = await opened.call_tool(name, arguments)
            assert not result.is_error, (name, result.content)
            found[name] = json.loads(result.content[0].text)
        return found


def check(answers: dict[str, dict]) -> None:
    for name, answer in answers.items():
        assert answer["untrusted"] == UNTRUSTED, name
        assert len(json.dumps(answer, ensure_ascii=False)) < 16_000, name  # 4,000 tokens of four letters
    assert [one["article_id"] for one in answers["search"]["articles"]] == [4, 3, 2, 1]
    assert answers["get_story"]["first"]["outlet"] == "Ledger"
    assert answers["entity_timeline"]["days"][0]["originals"] == 3
    assert answers["compare"]["entities"][0]["articles"] == 4
    assert answers["digest"]["day"] == "2026-10-14"
    assert answers["sources_health"]["sources"] == 1
    assert answers["check_claim"]["searched"]


def test_every_tool_answers_within_the_process(archive: Engine):
    check(asyncio.run(call_all(Client(create_server(deps_of(archive))))))


@contextmanager
def served(archive: Engine, access: Access) -> Iterator[str]:
    deps = deps_of(archive, access)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(http_app(create_server(deps), deps), port=port, log_config=None, ws="none")
    server = uvicorn.Server(config)
    started = threading.Event()
    startup = server.startup

    async def tell(sockets=None):
        await startup(sockets)
        started.set()

    server.startup = tell
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert started.wait(30)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.should_exit = True
        thread.join(30)


def test_every_tool_answers_over_http(archive: Engine):
    with served(archive, Access(hosts=frozenset({"127.0.0.1"}))) as url:
        check(asyncio.run(call_all(Client(url))))


def test_over_http_nobody_is_answered_without_the_token(archive: Engine):
    import httpx2

    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"accept": "application/json, text/event-stream"}
    with served(archive, Access(closed=True, token="t0ken-of-more-than-twenty")) as url:
        assert httpx2.post(url, json=asked, headers=accept).status_code == 401
        answer = httpx2.post(url, json=asked, headers=accept | {"authorization": "Bearer t0ken-of-more-than-twenty"})
        assert answer.status_code != 401
    with served(archive, Access(hosts=frozenset({"127.0.0.1"}))) as url:
        assert httpx2.post(url, json=asked, headers=accept | {"host": "evil.invalid"}).status_code == 421


def test_every_tool_answers_over_standard_input_and_output(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/newsdesk.db"
    engine = open_engine(url)
    upgrade(engine)
    fill(engine)
    engine.dispose()
    create_overlay(tmp_path / "desk")
    environ = {"NEWSDESK_NOW": NOW.isoformat(), "NEWSDESK_DATABASE_URL": url}
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "newsdesk", "--config", str(tmp_path / "desk"), "mcp"], env=environ
    )
    check(asyncio.run(call_all(Client(stdio_client(command)))))


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("get_story", {"story_id": 99}, "no story 99"),
        ("get_article", {"article_id": 99}, "no article 99"),
        ("search", {"query": "outlt:verge"}, "did you mean outlet:"),
        ("entity_timeline", {"entity": "nobody"}, "nobody"),
        ("digest", {"day": "2020-01-01"}, "no digest"),
    ],
)
def test_what_there_is_not_is_told_in_words(archive: Engine, name: str, arguments: dict, told: str):
    async def call():
        async with Client(create_server(deps_of(archive))) as client:
            return await client.call_tool(name, arguments)

    result = asyncio.run(call())
    assert result.is_error
    assert told in result.content[0].text


def test_an_article_is_read_on_where_it_was_left(archive: Engine):
    from newsdesk.mcp.tools import article_answer

    with archive.connect() as connection:
        whole = article_answer(connection, 1, 0)["sentences"]
        rest = article_answer(connection, 1, whole[0]["end"])["sentences"]
    assert rest == whole[1:]


def test_a_large_answer_is_cut_and_says_so():
    answer = sized({"rows": [{"text": "x" * 500}] * 100}, ("rows",))
    assert len(json.dumps(answer)) <= MAX_LETTERS + 100
    assert answer["left_out"]["rows"] == 100 - len(answer["rows"])


def test_hidden_characters_are_taken_out():
    assert sized({"title": "a\u200bb\u202ec\U000e0041d\x1b[1m"})["title"] == "abcd[1m"
    assert shortened("word " * 200).endswith("…")
