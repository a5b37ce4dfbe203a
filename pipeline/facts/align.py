"""Which statements of a story's articles are about one thing: the slot first, the value second, in two passes. Pure.

The first pass joins equal, converted, rounded and contained values in slots that fit. The second joins values that
are not equal, and only where both slots are filled and the same, their words are shared, the match is mutual, and the
articles are others. How likely two statements are about one thing is a sum of weights of evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice

from pipeline.facts.compare import comparable
from pipeline.facts.evidence import OUTCOMES, Account, Evidence, Mention, filled, may_be_one, mentions_of
from pipeline.records import Modality, ValueKind


@dataclass(slots=True, eq=False)
class Group:
    """Mentions of one thing."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def voices(self) -> set[str]:
        return {one.account.voice for one in self.mentions}

    @property
    def articles(self) -> set[int]:
        return {one.account.article_id for one in self.mentions}


JOIN = 0.4  # from here on equal values are about one thing
DIFFER = 2.4  # the same for unequal ones, whose values say nothing
UPDATE = 1.9  # the same where all of one side came before all of the other
RENEWED = 0.5  # less, where a sentence says that its value is a newer one
_NEVER_UNEQUAL = frozenset({ValueKind.RANK, ValueKind.SCORE, ValueKind.VERSION, ValueKind.AGE, ValueKind.ROLE})
_BESIDE = 80  # characters


def align(accounts: Sequence[Account]) -> list[Group]:
    """Return the groups of statements that are about one thing, single ones included."""
    mentions = mentions_of(accounts)
    evidence = Evidence.of(accounts)
    groups = _first_pass(mentions, evidence)
    return _second_pass(groups, evidence)


def _first_pass(mentions: Sequence[Mention], evidence: Evidence) -> list[Group]:
    pairs: dict[tuple[int, int], float] = {}
    for one, other in _pairs(mentions, evidence):
        if (score := evidence.same_value(one, other)) is not None:
            pairs[one.number, other.number] = score
    group_of = {one.number: Group([one]) for one in mentions}
    for (first, second), score in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0])):
        if score < JOIN:
            break
        left, right = group_of[first], group_of[second]
        if left is right or not _may_join(left, right, pairs):
            continue
        left.mentions += right.mentions
        for one in right.mentions:
            group_of[one.number] = left
    return list({id(one): one for one in group_of.values()}.values())


def _pairs(mentions: Sequence[Mention], evidence: Evidence) -> Iterator[tuple[Mention, Mention]]:
    """Yield the pairs of one kind whose values may fit, each once, the earlier mention first."""
    kinds: dict[ValueKind, list[Mention]] = defaultdict(list)
    for one in mentions:
        kinds[one.value.kind].append(one)
    for alike in kinds.values():
        reaches = [(*evidence.reach(one.value), one) for one in alike]
        reaches.sort(key=lambda reach: (reach[0], reach[2].number))
        for place, (_, high, one) in enumerate(reaches):
            for low, _, other in islice(reaches, place + 1, None):
                if low > high:
                    break
                yield (one, other) if one.number < other.number else (other, one)


def _may_join(left: Group, right: Group, pairs: Mapping[tuple[int, int], float]) -> bool:
    """Return whether the two fit on the whole, and not by their two nearest mentions alone."""
    total, count = 0.0, 0
    for one in left.mentions:
        for other in right.mentions:
            key = (one.number, other.number) if one.number < other.number else (other.number, one.number)
            score = pairs.get(key)
            if score is None:
                if one.account is other.account or not _both_fit(one, other):
                    return False
                score = 0.0
            total, count = total + score, count + 1
    return total / count >= JOIN * 0.8


def _both_fit(one: Mention, other: Mention) -> bool:
    """Return whether a third value may hold the two: two amounts in other currencies, two days of one month."""
    return one.value.unit != other.value.unit


def _second_pass(groups: list[Group], evidence: Evidence) -> list[Group]:
    by_kind: dict[ValueKind, list[Group]] = defaultdict(list)
    for one in groups:
        by_kind[one.mentions[0].value.kind].append(one)
    for kind, members in by_kind.items():
        if kind not in _NEVER_UNEQUAL:
            _join_replaced(members)
            _join_unequal(members, evidence)
    return [one for members in by_kind.values() for one in members]


