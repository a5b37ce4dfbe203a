"""Is newsdesk polite? Two processes poll twenty made-up sites at once, and the sites' own logs are checked.

    python -m benchmarks.politeness [--seconds 60] [--database postgres]

Exits with 1 if two requests to one host overlapped, one came before it was allowed, one went to a forbidden path,
less than 95 % of the polls of unchanged feeds were answered 304, or two requests to one host lay closer together
than 75 % of what was set.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.databases import DATABASES, fresh_database
from newsdesk.clock import utc_now
from newsdesk.configuration import read_configuration
from newsdesk.jobs.crawl import crawl
from newsdesk.jobs.prepare import prepare
from newsdesk.settings.load import load
from newsdesk.wiring.crawling import open_crawl_deps
from newsdesk.wiring.database import open_database
from newsdesk.wiring.preparing import prepare_deps

DELAY_S = 0.6
CRAWL_DELAY_S = 1.0
POLL_EVERY_S = 6
RETRY_AFTER_S = 5
SHARE_OF_GAP = 0.75
SHARE_OF_304 = 0.95
ETAG = '"as it was"'


@dataclass(frozen=True)
class Hit:
    """One request as a site saw it; times in seconds."""

    path: str
    begun: float
    ended: float
    status: int
    conditional: bool


@dataclass
class Made:
    """A made-up site. Two feeds on one host, so that two processes want it at once."""

    kind: str
    hits: list[Hit] = field(default_factory=list)
    base: str = ""

    @property
    def gap(self) -> float:
        return CRAWL_DELAY_S if self.kind == "crawl-delay" else DELAY_S

    def answer(self, path: str, conditional: bool) -> tuple[int, dict[str, str], str]:
        """Return status, headers and body."""
        if path == "/robots.txt":
            rules = {"crawl-delay": f"Crawl-delay: {CRAWL_DELAY_S:g}\n", "forbids": "Disallow: /private/\n"}
            return (200, {}, "User-agent: *\n" + rules[self.kind]) if self.kind in rules else (404, {}, "")
        if path.startswith("/feed"):
            polls = sum(hit.path == path for hit in self.hits)
            if self.kind in ("429", "503") and polls % 4 == 2:
                wait = RETRY_AFTER_S
                when = format_datetime(datetime.now(UTC) + timedelta(seconds=wait + 1), usegmt=True)
                return int(self.kind), {"Retry-After": when if self.kind == "503" else str(wait)}, ""
            if self.kind == "gone" and polls:
                return 410, {}, ""
            if self.kind == "moved" and not path.endswith("-here"):
                return 301, {"Location": f"{path}-here"}, ""
            return (304, {"ETag": ETAG}, "") if conditional else (200, {"ETag": ETAG}, self.feed(path))
        return 200, {}, f"<html><title>{path}</title><p>{'Words of the article. ' * 60}</p></html>"

    def feed(self, path: str) -> str:
        places = ["/private/a", "/private/b"] if self.kind == "forbids" else []
        places += [f"/news{path}/{number}" for number in range(3)]
        items = "".join(f"<item><title>{place}</title><link>{self.base}{place}</link></item>" for place in places)
        return f"<rss version='2.0'><channel><title>{self.kind}</title>{items}</channel></rss>"


def serve(site: Made) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            begun = time.monotonic()
            conditional = self.headers.get("If-None-Match") == ETAG
            status, headers, body = site.answer(self.path, conditional)
            time.sleep(0.05)  # long enough for an overlap to show
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            ended = time.monotonic()  # before the other side can know, so that gaps come out no longer than they are
            site.hits.append(Hit(self.path, begun, ended, status, conditional))
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


KINDS = ["plain"] * 6 + ["crawl-delay"] * 4 + ["429"] * 3 + ["503"] * 2 + ["moved"] * 2 + ["gone"] + ["forbids"] * 2


def configure(folder: Path, sites: list[Made], url: str) -> None:
    (folder / "sources").mkdir(parents=True)
    (folder / "entities").mkdir()
    (folder / "newsdesk.toml").write_text(
        f'[database]\nurl = "{url}"\n[crawl]\ndelay_s = {DELAY_S}\n'
        'allowed_networks = ["127.0.0.1/32"]\ncontact_url = "https://example.org/bench"\n'
    )
    (folder / "topics.toml").write_text("")
    tables = [
        f'[[source]]\nname = "s{number}-{feed}"\nurl = "{site.base}/feed{feed}"\nevery_min = {POLL_EVERY_S / 60}\n'
        for number, site in enumerate(sites)
        for feed in (1, 2)
    ]
    (folder / "sources" / "sites.toml").write_text("\n".join(tables))


def work(folder: Path, seconds: float) -> None:
    """Be one of the processes: do due rounds for *seconds*."""
    until = time.monotonic() + seconds

    async def crawl_often() -> None:
        while time.monotonic() < until:
            await asyncio.to_thread(prepare, prepare_deps(configuration, engine), utc_now())
            await crawl(deps, max_duration=timedelta(seconds=10))
            await asyncio.sleep(0.5)

    configuration = read_configuration(load(folder, {}))
    with (
        open_database(configuration.settings) as engine,
        open_crawl_deps(configuration, engine, utc_now) as deps,
    ):
        asyncio.run(crawl_often())


def judge(sites: list[Made]) -> dict[str, object]:
    """Return what the sites' logs say."""
    overlaps = early = forbidden = 0
    narrowest = float("inf")
    unchanged = answered_304 = 0
    for site in sites:
        hits = sorted(site.hits, key=lambda hit: hit.begun)
        allowed = 0.0
        for before, hit in zip([None, *hits], hits, strict=False):
            if before is not None:
                overlaps += hit.begun < before.ended
                narrowest = min(narrowest, (hit.begun - before.ended) / site.gap)
            early += hit.begun < allowed
            forbidden += hit.path.startswith("/private/")
            if hit.status in (429, 503):
                allowed = hit.ended + RETRY_AFTER_S - 0.05
        feeds = {hit.path for hit in hits if hit.path.startswith("/feed") and hit.status in (200, 304)}
        for path in feeds:
            polls = [hit for hit in hits if hit.path == path and hit.status in (200, 304)][1:]
            unchanged += len(polls)
            answered_304 += sum(hit.status == 304 for hit in polls)
    return {
        "requests": sum(len(site.hits) for site in sites),
        "overlaps": overlaps,
        "before_allowed": early,
        "forbidden": forbidden,
        "narrowest_gap_share": round(narrowest, 3),
        "polls_of_unchanged_feeds": unchanged,
        "share_304": round(answered_304 / unchanged, 4) if unchanged else None,
        "polled_after_gone": sum(max(0, sum(h.status == 410 for h in site.hits) - 2) for site in sites),
    }


