"""The newsroom: ten outlets, each on a port of its own of this machine's loopback, until told to stop.

What is answered is decided by `answer`, which is pure; a server only carries it. The outlets misbehave as
the web does: a page is slow, one has moved, some are gone, one holds bytes that are no text, and one lies
where robots.txt asks nobody to look.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from newsdesk.demo.edition import Edition, Printed, print_edition
from newsdesk.demo.events import Event, load_events
from newsdesk.demo.feeds import listing
from newsdesk.demo.outlets import BY_SLUG, OUTLETS, Outlet
from newsdesk.demo.pages import home, page
from newsdesk.demo.truth import Truth, tell_truth

HOST = "127.0.0.1"
SLOW_S = 2.0  # how long the slow page takes
_WORTH_PACKING = 1024  # bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer before it is sent."""

    status: HTTPStatus
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    after_s: float = 0.0  # the server takes its time


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What the outlets have in print at a moment, and where."""

    events: tuple[Event, ...]
    edition: Edition
    bases: Mapping[str, str]  # Outlet.slug -> scheme, host and port
    seed: int

    def truth(self) -> Truth:
        return tell_truth(self.events, self.edition)

    def address(self, outlet: Outlet) -> str:
        """Return where *outlet* lists its articles."""
        return self.bases[outlet.slug] + outlet.listing_path


def open_newsroom(now: datetime, bases: Mapping[str, str], *, seed: int = 1, edited: bool = False) -> Newsroom:
    """Return the newsroom whose newest day is the last that was complete at *now*; see `print_edition`."""
    events = load_events()
    return Newsroom(events, print_edition(events, now, bases, seed=seed, edited=edited), bases, seed)


def answer(room: Newsroom, outlet: Outlet, target: str, asked: Mapping[str, str]) -> Answer:
    """Return what *outlet* says to a GET of *target*; *asked* are the request's headers, lower-case names."""
    articles = room.edition.of(outlet)
    base = room.bases[outlet.slug]
    path = target.removesuffix(outlet.tracking) if outlet.tracking else target
    if path == "/robots.txt":
        return _fresh(asked, "text/plain; charset=utf-8", _robots(outlet))
    if path == outlet.listing_path:
        kind, body = listing(outlet, base, articles)
        return _fresh(asked, kind, body, changed=max(article.updated_at for article in articles))
    if path == "/":
        links = [(outlet.listing_path, "All articles"), *((article.path, article.title) for article in articles)]
        return _fresh(asked, "text/html; charset=utf-8", home(outlet.title, outlet.motto, links))
    for article in articles:
        if article.serve == "moved" and path == article.old_path:
            return Answer(HTTPStatus.MOVED_PERMANENTLY, (("Location", article.path),))
        if path == article.path:
            return _article(room, article, articles, asked)
    return _not_found()


def _article(room: Newsroom, article: Printed, articles: tuple[Printed, ...], asked: Mapping[str, str]) -> Answer:
    if article.serve == "missing":
        return _not_found()
    if article.serve == "forbidden":
        return Answer(HTTPStatus.FORBIDDEN, (("Content-Type", "text/plain"),), b"Members only.\n")
    outlet = article.outlet
    body = page(article, room.bases[outlet.slug], articles, seed=room.seed)
    found = _fresh(asked, f"text/html; charset={outlet.charset}", body, changed=article.updated_at)
    return replace(found, after_s=SLOW_S) if article.serve == "slow" else found


def _fresh(asked: Mapping[str, str], kind: str, body: bytes, *, changed: datetime | None = None) -> Answer:
    """Return *body*, or 304 when whoever asks has it already (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = [("ETag", tag), ("Vary", "Accept-Encoding")]
    if changed is not None:
        headers.append(("Last-Modified", format_datetime(changed, usegmt=True)))
    if tag in (each.strip() for each in asked.get("if-none-match", "").split(",")):
        return Answer(HTTPStatus.NOT_MODIFIED, tuple(headers))
    headers.append(("Content-Type", kind))
    if "gzip" in asked.get("accept-encoding", "") and len(body) > _WORTH_PACKING:
        headers.append(("Content-Encoding", "gzip"))
        body = gzip.compress(body, mtime=0)
    return Answer(HTTPStatus.OK, tuple(headers), body)


def _robots(outlet: Outlet) -> bytes:
    delay = f"Crawl-delay: {outlet.crawl_delay_s}\n" if outlet.crawl_delay_s else ""
    return f"# {outlet.title}\nUser-agent: *\nDisallow: /members\n{delay}".encode()


def _not_found() -> Answer:
    return Answer(HTTPStatus.NOT_FOUND, (("Content-Type", "text/html"),), b"<h1>Page not found</h1>\n")


class Servers:
    """One listening server for each outlet. The room they serve may be exchanged while they run."""

    def __init__(self, ports: Mapping[str, int] | None = None) -> None:
        """Take *ports* (Outlet.slug -> port), or any that are free. Raises OSError when one is taken."""
        self.room: Newsroom | None = None
        self._open: dict[str, _Server] = {}
        try:
            for outlet in OUTLETS:
                port = 0 if ports is None else ports[outlet.slug]
                self._open[outlet.slug] = _Server(self, outlet, port)
        except OSError:
            self.close()
            raise
        for server in self._open.values():
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def ports(self) -> dict[str, int]:
        return {slug: server.server_port for slug, server in self._open.items()}

    @property
    def bases(self) -> dict[str, str]:
        return bases_at(self.ports)

    def close(self) -> None:
        for server in self._open.values():
            if server.serving:
                server.shutdown()
            server.server_close()


def bases_at(ports: Mapping[str, int]) -> dict[str, str]:
    """Return where each outlet lies when it listens on its port."""
    return {slug: f"http://{HOST}:{ports[slug]}" for slug in BY_SLUG}


@contextmanager
def serving(ports: Mapping[str, int] | None = None) -> Iterator[Servers]:
    """Give running servers; set their ``room`` before anybody asks them."""
    servers = Servers(ports)
    try:
        yield servers
    finally:
        servers.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, all_of_them: Servers, outlet: Outlet, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.all_of_them = all_of_them
        self.outlet = outlet
        self.serving = False

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        self.serving = True
        super().serve_forever(poll_interval)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server names it
        """Say nothing: whoever walks through the demonstration wants to see newsdesk."""

    def _send(self, *, with_body: bool) -> None:
        room = self.server.all_of_them.room
        if room is None:
            found = Answer(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            found = answer(
                room, self.server.outlet, self.path, {name.lower(): text for name, text in self.headers.items()}
            )
        if found.after_s:
            time.sleep(found.after_s)
        self.send_response(found.status)
        for name, text in found.headers:
            self.send_header(name, text)
        if found.status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(found.body)
