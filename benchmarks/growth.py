"""What one article costs as the stream grows: the last part of streams 1, 4 and 16 times as long."""

from __future__ import annotations

import hashlib
import math
import pickle
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

from benchmarks.streams import Row, Stream, bench_engine, moment
from pipeline.records import Prepared

TIMES = (1, 4, 16)
COMMON = 0.1  # of the stories; a term that so many have is of the language, not of a story
WARM_UP = 40  # articles placed elsewhere first: a process's first ones pay for imports and compiled statements


def growth(rows: Sequence[Row], ready: Mapping[str, Prepared], database: str) -> Row:
    """Return milliseconds an article and what is held in memory, for each length, and the ratio of the ends.

    The last parts of the three streams are placed side by side, an article of each in turn, so that whatever else
    the machine does slows all of them alike.
    """
    language = _language(rows, ready)
    with ExitStack() as stack:
        first = Stream(stack.enter_context(bench_engine(database)))
        for row in rows[:WARM_UP]:
            first.place(row, ready[row["id"]])
        streams = {times: Stream(stack.enter_context(bench_engine(database))) for times in TIMES}
        for times, stream in streams.items():
            for number in range(times - 1):
                for row in _moved(rows, number):
                    stream.place(row, _retold(row, ready, number, language))
        spent: dict[int, list[float]] = {times: [] for times in TIMES}
        for place in range(len(rows)):
            for times, stream in streams.items():
                (row,) = _moved(rows[place : place + 1], times - 1, rows)
                one = _retold(row, ready, times - 1, language)
                begun = time.perf_counter()
                stream.place(row, one)
                spent[times].append(time.perf_counter() - begun)
        found: Row = {f"{times}x": _cost(spent[times], stream) for times, stream in streams.items()}
    long, short = (found[f"{times}x"] for times in (TIMES[-1], TIMES[0]))
    found["ratio"] = {key: round(long[key] / short[key], 2) for key in ("milliseconds", "median milliseconds")}
    return found


def _cost(spent: Sequence[float], stream: Stream) -> Row:
    held = stream.store.window.stories
    return {
        "milliseconds": round(1000 * statistics.fmean(spent), 2),
        "median milliseconds": round(1000 * statistics.median(spent), 2),
        "open stories": len(held.stories),
        "open articles": len(held),
        "pickled MiB of both": round(len(pickle.dumps(held)) / 2**20, 2),
    }


def _language(rows: Sequence[Row], ready: Mapping[str, Prepared]) -> frozenset[str]:
    stories = {row["cluster"] for row in rows}
    told = {(word, row["cluster"]) for row in rows for word in ready[row["id"]].features.words}
    having = Counter(word for word, _ in told)
    return frozenset(term for term, count in having.items() if count >= max(2, math.ceil(COMMON * len(stories))))


def _moved(rows: Sequence[Row], number: int, all_rows: Sequence[Row] = ()) -> Iterator[Row]:
    """Yield *rows* as the *number*-th time that the stream is told."""
    whole = all_rows or rows
    first, last = (moment(whole[place]["published"]) for place in (0, -1))
    for row in rows:
        moved = moment(row["published"]) + (last - first + timedelta(hours=1)) * number
        yield {**row, "id": f"{row['id']}-{number}", "of": row["id"], "published": moved.isoformat()}


def _retold(row: Row, ready: Mapping[str, Prepared], number: int, language: frozenset[str]) -> Prepared:
    """Return *row* as if it told of another event: the words of the language remain, what it is about does not."""
    one = ready[row["of"]]
    print_ = one.fingerprint
    other = replace(
        print_,
        text_hash=hashlib.sha256(print_.text_hash + number.to_bytes(2)).digest(),
        bands=tuple(band ^ (number << 40) for band in print_.bands),
    )

    def renamed(word: str) -> str:
        return word if word in language else f"{word}~{number}"

    # Entities of the catalog are named week by week, and days have no other name.
    features = replace(
        one.features,
        words={renamed(word): weight for word, weight in one.features.words.items()},
        names=tuple(renamed(name) for name in one.features.names),
    )
    url = f"{one.article.url}-{number}"
    article = replace(one.article, url=url, published_at=moment(row["published"]))
    return replace(one, article=article, fingerprint=other, features=features, hashes=None)
