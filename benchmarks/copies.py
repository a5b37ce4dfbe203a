"""Scores finding copies, through the store, and measures it against plain datasketch.

    python -m benchmarks.copies --set FILE.jsonl [--predictions FILE] [--pairs PAIRS.jsonl] [--json]
        [--cost] [--database sqlite|postgres]

FILE has one object a line: id, title, text, published (ISO 8601), source, cluster, and maybe kind. Predictions are
one ``{id, cluster}`` a line. Articles that are no copies of each other must stand in clusters of their own. With
--pairs the gold is a file of ``{a, b, label}`` instead, label one of dup, not, ambiguous (not counted), and no cluster
is asked for.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from datasketch import MinHash, MinHashLSH

from benchmarks.databases import DATABASES
from benchmarks.growth import growth
from benchmarks.streams import Row, Stream, bench_engine, prepared, read_rows
from pipeline.dedupe import fingerprint
from pipeline.dedupe.fingerprints import shingles, words_of
from pipeline.extract.blocks import Block, Kind
from pipeline.extract.learned import OutletMemory, without_repeated
from pipeline.records import Article, Prepared
from pipeline.tag import Catalog, Tagger
from storage.engine import Engine
from storage.queries.copies import originals
from storage.transactions import reading

ARRIVAL = datetime(2026, 11, 20, tzinfo=UTC)  # of the first article of a set that is no stream


def find_groups(engine: Engine, rows: Sequence[Row]) -> dict[str, int]:
    """File *rows* in order; return for each the article that it, in the end, counts as a copy of (or itself).

    What an outlet was found to repeat on its pages is left out of its next texts, as when pages are extracted.
    """
    tagger = Tagger(Catalog())
    stream = Stream(engine)
    for row in rows:
        outlet = row.get("source") or ""
        one = _without_furniture(row, stream.store.learned([outlet])[outlet])
        stream.place(row, prepared(one, tagger))
    with reading(engine) as connection:
        return {url.rpartition("/")[2]: original for url, original in originals(connection).items()}


def pairs(clusters: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return every pair of ids that share a cluster."""
    groups = defaultdict(list)
    for key, cluster in clusters.items():
        groups[cluster].append(key)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def against_clusters(rows: Sequence[Row], found: Mapping[str, int]) -> Row:
    """Return precision and recall of pairs, and the false ones by the kinds of their articles."""
    wanted, said = pairs({row["id"]: row["cluster"] for row in rows}), pairs(found)
    kinds = {row["id"]: row.get("kind") for row in rows}
    return _scores(len(wanted & said), len(said - wanted), len(wanted)) | {
        "false links by kind": Counter(f"{kinds[one]} - {kinds[other]}" for one, other in said - wanted)
    }


def against_pairs(judged: Sequence[Row], found: Mapping[str, int]) -> Row:
    """Return precision and recall over the pairs that were judged; *unjudged* pairs are said, not counted."""
    said = pairs(found)
    labels = {tuple(sorted((pair["a"], pair["b"]))): pair for pair in judged}
    dup = {pair for pair, one in labels.items() if one["label"] == "dup"}
    wrong = {pair for pair, one in labels.items() if one["label"] == "not"} & said
    return _scores(len(dup & said), len(wrong), len(dup)) | {
        "false": Counter(labels[pair]["why"] for pair in wrong),
        "missed": [" ".join(pair) for pair in sorted(dup - said)],
        "unjudged": len(said - labels.keys()),
    }


def speed(rows: Sequence[Row]) -> Row:
    """Return documents a second of fingerprinting and banding: ours and plain datasketch's, one after the other."""
    texts = [row["text"] for row in rows]
    begun = time.process_time()
    bands: dict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for band in fingerprint(Article(url="", title="", text=text, outlet="", source="")).bands:
            bands[band].append(number)
    ours = len(texts) / (time.process_time() - begun)
    begun = time.process_time()
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    for number, text in enumerate(texts):
        minhash = MinHash(num_perm=128)
        minhash.update_batch([run.encode() for run in shingles(words_of(text))])
        lsh.query(minhash)
        lsh.insert(str(number), minhash)
    theirs = len(texts) / (time.process_time() - begun)
    return {"newsdesk": round(ours), "datasketch": round(theirs), "ratio": round(ours / theirs, 2)}


def main() -> None:
    """Print precision and recall of pairs, false links, speed, and with --cost what an article costs."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", type=Path, required=True, metavar="FILE")
    arguments.add_argument("--pairs", type=Path, metavar="PAIRS", help="judged pairs, in place of clusters")
    arguments.add_argument("--predictions", type=Path, metavar="FILE")
    arguments.add_argument("--json", action="store_true", help="one line")
    arguments.add_argument("--cost", action="store_true", help="of an article in streams 1, 4 and 16 times as long")
    arguments.add_argument("--database", choices=DATABASES, default="sqlite")
    options = arguments.parse_args()
    rows = read_rows(options.set)
    if options.pairs:
        rows = _all_at_once(rows)
    with bench_engine(options.database) as engine:
        found = find_groups(engine, rows)
    scores = against_pairs(read_lines(options.pairs), found) if options.pairs else against_clusters(rows, found)
    report = {"documents": len(rows), **scores, "documents a second": speed(rows)}
    if options.cost:
        tagger = Tagger(Catalog())
        ready: dict[str, Prepared] = {row["id"]: prepared(row, tagger) for row in rows}
        report["as the stream grows"] = growth(rows, ready, options.database)
    if options.predictions:
        out = [json.dumps({"id": key, "cluster": str(group)}) for key, group in found.items()]
        options.predictions.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=None if options.json else 1))


def read_lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _scores(right: int, wrong: int, wanted: int) -> Row:
    return {"precision": round(right / max(right + wrong, 1), 4), "recall": round(right / max(wanted, 1), 4)}


def _without_furniture(row: Row, learned: OutletMemory) -> Row:
    blocks = [Block(Kind.PARAGRAPH, line, line) for line in row["text"].split("\n") if line.strip()]
    kept, _ = without_repeated(blocks, learned)
    return {**row, "text": "\n".join(block.text for block in kept)}


def _all_at_once(rows: Sequence[Row]) -> list[Row]:
    """Return *rows*, whose times span years, as if collected in one night: each can be a copy of every other."""
    return [
        {**row, "arrives": (ARRIVAL + timedelta(seconds=30 * number)).isoformat()} for number, row in enumerate(rows)
    ]


if __name__ == "__main__":
    main()
