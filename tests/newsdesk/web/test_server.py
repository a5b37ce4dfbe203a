"""The server under clients that do not say what they want."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import urlsplit

import httpx2
import pytest
import uvicorn
from sqlalchemy import Engine

from newsdesk.web.app import create_app
from newsdesk.web.server import patient_for
from tests.newsdesk.web.archive import deps_of

MANY = 200
PATIENCE = timedelta(seconds=2)


@pytest.fixture
def address(archive: Engine) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=MANY)
    app = create_app(deps_of(archive))
    config = uvicorn.Config(app, http=patient_for(PATIENCE), log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
    listening.close()


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: "])
def test_slow_clients_stop_no_other_reader_and_are_closed(address: str, said: bytes):
    place = urlsplit(address)
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection((place.hostname, place.port))) for _ in range(MANY)]
        for one in slow:
            one.sendall(said)
        assert httpx2.get(f"{address}/stories/1", timeout=60).status_code == 200
        for one in slow:
            one.settimeout(60)
            try:
                assert one.recv(1) == b""
            except ConnectionResetError:
                continue  # closed too, and at once


def test_a_reader_who_asks_again_on_one_connection_is_answered(address: str):
    with httpx2.Client(base_url=address, timeout=60) as client:
        assert [client.get(path).status_code for path in ("/", "/stories/1", "/nowhere", "/")] == [200, 200, 404, 200]
