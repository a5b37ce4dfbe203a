"""Deliveries through kills at random moments: whoever got what, and how often.

    python -m benchmarks.killed_deliveries --kills 50

A process sends mail to a real SMTP server and posts to a webhook receiver that answers well, fails, hangs, hangs up
after reading, and asks for patience, in turn; it is killed with SIGKILL at a random moment, and another takes over. At
the end each delivery is compared with what arrived: sent is one copy, doubtful one or none, and nothing arrives twice.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from crawler.address_guard import AddressGuard
from newsdesk.deliver.channel import Channel, Letter
from newsdesk.deliver.mail import MailChannel
from newsdesk.deliver.send import Retries, SendDeps, send_due
from newsdesk.deliver.webhook import WebhookChannel
from newsdesk.settings.model import Mail
from storage.alerts import NewMessage, plan_message
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.queries.deliveries import list_deliveries
from storage.transactions import reading, transact

RECIPIENTS = ("anna", "bert", "hook")
MESSAGES = 3  # planned before each kill
HANGS_S = 1.0
PATIENCE_S = 120.0


@dataclass
class Arrived:
    """What the receivers took, by recipient and id."""

    copies: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: int = 0

    def take(self, recipient: str, letter_id: str) -> None:
        with self.lock:
            self.copies[recipient, letter_id] += 1

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        for address in envelope.rcpt_tos:
            self.take(address.partition("@")[0], message_id.strip("<>").partition("@")[0])
        return "250 OK"


@contextmanager
def receivers(arrived: Arrived) -> Iterator[tuple[int, int]]:
    """Serve SMTP and the webhook; give their ports."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            with arrived.lock:
                arrived.asked += 1
                turn = arrived.asked % 5
            if turn in (1, 3):
                self.send_response(500 if turn == 1 else 429)
                self.send_header("Retry-After", "0")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            arrived.take("hook", self.headers["webhook-id"].removeprefix("msg_"))
            if turn == 2:
                time.sleep(HANGS_S)  # longer than its sender waits; then it hangs up without a word
            elif turn != 4:
                self.send_response(204)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    hook = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    loop = asyncio.new_event_loop()
    turning = threading.Thread(target=loop.run_forever)
    turning.start()
    opening = loop.create_server(lambda: SMTP(arrived, hostname="mail.example"), "127.0.0.1", 0)
    mail = asyncio.run_coroutine_threadsafe(opening, loop).result(10)
    try:
        yield mail.sockets[0].getsockname()[1], hook.server_address[1]
    finally:
        hook.shutdown()
        hook.server_close()
        asyncio.run_coroutine_threadsafe(_closed(mail), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        turning.join()
        loop.close()


async def _closed(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def sender(url: str, mail_port: int, hook_port: int) -> SendDeps:
    """Return what the process that is killed sends with."""
    mail = Mail(host="127.0.0.1", port=mail_port, security="none", sender="desk@example.org", timeout_s=5)
    guard = AddressGuard((ip_network("127.0.0.0/8"),))
    hook = f"http://127.0.0.1:{hook_port}/"
    channels: dict[str, Channel] = {name: MailChannel(mail, f"{name}@example.org", {}) for name in RECIPIENTS[:2]}
    channels["hook"] = WebhookChannel(hook, None, guard, HANGS_S / 3, {}, now)
    retries = Retries(1000, timedelta(milliseconds=50), timedelta(milliseconds=200))
    return SendDeps(open_engine(url), now, channels, {}, retries)


def now() -> datetime:
    return datetime.now(UTC)


def work(url: str, mail_port: int, hook_port: int) -> None:
    """Send what is due until killed."""
    deps = sender(url, mail_port, hook_port)
    print("ready", flush=True)
    while True:
        send_due(deps, lambda: False)
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Result:
    """How the deliveries ended, and what does not fit with what arrived."""

    states: Counter[str]
    kills: int
    wrong: tuple[str, ...]


def run(kills: int, seed: int = 3) -> Result:
    """Plan, send and kill *kills* times, let the rest be sent, and compare."""
    dice = random.Random(seed)
    arrived = Arrived()
    with tempfile.TemporaryDirectory() as folder, receivers(arrived) as ports:
        url = f"sqlite:///{Path(folder) / 'kills.db'}"
        engine = open_engine(url)
        upgrade(engine)
        ids: dict[str, str] = {}
        for number in range(kills + 1):
            for message in range(MESSAGES):
                keys = {name: f"watch/kills/{number}-{message}/{name}" for name in RECIPIENTS}
                ids |= {key: Letter(key, "", "", None, {}, now()).id for key in keys.values()}
                new = NewMessage(f"{number}-{message}", "Text.\n", "<p>Text.</p>\n", {}, (), keys)
                transact(engine, lambda connection, new=new: plan_message(connection, new, now()))  # type: ignore[misc]
            command = [sys.executable, "-m", "benchmarks.killed_deliveries", "--work", url, *map(str, ports)]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                process.stdout.readline()
                if number < kills:
                    time.sleep(dice.uniform(0, 0.4))
                else:
                    wait_until_sent(engine)
                process.kill()
        time.sleep(HANGS_S)
        with reading(engine) as connection:
            found = list_deliveries(connection, limit=10_000)
        engine.dispose()
    wrong = [
        f"{one.recipient} {one.subject}: {one.state}, {copies} copies"
        for one in found
        if (copies := arrived.copies[one.recipient, ids[f"watch/kills/{one.subject}/{one.recipient}"]])
        not in {"sent": (1,), "doubtful": (0, 1)}.get(one.state, ())
    ]
    return Result(Counter(f"{one.recipient} {one.state}" for one in found), kills, tuple(wrong))


def wait_until_sent(engine: Any) -> None:
    """Wait until nothing is planned or leaving."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with reading(engine) as connection:
            if not any(list_deliveries(connection, state=state, limit=1) for state in ("planned", "sending")):
                return
        time.sleep(0.1)


def main() -> int:
    """Print how the deliveries ended; return 1 where something arrived twice, or not and nobody says so."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--work", nargs=3, metavar=("URL", "MAIL", "HOOK"), help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.work:
        work(given.work[0], int(given.work[1]), int(given.work[2]))
    result = run(given.kills)
    for state, count in sorted(result.states.items()):
        print(f"{state:<16} {count:>4}")
    print(f"{result.kills} kills; {len(result.wrong)} deliveries do not fit what arrived", *result.wrong, sep="\n  ")
    return int(bool(result.wrong))


if __name__ == "__main__":
    sys.exit(main())
