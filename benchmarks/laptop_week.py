"""What does a laptop's week cost? Asleep, offline, without name servers, at a wrong date: whole rounds over loopback.

    python -m benchmarks.laptop_week

A few outlets print articles all week; each feed lists its last five days. One row for each thing that happens: when and
what, items listed by then, those with their page's text, those with their feed's words for want of it, alarms, digests,
and after a failure of the network the minutes until a site saw the first request. Exits with 1 if an article that a
feed still lists has not its page's text, a day has no digest, or the first request took longer than a minute.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock

from sqlalchemy import ColumnElement, func, select

from newsdesk.configuration import read_configuration
from newsdesk.jobs.prepare import prepare
from newsdesk.jobs.registry import JobDeps
from newsdesk.jobs.round import run_round
from newsdesk.settings.load import load
from newsdesk.wiring.database import open_database
from newsdesk.wiring.jobs import open_job_deps
from storage.queries.health import alarms
from storage.schema.articles import article, article_text, digest
from storage.schema.collect import item
from storage.transactions import reading

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
LISTED_FOR = timedelta(days=5)
PRINT_EVERY = timedelta(hours=7)
POLLED_WITHIN = timedelta(hours=13)

_WORDS = re.findall(
    r"\w+",
    "model lab chip release benchmark weights agent budget court licence data centre power grant paper team price "
    "price cut tool reader answer speech image robot safety rule audit partner market share office school hospital",
)


@dataclass(frozen=True)
class Event:
    """What happens from *begin* to *end*: ``asleep``, ``no network``, ``no name server``, or ``clock`` *wrong_by*."""

    kind: str
    begin: datetime
    end: datetime
    wrong_by: timedelta = timedelta(0)


@dataclass(frozen=True)
class Plan:
    """How long it takes, how often it ticks, and what happens, in order and one after the other."""

    length: timedelta
    tick: timedelta
    events: Sequence[Event]
    outlets: int = 5


def at(days: float, hours: float = 0) -> datetime:
    return BEGIN + timedelta(days=days, hours=hours)


WEEK = Plan(
    length=timedelta(days=9),
    tick=timedelta(minutes=40),
    events=(
        Event("asleep", at(1, 4), at(1, 10)),  # over the digest's hour
        Event("no network", at(2, 12), at(2, 15)),
        Event("no name server", at(3, 5.5), at(3, 10)),
        Event("clock", at(3, 20), at(3, 20), timedelta(days=9)),
        Event("clock", at(4, 2), at(4, 2), timedelta(days=-3)),
        Event("no network", at(4, 8), at(7, 8)),
    ),
)


@dataclass
class Clock:
    """The laptop's clock: right, but for *wrong_by*."""

    right: datetime = BEGIN
    wrong_by: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return self.right + self.wrong_by


