"""Whether a stated value supports or contradicts a claim in somebody's own words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.facts.compare import Relation, comparable, relation
from pipeline.facts.evidence import Account, Evidence, Mention, distinct, filled
from pipeline.facts.slots import tokens_of
from pipeline.facts.statements import statements
from pipeline.records import Article, Modality, Part, Statement, Tags
from pipeline.text.languages import english
from pipeline.text.patterns import lazy_pattern
from pipeline.text.wordclasses import word_classes

LEAST_SHARED = 0.4  # of the claim's words around the value, or of the sentence's, whichever are fewer
SUPPORTS = 1.2  # evidence that two equal values are about one thing, in log-odds
CONTRADICTS = 1.4  # the same for unequal ones
_WORDS_OF_SENTENCE = 0.75  # of a claim without a value that a sentence must have
_NAME = lazy_pattern(r"[A-Z][\w’'-]*\w")


class Stand(StrEnum):
    """How a sentence stands to a claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody wants to know the truth of."""

    text: str
    at: datetime  # when it is asked; "yesterday" is the day before
    stated: tuple[Statement, ...]  # the values in it
    names: tuple[str, ...]  # words with a capital, in order
    words: frozenset[str]  # stems of its content words

    def stand(self, one: Statement, published_at: datetime) -> Stand | None:
        """Return how a stored statement of an article published at *published_at* stands to it; None: not at all."""
        found = {self._stand(own, one, published_at) for own in self.stated} - {None}
        # A sentence that has the claim's own value supports it, whatever other value it has besides.
        return Stand.SUPPORTS if Stand.SUPPORTS in found else next(iter(found), None)

    def _stand(self, own: Statement, one: Statement, published_at: datetime) -> Stand | None:
        if not comparable(own.value, one.value):
            return None
        evidence = _plain()
        mine = Mention(Account(0, "claim", self.at, (own,)), own, 0)
        theirs = Mention(Account(1, "stored", published_at, (one,)), one, 1)
        shared = len(self.words & set(one.slot.words))
        if shared < LEAST_SHARED * max(1, min(len(self.words), len(one.slot.words))):
            return None
        score = evidence.same_slot(mine, theirs)
        denied = Modality.DENIED in (own.modality, one.modality) and own.modality is not one.modality
        if relation(own.value, one.value, published_at.year) is not Relation.UNEQUAL:
            if score + distinct(one.value) < SUPPORTS:
                return None
            return Stand.CONTRADICTS if denied else Stand.SUPPORTS
        if denied or score < CONTRADICTS or not (filled(mine, theirs) or one.slot.head == own.slot.head is not None):
            return None
        return Stand.CONTRADICTS

    def is_in(self, sentence: str) -> bool:
        """Return whether a sentence has the words of the claim; for a claim without a value."""
        stems = {one.stem for one in tokens_of(sentence, 0, len(sentence))}
        return len(self.words & stems) >= max(2, _WORDS_OF_SENTENCE * len(self.words))


def read_claim(text: str, now: datetime) -> Claim:
    """Return what *text* claims at *now*."""
    stated = statements(Article("", "", text, "", "", published_at=now, language="en"), Tags())
    stop = english().stop
    taken = [(one.value.start, one.value.end) for one in stated if one.part is Part.TEXT]
    words = [
        one.stem
        for one in tokens_of(text, 0, len(text))
        if len(one.stem) > 2 and one.lower not in stop and not one.lower[0].isdigit() and not _within(one.start, taken)
    ]
    common = word_classes().common
    names = [found[0] for found in _NAME.finditer(text) if found[0].lower() not in common]
    return Claim(text, now, stated, tuple(dict.fromkeys(names)), frozenset(words))


def _within(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in ranges)


class _Alike(dict[str, float]):
    """Every word weighs the same."""

    def __missing__(self, word: str) -> float:
        return 1.0


def _plain() -> Evidence:
    return Evidence(_Alike(), 0)
