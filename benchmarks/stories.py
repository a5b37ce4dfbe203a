"""Scores stories on a labelled set and measures what an article costs as the stream grows, through the store.

    python -m benchmarks.stories --set FILE.jsonl [--predictions FILE] [--json]
        [--resamples N] [--shuffle N] [--cost] [--together] [--semantic] [--seed N] [--database sqlite|postgres]

FILE has one object a line: id, title, text, published (ISO 8601), source, cluster. The stream is placed in order of
`published` by the very code that `newsdesk process` runs. Predictions are one ``{id, cluster}`` a line.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.databases import DATABASES
from benchmarks.growth import growth
from benchmarks.streams import Row, bcubed, bench_engine, catalog_tagger, place_stream, prepared, read_rows
from benchmarks.streams import resampled as resample
from benchmarks.streams import shuffled as shuffle
from benchmarks.together import together
from pipeline.embed import PackagedMiniLm
from pipeline.records import Prepared

MOST_GROWN = 300  # articles of the stream that is made longer


def quality(rows: Sequence[Row], ready: Mapping[str, Prepared], database: str, predictions: Path | None) -> Row:
    """Return BCubed of the stream as it stands."""
    with bench_engine(database) as engine:
        begun = time.perf_counter()
        found = place_stream(engine, rows, ready)
        spent = time.perf_counter() - begun
    if predictions:
        out = [json.dumps({"id": key, "cluster": str(story)}) for key, story in found.items()]
        predictions.write_text("\n".join(out) + "\n", encoding="utf-8")
    return {
        "documents": len(rows),
        "stories": len(set(found.values())),
        "bcubed": _named(bcubed(_gold(rows), found)),
        "milliseconds a document": round(1000 * spent / len(rows), 2),
    }


def over_resamples(rows: Sequence[Row], ready: Mapping[str, Prepared], count: int, seed: int, database: str) -> Row:
    """Return the mean BCubed of *count* streams drawn from *rows*, and the F1 of each."""
    scores = []
    for number in range(count):
        drawn = resample(rows, f"{seed}-{number}")
        with bench_engine(database) as engine:
            scores.append(bcubed(_gold(drawn), place_stream(engine, drawn, ready)))
    means = (statistics.fmean(each) for each in zip(*scores, strict=True))
    return {"mean bcubed": _named(tuple(means)), "f1": [round(f1, 4) for _, _, f1 in scores]}


def over_orders(rows: Sequence[Row], ready: Mapping[str, Prepared], count: int, seed: int, database: str) -> Row:
    """Return how far *count* orders within the hour agree with the first: BCubed F1 between their stories."""
    gold = _gold(rows)
    orders = []
    for number in range(count + 1):
        with bench_engine(database) as engine:
            orders.append(place_stream(engine, shuffle(rows, f"{seed}-{number}"), ready))
    agreed = [bcubed(orders[0], order)[2] for order in orders[1:]]
    return {
        "lowest agreement": round(min(agreed), 4),
        "agreement": [round(one, 4) for one in agreed],
        "bcubed f1": [round(bcubed(gold, order)[2], 4) for order in orders],
    }


def main() -> None:
    """Print quality, and what else is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", type=Path, required=True, metavar="FILE")
    arguments.add_argument("--predictions", type=Path, metavar="FILE")
    arguments.add_argument("--json", action="store_true", help="one line")
    arguments.add_argument(
        "--resamples", type=int, default=0, metavar="N", help="streams of skewed sizes drawn from it"
    )
    arguments.add_argument(
        "--shuffle", type=int, default=0, metavar="N", help="orders within the hour, beside the first"
    )
    arguments.add_argument("--cost", action="store_true", help="of an article in streams 1, 4 and 16 times as long")
    arguments.add_argument("--together", action="store_true", help="by one process, and by two at once")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--semantic", action="store_true", help="with sentence embeddings (needs the extra)")
    arguments.add_argument("--database", choices=DATABASES, default="sqlite")
    options = arguments.parse_args()
    rows = read_rows(options.set)
    tagger = catalog_tagger()
    embed = PackagedMiniLm() if options.semantic else None
    begun = time.perf_counter()
    ready = {row["id"]: prepared(row, tagger, embed) for row in rows}
    report: Row = {"milliseconds to prepare a document": round(1000 * (time.perf_counter() - begun) / len(rows), 2)}
    # Re-samples stand for a set that is too large and too even to be a stream by itself.
    if not options.resamples:
        report |= quality(rows, ready, options.database, options.predictions)
    else:
        report["resamples"] = over_resamples(rows, ready, options.resamples, options.seed, options.database)
    if options.shuffle:
        report["shuffled within the hour"] = over_orders(rows, ready, options.shuffle, options.seed, options.database)
    if options.cost:
        report["as the stream grows"] = growth(rows[:MOST_GROWN], ready, options.database)
    if options.together:
        report["together"] = together(rows, ready, options.database)
    print(json.dumps(report, indent=None if options.json else 1))


def _gold(rows: Sequence[Row]) -> dict[str, str]:
    return {row["id"]: row["cluster"] for row in rows}


def _named(scores: tuple[float, ...]) -> Row:
    return dict(zip(("precision", "recall", "f1"), (round(score, 4) for score in scores), strict=True))


if __name__ == "__main__":
    main()