@dataclass
class Outlet:
    """A site with a feed and a page for each article that it has printed so far; it may be out of reach."""

    number: int
    clock: Clock
    port: int = 0
    seen_at: list[datetime] = field(default_factory=list)  # when it was asked for something
    server: ThreadingHTTPServer | None = None

    def printed(self) -> list[tuple[int, datetime]]:
        """Return number and time of each article so far."""
        first = BEGIN + self.number * HOUR - timedelta(days=1)
        count = max(0, int((self.clock.right - first) / PRINT_EVERY) + 1)
        return [(number, first + number * PRINT_EVERY) for number in range(count)]

    def listed(self) -> list[str]:
        """Return the addresses that the feed lists now, and has listed for as long as two polls may lie apart."""
        now = self.clock.right
        return [self._url(n) for n, when in self.printed() if now - LISTED_FOR < when <= now - POLLED_WITHIN]

    def answer(self, path: str) -> tuple[int, str, str]:
        if path == "/feed":
            return 200, "application/rss+xml", self._feed()
        number = path.removeprefix("/article-")
        if number.isdecimal() and int(number) < len(self.printed()):
            return 200, "text/html; charset=utf-8", self._page(int(number))
        return 404, "text/html", "<h1>Not found</h1>"

    def open(self) -> None:
        outlet = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outlet.seen_at.append(outlet.clock.right)
                status, kind, text = outlet.answer(self.path)
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815 - the names that http.server looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Answers)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def _url(self, number: int) -> str:
        return f"http://localhost:{self.port}/article-{number}"

    def _title(self, number: int) -> str:
        draw = random.Random(f"{self.number} {number}")
        return " ".join(draw.sample(_WORDS, 6)).capitalize()

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{self._title(n)}</title><link>{self._url(n)}</link><guid>{self._url(n)}</guid>"
            f"<pubDate>{format_datetime(when)}</pubDate><description>In short: {self._title(n)}.</description></item>"
            for n, when in reversed(self.printed())
            if when > self.clock.right - LISTED_FOR
        )
        return f"<rss version='2.0'><channel><title>Outlet {self.number}</title>{items}</channel></rss>"

    def _page(self, number: int) -> str:
        draw = random.Random(f"{self.number} {number} text")
        text = "".join(f"<p>The whole page says {' '.join(draw.choices(_WORDS, k=40))}.</p>" for _ in range(6))
        title = self._title(number)
        return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"


@dataclass(frozen=True)
class Row:
    """How things stand after something has happened."""

    at: datetime
    event: str
    items: int
    pages: int
    stand_ins: int
    alarms: int
    digests: int
    minutes_to_first_request: float | None = None

    def line(self) -> str:
        first = "" if self.minutes_to_first_request is None else f"{self.minutes_to_first_request:g}"
        when = f"{self.at:%a %d %H:%M}"
        counts = (self.items, self.pages, self.stand_ins, self.alarms, self.digests)
        return f"{when:<13}{self.event:<34}" + "".join(f"{count:>10}" for count in counts) + f"{first:>10}"


HEAD = f"{'when':<13}{'what':<34}" + "".join(
    f"{name:>10}" for name in ("items", "pages", "stand-ins", "alarms", "digests", "first min")
)


@dataclass
class Week:
    """What has come of a plan: its rows, and what is missing at the end."""

    rows: list[Row] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)  # by the feeds, at the end
    had: set[str] = field(default_factory=set)  # addresses of articles with their page's text
    days: set[date] = field(default_factory=set)  # with a digest
    days_over: set[date] = field(default_factory=set)

    @property
    def without_page(self) -> set[str]:
        return self.listed - self.had

    @property
    def ok(self) -> bool:
        late = [row for row in self.rows if (row.minutes_to_first_request or 0) > 1]
        return not (self.without_page or self.days_over - self.days or late)


def live(plan: Plan, folder: Path, *, shown: bool = False) -> Week:
    """Live through *plan* with a newsdesk of its own in *folder*."""
    clock = Clock()
    outlets = [Outlet(number, clock) for number in range(plan.outlets)]
    week = Week()

    def note(event: str, minutes: float | None = None) -> None:
        week.rows.append(standing(deps, clock.right, event, minutes))
        if shown:
            print(week.rows[-1].line(), flush=True)

    with ExitStack() as stack:
        for outlet in outlets:
            outlet.open()
            stack.callback(outlet.close)
        configuration = read_configuration(load(configured(folder, outlets), {}))
        engine = stack.enter_context(open_database(configuration.settings, create=True))
        deps = stack.enter_context(open_job_deps(configuration, engine, clock))
        events = list(plan.events)
        while clock.right < BEGIN + plan.length:
            if events and clock.right >= events[0].begin:
                event = events.pop(0)
                note(f"before: {named(event)}")
                befall(event, deps, clock, outlets, plan.tick)
                minutes = None if event.kind in ("asleep", "clock") else first_request(deps, clock, outlets)
                note(f"after: {named(event)}", minutes)
            a_round(deps)
            clock.right += plan.tick
        note("the end")
        week.listed = {url for outlet in outlets for url in outlet.listed()}
        with reading(engine) as connection:
            found = connection.execute(select(article.c.url, article_text.c.text).join(article_text))
            week.had = {row.url for row in found if "The whole page says" in row.text}
            week.days = set(connection.scalars(select(digest.c.day)))
        last = (clock.right - timedelta(hours=configuration.settings.digest.hour)).date()
        week.days_over = {BEGIN.date() + timedelta(days=n) for n in range((last - BEGIN.date()).days)}
    return week


