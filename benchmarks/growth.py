"""What one article costs as the stream grows: the last part of streams 1, 4 and 16 times as long."""

from __future__ import annotations

import hashlib
import math
import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from benchmarks.streams import Row, Stream, bench_engine
from pipeline.records import Prepared

TIMES = (1, 4, 16)
COMMON = 0.1  # of the stories; a term that so many have is of the language, not of a story
_RECURRING = "@#"  # entities of the catalog are named week by week; days have no other name
WARM_UP = 40  # articles placed elsewhere first: a process's first ones pay for imports and compiled statements


def growth(rows: Sequence[Row], ready: Mapping[str, Prepared], database: str) -> Row:
    """Return milliseconds an article and what is held in memory, for each length, and the ratio of the ends."""
    language = _language(rows, ready)
    with bench_engine(database) as engine:
        _timed(Stream(engine), rows[:WARM_UP], ready)
    found: Row = {}
    for times in TIMES:
        found[f"{times}x"] = _last_part(rows, ready, language, times, database)
    ends = [found[f"{times}x"] for times in (TIMES[-1], TIMES[0])]
    found["ratio"] = {key: round(ends[0][key] / ends[1][key], 2) for key in ("milliseconds", "median milliseconds")}
    return found


def _last_part(
    rows: Sequence[Row], ready: Mapping[str, Prepared], language: frozenset[str], times: int, database: str
) -> Row:
    start = datetime.fromisoformat(rows[0]["published"])
    span = datetime.fromisoformat(rows[-1]["published"]) - start + timedelta(hours=1)
    with bench_engine(database) as engine:
        stream = Stream(engine)
        for number in range(times):
            part, told = [], {}
            for row in rows:
                moved = datetime.fromisoformat(row["published"]) + span * number
                again = {**row, "id": f"{row['id']}-{number}", "published": moved.isoformat()}
                part.append(again)
                told[again["id"]] = _retold(ready[row["id"]], number, language, moved)
            spent = _timed(stream, part, told)
        held = stream.store.window.stories
        return {
            "milliseconds": round(1000 * statistics.fmean(spent), 2),
            "median milliseconds": round(1000 * statistics.median(spent), 2),
            "open stories": len(held.stories),
            "open articles": len(held),
        }


def _timed(stream: Stream, rows: Sequence[Row], ready: Mapping[str, Prepared]) -> list[float]:
    spent = []
    for row in rows:
        begun = time.perf_counter()
        stream.place(row, ready[row["id"]])
        spent.append(time.perf_counter() - begun)
    return spent


def _language(rows: Sequence[Row], ready: Mapping[str, Prepared]) -> frozenset[str]:
    stories = {row["cluster"] for row in rows}
    having = Counter(term for term, _ in {(term, row["cluster"]) for row in rows for term in ready[row["id"]].terms})
    return frozenset(term for term, count in having.items() if count >= max(2, math.ceil(COMMON * len(stories))))


def _retold(one: Prepared, number: int, language: frozenset[str], when: datetime) -> Prepared:
    """Return *one* as if told of another event: the words of the language remain, what it is about does not."""
    print_ = one.fingerprint
    other = replace(
        print_,
        text_hash=hashlib.sha256(print_.text_hash + number.to_bytes(2)).digest(),
        bands=tuple(band ^ (number << 40) for band in print_.bands),
    )
    told = {
        term if term in language or term[0] in _RECURRING else f"{term}~{number}": weight
        for term, weight in one.terms.items()
    }
    article = replace(one.article, url=f"{one.article.url}-{number}", published_at=when)
    return replace(one, article=article, fingerprint=other, terms=told)
