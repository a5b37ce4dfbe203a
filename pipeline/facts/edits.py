"""Which stated values an edit changed: "300,000" became "400,000". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.facts.compare import comparable
from pipeline.facts.evidence import Account, Evidence, Mention
from pipeline.facts.normal import normal
from pipeline.facts.statements import statements
from pipeline.records import Article, Statement, Tags

LEAST = 1.6  # evidence that two values of two versions are about one thing


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value of the older text, and what stands in its place; both as written, *sentence* of the newer text."""

    before: str
    after: str
    sentence: str


def changed_values(before: str, after: str, at: datetime) -> list[ChangedValue]:
    """Return the values that differ between two versions of a text published at *at*, in the order of the newer one."""
    old, new = _stated(before, at), _stated(after, at)
    kept = {_key(one) for one in old} & {_key(one) for one in new}
    gone = _mentions([one for one in old if _key(one) not in kept], 1, at)
    come = _mentions([one for one in new if _key(one) not in kept], 2, at)
    evidence = Evidence.of([one.account for one in (*gone[:1], *come[:1])])
    scores = sorted(
        (
            (evidence.same_slot(one, other), one.number, other.number)
            for one in gone
            for other in come
            if comparable(one.value, other.value)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for score, one, other in scores:
        if score >= LEAST and one not in pairs.values() and other not in pairs:
            pairs[other] = one
    return [
        ChangedValue(
            gone[one].statement.surface, come[other].statement.surface, _sentence(after, come[other].statement)
        )
        for other, one in sorted(pairs.items())
    ]


def _stated(text: str, at: datetime) -> tuple[Statement, ...]:
    return statements(Article("", "", text, "", "", published_at=at, language="en"), Tags())


def _mentions(stated: Sequence[Statement], number: int, at: datetime) -> list[Mention]:
    account = Account(number, str(number), at, tuple(stated))
    return [Mention(account, one, place) for place, one in enumerate(stated)]


def _key(one: Statement) -> tuple[str, str]:
    return one.value.kind.value, normal(one.value)


def _sentence(text: str, one: Statement) -> str:
    return " ".join(text[one.sentence[0] : one.sentence[1]].split())
