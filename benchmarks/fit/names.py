"""Learns what a name is: weights of features for people, firms, products, places and what is no name.

It learns from names labelled by hand, from new names that the open sets list, and, weighing less, from what the catalog
knows in the whole corpus: there a known name is read as if it were unknown.
"""

from __future__ import annotations

import json
import re
import zoneinfo
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.fit.labelled import FOLDS, Labelled, Row, f1, fold, read_rows
from pipeline.records import Article, Mention, Part
from pipeline.tag import Catalog, Tagger
from pipeline.tag.catalog import EntityType
from pipeline.tag.names.features import Words, features, grouped
from pipeline.tag.names.find import DEEP
from pipeline.tag.names.model import CLASSES
from pipeline.tag.names.spans import Span, spans
from pipeline.tag.spelling import folded

STRENGTH = 0.5  # the inverse of L2 regularisation
KNOWN_WEIGH = 0.1  # what a name of the catalog weighs against one labelled by hand
FEWEST = 3  # articles, or for a spelling names, that a feature is learned from
SMALLEST = 8  # hundredths; a feature with less for every class is left out
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6)
SPELLING = ("first=", "last=", "end=", "end2=")
NONE, PLACE = "none", "place"
_LOWER = re.compile(r"(?<![\w.])[a-z][a-z'’-]+(?!\w)")
_AREAS = frozenset(["Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"])
_KINDS = {EntityType.PERSON: "person", EntityType.MODEL: "product", EntityType.PRODUCT: "product"} | {
    EntityType.BENCHMARK: "product"
}


@dataclass(frozen=True, slots=True)
class Example:
    """One name of one article, with all its features."""

    key: str
    name: str
    features: frozenset[str]
    kind: str
    by_hand: bool = True


