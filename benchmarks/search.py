"""How long ten typical searches take over an archive, with their plans, and that both databases find the same.

    python -m benchmarks.search [--articles 200000] [--url sqlite:///archive.db --url postgresql://...] [--plans]

Milliseconds of `storage.queries.search.search` as the command calls it, in a new transaction each time; "first" is the
first call of its kind. `benchmarks.archive` makes the archives, unless filled ones are given.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import func, select

from benchmarks.databases import DATABASES
from benchmarks.reading import Ask, filled, print_plans
from pipeline.query import parse
from pipeline.query.words import words
from storage.engine import Engine, open_engine
from storage.queries.articles import article_details
from storage.queries.search import search
from storage.schema.articles import article
from storage.transactions import reading

LIMIT = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--url", action="append", help="of a filled database, in place of making one")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--plans", action="store_true")
    options = parser.parse_args()
    found: dict[str, dict[str, tuple[list[float], list[int]]]] = {}
    with ExitStack() as stack:
        urls = options.url or [stack.enter_context(filled(kind, options.articles)) for kind in DATABASES]
        for url in urls:
            engine = open_engine(url, read_only=True)
            asked = typical(engine)
            found[engine.dialect.name] = {
                name: measured(engine, query, options.repeats) for name, query in asked.items()
            }
            if options.plans:
                for name, query in asked.items():
                    print_plans(engine, f"{engine.dialect.name}: {name}: {query}", _asking(query))
            engine.dispose()
    print("\n".join(lines(found)))


def typical(engine: Engine) -> Mapping[str, str]:
    """Return ten queries by name; what they ask for exists in the archive."""
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(article.c.dated_at))).scalar_one()
        first = article_details(connection, connection.execute(select(func.min(article.c.id))).scalar_one())
    assert first is not None
    rare, *_ = words(first.title)
    often, then, third, *_ = dict.fromkeys(word for word in words(first.text) if word.isalpha() and len(word) > 4)
    author, outlet = first.authors[0], first.outlet
    week, month = ((newest - timedelta(days=days)).date().isoformat() for days in (7, 30))
    return {
        "two words": f"{often} {then}",
        "a phrase": '"did not answer"',
        "a beginning": f"{often[:5]}*",
        "brackets": f"({often} OR {rare}) {then} -{third}",
        "an entity of a week": f"entity:org:made-up-3 since:{week}",
        "an entity and words": f"entity:org:made-up-40 ({often} OR {then})",
        "an author": f'author:"{author}"',
        "an outlet and a title": f"outlet:{outlet} title:{rare}",
        "a phrase, a topic, originals": f'"did not answer" topic:made-up-7 kind:original since:{month}',
        "relevance, outlets, a word": f"relevance:>0.7 outlets:>=3 {often}",
    }


def _asking(query: str) -> Ask:
    return lambda connection: search(connection, parse(query), limit=LIMIT)


def measured(engine: Engine, query: str, repeats: int) -> tuple[list[float], list[int]]:
    """Return the milliseconds that each call took, and the articles found."""
    taken = []
    ids: list[int] = []
    for _ in range(repeats + 1):
        with reading(engine) as connection:
            begun = time.perf_counter()
            hits = search(connection, parse(query), limit=LIMIT)
            taken.append(1000 * (time.perf_counter() - begun))
            ids = [hit.article_id for hit in hits]
    return taken, ids


def lines(found: Mapping[str, Mapping[str, tuple[Sequence[float], Sequence[int]]]]) -> list[str]:
    """Return a table of milliseconds, and whether the databases found the same."""
    heads = "".join(f"{backend + ' ' + key:>18}" for backend in found for key in ("first", "p50", "p95"))
    shown = [f"{'milliseconds':32}{heads}{'hits':>6}"]
    every: dict[str, list[float]] = {backend: [] for backend in found}
    for name in next(iter(found.values())):
        cells = ""
        for backend, of in found.items():
            first, *rest = of[name][0]
            every[backend] += rest
            cells += f"{first:18.1f}{statistics.median(rest):18.1f}{p95(rest):18.1f}"
        results = {tuple(of[name][1]) for of in found.values()}
        same = "" if len(results) == 1 else "  DIFFERENT RESULTS"
        shown.append(f"{name:32}{cells}{len(next(iter(results))):6}{same}")
    shown += [f"all of them, {backend}: p95 {p95(taken):.1f} ms" for backend, taken in every.items()]
    return shown


def p95(taken: Sequence[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(taken)
    return ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]


if __name__ == "__main__":
    main()
