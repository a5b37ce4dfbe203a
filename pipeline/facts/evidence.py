"""How likely two statements are about one thing: a sum of weights of evidence, in log-odds. Pure.

What their sentences share, whether the same is counted, the same happened and the same is named speak for it; the
killed and the injured, two ages of two people, and the tolls of two years speak against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

from pipeline.facts.compare import Relation, comparable, relation
from pipeline.facts.lexicon import dollars_for
from pipeline.facts.slots import is_vague
from pipeline.records import Bound, Modality, Part, Slot, Statement, Value, ValueKind


@dataclass(frozen=True, slots=True)
class Account:
    """One article of a story and what it states; articles of one *voice* count once."""

    article_id: int
    voice: str
    published_at: datetime
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """One statement of one account."""

    account: Account
    statement: Statement
    number: int  # in the story
    anchor: float | None = None  # the day that its sentence names, if that lies well before the article

    @property
    def value(self) -> Value:
        return self.statement.value

    @property
    def slot(self) -> Slot:
        return self.statement.slot


@dataclass(frozen=True, slots=True)
class Weights:
    """What evidence counts for, in the units of `JOIN`."""

    overlap: float = 1.2  # of all the words around
    noun: float = 0.6
    head: float = 0.2
    other_noun: float = -2.5
    event: float = 1.4  # the nearest is the same
    shared_event: float = 0.2
    other_event: float = -0.4
    subject: float = 0.8
    other_subject: float = -0.2
    other_person: float = -4.0  # two ages
    other_outcome: float = -2.5  # the killed and the injured
    other_telling: float = -1.2  # the day of an event and the day on which it was announced
    other_time: float = -1.5
    same_article: float = -0.8
    distinct: float = 1.1  # times how much an equal value says
    rounded: float = -0.2
    contained: float = -1.2
    other_when: float = -1.0  # a day and its year, of other events
    converted: float = -0.6
    aside: float = 4.0  # one value stands in brackets behind the other


WEIGHTS = Weights()
TELLING = frozenset({"announce"})
OUTCOMES = frozenset({"kill", "hurt", "missing", "arrest", "trap", "displace", "damage", "charge", "recover", "layoff"})

_BEFORE = 45  # days before an article from which on a day in a sentence is another time
_NEXT = 2  # characters between a sentence and the next one
_SAME_TIME = 200  # days between two such days
_MOST_RATIO = 30  # of two values of one thing, while both are small; the tolls of one event grow
_FEW = 100
_ROOM = 1.4  # times which a value may be another that fits it
_DAY = 1440.0
_MOST_DAYS = 100  # between two days of one thing
_MOST_RATIO_OF_MANY = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """How alike two statements are."""

    word_weights: Mapping[str, float]
    year: int  # of the exchange rates

    @staticmethod
    def of(accounts: Sequence[Account]) -> Evidence:
        """Return what is compared by in the story of *accounts*."""
        return Evidence(_word_weights(accounts), max((one.published_at.year for one in accounts), default=0))

    def same_value(self, one: Mention, other: Mention) -> float | None:
        """Return the evidence that two statements are about one thing; None: their values do not fit."""
        if not comparable(one.value, other.value):
            return None
        found = relation(one.value, other.value, self.year)
        if found is Relation.UNEQUAL:
            return None
        if one.account is other.account and found is not Relation.EQUAL and not _aside(one, other):
            return None
        score = self.same_slot(one, other)
        sums = one.value.kind is ValueKind.MONEY and found is not Relation.EQUAL and not _aside(one, other)
        if sums and _other_event(one.slot, other.slot):
            return None  # values that are only near say little
        score += WEIGHTS.distinct * min(distinct(one.value), distinct(other.value))
        if found is not Relation.EQUAL:
            score += {
                Relation.CONVERTED: WEIGHTS.converted,
                Relation.ROUNDED: WEIGHTS.rounded,
                Relation.CONTAINED: WEIGHTS.contained,
            }[found]
            if found is Relation.CONTAINED and one.value.kind is ValueKind.DATE:
                known = one.slot.events[:1], other.slot.events[:1]
                score += WEIGHTS.other_when if all(known) and known[0] != known[1] else 0.0
            score += WEIGHTS.aside if _aside(one, other) else 0.0
        return score

    def reach(self, value: Value) -> tuple[float, float]:
        """Return between which numbers a value lies, with room for what it may be rounded or converted to.

        Two values whose ranges do not meet never fit.
        """
        if value.kind in (ValueKind.DATE, ValueKind.TIME, ValueKind.SCORE, ValueKind.ROLE):
            return (value.low or 0.0) - _DAY, (value.low if value.kind is ValueKind.SCORE else value.high or 0.0) or 0.0
        low, high = value.point, value.point
        if value.bound is Bound.RANGE:
            low, high = value.low or 0.0, value.high or float("inf")
        rate = 1.0
        if value.kind is ValueKind.MONEY:
            known = dollars_for(value.unit, self.year)
            if known is None:
                return float("-inf"), float("inf")
            rate = known
        return rate * (low - value.step) / _ROOM, rate * (high + value.step) * _ROOM

    def same_slot(self, one: Mention, other: Mention) -> float:
        """Return the evidence of the slots alone."""
        first, second = one.slot, other.slot
        score = WEIGHTS.overlap * self._shared(first.words, second.words)
        if first.noun and second.noun:
            score += WEIGHTS.noun if first.noun == second.noun else WEIGHTS.other_noun
        if first.head and second.head:
            # "The first model" and "the first product": of ranks nothing else tells what is ranked.
            other_rank = one.value.kind is ValueKind.RANK and (first.noun is None or first.noun != second.noun)
            same = first.head == second.head
            score += WEIGHTS.head if same else WEIGHTS.other_noun if other_rank else 0.0
        if first.events and second.events:
            counted = one.value.kind is ValueKind.COUNT
            if first.events[0] == second.events[0]:
                score += WEIGHTS.event
            elif counted and {first.events[0], second.events[0]} <= OUTCOMES:
                score += WEIGHTS.other_outcome
            elif one.value.kind is ValueKind.DATE and (first.events[0] in TELLING) != (second.events[0] in TELLING):
                score += WEIGHTS.other_telling
            elif set(first.events[:2]) & set(second.events[:2]):
                score += WEIGHTS.shared_event
            else:
                score += WEIGHTS.other_event
        if first.subject and second.subject:
            same = first.subject == second.subject
            person = one.value.kind is ValueKind.AGE
            score += WEIGHTS.subject if same else WEIGHTS.other_person if person else WEIGHTS.other_subject
        score += WEIGHTS.other_time if _other_time(one, other) and one.value.kind is not ValueKind.DATE else 0.0
        score += WEIGHTS.same_article if one.account is other.account else 0.0
        if Modality.DENIED in (one.statement.modality, other.statement.modality):
            score -= 1.0 if one.statement.modality is not other.statement.modality else 0.0
        return score

    def _shared(self, words: Sequence[str], others: Sequence[str]) -> float:
        if not words or not others:
            return 0.0
        weigh = self.word_weights
        common = sum(weigh[word] for word in set(words) & set(others))
        least = min(sum(weigh[word] for word in words), sum(weigh[word] for word in others))
        return common / max(least, 1.0)


def distinct(value: Value) -> float:
    """Return how much it says that two statements have the same value: nothing for "two", much for "$119.99"."""
    if value.kind is ValueKind.DATE:
        return 1.4 if value.step <= 1 else 1.1 if value.step < 100 else 0.6
    if value.kind in (ValueKind.TIME, ValueKind.SCORE):
        return 2.2
    if value.kind is ValueKind.ROLE:
        return 3.0
    if value.kind is ValueKind.RANK:
        return 0.3
    if is_vague(value):
        return 0.2
    digits = _digits(value.point / value.step if value.step else value.point)
    base = {1: 0.2, 2: 1.2, 3: 2.2}.get(digits, 3.0)
    if value.kind in (ValueKind.MONEY, ValueKind.PERCENT, ValueKind.SIZE):
        base += 0.8
    if value.kind in (ValueKind.AGE, ValueKind.DURATION):
        base += 0.4
    return base


def _other_event(one: Slot, other: Slot) -> bool:
    return bool(one.events and other.events) and not set(one.events[:2]) & set(other.events[:2])


def _digits(number: float) -> int:
    """Return the significant digits of a whole number: 2 of 230."""
    whole = round(abs(number))
    while whole and whole % 10 == 0:
        whole //= 10
    return len(str(whole))


def _aside(one: Mention, other: Mention) -> bool:
    """Return whether one value stands in brackets behind the other: "10 kilometers (6 miles)"."""
    if one.account is not other.account or one.statement.part is not other.statement.part:
        return False
    first, second = sorted((one.value, other.value), key=lambda value: value.start)
    return (0 < second.start - first.end <= 3 and first.unit != second.unit) or (
        0 < second.start - first.end <= 3 and first.kind is ValueKind.SIZE and first.step != second.step
    )


def _word_weights(accounts: Sequence[Account]) -> dict[str, float]:
    """Return the weight of each word: those that every article uses tell little."""
    found: Counter[str] = Counter()
    for account in accounts:
        found.update({word for one in account.statements for word in one.slot.words})
    count = len(accounts)
    return {word: 0.25 + log((count + 1) / seen) / log(count + 1) for word, seen in found.items()}


def mentions_of(accounts: Sequence[Account]) -> list[Mention]:
    """Return all that *accounts* state, in order, each with the other time that its sentence tells of."""
    anchors = {account.article_id: _anchors(account) for account in accounts}
    stated = ((account, one) for account in accounts for one in account.statements)
    return [
        Mention(account, one, number, anchors[account.article_id].get((one.part, one.sentence[0])))
        for number, (account, one) in enumerate(stated)
    ]


def _anchors(account: Account) -> dict[tuple[Part, int], float]:
    """Return the sentences that tell of another time, by where they begin: "In 2004, a huge earthquake".

    The sentence right behind one goes on with it, unless it names a day itself.
    """
    today = account.published_at.date().toordinal()
    dated: dict[tuple[Part, int], Value] = {}
    follow: dict[tuple[Part, int], tuple[Part, int]] = {}
    last: Statement | None = None
    for one in account.statements:
        key = (one.part, one.sentence[0])
        if one.value.kind is ValueKind.DATE and one.value.high is not None:
            dated.setdefault(key, one.value)
        if last is not None and last.part is one.part and 0 <= one.sentence[0] - last.sentence[1] <= _NEXT:
            follow[key] = (last.part, last.sentence[0])
        last = one
    old = {key: value.point for key, value in dated.items() if (value.high or today) < today - _BEFORE}
    carried = {key: old[before] for key, before in follow.items() if key not in dated and before in old}
    return carried | old


def _other_time(one: Mention, other: Mention) -> bool:
    """Return whether two sentences tell of two times; a sentence without a day tells of the present."""
    if one.anchor is None and other.anchor is None:
        return False
    if one.anchor is None or other.anchor is None:
        return True
    return abs(one.anchor - other.anchor) > _SAME_TIME


def filled(one: Mention, other: Mention) -> bool:
    """Return whether the slots are filled and the same, so that unequal values can be told from two things."""
    first, second = one.slot, other.slot
    kind = one.value.kind
    if not first.events or not second.events or first.events[0] != second.events[0]:
        return False
    if kind is ValueKind.COUNT:
        return first.noun == second.noun or None in (first.noun, second.noun)
    return True


def may_be_one(one: Mention, other: Mention) -> bool:
    first, second = one.slot, other.slot
    if first.noun and second.noun and first.noun != second.noun:
        return False
    return not _other_time(one, other) and _of_one_size(one.value, other.value)


def _of_one_size(one: Value, other: Value) -> bool:
    if one.kind in (ValueKind.DATE, ValueKind.TIME, ValueKind.SCORE):
        return one.kind is not ValueKind.DATE or abs(one.point - other.point) <= _MOST_DAYS
    small, large = sorted((abs(one.point), abs(other.point)))
    return large <= max(small, 1.0) * (
        _MOST_RATIO if large < _FEW * 10 and one.kind is ValueKind.COUNT else _MOST_RATIO_OF_MANY
    )
