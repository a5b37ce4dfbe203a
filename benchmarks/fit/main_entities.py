"""Learns whom an article is about: a weight for each sign of salience, a bias and a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.fit.labelled import FOLDS, Labelled, Row, f1, fold
from pipeline.tag import Tagger
from pipeline.tag.salience import SIGNS

STRENGTH = 3.0  # the inverse of L2 regularisation
THRESHOLDS = (0.35, 0.38, 0.4, 0.42, 0.45, 0.5)

Matrix = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entity that an article names: its signs, and whether the label says that the article is about it.

    *signs* are None of an entity that the tagger did not find; *label* None: it may be a main one.
    """

    key: str
    signs: tuple[float, ...] | None
    label: bool | None


def candidates(tagger: Tagger, rows: Sequence[Labelled]) -> list[Candidate]:
    """Return every entity that may be a main one of its article, and every main one."""
    found = []
    for row in rows:
        signs = tagger.main_signs(row.article)
        for entity_id, values in sorted(signs.items()):
            label = entity_id in row.main or (None if entity_id in row.optional else False)
            found.append(Candidate(row.key, values, label))
        found += [Candidate(row.key, None, True) for _ in row.main - signs.keys()]
    return found


def fitted(seen: Sequence[Candidate]) -> LogisticRegression:
    """Return a model of these entities."""
    sure = [one for one in seen if one.label is not None and one.signs is not None]
    return LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-8).fit(
        np.array([one.signs for one in sure]), np.array([bool(one.label) for one in sure])
    )


def scores_unseen(everyone: Sequence[Candidate]) -> list[float]:
    """Return the score of each entity by a model that saw nothing of its fold; 0 of one that was not found."""
    scores = [0.0] * len(everyone)
    for part in range(FOLDS):
        model = fitted([one for one in everyone if fold(one.key) != part])
        places = [place for place, one in enumerate(everyone) if fold(one.key) == part and one.signs is not None]
        for place, score in zip(places, scores_of(model, [everyone[place] for place in places]), strict=True):
            scores[place] = score
    return scores


def scores_of(model: LogisticRegression, some: Sequence[Candidate]) -> list[float]:
    """Return the probability of each entity; 0 of one that was not found."""
    known = [one for one in some if one.signs is not None]
    if not known:
        return [0.0] * len(some)
    found = iter(model.predict_proba(np.array([one.signs for one in known]))[:, 1].tolist())
    return [0.0 if one.signs is None else next(found) for one in some]


def judge(everyone: Sequence[Candidate], scores: Sequence[float], threshold: float) -> Row:
    """Return precision, recall and F1 if an article is about whoever scores *threshold* or more."""
    right = sum(score >= threshold and one.label is True for one, score in zip(everyone, scores, strict=True))
    wrong = sum(score >= threshold and one.label is False for one, score in zip(everyone, scores, strict=True))
    return f1(right, wrong, sum(one.label is True for one in everyone) - right)


def best_threshold(everyone: Sequence[Candidate], scores: Sequence[float]) -> float:
    """Return the threshold with the highest F1 on articles unseen."""
    return max(THRESHOLDS, key=lambda one: judge(everyone, scores, one)["f1"])


def as_toml(model: LogisticRegression, threshold: float, head: str) -> str:
    """Return the text of ``salience.toml``; *head* is what stands before its numbers."""
    lines = [f"{name} = {weight:.2f}" for name, weight in zip(SIGNS, model.coef_[0], strict=True)]
    return f"{head}bias = {model.intercept_[0]:.2f}\nthreshold = {threshold}\n\n[weights]\n" + "\n".join(lines) + "\n"
