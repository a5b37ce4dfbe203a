"""Mail against a real SMTP server on loopback: what arrives, and what every kind of trouble comes to."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP

from newsdesk.deliver.channel import Doubtful, Refused, Sent
from newsdesk.deliver.mail import MailChannel, compose
from newsdesk.deliver.send import send_one
from newsdesk.settings.model import Mail
from tests.newsdesk.deliver.letters import a_letter

ADDRESS = "anna@example.org"


class Box:
    """Takes mail, or answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.rcpt = "250 OK"
        self.data = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data.startswith("250"):
            self.taken.append(envelope.original_content)
        return self.data


@contextmanager
def mail_server() -> Iterator[tuple[Box, MailChannel]]:
    box = Box()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opening = loop.create_server(lambda: SMTP(box, hostname="mail.example"), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result(10)
    try:
        yield box, channel(server.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(closed(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def closed(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def channel(port: int, address: str = ADDRESS, **given) -> MailChannel:
    fields = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "newsdesk <desk@example.org>"}
    return MailChannel(Mail(**fields | {"timeout_s": 5.0} | given), address, {})


def test_text_and_html_arrive_in_one_message():
    with mail_server() as (box, mail):
        assert send_one(mail, a_letter()) == Sent()
    message = message_from_bytes(box.taken[0], policy=default)
    assert message["Subject"] == "[lanterns] Lantern opens – “at last”"
    assert (message["To"], message["From"]) == (ADDRESS, "newsdesk <desk@example.org>")
    assert message["List-Id"] == "newsdesk lanterns <lanterns.newsdesk.example.org>"
    assert message["List-Unsubscribe"] == "<mailto:desk@example.org?subject=unsubscribe>"
    parts = {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in message.iter_parts()}
    assert parts == {"text/plain": "Lantern opens.\n.\nFrom the lab\n", "text/html": "<p>Lantern opens.</p>\n"}


def test_a_second_try_is_the_very_same_message():
    settings = channel(25).settings
    first, second = (compose(a_letter(), ADDRESS, settings).as_bytes() for _ in range(2))
    assert first == second
    assert compose(a_letter(key="other/one"), ADDRESS, settings)["Message-ID"] not in first.decode()


def test_a_headline_cannot_add_a_header():
    message = compose(a_letter(subject="News\r\nBcc: all@example.org"), ADDRESS, channel(25).settings)
    assert message["Bcc"] is None
    assert message["Subject"] == "News Bcc: all@example.org"


@pytest.mark.parametrize(
    ("when", "reply", "for_good"),
    [
        ("rcpt", "550 no such user", True),
        ("rcpt", "450 try later", False),
        ("data", "554 spam", True),
        ("data", "451 try later", False),
    ],
)
def test_a_refusal_says_what_the_server_said(when, reply, for_good):
    with mail_server() as (box, mail):
        setattr(box, when, reply)
        outcome = send_one(mail, a_letter())
    assert isinstance(outcome, Refused)
    assert reply in outcome.problem
    assert outcome.for_good is for_good
    assert box.taken == []


def test_a_server_that_is_not_there_is_tried_again():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcome = send_one(channel(free.getsockname()[1]), a_letter())
    assert isinstance(outcome, Refused)
    assert not outcome.for_good


def test_a_server_without_tls_gets_no_mail_that_asks_for_it():
    with mail_server() as (_, mail):
        outcome = send_one(channel(mail.settings.port, security="starttls"), a_letter())
    assert isinstance(outcome, Refused)
    assert "see [mail] security" in outcome.problem


def test_a_server_that_breaks_off_after_the_message_leaves_a_doubt():
    with breaking_off() as port:
        assert isinstance(send_one(channel(port), a_letter()), Doubtful)


def test_without_a_server_in_the_settings_nothing_is_sent():
    outcome = send_one(channel(25, host=""), a_letter())
    assert outcome == Refused("no mail is sent before [mail] host and sender are set")


def test_an_address_may_stand_in_the_environment():
    outcome = send_one(channel(25, "env:ANNA"), a_letter())
    assert outcome == Refused("the environment variable ANNA is not set")


@contextmanager
def breaking_off() -> Iterator[int]:
    """A server that reads a whole message and hangs up without a word."""
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 hello\r\n")
            for line in lines:
                if line.upper().startswith(b"DATA"):
                    connection.sendall(b"354 go on\r\n")
                    while lines.readline() != b".\r\n":
                        pass
                    return
                connection.sendall(b"250 OK\r\n")

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        thread.join()
        listening.close()
