"""Learns the weights of the relevance model from labelled articles, and says how well they do on articles unseen.

    python -m benchmarks.relevance --set DIR [--write] [--json]

DIR holds relevance.jsonl and may hold entities.jsonl: objects with title, text and `relevant`. Each article of
relevance.jsonl is scored by models that were fitted without it: five folds, five times over, nothing left to chance.
An article teaches twice, whole and cut to its opening, since feeds and paywalls often give no more than that.
With --write the weights, fitted on everything, are written into the package; no word of any article is.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from benchmarks.tagging import CONFIG, THRESHOLD, Row, score_relevance, tag_row
from newsdesk.settings.entities import read_catalog
from pipeline.tag import Tagger
from pipeline.tag import relevance as shipped

MODEL = Path(shipped.__file__).with_name(shipped.MODEL_FILE)
STRENGTH = 1.0  # the inverse of L2 regularisation, sklearn's default; not searched for
FOLDS, TIMES = 5, 5
OPENING = 250  # characters

Matrix = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Articles as the model reads them, a row each, whole and cut to the opening; labels are 0 or 1."""

    whole: Matrix
    opening: Matrix
    labels: Matrix

    @staticmethod
    def of(rows: Sequence[Row]) -> Labelled:
        catalog = read_catalog(CONFIG / "entities")
        tagger, model = Tagger(catalog), shipped.Relevance(catalog)

        def signs(row: Row) -> list[float]:
            return model.signs(row.get("title") or "", row["text"], tag_row(tagger, row).mentions)

        whole = [signs(row) for row in rows]
        opening = [signs({**row, "text": row["text"][:OPENING]}) for row in rows]
        return Labelled(np.array(whole), np.array(opening), np.array([float(row["relevant"]) for row in rows]))

    def only(self, chosen: Matrix | slice) -> Labelled:
        return Labelled(self.whole[chosen], self.opening[chosen], self.labels[chosen])


def fitted(*parts: Labelled) -> LogisticRegression:
    """Return a model of these articles."""
    signs = np.vstack([side for part in parts if len(part.labels) for side in (part.whole, part.opening)])
    labels = np.concatenate([part.labels for part in parts if len(part.labels) for _ in range(2)])
    return LogisticRegression(C=STRENGTH, max_iter=5000).fit(signs, labels)


def scores_unseen(articles: Labelled, more: Labelled, seed: int) -> tuple[Matrix, Matrix]:
    """Return the score of each article, whole and cut, by a model that saw the other articles and all of *more*."""
    whole, opening = np.zeros(len(articles.labels)), np.zeros(len(articles.labels))
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(articles.whole, articles.labels):
        model = fitted(articles.only(seen), more)
        whole[unseen] = model.predict_proba(articles.whole[unseen])[:, 1]
        opening[unseen] = model.predict_proba(articles.opening[unseen])[:, 1]
    return whole, opening


def judge(rows: Sequence[Row], scores: Matrix) -> Row:
    """Return precision, recall, F1 and average precision."""
    return score_relevance(
        rows,
        {row["id"]: {"relevant": score >= THRESHOLD, "score": score} for row, score in zip(rows, scores, strict=True)},
    )


def write(model: LogisticRegression) -> None:
    """Put the weights into the package's file; what else stands there stays."""
    weights = iter(model.coef_[0].reshape(-1, 3).round(2).tolist())
    text = re.sub(r"(?m)^bias = \S+", f"bias = {model.intercept_[0]:.2f}", MODEL.read_text(encoding="utf-8"))
    MODEL.write_text(
        re.sub(r"(?m)^weights = \[[^\]]*\]", lambda _: f"weights = {next(weights)}", text), encoding="utf-8"
    )


def learn(folder: Path) -> tuple[LogisticRegression, Row]:
    """Return the model of all articles of *folder*, and what such models are worth on articles unseen."""
    rows = _read(folder / "relevance.jsonl")
    known = {row["title"] for row in rows} | {row["url"] for row in rows}
    more = [row for row in _read(folder / "entities.jsonl") if row["title"] not in known and row["url"] not in known]
    articles, others = Labelled.of(rows), Labelled.of(more)
    scores = [scores_unseen(articles, others, seed) for seed in range(TIMES)]
    final = fitted(articles, others)
    return final, {
        "articles": {"judged": len(rows), "more to learn from": len(more)},
        "unseen, whole": _mean([judge(rows, whole) for whole, _ in scores]),
        "unseen, opening only": _mean([judge(rows, opening) for _, opening in scores]),
        "seen, whole": judge(rows, final.predict_proba(articles.whole)[:, 1]),
    }


def main() -> None:
    """Print what the model is worth out of fold and what the shipped one gives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, required=True, help="folder with the labelled files")
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    final, report = learn(options.set)
    if options.write:
        write(final)
    print(
        json.dumps(report, indent=1)
        if options.json
        else "\n".join(f"{name}: {value}" for name, value in report.items())
    )


def _mean(rounds: Sequence[Row]) -> Row:
    return {name: round(mean(one[name] for one in rounds), 4) for name in rounds[0]}


def _read(file: Path) -> list[Row]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
