"""Scores stories on a labelled set and measures what an article costs as the stream grows, through the store.

    python -m benchmarks.stories --set FILE.jsonl [--predictions FILE] [--json] [--cost]

FILE has one object a line: id, title, text, published (ISO 8601), source, cluster. The stream is placed in order of
`published` by the very code that `newsdesk process` runs. Predictions are one ``{id, cluster}`` a line.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from newsdesk.settings.entities import read_catalog
from pipeline.dedupe import fingerprint
from pipeline.records import Article, Page, Prepared
from pipeline.run import Claimed, file_one
from pipeline.stories import terms
from pipeline.tag import Tagger
from storage.engine import Connection, Engine, open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.store import SqlStore
from storage.transactions import transact

CONFIG = Path(__file__).parents[1] / "config"
REVIEW_EVERY = timedelta(hours=3)

Row = dict[str, Any]


def prepared(row: Row, tagger: Tagger) -> Prepared:
    """Return the article of *row* as a child process would hand it over."""
    outlet = row.get("source") or f"outlet of {row['id']}"
    article = Article(
        url=f"https://bench.example/{row['id']}",
        title=row["title"],
        text=row["text"],
        outlet=outlet,
        source="bench",
        published_at=datetime.fromisoformat(row["published"]),
    )
    tags = tagger.tag(article)
    return Prepared(article, tags, fingerprint(article), terms(article, tags))


def place_stream(engine: Engine, rows: Sequence[Row], ready: Mapping[str, Prepared]) -> dict[str, int]:
    """File *rows* in order, regrouping every few hours of the stream; return each one's story."""
    store = SqlStore(engine, {})
    articles: dict[str, int] = {}
    reviewed: datetime | None = None
    for row in rows:
        now = datetime.fromisoformat(row["published"])
        one = ready[row["id"]]
        page = Page(one.article.url, one.article.url, "bench", one.article.outlet, now, 200, (), b"")
        page_id = transact(engine, lambda connection, page=page: keep_page(connection, page))  # type: ignore[misc]
        articles[row["id"]] = file_one(store, Claimed(page_id, page, 1, now), one, now).article_id
        if reviewed is None or now - reviewed >= REVIEW_EVERY:
            store.regroup(now)
            reviewed = now
    store.regroup(datetime.fromisoformat(rows[-1]["published"]))
    return {row_id: _story_of(engine, article_id) for row_id, article_id in articles.items()}


def bcubed(gold: Mapping[str, str], found: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return BCubed precision, recall and F1 (Bagga and Baldwin, 1998)."""
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for key, cluster in gold.items():
        by_gold[cluster].add(key)
        by_found[found[key]].add(key)
    precision = recall = 0.0
    for key, cluster in gold.items():
        both = len(by_gold[cluster] & by_found[found[key]])
        precision += both / len(by_found[found[key]])
        recall += both / len(by_gold[cluster])
    precision, recall = precision / len(gold), recall / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def cost(rows: Sequence[Row], ready: Mapping[str, Prepared], url: str | None = None) -> dict[str, float]:
    """Return milliseconds an article costs in the last part of streams 1, 4 and 16 times as long."""
    found = {}
    for times in (1, 4, 16):
        stream, copies = [], {}
        start = datetime.fromisoformat(rows[0]["published"])
        span = datetime.fromisoformat(rows[-1]["published"]) - start + timedelta(hours=1)
        for number in range(times):
            for row in rows:
                moved = datetime.fromisoformat(row["published"]) + span * number
                again = {**row, "id": f"{row['id']}-{number}", "published": moved.isoformat()}
                stream.append(again)
                copies[again["id"]] = _retold(ready[row["id"]], number)
        with bench_engine(url) as engine:
            head, tail = stream[: -len(rows)], stream[-len(rows) :]
            if head:
                place_stream(engine, head, copies)
            begun = time.perf_counter()
            place_stream(engine, tail, copies)
            found[f"{times}x"] = round(1000 * (time.perf_counter() - begun) / len(tail), 3)
    return found


def _retold(one: Prepared, number: int) -> Prepared:
    """Return *one* as if told of another event in other words: nothing of it matches the earlier tellings."""
    if not number:
        return one
    print_ = one.fingerprint
    other = replace(
        print_,
        text_hash=hashlib.sha256(print_.text_hash + bytes([number])).digest(),
        bands=tuple(band ^ (number << 40) for band in print_.bands),
    )
    return replace(one, fingerprint=other, terms={f"{term}~{number}": weight for term, weight in one.terms.items()})


def main() -> None:
    """Print quality, and with --cost what an article costs."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", type=Path, required=True, metavar="FILE")
    arguments.add_argument("--predictions", type=Path, metavar="FILE")
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--cost", action="store_true")
    options = arguments.parse_args()
    lines = options.set.read_text(encoding="utf-8").splitlines()
    rows = sorted((json.loads(line) for line in lines if line.strip()), key=lambda row: (row["published"], row["id"]))
    tagger = Tagger(read_catalog(CONFIG / "entities"))
    ready = {row["id"]: prepared(row, tagger) for row in rows}
    with bench_engine() as engine:
        begun = time.perf_counter()
        found = place_stream(engine, rows, ready)
        spent = time.perf_counter() - begun
    precision, recall, f1 = bcubed({row["id"]: row["cluster"] for row in rows}, found)
    report: Row = {
        "documents": len(rows),
        "stories": len(set(found.values())),
        "bcubed": {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)},
        "milliseconds a document": round(1000 * spent / len(rows), 2),
    }
    if options.cost:
        report["milliseconds a document in longer streams"] = cost(rows[:300], ready)
    if options.predictions:
        out = [json.dumps({"id": key, "cluster": str(story)}) for key, story in found.items()]
        options.predictions.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=None if options.json else 1))


def _story_of(engine: Engine, article_id: int) -> int:
    def ask(connection: Connection) -> int:
        from storage.read.stories import article_row

        row = article_row(connection, article_id)
        assert row is not None
        return int(row.story_id)

    return transact(engine, ask)


@contextmanager
def bench_engine(url: str | None = None) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(url or f"sqlite:///{folder}/bench.db")
        upgrade(engine)
        yield engine
        engine.dispose()


if __name__ == "__main__":
    main()
