"""The learned model that tells people, firms, products and places from what only has a capital: ``model.json``.

A multinomial logistic model: for each class the weights of a name's features are summed. `benchmarks.fit` learns it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from pipeline.tag.names.features import Words

MODEL_FILE = "model.json"
CLASSES = ("person", "organisation", "product", "place", "none")

Scores = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class NameModel:
    """*rows* says where in *weights* a feature stands; the last row, all 0, is for one that the model does not know."""

    rows: dict[str, int]
    weights: Scores  # a row for each feature, a column for each class
    bias: Scores
    words: Words

    def scores(self, names: Sequence[Iterable[str]]) -> Scores:
        """Return for each name how likely it is of each class: rows of five numbers that sum to one."""
        none = len(self.weights) - 1
        at: list[int] = []
        begins: list[int] = []
        get = self.rows.get
        for one in names:
            begins.append(len(at))
            at.append(none)
            at += [row for row in map(get, one) if row is not None]
        if not begins:
            return np.zeros((0, len(CLASSES)), dtype=np.float64)
        sums = np.add.reduceat(self.weights[at], begins, axis=0) + self.bias
        raised = np.exp(sums - sums.max(axis=1, keepdims=True))
        shares: Scores = raised / raised.sum(axis=1, keepdims=True)
        return shares


def read_model(text: str) -> NameModel:
    """Return the model that a JSON *text* describes: weights are hundredths."""
    table = json.loads(text)
    weights = np.array([*table["weights"].values(), [0] * len(CLASSES)], dtype=np.float64) / 100
    return NameModel(
        rows={name: place for place, name in enumerate(table["weights"])},
        weights=weights,
        bias=np.array(table["bias"], dtype=np.float64) / 100,
        words=Words(frozenset(table["common"].split()), frozenset(table["places"].split(", "))),
    )


@cache
def shipped_model() -> NameModel:
    """Return the model that comes with this package."""
    return read_model(files(__package__).joinpath(MODEL_FILE).read_text(encoding="utf-8"))
