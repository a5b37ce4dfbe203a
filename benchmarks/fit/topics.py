"""Learns when what speaks for a topic is enough: five weights, a bias and a threshold, the same for all topics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.fit.labelled import FOLDS, Labelled, Row, f1, fold
from pipeline.tag import Tagger
from pipeline.tag.topics import MOST_TOPICS, STRONGEST

STRENGTH = 1.0  # the inverse of L2 regularisation, sklearn's default; not searched for
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)

Matrix = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Pair:
    """One topic and one article: the signs, and whether the label says that the article has it; None if it may."""

    key: str
    topic: str
    signs: tuple[float, ...]
    label: bool | None


def pairs(tagger: Tagger, rows: Sequence[Labelled]) -> list[Pair]:
    """Return every pair of an article and a topic."""
    found = []
    for row in rows:
        evidence = tagger.topic_evidence(row.article)
        for topic_id in tagger.topic_ids:
            topic = topic_id.removeprefix("topic:")
            one = evidence.get(topic_id)
            weight = one.weight if one else 0.0
            counts = [len(words) for words in one.words] if one else [0, 0, 0]
            signs = (math.log1p(weight), min(weight, STRONGEST), *map(math.log1p, counts))
            label = topic in row.topics or (None if topic in row.topics_optional else False)
            found.append(Pair(row.key, topic, signs, label))
    return found


def fitted(seen: Sequence[Pair]) -> LogisticRegression:
    """Return a model of these pairs; those that may as well be as not teach nothing."""
    sure = [one for one in seen if one.label is not None]
    return LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-8).fit(
        np.array([one.signs for one in sure]), np.array([bool(one.label) for one in sure])
    )


def scores_unseen(all_pairs: Sequence[Pair]) -> list[float]:
    """Return the score of each pair by a model that saw no pair of its fold."""
    scores = [0.0] * len(all_pairs)
    for part in range(FOLDS):
        model = fitted([one for one in all_pairs if fold(one.key) != part])
        places = [place for place, one in enumerate(all_pairs) if fold(one.key) == part]
        if places:
            found = scores_of(model, [all_pairs[place] for place in places])
            for place, score in zip(places, found, strict=True):
                scores[place] = score
    return scores


def scores_of(model: LogisticRegression, some: Sequence[Pair]) -> list[float]:
    """Return the probability of each pair."""
    found: list[float] = model.predict_proba(np.array([one.signs for one in some]))[:, 1].tolist()
    return found


def judge(all_pairs: Sequence[Pair], scores: Sequence[float], threshold: float) -> Row:
    """Return precision, recall and F1 if an article has its `MOST_TOPICS` likeliest topics from *threshold* on."""
    right = wrong = missed = 0
    articles: dict[str, list[tuple[float, Pair]]] = {}
    for one, score in zip(all_pairs, scores, strict=True):
        articles.setdefault(one.key, []).append((score, one))
    for found in articles.values():
        found.sort(key=lambda pair: (-pair[0], pair[1].topic))
        for rank, (score, one) in enumerate(found):
            said = rank < MOST_TOPICS and score >= threshold
            right += said and one.label is True
            wrong += said and one.label is False
            missed += not said and one.label is True
    return f1(right, wrong, missed)


def best_threshold(all_pairs: Sequence[Pair], scores: Sequence[float]) -> float:
    """Return the threshold with the highest F1 on articles unseen; the middle of those within .005 of it."""
    results = {one: judge(all_pairs, scores, one)["f1"] for one in THRESHOLDS}
    top = max(results.values())
    good = [one for one, result in results.items() if result >= top - 0.005]
    return good[len(good) // 2]


def as_toml(model: LogisticRegression, threshold: float, head: str) -> str:
    """Return the text of ``topics.toml``; *head* is what stands before its numbers."""
    phrases, strong, *words = (round(float(weight), 2) for weight in model.coef_[0])
    return (
        f"{head}bias = {model.intercept_[0]:.2f}\nphrases = {phrases}\nstrong = {strong}\n"
        f"words = {words}  # title, lead, body\nthreshold = {threshold}\n"
    )
