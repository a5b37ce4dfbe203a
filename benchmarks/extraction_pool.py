"""Extraction in the pool of child processes: pages a second with one and with two workers, and memory over time.

    python -m benchmarks.extraction_pool --set DIR [--pages 10000] [--json]

DIR is as for benchmarks.extraction; its pages are taken round and round.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import fmean

from pipeline.canonical import host_of
from pipeline.extract import extract
from pipeline.records import Article, Page
from pipeline.sandbox import MIB, Sandbox

_IN_HAND = 8  # pages handed over for each worker, as `newsdesk process` does


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True, metavar="DIR", dest="folder")
    parser.add_argument(
        "--pages", type=int, default=10_000, help="for the measure of memory; a tenth for that of speed"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    given = parser.parse_args(arguments)
    pages = list(_pages(given.folder))
    speed_pages = max(100, given.pages // 10)
    one, _, _ = run(pages, speed_pages, workers=1)
    two, _, _ = run(pages, speed_pages, workers=2)
    _, held, articles = run(pages, given.pages, workers=2)
    tenth = max(1, len(held) // 10)
    found = {
        "pages_per_second_1": round(one, 1),
        "pages_per_second_2": round(two, 1),
        "speed_up": round(two / one, 2),
        "pages": given.pages,
        "articles": articles,
        "worker_mib_first_tenth": round(fmean(held[:tenth]) / MIB),
        "worker_mib_last_tenth": round(fmean(held[-tenth:]) / MIB),
        "worker_mib_most": round(max(held) / MIB),
    }
    print(
        json.dumps(found, indent=2) if given.json else "\n".join(f"{name:<26}{value}" for name, value in found.items())
    )
    return 0


def run(pages: Sequence[Page], count: int, *, workers: int) -> tuple[float, list[int], int]:
    """Return pages per second of wall time, what the worker held after each page in bytes, and the articles."""
    held: list[int] = []
    articles = 0
    with Sandbox(workers, preload=("pipeline.extract",)) as sandbox:
        for future in [sandbox.submit(extract_and_weigh, page) for page in pages[: 2 * workers]]:
            future.result()  # the processes start, and load what the first page of each asks for
        began = time.perf_counter()
        waiting: set[Future[tuple[bool, int]]] = set()
        for page in islice(cycle(pages), count):
            if len(waiting) >= _IN_HAND * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                articles += _collect(done, held)
            waiting.add(sandbox.submit(extract_and_weigh, page))
        articles += _collect(wait(waiting).done, held)
        seconds = time.perf_counter() - began
    return count / seconds, held, articles


def extract_and_weigh(page: Page) -> tuple[bool, int]:
    """Return whether *page* is an article, and the bytes this process holds after reading it."""
    is_article = isinstance(extract(page), Article)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return is_article, pages * os.sysconf("SC_PAGE_SIZE")


def _collect(done: set[Future[tuple[bool, int]]], held: list[int]) -> int:
    results = [future.result() for future in done]
    held += [memory for _, memory in results]
    return sum(is_article for is_article, _ in results)


def _pages(folder: Path) -> Iterator[Page]:
    for index in sorted(folder.glob("**/index.jsonl")):
        for line in index.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            url = record.get("url") or "https://example.org/page"
            body = gzip.decompress((index.parent / record["file"]).read_bytes())
            outlet = host_of(url) or "unknown"
            yield Page(url, url, "benchmark", outlet, datetime.now(UTC), 200, (), body)


if __name__ == "__main__":
    raise SystemExit(main())
