"""Filing and reclustering on small and large databases: 250 articles into 5,000, and into 200,000.

    python -m benchmarks.recluster [--articles 5000 200000] [--new 250] [--open 5000] [--json]

Real accounts are filed once, and their rows are copied, with other words and at other times, until the database has so
many articles; so many of them are open. Then a new process files as many new ones and reclusters, twice. All
figures are CPU seconds or counts; the sizes follow each other in one run, one JSON object each.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select

from benchmarks.real_size import accounts
from benchmarks.streams import bench_engine, catalog_tagger
from pipeline.filing.plan import Submission
from pipeline.prepare import read
from pipeline.records import Article, Page, Prepared
from pipeline.stories.rules import StoryRules
from storage.article_store import ArticleStore
from storage.open_window import OpenWindow
from storage.pages import keep_page
from storage.schema import metadata
from storage.schema.articles import article
from storage.schema.stories import story
from storage.story_changes import recluster_mark_of, set_recluster_mark
from storage.transactions import reading, transact

BASE = 250  # articles that are filed, and then copied
SENTENCES = 12  # of each
ROWS_AT_ONCE = 5_000
COPIED = ("article", "article_text", "article_url", "account", "story", "story_member", "article_entity", "story_told")
ARTICLE_IDS = {"article_id", "lead_article_id", "first_article_id", "original_id", "linked_to", "credited_id"}
STORY_IDS = {"story_id", "merged_into", "follows"}

Row = dict[str, Any]


def main() -> None:
    """Print what each size costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[5_000, 200_000])
    parser.add_argument("--new", type=int, default=250)
    parser.add_argument("--open", type=int, default=5_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tagger = catalog_tagger()
    base = [_prepared(one, tagger) for one in accounts(BASE + options.new)]
    for size in options.articles:
        with bench_engine() as engine:
            begun = time.process_time()
            now = _fill(engine, base[:BASE], size, options.open)
            found: Row = {"seconds to fill": round(time.process_time() - begun, 1)}
            found |= _measured(engine, base[BASE:], now)
        print(json.dumps({str(size): found}, indent=None if options.json else 2), flush=True)


def _prepared(account: Any, tagger: Any) -> Prepared:
    made = Article(
        url=account.url,
        title=account.title,
        text=" ".join(account.sentences[:SENTENCES]),
        outlet=account.outlet,
        source="bench",
        published_at=account.published_at,
    )
    return read(made, tagger)


def _measured(engine: Engine, new: Sequence[Prepared], now: datetime) -> Row:
    found: Row = {}
    rules = StoryRules()
    gc.collect()
    tracemalloc.start()
    window = OpenWindow(rules.window)
    with reading(engine) as connection:
        window.refresh(connection, now)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    found["open articles"] = len(window.stories)
    found["open stories"] = len(window.stories.stories)
    found["bytes an open article"] = round(held / max(len(window.stories), 1))
    del window
    store = ArticleStore(engine, {})
    with _cpu(found, "seconds to load the window"), reading(engine) as connection:
        store.window.refresh(connection, now)
    with _cpu(found, "seconds of filing"):
        for number, one in enumerate(new):
            _file(engine, store, one, now + timedelta(seconds=number))
    found["milliseconds an article"] = round(1000 * found["seconds of filing"] / len(new), 2)
    later = now + timedelta(seconds=len(new))
    with _cpu(found, "seconds of reclustering"):
        found["changes"] = store.recluster(later)
    fresh = ArticleStore(engine, {})
    with _cpu(found, "seconds of a new process without news"):
        found["changes of a new process"] = fresh.recluster(later)
    return found


@contextmanager
def _cpu(found: Row, name: str) -> Iterator[None]:
    begun = time.process_time()
    yield
    found[name] = round(time.process_time() - begun, 3)


def _file(engine: Engine, store: ArticleStore, one: Prepared, now: datetime) -> None:
    dated = replace(one, article=replace(one.article, published_at=now))
    page = Page(one.article.url, one.article.url, "bench", one.article.outlet, now, 200, (), b"")
    transact(engine, lambda connection: keep_page(connection, page))
    (work,) = store.claim(now, 1)
    store.file([Submission(work, dated)], now)


def _fill(engine: Engine, base: Sequence[Prepared], size: int, most_open: int) -> datetime:
    """Fill a database with copies of *base* to *size* articles; return when the newest was filed."""
    store = ArticleStore(engine, {})
    for one in base:
        assert one.article.published_at is not None
        _file(engine, store, one, one.article.published_at)
    newest = base[-1].article.published_at
    assert newest is not None
    store.recluster(newest)
    with reading(engine) as connection:
        rows = {name: _rows(connection, metadata.tables[name]) for name in COPIED if name in metadata.tables}
        shift = {
            article: max(row["id"] for row in rows["article"]),
            story: max(row["id"] for row in rows["story"]),
        }
    every = timedelta(hours=90) / max(most_open // len(base), 1)  # all open copies fit into the window
    for number in range(1, size // len(base)):
        with engine.begin() as connection:
            _copy(connection, rows, number, shift, every * number)
    with engine.begin() as connection:
        seen = max(row["change"] for row in rows["story_member"])
        set_recluster_mark(connection, max(recluster_mark_of(connection), seen * (size // len(base))))
    return newest


def _rows(connection: Connection, table: Table) -> list[Row]:
    rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    return sorted(rows, key=lambda row: row.get("merged_into") is not None)  # a redirect needs its target


def _copy(
    connection: Connection, rows: dict[str, list[Row]], number: int, shift: dict[Table, int], back: timedelta
) -> None:
    ordered = [table for table in metadata.sorted_tables if table.name in rows]
    last = max(row["change"] for row in rows["story_member"])
    for table in ordered:
        copies = [_moved(table, row, number, shift, back, last) for row in rows[table.name]]
        for start in range(0, len(copies), ROWS_AT_ONCE):
            connection.execute(insert(table), copies[start : start + ROWS_AT_ONCE])


def _moved(table: Table, row: Row, number: int, shift: dict[Table, int], back: timedelta, last: int) -> Row:
    moved = dict(row)
    for name, value in row.items():
        if value is None:
            continue
        if name in ARTICLE_IDS or (name == "id" and table is article):
            moved[name] = value + number * shift[article]
        elif name in STORY_IDS or (name == "id" and table is story):
            moved[name] = value + number * shift[story]
        elif name == "change":
            moved[name] = value + number * last
        elif name in {"url", "text_hash"}:
            moved[name] = f"{value}-{number}" if name == "url" else value[:-4] + number.to_bytes(4)
        elif name == "terms":
            moved[name] = {_renamed(term, number): weight for term, weight in value.items()}
        elif isinstance(value, datetime):
            moved[name] = value - back
    return moved


def _renamed(term: str, number: int) -> str:
    """Return another word for the rarer half of all words: what is left is the language."""
    mark, word = (term[0], term[1:]) if term[0] in "^@#!" else ("", term)
    if mark in {"@", "#", "!"} or sum(map(ord, word)) % 2:
        return term
    return f"{mark}{word}~{number}"


if __name__ == "__main__":
    main()
