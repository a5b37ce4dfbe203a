"""Articles and stories as sparse vectors: ascending numbers of terms, and a weight or a count for each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.stories.embeddings import Vector

Ids = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

PRIOR = 400  # articles that are taken to have been seen before the first: with few, every word would be rare
_FIRST_TERMS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class ArticleVector:
    """What of an article is compared with others."""

    ids: Ids  # of all that it mentions: its terms and names, ascending
    weights: Weights  # of these by their rarity, of length 1; 0 for a name that is no term
    names: Ids  # those that it repeats, so that it is about them; ascending
    embedding: Vector | None = None  # of length 1


@dataclass(frozen=True, slots=True, eq=False)
class StoryVector:
    """The sum of the vectors of some articles, over all that they mention."""

    ids: Ids  # ascending
    total: Weights
    mentions: Counts  # how many of the articles mention each
    names: Counts  # how many of them are about it

    @classmethod
    def of(cls, article: ArticleVector) -> StoryVector:
        """Return what one article comes to."""
        names = np.zeros(len(article.ids), np.int32)
        names[np.searchsorted(article.ids, article.names)] = 1
        return cls(article.ids, article.weights, np.ones(len(article.ids), np.int32), names)

    @classmethod
    def zero(cls, ids: Ids) -> StoryVector:
        """Return what no article comes to, over *ids*."""
        count = len(ids)
        return cls(ids, np.zeros(count, np.float32), np.zeros(count, np.int32), np.zeros(count, np.int32))

    def plus(self, article: ArticleVector, sign: int = 1) -> StoryVector:
        """Return the sum with one article more; with one less where *sign* is -1."""
        ids = self.ids if sign < 0 else np.union1d(self.ids, article.ids)
        sums = self if ids is self.ids else self._over(ids)
        total, counts, names = sums.total.copy(), sums.mentions.copy(), sums.names.copy()
        at = np.searchsorted(ids, article.ids)
        total[at] += sign * article.weights
        counts[at] += sign
        names[np.searchsorted(ids, article.names)] += sign
        if sign > 0:
            return StoryVector(ids, total, counts, names)
        left = counts > 0
        return StoryVector(ids[left], total[left], counts[left], names[left])

    def minus(self, article: ArticleVector) -> StoryVector:
        """Return the sum without one of its articles."""
        return self.plus(article, -1)

    @property
    def length(self) -> float:
        """Return the length of the sum."""
        return math.sqrt(float(self.total @ self.total)) or 1.0

    def _over(self, ids: Ids) -> StoryVector:
        wider = StoryVector.zero(ids)
        at = np.searchsorted(ids, self.ids)
        wider.total[at], wider.mentions[at], wider.names[at] = self.total, self.mentions, self.names
        return wider


def common(one: Ids, other: Ids) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return where in *one* and in *other*, both ascending, stands what both have."""
    if len(other) < len(one):
        theirs, mine = common(other, one)
        return mine, theirs
    if not len(one):
        none = np.zeros(0, np.intp)
        return none, none
    at = np.searchsorted(other, one)
    at[at == len(other)] = 0
    both = np.flatnonzero(other[at] == one)
    return both, at[both]


def dot(ids: Ids, weights: Weights, other_ids: Ids, other_weights: Weights) -> float:
    """Return the sum of products: for two vectors of length 1, their cosine."""
    mine, theirs = common(ids, other_ids)
    return float(weights[mine].astype(np.float64) @ other_weights[theirs])


def looked_up(ids: Ids, known: Ids, counts: Counts) -> Counts:
    """Return for each of *ids* its count among *known*, 0 where it is not known."""
    found = np.zeros(len(ids), np.int32)
    mine, theirs = common(ids, known)
    found[mine] = counts[theirs]
    return found


class Vocabulary:
    """Numbers for terms, and how many articles have each.

    The number of a term that no article uses any more is given to another one after `purge`.
    """

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._term: list[str] = []
        self._free: list[int] = []
        self._idle: set[int] = set()  # in nobody's use
        self._frequency = np.zeros(_FIRST_TERMS, np.int32)
        self._uses = np.zeros(_FIRST_TERMS, np.int32)  # as a term or as a name

    def __len__(self) -> int:
        return len(self._number)

    def numbers(self, terms: Iterable[str]) -> list[int]:
        """Return the number of each term, in their order."""
        known = self._number.get
        return [self._add(term) if (number := known(term)) is None else number for term in terms]

    def number(self, term: str) -> int | None:
        """Return the number of *term*; None for one that nobody has used."""
        return self._number.get(term)

    def term(self, number: int) -> str:
        """Return the term of a number."""
        return self._term[number]

    def terms(self, ids: Ids) -> list[str]:
        """Return the terms of numbers, in their order."""
        return [self._term[number] for number in ids.tolist()]

    def frequency(self, ids: Ids) -> Counts:
        """Return how many articles have each term."""
        counts: Counts = self._frequency[ids]
        return counts

    def count(self, article: ArticleVector, by: int) -> None:
        """Let one article more, or one less, have the terms of *article*."""
        self._frequency[article.ids[article.weights > 0]] += by
        self._uses[article.ids] += by
        if by > 0:
            self._idle.difference_update(article.ids.tolist())
        else:
            self._idle.update(article.ids[self._uses[article.ids] == 0].tolist())

    def purge(self) -> None:
        """Forget the terms that no article uses. Vectors made before and never counted are void then."""
        for number in self._idle:
            del self._number[self._term[number]]
            self._term[number] = ""
            self._free.append(number)
        self._idle.clear()

    def heaviest(self, ids: Ids, weights: Weights, most: int) -> list[tuple[int, float]]:
        """Return the *most* heaviest of a vector, the heaviest first; of equals, by their terms."""
        if len(ids) > most:
            least = np.partition(weights, len(weights) - most)[len(weights) - most]
            chosen = np.flatnonzero(weights >= least)
            ids, weights = ids[chosen], weights[chosen]
        pairs = zip(ids.tolist(), weights.tolist(), strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], self._term[pair[0]]))[:most]

    def _add(self, term: str) -> int:
        if self._free:
            number = self._free.pop()
            self._term[number] = term
        else:
            number = len(self._term)
            self._term.append(term)
            if number == len(self._frequency):
                self._frequency = np.concatenate([self._frequency, np.zeros_like(self._frequency)])
                self._uses = np.concatenate([self._uses, np.zeros_like(self._uses)])
        self._number[term] = number
        self._idle.add(number)
        return number


def rarities(frequency: Counts, seen: int) -> Floats:
    """Return the inverse document frequency, 0..1, of terms that so many of *seen* articles have."""
    of = seen + PRIOR + 1
    found: Floats = np.maximum(np.log(of / (frequency + 0.5)) / math.log(of), 0.01)
    return found


def as_ids(numbers: Sequence[int]) -> Ids:
    """Return numbers as an array."""
    return np.array(numbers, np.int32)
