"""How fast several processes place one stream together, and whether they make any story twice."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

from benchmarks.databases import fresh_database
from benchmarks.streams import Row, Stream, bcubed
from pipeline.records import Prepared
from storage.engine import open_engine
from storage.migrate import upgrade

COUNTS = (1, 2)


def together(rows: Sequence[Row], ready: Mapping[str, Prepared], database: str) -> Row:
    """Return articles a second and BCubed of *rows*, placed by one process and by two that take turns."""
    return {f"{count} at once": _placed(rows, ready, database, count) for count in COUNTS}


def _placed(rows: Sequence[Row], ready: Mapping[str, Prepared], database: str, count: int) -> Row:
    spawned = get_context("spawn")
    with fresh_database(database) as url:
        engine = open_engine(url)
        upgrade(engine)
        answers, gate = spawned.SimpleQueue(), spawned.Barrier(count + 1)
        shares = [rows[number::count] for number in range(count)]
        workers = [
            spawned.Process(
                target=_work, args=(url, share, {row["id"]: ready[row["id"]] for row in share}, gate, answers)
            )
            for share in shares
        ]
        for worker in workers:
            worker.start()
        gate.wait()
        begun = time.perf_counter()
        articles: dict[str, int] = {}
        for _ in workers:
            articles |= answers.get()
        spent = time.perf_counter() - begun
        for worker in workers:
            worker.join()
        stream = Stream(engine)
        stream.articles = articles
        stream.finish(rows[-1])
        found = stream.stories()
        engine.dispose()
    precision, recall, f1 = bcubed({row["id"]: row["cluster"] for row in rows}, found)
    return {
        "articles a second": round(len(rows) / spent),
        "stories": len(set(found.values())),
        "bcubed": {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)},
    }


def _work(url: str, share: Sequence[tuple[Row, Prepared]], gate: Barrier, answers: SimpleQueue[dict[str, int]]) -> None:
    engine = open_engine(url)
    stream = Stream(engine)
    gate.wait()
    for row, one in share:
        stream.place(row, one)
    engine.dispose()
    answers.put(stream.articles)
