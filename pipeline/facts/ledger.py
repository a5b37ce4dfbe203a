"""The facts of a story: what its sources agree on, what is only rounded, what changed, and where they differ. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.facts.align import Group, align, follows
from pipeline.facts.compare import Relation, comparable, relation
from pipeline.facts.evidence import Account, Mention
from pipeline.facts.slots import is_vague
from pipeline.records import Modality, Verdict


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a story's articles state, with every statement about it, the earliest first."""

    mentions: tuple[Mention, ...]
    verdict: Verdict
    disputed: bool  # one source denies what another states
    voices: int  # independent sources


def ledger(accounts: Sequence[Account]) -> list[Fact]:
    """Return the facts of the articles of one story, those with most independent sources first."""
    year = max((one.published_at.year for one in accounts), default=0)
    found = [_fact(group, year) for group in align(accounts)]
    return sorted(found, key=lambda one: (-one.voices, one.mentions[0].number))


def _fact(group: Group, year: int) -> Fact:
    mentions = sorted(group.mentions, key=lambda one: (one.account.published_at, one.number))
    denied = {one.statement.modality is Modality.DENIED for one in mentions}
    return Fact(tuple(mentions), verdict_of(mentions, year), denied == {True, False}, len(group.voices))


def verdict_of(mentions: Sequence[Mention], year: int) -> Verdict:
    """Return the weightiest relation that holds between the values of *mentions*, which are in order of time."""
    if len({one.account.voice for one in mentions}) < 2:
        return Verdict.SINGLE
    relations = set()
    for place, one in enumerate(mentions):
        for other in mentions[place + 1 :]:
            if not comparable(one.value, other.value):
                continue
            found = relation(one.value, other.value, year)
            if found is Relation.UNEQUAL and one.value.unit != other.value.unit:
                continue  # amounts in two currencies are told apart by a third one
            relations.add(found)
    if Relation.UNEQUAL in relations:
        return Verdict.UPDATED if changed_over_time(mentions, year) else Verdict.DIFFERS
    if Relation.CONTAINED in relations:
        return Verdict.MORE_PRECISE
    if Relation.ROUNDED in relations:
        return Verdict.ROUNDING
    return Verdict.AGREE


def changed_over_time(mentions: Sequence[Mention], year: int) -> bool:
    """Return whether a sentence says that a value is newer or older, or later texts have another and never go back."""
    if any(one.statement.outdated for one in mentions):
        return True
    values = _apart(mentions, year)
    in_order = sorted(values, key=lambda group: min(one.account.published_at for one in group))
    return len(in_order) > 1 and all(follows(earlier, later) for earlier, later in pairwise(in_order))


def _apart(mentions: Sequence[Mention], year: int) -> list[list[Mention]]:
    """Return the mentions by value; values that fit each other, as a month and its quarter do, are one."""
    found: list[list[Mention]] = []
    for one in mentions:
        fitting = [group for group in found if any(_fit(one, other, year) for other in group)]
        joined = [one, *(other for group in fitting for other in group)]
        found = [group for group in found if group not in fitting] + [joined]
    return found


def _fit(one: Mention, other: Mention, year: int) -> bool:
    return comparable(one.value, other.value) and relation(one.value, other.value, year) is not Relation.UNEQUAL


def values_shown(fact: Fact) -> list[Mention]:
    """Return one mention for each value of a fact, the plainest statement of it."""
    found: dict[tuple[float, str], Mention] = {}
    for one in fact.mentions:
        found.setdefault((round(one.value.point, 6), one.value.unit), one)
    return sorted(found.values(), key=lambda one: is_vague(one.value))
