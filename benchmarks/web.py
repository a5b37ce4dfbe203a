"""What pages cost: the time of every page and API route with several clients at once, over a large archive.

    python -m benchmarks.web --url sqlite:///archive.db [--clients 8] [--requests 40] [--memory 20000]

The archive is that of `benchmarks.archive`. A server of its own process is asked over loopback; each address is asked
for different stories, articles and entities in turn. Given are the medians and 95th percentiles in milliseconds, the
size of an answer, and with --memory the resident memory before and after so many requests.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote

import psutil
from sqlalchemy import func, select

from newsdesk.clock import utc_now
from storage.engine import open_engine
from storage.schema.articles import article
from storage.schema.stories import story
from storage.schema.tags import entity
from storage.transactions import reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--requests", type=int, default=40, help="of each kind of address")
    parser.add_argument("--memory", type=int, default=0, help="so many requests more, and what they leave in memory")
    options = parser.parse_args()
    kinds = addresses(options.url)
    with served(options.url) as (port, process), ThreadPoolExecutor(options.clients) as clients:
        for name, address in kinds.items():
            measured = list(clients.map(lambda path: ask(port, path), [address() for _ in range(options.requests)]))
            times = sorted(seconds for seconds, _, _ in measured)
            wrong = {status for _, status, _ in measured if status != 200}
            p95 = times[max(0, round(len(times) * 0.95) - 1)]
            size = max(length for _, _, length in measured)
            told = f"  {wrong}" if wrong else ""
            print(f"{name:<24} median {1000 * statistics.median(times):7.1f}  p95 {1000 * p95:7.1f}  {size:>8} B{told}")
        if options.memory:
            before = process.memory_info().rss
            every = itertools.islice(itertools.cycle(kinds.values()), options.memory)
            list(clients.map(lambda address: ask(port, address()), every))
            print(f"memory: {before // 2**20} MiB before, {process.memory_info().rss // 2**20} MiB after")


def addresses(url: str) -> dict[str, Callable[[], str]]:
    """Return for each kind of address what gives one after the other of it."""
    engine = open_engine(url, read_only=True)
    with reading(engine) as connection:
        newest = connection.scalars(select(article.c.id).order_by(article.c.dated_at.desc()).limit(2_000)).all()
        stories = connection.scalars(select(story.c.id).order_by(story.c.last_at.desc()).limit(1_000)).all()
        names = connection.scalars(select(entity.c.id).limit(200)).all()
        outlets = connection.scalars(select(article.c.outlet).where(article.c.id.in_(newest[:500])).distinct()).all()
        last = connection.execute(select(func.max(article.c.dated_at))).scalar_one()
    engine.dispose()
    day = last.date()

    def each(pattern: str, values: object) -> Callable[[], str]:
        turns = itertools.cycle(list(values)[::7] or list(values))  # type: ignore[call-overload]
        return lambda: pattern.format(quote(str(next(turns)), safe=":"))

    return {
        "front page": lambda: "/",
        "day": lambda: f"/days/{day}",
        "story": each("/stories/{}", stories),
        "article": each("/articles/{}", newest),
        "entities": lambda: "/entities",
        "entity": each("/entities/{}", names),
        "topics": lambda: "/topics",
        "outlets": lambda: "/outlets",
        "outlet": each("/outlets/{}", outlets),
        "search": each("/search?q={}", ("w1", "w20", "w300", "since:2d", "outlet:a")),
        "digests": lambda: "/digests",
        "sources": lambda: "/sources",
        "names": lambda: "/names",
        "api stories": each("/api/v1/stories?entity={}", names),
        "api articles": each("/api/v1/articles?entity={}", names),
        "api story": each("/api/v1/stories/{}", stories),
        "api article": each("/api/v1/articles/{}", newest),
        "feed": lambda: "/front.atom",
    }


def ask(port: int, path: str) -> tuple[float, int, int]:
    """Return how long an answer took in seconds, its status and its length in bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    begin = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - begin
    connection.close()
    return seconds, answer.status, len(body)


@contextmanager
def served(url: str) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, port), daemon=True)
    server.start()
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port, psutil.Process(server.pid)
    server.terminate()
    server.join()


def _serve(url: str, port: int) -> None:
    from datetime import timedelta

    from newsdesk.web.app import create_app
    from newsdesk.web.deps import Limits, WebDeps
    from newsdesk.web.server import serve

    engine = open_engine(url, read_only=True, pool_size=20)
    limits = Limits(requests_per_minute=0, request_time=timedelta(seconds=120))
    app = create_app(WebDeps(engine, utc_now, limits=limits))
    serve(app, "127.0.0.1", port, header_time=timedelta(seconds=10), on_start=lambda _: None)


if __name__ == "__main__":
    main()
