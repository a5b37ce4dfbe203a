"""How fast does the crawler poll on one core, and does it grow? A server process of its own answers on loopback.

    python -m benchmarks.fetch [--rounds 100] [--feeds 200] [--profile FILE]

Prints polls a second that end in 304, full polls a second (fetch, parse, upsert) of a feed of the median real
size (80 KB, 30 entries), and the growth in memory over the rounds. `taskset -c 0` keeps all to one core.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import html
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from crawler.address_guard import AddressGuard
from crawler.context import CrawlContext, CrawlLimits
from crawler.politeness import Politeness
from crawler.round import crawl_round
from pipeline.records import Source
from pipeline.sandbox import Sandbox
from storage.crawl_store import CrawlStore
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.sources import sync_sources

HOSTS = 20
ENTRIES = 30
BODY_BYTES = 80_000
WARM_UP = 20  # rounds until caches and pools have their size
ETAG = '"same"'
SERVERS: set[int | None] = set()


def feed(number: int, edition: int) -> bytes:
    sentence = "<p>The <b>model</b> answers faster and costs <a href='/x'>less than the one before it</a>.</p>"
    text = html.escape(sentence * (BODY_BYTES // ENTRIES // 170))
    items = "".join(
        f"<item><title>Item {edition * ENTRIES + place} of {number}</title><guid>{number}-{edition}-{place}</guid>"
        f"<link>http://127.0.0.1:9/{number}/{edition}/{place}</link><dc:creator>Ann Lee</dc:creator>"
        f"<pubDate>Mon, 02 Mar 2026 0{place % 10}:00:00 GMT</pubDate><category>AI</category><category>Chips</category>"
        f"<description>{html.escape(sentence * 2)}</description><content:encoded>{text}</content:encoded></item>"
        for place in range(ENTRIES)
    )
    spaces = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {spaces}><channel><title>{number}</title>{items}</channel></rss>".encode()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            conditional = False
            while (header := await reader.readline()).strip():
                conditional |= header.lower().startswith(b"if-none-match")
            path = line.split()[1].decode()
            if path == "/robots.txt":
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            elif path.startswith("/same/") and conditional:
                writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n".encode())
            else:
                edition = int(time.monotonic() * 1000) if path.startswith("/new/") else 0
                body = feed(int(path.rpartition("/")[2]), edition)
                head = f"HTTP/1.1 200 OK\r\nETag: {ETAG}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
            await writer.drain()
    except ConnectionError:
        pass


def serve(pipe: Connection) -> None:
    async def run() -> None:
        servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(HOSTS)]
        pipe.send([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    asyncio.run(run())


@dataclass
class Bench:
    """A crawler over a database of its own; the clock leaps an hour with each round."""

    store: CrawlStore
    sandbox: Sandbox
    now: datetime = datetime(2026, 3, 2, tzinfo=UTC)

    def round(self, names: set[str]) -> float:
        """Poll *names*; return the seconds it took."""
        self.now += timedelta(minutes=1)

        async def run() -> float:
            politeness = Politeness(self.store, lambda: self.now, timedelta(0))
            context = CrawlContext(
                self.store,
                politeness,
                AddressGuard((ip_network("127.0.0.1/32"),)),
                self.sandbox,
                lambda: self.now,
                "newsdesk-bench",
                limits=CrawlLimits(),
            )
            begun = time.perf_counter()
            report = await crawl_round(context, names=names, force=True)
            taken = time.perf_counter() - begun
            if report.failed or report.deferred:
                raise RuntimeError(f"{len(report.failed)} failed, {len(report.deferred)} deferred: {report.lines()[1]}")
            return taken

        return asyncio.run(run())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100, help="rounds over which growth is measured")
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--profile", type=Path, help="write a cProfile of one round of 304s and one of full polls here")
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    SERVERS.add(server.pid)
    ports = ours.recv()
    same = [Source(f"same-{n}", f"http://127.0.0.1:{ports[n % HOSTS]}/same/{n}") for n in range(options.feeds)]
    # Their articles cost nothing here: the limit on new addresses a day leaves them unfetched.
    new = [Source(f"new-{n}", f"http://127.0.0.1:{ports[n % HOSTS]}/new/{n}") for n in range(options.feeds)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(1, max_tasks=1_000_000, preload=("crawler.parsers.feed",)) as sandbox,
    ):
        engine = open_engine(f"sqlite:///{folder}/bench.db")
        upgrade(engine)
        store = CrawlStore(
            engine, {source.name: source for source in [*same, *new]}, timedelta(minutes=2), max_new_urls=0
        )
        bench = Bench(store, sandbox)
        with engine.begin() as connection:
            sync_sources(connection, [*same, *new], bench.now)
        found = measure(bench, {one.name for one in same}, {one.name for one in new}, options.rounds, options.profile)
        engine.dispose()
    server.terminate()
    print(json.dumps(found, indent=2))
    return 0


def measure(bench: Bench, same: set[str], new: set[str], rounds: int, profile: Path | None) -> dict[str, float]:
    few = set(sorted(same)[:HOSTS])
    for _ in range(WARM_UP):
        bench.round(few)
    before = resident()
    for _ in range(rounds):
        bench.round(few)
    growth = resident() - before
    bench.round(same)
    spent = cpu_seconds()
    quick = [bench.round(same) for _ in range(3)]
    spent_304 = cpu_seconds() - spent
    bench.round(new)
    spent = cpu_seconds()
    full = [bench.round(new) for _ in range(2)]
    spent_full = cpu_seconds() - spent
    if profile:
        profiled(lambda: bench.round(same), profile.with_suffix(".304"))
        profiled(lambda: bench.round(new), profile.with_suffix(".full"))
    return {
        "polls_per_s_304": round(len(same) / min(quick), 1),
        "polls_per_s_full": round(len(new) / min(full), 1),
        # What a core does when it is ours alone; the child process that parses is counted in.
        "polls_per_cpu_s_304": round(len(same) * len(quick) / spent_304, 1),
        "polls_per_cpu_s_full": round(len(new) * len(full) / spent_full, 1),
        "rounds": rounds,
        "growth_mib": round(growth / 2**20, 2),
        "resident_mib": round(resident() / 2**20, 1),
    }


def cpu_seconds() -> float:
    """Return the processor time of this process and its parsers; the server's is left out."""
    crawler = psutil.Process()
    parsers = [one for one in crawler.children(recursive=True) if one.pid not in SERVERS]
    spent = [crawler.cpu_times(), *(one.cpu_times() for one in parsers)]
    return float(sum(one.user + one.system for one in spent))


def resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def profiled(work: Callable[[], object], path: Path) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(work)
    profiler.dump_stats(path)


if __name__ == "__main__":
    sys.exit(main())
