"""Scores finding copies on a labelled set, through the store, and measures it against plain datasketch.

    python -m benchmarks.copies --set FILE.jsonl [--predictions FILE] [--json]

FILE has one object a line: id, title, text, published (ISO 8601), source, cluster, and maybe kind. Predictions are one
``{id, cluster}`` a line. Articles that are no copies of each other must stand in clusters of their own.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from datasketch import MinHash, MinHashLSH

from benchmarks.stories import bench_engine, place_stream, prepared
from pipeline.dedupe import fingerprint
from pipeline.dedupe.fingerprints import shingles, words_of
from pipeline.records import Article
from pipeline.tag import Catalog, Tagger
from storage.engine import Connection, Engine
from storage.read.copies import originals
from storage.transactions import reading

Row = dict[str, Any]


def find_groups(engine: Engine, rows: Sequence[Row]) -> dict[str, int]:
    """File *rows* in order; return for each the article that it, in the end, counts as a copy of (or itself)."""
    tagger = Tagger(Catalog())
    ready = {row["id"]: prepared(row, tagger) for row in rows}
    place_stream(engine, rows, ready)

    def ask(connection: Connection) -> dict[str, int]:
        return {url.rpartition("/")[2]: original for url, original in originals(connection).items()}

    with reading(engine) as connection:
        return ask(connection)


def pairs(clusters: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return every pair of ids that share a cluster."""
    groups = defaultdict(list)
    for key, cluster in clusters.items():
        groups[cluster].append(key)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


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
    """Print precision and recall of pairs, false links by kind, and speed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", type=Path, required=True, metavar="FILE")
    arguments.add_argument("--predictions", type=Path, metavar="FILE")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    lines = options.set.read_text(encoding="utf-8").splitlines()
    rows = sorted((json.loads(line) for line in lines if line.strip()), key=lambda row: (row["published"], row["id"]))
    with bench_engine() as engine:
        found = find_groups(engine, rows)
    wanted, said = pairs({row["id"]: row["cluster"] for row in rows}), pairs(found)
    kinds = {row["id"]: row.get("kind") for row in rows}
    report: Row = {
        "documents": len(rows),
        "precision": round(len(wanted & said) / max(len(said), 1), 4),
        "recall": round(len(wanted & said) / max(len(wanted), 1), 4),
        "false links by kind": Counter(f"{kinds[one]} - {kinds[other]}" for one, other in said - wanted),
        "documents a second": speed(rows),
    }
    if options.predictions:
        out = [json.dumps({"id": key, "cluster": str(group)}) for key, group in found.items()]
        options.predictions.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=None if options.json else 1))


if __name__ == "__main__":
    main()
