"""Webhooks against receivers that answer well, fail, hang, hang up, and ask for patience."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network

import pytest

from crawler.address_guard import AddressGuard
from newsdesk.deliver.channel import Doubtful, Refused, Sent
from newsdesk.deliver.send import send_one
from newsdesk.deliver.webhook import WebhookChannel, outcome_of
from tests.newsdesk.deliver.letters import NOON, a_letter

LOOPBACK = AddressGuard((ip_network("127.0.0.0/8"),))
SECRET = "whsec_" + base64.b64encode(b"a key of twenty-four byt").decode()


@contextmanager
def receiver(answer: bytes | None, *, hangs: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """Serve one request: read it whole, send *answer*, hang up; or wait until the other side does."""
    listening = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        try:
            connection, _ = listening.accept()
        except OSError:
            return  # nobody came
        with connection:
            connection.settimeout(10)
            got = b""
            while b"\r\n\r\n" not in got or len(got.partition(b"\r\n\r\n")[2]) < length_of(got):
                got += connection.recv(65_536)
            heard.append(got)
            if hangs:
                connection.recv(1)
            elif answer is not None:
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook?of=desk", heard
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def length_of(request: bytes) -> int:
    head = request.partition(b"\r\n\r\n")[0].decode().lower()
    return int(next(line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")))


def channel(url: str, secret: str | None = None, guard: AddressGuard = LOOPBACK, timeout_s: float = 5.0):
    return WebhookChannel(url, secret, guard, timeout_s, {"KEY": SECRET}, lambda: NOON)


OK = b"HTTP/1.1 204 No Content\r\n\r\n"


def test_a_request_is_json_signed_and_named():
    with receiver(OK) as (url, heard):
        assert send_one(channel(url, "env:KEY"), a_letter()) == Sent()
    head, _, body = heard[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    assert first == "POST /hook?of=desk HTTP/1.1"
    assert json.loads(body) == {
        "type": "newsdesk.alert",
        "timestamp": "2026-10-15T12:00:00+00:00",
        "data": {"type": "newsdesk.alert", "watchlist": "lanterns"},
    }
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = hmac.new(b"a key of twenty-four byt", content, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(signature).decode()}"


def test_each_try_has_the_same_id():
    ids = set()
    for _ in range(2):
        with receiver(OK) as (url, heard):
            send_one(channel(url), a_letter())
        ids.add(heard[0].lower().partition(b"webhook-id:")[2].split(b"\r\n")[0])
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("status", "retry_after", "expected"),
    [
        (200, None, Sent()),
        (301, None, Refused("answered 301: redirects are not followed, write the address it leads to", for_good=True)),
        (404, None, Refused("answered 404", for_good=True)),
        (410, None, Refused("answered 410", for_good=True)),
        (408, None, Refused("answered 408")),
        (429, "120", Refused("answered 429", retry_after=timedelta(minutes=2))),
        (429, "Thu, 15 Oct 2026 13:00:00 GMT", Refused("answered 429", retry_after=timedelta(hours=1))),
        (429, "soon", Refused("answered 429")),
        (503, "9999999", Refused("answered 503", retry_after=timedelta(hours=24))),
        (500, None, Refused("answered 500")),
    ],
)
def test_what_an_answer_means(status, retry_after, expected):
    assert outcome_of(status, retry_after, NOON) == expected


def test_a_receiver_that_hangs_up_after_reading_leaves_a_doubt():
    with receiver(None) as (url, heard):
        assert isinstance(send_one(channel(url), a_letter()), Doubtful)
    assert heard


def test_a_receiver_that_never_answers_leaves_a_doubt():
    with receiver(None, hangs=True) as (url, _):
        assert isinstance(send_one(channel(url, timeout_s=0.2), a_letter()), Doubtful)


def test_a_receiver_that_is_not_there_is_tried_again():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcome = send_one(channel(f"http://127.0.0.1:{free.getsockname()[1]}/"), a_letter())
    assert isinstance(outcome, Refused)
    assert not outcome.for_good


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::1]:9/", "http://10.1.2.3/", "ftp://hook.example/"])
def test_a_private_address_gets_nothing_unless_it_is_allowed(url):
    outcome = send_one(channel(url, guard=AddressGuard()), a_letter())
    assert isinstance(outcome, Refused)
    assert outcome.for_good


def test_a_secret_that_is_none_is_named():
    with receiver(OK) as (url, heard):
        outcome = send_one(WebhookChannel(url, "env:KEY", LOOPBACK, 5.0, {"KEY": "!!"}, lambda: NOON), a_letter())
    assert outcome == Refused("the webhook's secret is no base64, with whsec_ before it or without")
    assert heard == []