def befall(event: Event, deps: JobDeps, clock: Clock, outlets: Sequence[Outlet], tick: timedelta) -> None:
    if event.kind == "asleep":
        clock.right = event.end
    elif event.kind == "clock":
        clock.wrong_by = event.wrong_by
        a_round(deps)
        clock.wrong_by = timedelta(0)
    else:
        with unreachable(event.kind, outlets):
            while clock.right < event.end:
                a_round(deps)
                clock.right += tick


@contextmanager
def unreachable(kind: str, outlets: Sequence[Outlet]) -> Iterator[None]:
    if kind == "no name server":
        lost = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        with mock.patch("socket.getaddrinfo", side_effect=lost):
            yield
        return
    for outlet in outlets:
        outlet.close()
    try:
        yield
    finally:
        for outlet in outlets:
            outlet.open()


def first_request(deps: JobDeps, clock: Clock, outlets: Sequence[Outlet]) -> float:
    """Go on ticking each minute, as the daemon does; return after how many minutes a site was asked for something."""
    back = clock.right
    for _ in range(24 * 60):
        clock.right += MINUTE
        a_round(deps)
        if any(when > back for outlet in outlets for when in outlet.seen_at):
            break
    return (clock.right - back) / MINUTE


def a_round(deps: JobDeps) -> None:
    asyncio.run(run_round(deps))


def standing(deps: JobDeps, now: datetime, event: str, minutes: float | None) -> Row:
    prepare(deps.prepare, now)
    with reading(deps.engine) as connection:

        def count(*where: ColumnElement[bool]) -> int:
            found: int = connection.execute(select(func.count()).select_from(item).where(*where)).scalar_one()
            return found

        return Row(
            now,
            event,
            count(),
            count(item.c.state == "kept", item.c.body_hash.is_not(None)),
            count(item.c.state == "kept", item.c.body_hash.is_(None)),
            len(alarms(connection, deps.health.sources(), now)),
            connection.execute(select(func.count()).select_from(digest)).scalar_one(),
            minutes,
        )


def named(event: Event) -> str:
    if event.kind == "clock":
        return f"one round, the clock {event.wrong_by / timedelta(days=1):+g} days"
    return f"{event.kind} for {(event.end - event.begin) / HOUR:g} h"


def configured(folder: Path, outlets: Sequence[Outlet]) -> Path:
    """Write a configuration for *outlets* into *folder*."""
    (folder / "sources").mkdir(parents=True)
    (folder / "entities").mkdir()
    (folder / "topics.toml").write_text("")
    (folder / "newsdesk.toml").write_text(
        f'[database]\nurl = "sqlite:///{folder}/newsdesk.db"\n[crawl]\ndelay_s = 0\n'
        'allowed_networks = ["127.0.0.1/32", "::1/128"]\n[process]\nworkers = 1\n'
        f'[digest]\nout = "{folder}/digests"\n'
    )
    tables = [
        f'[[source]]\nname = "outlet-{one.number}"\nurl = "http://localhost:{one.port}/feed"\n' for one in outlets
    ]
    (folder / "sources" / "outlets.toml").write_text("\n".join(tables))
    return folder


def main() -> int:
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        week = live(WEEK, Path(folder) / "config", shown=True)
    found = {
        "listed at the end": len(week.listed),
        "of them without their page's text": sorted(week.without_page),
        "days without a digest": sorted(map(str, week.days_over - week.days)),
        "ok": week.ok,
    }
    print(json.dumps(found, indent=2))
    return 0 if week.ok else 1


if __name__ == "__main__":
    sys.exit(main())
