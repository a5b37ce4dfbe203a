"""What a digest says of a story's facts: the few that matter, each value with the sentence that states it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from newsdesk.digest.model import KeyFact, KeyValue
from pipeline.records import Modality, ValueKind, Verdict
from storage.queries.facts import StatedValue, StoredFact

MOST_FACTS = 5  # of a story
MOST_VALUES = 3  # of a fact
MOST_CHARACTERS = 320  # of a sentence; a longer one is not shown
_KINDS = (  # what tells a reader most, first
    ValueKind.MONEY, ValueKind.COUNT, ValueKind.PERCENT, ValueKind.SIZE, ValueKind.SCORE, ValueKind.DURATION,
    ValueKind.DATE, ValueKind.VERSION, ValueKind.ROLE, ValueKind.AGE, ValueKind.RANK, ValueKind.TIME,
)  # fmt: skip
_MINOR = frozenset({ValueKind.RANK, ValueKind.TIME, ValueKind.AGE, ValueKind.ROLE})
_SAID_OF_TIME = (Verdict.DIFFERS, Verdict.UPDATED)


def key_facts(stored: Sequence[StoredFact], start: datetime, end: datetime, *, running: bool) -> tuple[KeyFact, ...]:
    """Return the facts worth telling of a story: what is contested first, then what most sources state.

    Of a *running* story only what is new from *start* to *end*: facts that nobody stated before, and values that
    changed. Facts of one source are left out, unless they are contested: the lead tells them.
    """
    found = [one for fact in stored if (one := _until(fact, end)) is not None]
    if running:
        found = [one for one in found if _is_new(one, start)]
    kept = [
        one for one in found if one.contested or (one.sources > 1 and one.kind not in _MINOR and _is_told_alone(one))
    ]
    kept.sort(key=lambda one: (not one.contested, -one.sources, _KINDS.index(one.kind), one.number))
    chosen: list[StoredFact] = []
    for one in kept:
        if len(chosen) < MOST_FACTS and _tells(one, chosen):
            chosen.append(one)
    told: set[str] = set()
    return tuple(_key_fact(one, chosen, start, told) for one in chosen)


def _until(fact: StoredFact, end: datetime) -> StoredFact | None:
    """Return what of *fact* was stated before *end*; None if nothing was."""
    stated = tuple(one for one in fact.stated if one.dated_at < end)
    if len(stated) == len(fact.stated):
        return fact
    voices, values = len({one.voice for one in stated}), len({one.value for one in stated})
    verdict = fact.verdict if voices > 1 and values > 1 else Verdict.AGREE if voices > 1 else Verdict.SINGLE
    # A dispute needs both sides.
    denied = {one.modality is Modality.DENIED for one in stated} == {True, False}
    return fact.restated(stated, verdict, denied, voices) if stated else None


def _is_new(fact: StoredFact, start: datetime) -> bool:
    before = {one.value for one in fact.stated if one.dated_at < start}
    return any(one.value not in before for one in fact.stated if one.dated_at >= start)


def _tells(fact: StoredFact, chosen: Sequence[StoredFact]) -> bool:
    """Return whether a fact has a sentence to show that none of the others may show already."""
    shown = [one for one in fact.stated if len(one.sentence) <= MOST_CHARACTERS]
    if not shown or fact.contested:
        return bool(shown)
    told = {one.sentence for other in chosen for one in other.stated}
    return not all(one.sentence in told for one in shown)


def _is_told_alone(fact: StoredFact) -> bool:
    """Return whether its value says something by itself: "today" and "on Thursday" do not."""
    return fact.kind is not ValueKind.DATE or any(
        character.isdigit() for one in fact.stated for character in one.surface
    )


def _key_fact(fact: StoredFact, chosen: Sequence[StoredFact], start: datetime, told: set[str]) -> KeyFact:
    """Return what is shown of *fact*, in sentences that are not among those *told* where it has others; adds them."""
    # Of these, the sentence that tells most of the chosen facts is the one to show.
    covers = Counter((one.article_id, one.part, one.sentence_start) for other in chosen for one in other.stated)
    before = {one.value for one in fact.stated if one.dated_at < start}
    values = []
    for value in fact.values[:MOST_VALUES]:
        same = [one for one in fact.stated if one.value == value.value and len(one.sentence) <= MOST_CHARACTERS]
        if same:
            places = {one: covers[one.article_id, one.part, one.sentence_start] for one in same}
            best = max(same, key=lambda one: (one.sentence not in told, places[one], -len(one.sentence)))
            told.add(best.sentence)
            values.append(_key_value(best, same, is_new=value.value not in before))
    if fact.verdict not in _SAID_OF_TIME and not fact.disputed:
        values = values[:1] if fact.verdict is Verdict.AGREE else values[:2]
    return KeyFact(fact.verdict.value, fact.disputed, fact.sources, tuple(values))


def _key_value(shown: StatedValue, same: Sequence[StatedValue], *, is_new: bool) -> KeyValue:
    voices: dict[str, StatedValue] = {}
    for one in (shown, *same):
        voices.setdefault(one.voice, one)
    return KeyValue(
        shown.surface,
        shown.sentence,
        shown.start - shown.sentence_start,
        shown.outlet,
        shown.url,
        shown.dated_at,
        is_new,
        tuple((one.outlet, one.url) for one in list(voices.values())[1:]),
    )