CHECKS: dict[str, Callable[[float], bool]] = {
    "overlaps": lambda found: found == 0,
    "before_allowed": lambda found: found == 0,
    "forbidden": lambda found: found == 0,
    "narrowest_gap_share": lambda found: found >= SHARE_OF_GAP,
    "share_304": lambda found: found >= SHARE_OF_304,
    "polled_after_gone": lambda found: found == 0,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.seconds)
        return 0
    sites = [Made(kind) for kind in KINDS]
    servers = [serve(site) for site in sites]
    with tempfile.TemporaryDirectory() as name, fresh_database(options.database) as url:
        folder = Path(name)
        configure(folder, sites, url)
        configuration = read_configuration(load(folder, {}))
        with open_database(configuration.settings, create=True) as engine:
            prepare(prepare_deps(configuration, engine), utc_now())
        command = [sys.executable, "-m", "benchmarks.politeness", "--work", name, "--seconds", str(options.seconds)]
        crawlers = [subprocess.Popen(command) for _ in range(2)]
        codes = [crawler.wait() for crawler in crawlers]
    for server in servers:
        server.shutdown()
    found = judge(sites)
    found["ok"] = codes == [0, 0] and all(check(found[name]) for name, check in CHECKS.items())  # type: ignore[arg-type]
    print(json.dumps(found, indent=2))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