def _join_replaced(groups: list[Group]) -> None:
    """Join what one sentence says took the place of what others stated before: "595 million from the 640 million"."""
    for old in [one for one in groups if len(one.voices) > 1]:
        for mention in old.mentions:
            if not mention.statement.outdated:
                continue
            new = next(
                (one for one in groups if one is not old and any(_replaces(two, mention) for two in one.mentions)), None
            )
            if new is not None:
                old.mentions += new.mentions
                groups.remove(new)
                break


def _replaces(one: Mention, other: Mention) -> bool:
    """Return whether *one* stands right beside *other* in a sentence, and is a value of the same sort."""
    if one.account is not other.account or one.statement.part is not other.statement.part:
        return False
    near = abs(one.value.start - other.value.start) < _BESIDE and one.statement.sentence == other.statement.sentence
    return near and comparable(one.value, other.value) and not one.statement.outdated


def _join_unequal(groups: list[Group], evidence: Evidence) -> None:
    """Join groups of other values about one thing, the surest first, as long as each is the other's best match."""
    living = dict(enumerate(groups))
    scores: dict[tuple[int, int], float] = {}

    def compare(some: Iterable[tuple[int, int]]) -> None:
        for left, right in some:
            if (score := _unequal(living[left], living[right], evidence)) is not None:
                scores[left, right] = score

    compare(_sharing_an_event(living))
    while True:
        best: dict[int, tuple[float, int]] = {}
        for (left, right), score in scores.items():
            for one, other in ((left, right), (right, left)):
                if score > best.get(one, (0.0, -1))[0]:
                    best[one] = (score, other)
        mutual = [
            (score, one, other)
            for one, (score, other) in best.items()
            if one < other and best.get(other, (0.0, -1))[1] == one
        ]
        if not mutual:
            break
        _, one, other = max(mutual)
        living[one].mentions += living.pop(other).mentions
        scores = {pair: score for pair, score in scores.items() if not {one, other} & set(pair)}
        compare(pair for pair in _sharing_an_event(living) if one in pair)
    groups[:] = living.values()


def _sharing_an_event(groups: Mapping[int, Group]) -> list[tuple[int, int]]:
    """Return the pairs of groups in each of which somebody tells of the same event; no others can be one thing."""
    telling: dict[str, list[int]] = defaultdict(list)
    for number, group in groups.items():
        for event in {one.slot.events[0] for one in group.mentions if one.slot.events}:
            telling[event].append(number)
    return sorted({pair for numbers in telling.values() for pair in combinations(numbers, 2)})


def _unequal(left: Group, right: Group, evidence: Evidence) -> float | None:
    """Return by how much the evidence that two groups are about one thing, though their values differ, is enough."""
    if left.articles & right.articles:
        return None
    pairs = [(one, other) for one in left.mentions for other in right.mentions if comparable(one.value, other.value)]
    if not pairs or not all(may_be_one(one, other) for one, other in pairs):
        return None
    scores = [evidence.same_slot(one, other) for one, other in pairs if filled(one, other)]
    if len(scores) * 2 < len(pairs):
        return None
    grown = follows(left.mentions, right.mentions)
    renewed = any(one.statement.renewed for group in (left, right) for one in group.mentions)
    needed = DIFFER if not grown else UPDATE - (RENEWED if renewed else 0.0)
    score = max(scores) * 0.5 + sum(scores) / len(scores) * 0.5 - needed
    return score if score > 0 else None


def follows(mentions: Sequence[Mention], others: Sequence[Mention]) -> bool:
    """Return whether one side took the place of the other: all of it is later, and it is said or to be expected.

    Tolls grow, plans move, and "has fallen to" says it; any other value of two articles differs.
    """
    earlier, later = sorted((mentions, others), key=lambda side: min(one.account.published_at for one in side))
    if max(one.account.published_at for one in earlier) >= min(one.account.published_at for one in later):
        return False
    if any(one.statement.renewed for one in later):
        return True
    first, last = earlier[0], later[0]
    if first.value.kind in (ValueKind.DATE, ValueKind.TIME):
        planned = (Modality.PLANNED, Modality.HOPED)
        return first.statement.modality in planned and last.statement.modality in planned
    toll = any(one.slot.events[:1] and one.slot.events[0] in OUTCOMES for one in (*earlier, *later))
    return toll and first.value.kind is ValueKind.COUNT and last.value.point > first.value.point