def word_lists(texts: Iterable[str]) -> Words:
    """Return the words that three or more of *texts* write in lower case, and the towns of the time zone database."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_LOWER.findall(text)))
    zones = (name.split("/") for name in zoneinfo.available_timezones())
    towns = {parts[-1].replace("_", " ").casefold() for parts in zones if parts[0] in _AREAS}
    return Words(frozenset(word for word, count in counts.items() if count >= FEWEST), frozenset(towns))


def by_hand(tagger: Tagger, words: Words, rows: Sequence[Labelled]) -> Iterator[Example]:
    """Yield every name of labelled articles; what no label covers is none."""
    for row in rows:
        names, found = _read(row.article, _mentions(tagger, row.article), words)
        for (name, places), own in zip(names.items(), found, strict=True):
            kinds = (_kind_at(row, place) for place in places)
            yield Example(row.key, name, own, next((kind for kind in kinds if kind), NONE))


def listed(tagger: Tagger, words: Words, folder: Path) -> Iterator[Example]:
    """Yield the names that the open sets list as new; of their other names nothing is known."""
    for file, field, label in (("discovery", "new", "tag"), ("entities", "unlisted", "surface")):
        for row in read_rows(folder / f"{file}.jsonl"):
            article = Article("", row.get("title") or "", row["text"], "", "")
            wanted = {_squeezed(one[label]): _listed_kind(one) for one in row[field]}
            names, found = _read(article, _mentions(tagger, article), words)
            for name, own in zip(names, found, strict=True):
                if (kind := wanted.get(_squeezed(name))) is not None:
                    yield Example(row["id"], name, own, kind)


def known(tagger: Tagger, catalog: Catalog, words: Words, texts: dict[str, Article]) -> Iterator[Example]:
    """Yield the names of the catalog in the corpus, read as if nobody knew them."""
    for key, article in sorted(texts.items()):
        kinds = {one.surface: catalog.entities[one.entity_id].type for one in _mentions(tagger, article)}
        names, found = _read(article, [], words)
        for name, own in zip(names, found, strict=True):
            if (kind := kinds.get(name)) is not None:
                yield Example(key, name, own, _KINDS.get(kind, "organisation"), by_hand=False)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model with the features that it knows."""

    columns: dict[str, int]
    model: LogisticRegression

    def scores(self, examples: Sequence[Example]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return a row for each name, a column for each of `CLASSES`."""
        found = np.zeros((len(examples), len(CLASSES)))
        found[:, self.model.classes_] = self.model.predict_proba(_matrix(examples, self.columns))
        return found


def fitted(examples: Sequence[Example]) -> Fitted:
    """Return a model of these names."""
    columns = _columns(examples)
    weights = [1.0 if one.by_hand else KNOWN_WEIGH for one in examples]
    kinds = [CLASSES.index(one.kind) for one in examples]
    model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-6)
    return Fitted(columns, model.fit(_matrix(examples, columns), kinds, sample_weight=weights))


def scores_unseen(examples: Sequence[Example], judged: Sequence[Example]) -> list[float]:
    """Return for each of *judged* how likely it is a name, by a model that saw no article of its fold."""
    scores = [0.0] * len(judged)
    for part in range(FOLDS):
        places = [place for place, one in enumerate(judged) if fold(one.key) == part]
        model = fitted([one for one in examples if fold(one.key) != part])
        for place, score in zip(places, likely(model, [judged[place] for place in places]), strict=True):
            scores[place] = score
    return scores


def likely(model: Fitted, judged: Sequence[Example]) -> list[float]:
    """Return for each of *judged* how likely it is a name of a person, a firm or a product."""
    if not judged:
        return []
    rows = model.scores(judged)
    return [float(row[: CLASSES.index(PLACE)].sum()) for row in rows]


def judge(judged: Sequence[Example], scores: Sequence[float], threshold: float) -> Row:
    """Return precision, recall and F1 of names of people, firms and products, and how many an article is given."""
    said = [score >= threshold for score in scores]
    real = [one.kind not in (NONE, PLACE) for one in judged]
    right = sum(a and b for a, b in zip(said, real, strict=True))
    articles = len({one.key for one in judged})
    return {**f1(right, sum(said) - right, sum(real) - right), "an article": round(sum(said) / max(1, articles), 2)}


def as_json(model: Fitted, words: Words) -> str:
    """Return the text of ``model.json``: weights are hundredths."""
    weights = np.zeros((len(CLASSES), len(model.columns)), dtype=int)
    weights[model.model.classes_] = np.round(model.model.coef_ * 100).astype(int)
    bias = np.zeros(len(CLASSES), dtype=int)
    bias[model.model.classes_] = np.round(model.model.intercept_ * 100).astype(int)
    kept = {
        name: weights[:, column].tolist()
        for name, column in model.columns.items()
        if abs(weights[:, column]).max() >= SMALLEST
    }
    table = {
        "bias": bias.tolist(),
        "common": " ".join(sorted(words.common)),
        "places": ", ".join(sorted(words.places)),
        "weights": kept,
    }
    rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())
    return "{\n" + rows + "\n}\n"


def _read(
    article: Article, mentions: Sequence[Mention], words: Words
) -> tuple[dict[str, list[Span]], list[frozenset[str]]]:
    names = grouped(spans(article.text, mentions, DEEP), article.text, words)
    found = features(article.text, folded(article.text), article.title, names, words)
    return names, [frozenset(one) for one in found]


def _mentions(tagger: Tagger, article: Article) -> list[Mention]:
    return [one for one in tagger.mentions_of(article) if one.part is Part.TEXT]


def _kind_at(row: Labelled, place: Span) -> str | None:
    """Return the kind of the label that covers at least half of *place* and the other way round."""
    for start, end, kind in row.names:
        common = min(end, place.end) - max(start, place.start)
        if common * 2 >= max(end - start, place.end - place.start):
            return kind
    return None


def _listed_kind(row: Row) -> str:
    return {"org": "organisation", "outlet": "organisation", "person": "person"}.get(row.get("type", ""), "product")


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9+.]+", "", text.casefold()).strip(".")


def _columns(examples: Iterable[Example]) -> dict[str, int]:
    """Return the features to learn, in order: a spelling that few names share is those names."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for one in examples:
        for feature in one.features:
            seen[feature].add(one.name if feature.startswith(SPELLING) else one.key)
    return {name: place for place, name in enumerate(sorted(name for name, of in seen.items() if len(of) >= FEWEST))}


def _matrix(examples: Sequence[Example], columns: dict[str, int]) -> csr_matrix:
    places: list[int] = []
    begins = [0]
    for one in examples:
        places += sorted(columns[feature] for feature in one.features if feature in columns)
        begins.append(len(places))
    return csr_matrix((np.ones(len(places)), places, begins), shape=(len(examples), len(columns)))
