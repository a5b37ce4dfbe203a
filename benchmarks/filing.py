"""What filing costs: statements, CPU and commits for each article, alone and in batches, on pages of real size.

    python -m benchmarks.filing [--pages 120] [--database sqlite postgres] [--workers] [--json]

The pages are prepared once. Then they are filed one at a time and in batches, each into an empty database, side by
side in one run. With --workers the whole loop runs with one child process and with two, so that it shows whether
filing holds up the preparation: by the clock, which other work on the machine spoils, and by CPU time, which says what
two workers could do on two cores and on three, if the main process and a worker each had one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import event

from benchmarks.databases import DATABASES, fresh_database
from benchmarks.real_size import accounts, page
from benchmarks.streams import catalog_tagger
from pipeline.filing.plan import Submission
from pipeline.prepare import equip, prepare, prepare_equipped
from pipeline.records import Page, Prepared
from pipeline.run import Pace, process
from pipeline.sandbox import Sandbox
from pipeline.sites import NO_SHARED_HOSTS
from storage.article_store import ArticleStore
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.transactions import transact

BATCHES = (1, Pace().filed, 64)


@dataclass
class Spent:
    """What happened between two moments."""

    statements: int = 0
    commits: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0

    def of_each(self, count: int) -> dict[str, float]:
        """Return the cost of one of *count* articles."""
        return {
            "statements": round(self.statements / count, 1),
            "commits": round(self.commits / count, 2),
            "cpu ms": round(1000 * self.cpu_s / count, 2),
            "wall ms": round(1000 * self.wall_s / count, 2),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--database", nargs="+", choices=DATABASES, default=["sqlite"])
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    pages = [page(one) for one in accounts(options.pages)]
    found: dict[str, Any] = {}
    begun = time.process_time()
    ready = _prepared(pages)
    preparing_s = (time.process_time() - begun) / len(pages)
    for database in options.database:
        found[database] = {f"batches of {batch}": _filed(pages, ready, database, batch) for batch in BATCHES}
        if options.workers:
            runs = {count: _worked(pages, database, count) for count in (1, 2)}
            main_s = runs[2].cpu_s / len(pages)
            found[database]["workers"] = {
                "articles a second": {count: round(len(pages) / spent.wall_s, 2) for count, spent in runs.items()},
                "cpu ms to prepare, in a worker": round(1000 * preparing_s, 2),
                "cpu ms of the main process": round(1000 * main_s, 2),
                "two workers to one, on two cores": round(_gain(preparing_s, main_s, 2), 2),
                "two workers to one, on three cores": round(_gain(preparing_s, main_s, 3), 2),
            }
    print(json.dumps(found, indent=None if options.json else 2))


def _prepared(pages: Sequence[Page]) -> list[Prepared]:
    tagger = catalog_tagger()
    found = [prepare(one, tagger) for one in pages]
    return [one for one in found if isinstance(one, Prepared)]


def _filed(pages: Sequence[Page], ready: Sequence[Prepared], database: str, batch: int) -> dict[str, float]:
    with _filled(pages, database) as engine:
        store = ArticleStore(engine, {})
        now = pages[-1].fetched_at
        claimed = store.claim(now, len(pages))
        by_url = {one.article.url: one for one in ready}
        work = [Submission(one, by_url[one.page.url]) for one in claimed if one.page.url in by_url]
        with _counted(engine) as spent:
            for at in range(0, len(work), batch):
                store.file(work[at : at + batch], now)
        return spent.of_each(len(work))


def _gain(preparing_s: float, main_s: float, cores: int) -> float:
    """Return how many times as much two workers do as one, by the CPU seconds of an article, on so many cores."""
    one = max(preparing_s, main_s)
    two = max(preparing_s / 2, main_s, (preparing_s + main_s) / cores)
    return one / two


def _worked(pages: Sequence[Page], database: str, count: int) -> Spent:
    """Return what the main process spent on *pages* with *count* workers."""
    initializer = partial(equip, catalog_tagger(), NO_SHARED_HOSTS)
    sandbox = Sandbox(count, memory_bytes=2**30, preload=("pipeline.prepare",), initializer=initializer)
    try:
        with _filled(pages, database) as engine:
            store = ArticleStore(engine, {})
            with _counted(engine) as spent:
                process(
                    store,
                    lambda work: sandbox.submit(prepare_equipped, work.page, work.learned),
                    clock=lambda: pages[-1].fetched_at,
                )
            return spent
    finally:
        sandbox.close()


@contextmanager
def _filled(pages: Sequence[Page], database: str) -> Iterator[Engine]:
    with fresh_database(database) as url:
        engine = open_engine(url)
        upgrade(engine)
        for one in pages:
            transact(engine, _keeping(one))
        try:
            yield engine
        finally:
            engine.dispose()


def _keeping(one: Page) -> Callable[[Any], int]:
    return lambda connection: keep_page(connection, one)


@contextmanager
def _counted(engine: Engine) -> Iterator[Spent]:
    spent = Spent()

    def statement(*_: object) -> None:
        spent.statements += 1

    def commit(*_: object) -> None:
        spent.commits += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    cpu, wall = time.process_time(), time.perf_counter()
    try:
        yield spent
    finally:
        spent.cpu_s, spent.wall_s = time.process_time() - cpu, time.perf_counter() - wall
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


if __name__ == "__main__":
    main()
