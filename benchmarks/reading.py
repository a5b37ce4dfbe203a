"""What reading costs: every query behind the reading commands over a large archive, SQLite and Postgres side by side.

    python -m benchmarks.reading [--articles 200000] [--database sqlite postgres] [--repeats 5] [--plans] [--json]
    python -m benchmarks.reading --url sqlite:///archive.db --url postgresql:///archive

Without --url the archive is made first (see `benchmarks.archive`). A query is asked once before it is measured, as
by somebody who reads on; the first answer is given as well. Times are milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event, func, select

from benchmarks.archive import fill
from benchmarks.databases import DATABASES, fresh_database
from pipeline.query import parse
from pipeline.query.words import words
from storage.engine import Engine, open_engine
from storage.migrate import upgrade
from storage.queries.articles import article_details, article_tags, article_versions, find_article
from storage.queries.digest import read_digest
from storage.queries.health import health, pages_settled, polled_last
from storage.queries.languages import languages_since
from storage.queries.names import waiting_names
from storage.queries.search import search
from storage.queries.stories import list_stories, story_articles, story_details
from storage.schema.articles import article
from storage.schema.stories import story_member
from storage.transactions import reading

Ask = Callable[[Connection], object]

DAY = timedelta(days=1)
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (ANALYZE, BUFFERS) "}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--database", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--url", action="append", help="of a filled database, in place of making one")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", default="", help="queries whose name has this")
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found: dict[str, dict[str, dict[str, float]]] = {}
    with ExitStack() as stack:
        urls = options.url or [stack.enter_context(filled(kind, options.articles)) for kind in options.database]
        for url in urls:
            engine = open_engine(url, read_only=True)
            found[engine.dialect.name] = dict(_measured(engine, options.repeats, options.only, plans=options.plans))
            engine.dispose()
    print(json.dumps(found) if options.json else _table(found))


@contextmanager
def filled(kind: str, articles: int) -> Iterator[str]:
    with fresh_database(kind) as url:
        engine = open_engine(url)
        upgrade(engine)
        fill(engine, articles)
        engine.dispose()
        yield url


def _measured(engine: Engine, repeats: int, only: str, *, plans: bool) -> Iterator[tuple[str, dict[str, float]]]:
    with reading(engine) as connection:
        asked = questions(connection)
    for name, ask in asked.items():
        if only not in name:
            continue
        taken = []
        for _ in range(repeats + 1):
            with reading(engine) as connection:
                begun = time.perf_counter()
                ask(connection)
                taken.append(1000 * (time.perf_counter() - begun))
        first, rest = taken[0], sorted(taken[1:])
        p95 = rest[min(int(0.95 * len(rest)), len(rest) - 1)]
        yield name, {"first": round(first, 1), "p50": round(statistics.median(rest), 1), "p95": round(p95, 1)}
        if plans:
            print_plans(engine, name, ask)


def questions(connection: Connection) -> Mapping[str, Ask]:
    """Return what the reading commands ask, by name; what is asked for exists in the archive."""
    newest: datetime = connection.execute(select(func.max(article.c.dated_at))).scalar_one()
    middle = newest - 10 * DAY
    busiest = connection.execute(
        select(story_member.c.story_id)
        .where(story_member.c.dated_at > newest - 30 * DAY)
        .group_by(story_member.c.story_id)
        .order_by(func.count().desc())
        .limit(1)
    ).scalar_one()
    old = connection.execute(select(article.c.id, article.c.url).order_by(article.c.id).limit(1)).one()
    details = article_details(connection, old.id)
    assert details is not None
    rare, *_ = words(details.title)
    often, then, *_ = dict.fromkeys(word for word in words(details.text) if word.isalpha() and len(word) > 3)
    return {
        **_searches(often, then, rare, newest, middle),
        "stories": lambda to: list_stories(to, min_relevance=0.5, limit=30),
        "stories --since 2d": lambda to: list_stories(to, since=newest - 2 * DAY, min_relevance=0.5, limit=30),
        "stories --entity, often named": lambda to: list_stories(to, entity_id="org:made-up-0", limit=30),
        "stories --entity, seldom named": lambda to: list_stories(to, entity_id="org:made-up-400", limit=30),
        "stories --entity, unknown": lambda to: list_stories(to, entity_id="org:nobody", limit=30),
        "stories --entity --since 2d": lambda to: list_stories(
            to, entity_id="org:made-up-3", since=newest - 2 * DAY, min_relevance=0.5, limit=30
        ),
        "show story": lambda to: (story_details(to, busiest), story_articles(to, busiest)),
        "show article": lambda to: (article_details(to, old.id), article_tags(to, old.id)),
        "show address": lambda to: find_article(to, [old.url, "https://nowhere.example/"]),
        "diff": lambda to: article_versions(to, old.id),
        "digest": lambda to: read_digest(to, newest - DAY, newest, min_relevance=0.5),
        "entities new": lambda to: waiting_names(to, 20),
        "sources health": lambda to: health(to, {}, newest),
        "doctor: languages": lambda to: languages_since(to, newest - 7 * DAY),
        "doctor: last polls": polled_last,
        "doctor: pages settled": pages_settled,
    }


def _searches(often: str, then: str, rare: str, newest: datetime, middle: datetime) -> dict[str, Ask]:
    asked = {
        "a word in most articles": "the",
        "a word in many": often,
        "a rare word": rare,
        "an unknown word": "qqqxyzzy",
        "two words": f"{often} {then}",
        "a phrase": '"did not answer"',
        "either of three": f"{rare} OR {often} OR {then}",
        "one without the other": f"{often} -{then}",
        "only without": f"-{often}",
        "only without what all have": "-the",
        "any ending": f"{often[:4]}*",
        "any ending of one letter": f"{often[:1]}*",
        "many words": "the made up answer and of to",
    }
    found: dict[str, Ask] = {f"search {name}": _searching(query) for name, query in asked.items()}
    found["search --since 2d"] = _searching(f"{often} since:{(newest - 2 * DAY).isoformat()}")
    found["search --since 10d, rare"] = _searching(f"{rare} since:{middle.isoformat()}")
    found["search --entity, often named"] = _searching(f"{often} entity:org:made-up-0")
    found["search --entity, seldom named"] = _searching("the entity:org:made-up-400")
    return found


def _searching(query: str) -> Ask:
    return lambda connection: search(connection, parse(query))


def print_plans(engine: Engine, name: str, ask: Ask) -> None:
    said: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    with reading(engine) as connection:
        ask(connection)
    event.remove(engine, "before_cursor_execute", note)
    print(f"\n{name}")
    for statement, parameters in said:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            with reading(engine) as connection:
                print("  --", " ".join(statement.split())[:150])
                for row in connection.exec_driver_sql(EXPLAIN[engine.dialect.name] + statement, parameters):
                    print("    ", str(row[-1])[:180])


def _table(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    names = list(next(iter(found.values())))
    heads = [f"{backend + ' ' + key:>17}" for backend in found for key in ("first", "p50", "p95")]
    lines = [f"{'milliseconds':34}" + "".join(heads)]
    for name in names:
        values = [found[backend][name][key] for backend in found for key in ("first", "p50", "p95")]
        lines.append(f"{name:34}" + "".join(f"{value:17.1f}" for value in values))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
