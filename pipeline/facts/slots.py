"""What a value is a value of: what is counted, what happened, who it is about, who says so. Pure.

Everything is read from the words of one sentence around the value, by classes of words (`data/slots.toml`): the nearest
cue counts, and words that only join ("at least", "were", "the") part nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from pipeline.facts.lexicon import slots
from pipeline.records import Bound, Modality, Slot, Value, ValueKind
from pipeline.text.languages import english
from pipeline.text.patterns import lazy_pattern
from pipeline.text.stemming import light_stem

_TOKEN = lazy_pattern(r"[^\W\d_]\w*+(?:(?:[’'.]|-(?=[^\W\d_]))\w++)*+|\d[\w.,]*+|[,;:()\[\]–—]|\"|“|”")
_NOUN_WALK = 6  # words behind a number among which the counted noun is
_WORDS = 14  # content words kept
_REACH = 12  # words on each side in which they are sought
_EVENTS = 3  # classes kept
_WEAK, _WEAKER = 2.0, frozenset({"employ", "strike", "value"})  # said of whom something else happened to
_VAGUE = 4  # times its lower end is the upper one of what only names a magnitude
_FAR = 12.0  # beyond it a cue belongs to something else

_start, _end = attrgetter("start"), attrgetter("end")
_LIGHT = frozenset(
    """at least more than about around nearly some over almost roughly up to as many least only just another other
    others were was are is be been being have has had the a an of its their his her by and also some estimated
    approximately further additional total it they he she that which who whom""".split()  # noqa: SIM905
)
_NOUN_STOPS = frozenset(
    """and or but in on at for from to with by as after before while when who whom that which were was are is had has
    have be been will would could may might can it he she they since during near into against than if because not over
    under around across through within said says told""".split()  # noqa: SIM905
)
_PARTS = frozenset({";", ":", "–", "—", "(", ")"})


class Token(NamedTuple):
    """A word or mark of a sentence; *stem* is "" for marks."""

    text: str
    lower: str
    stem: str
    cost: float  # how far it parts what stands on its two sides
    content: bool  # a word by which sentences can be compared
    start: int
    end: int


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """Return the words and marks of ``text[start:end]``, offsets those of *text*."""
    return [Token(match[0], *_forms(match[0]), *match.span()) for match in _TOKEN.finditer(text, start, end)]


@lru_cache(maxsize=50_000)  # a day's articles share most of their words
def _forms(word: str) -> tuple[str, str, float, bool]:
    lower = word.lower()
    if not word[0].isalnum():
        return lower, "", 3.0 if lower in _PARTS else 2.0 if lower == "," else 0.5, False
    stem = light_stem(lower.removesuffix("'s").removesuffix("’s"))
    cost = 2.5 if lower in ("and", "while", "but") else 0.0 if lower in _LIGHT else 1.0
    return lower, stem, cost, len(stem) > 2 and not lower[0].isdigit() and lower not in english().stop


def slot_of(value: Value, tokens: Sequence[Token], names: Sequence[tuple[int, int, str]]) -> Slot:
    """Return the slot of *value*; *names* are the ranges of the sentence that name somebody, each with its key."""
    first = bisect_right(tokens, value.start, key=_end)
    behind = bisect_left(tokens, value.end, lo=first, key=_start)
    if first < len(tokens) and tokens[first].end > value.end and tokens[first].start <= value.start:
        tokens, behind = _parted(value, tokens, first), first + 1
    noun, head = _noun(value, tokens, behind)
    return Slot(
        noun,
        head,
        _events(value, tokens, first, behind),
        _words(tokens, first, behind),
        _subject(value, names),
    )


def modal_words(tokens: Sequence[Token]) -> list[Token]:
    """Return the words of a sentence that say how it stands to what it states."""
    known = slots().modality
    return [one for one in tokens if one.lower in known]


def modality_of(value: Value, modal: Sequence[Token]) -> Modality:
    """Return how the sentence with the words *modal* stands to *value*: the strongest of those near it decides."""
    known = slots().modality
    found = {known[one.lower] for one in modal if _near(value, one)}
    for name in ("denied", "hoped", "planned", "reported"):
        if name in found:
            return Modality(name)
    return Modality.ASSERTED


def _parted(value: Value, tokens: Sequence[Token], at: int) -> list[Token]:
    """Return *tokens* with the word that the value begins in two: "third-floor"."""
    whole = tokens[at]
    rest = whole.text[value.end - whole.start :].lstrip("-–")
    number = Token(whole.text[: value.end - whole.start], "", "", 0.0, False, whole.start, value.end)
    if not rest:
        return [*tokens[:at], number, *tokens[at + 1 :]]
    return [*tokens[:at], number, Token(rest, *_forms(rest), value.end, whole.end), *tokens[at + 1 :]]


def _near(value: Value, token: Token) -> bool:
    return value.start - 90 <= token.start < value.end + 25


def _noun(value: Value, tokens: Sequence[Token], behind: int) -> tuple[str | None, str | None]:
    """Return the class of the noun behind a number, and the noun's stem."""
    if value.kind not in (ValueKind.COUNT, ValueKind.RANK):
        return None, None
    known, head = slots().nouns, None
    for token in tokens[behind : behind + _NOUN_WALK]:
        if token.lower in ("of", "the", "its", "their", "his", "other", "others", "more", "another"):
            if token.lower == "others":
                return "people", "other"
            continue
        if not token.stem or token.lower in _NOUN_STOPS or token.start - value.end > 60:
            break
        if (name := known.get(token.stem)) is not None:
            return name, token.stem
        if token.stem in slots().events and head is None and token.lower.endswith("ed"):
            return "people" if slots().events[token.stem][0] in ("hurt", "kill", "arrest") else None, None
        head = token.stem
    return None, head


def _events(value: Value, tokens: Sequence[Token], first: int, behind: int) -> tuple[str, ...]:
    """Return the classes of the nearest cues: verbs and nouns that say what happened or what is measured."""
    tables = slots()
    measured = value.kind is ValueKind.SIZE
    classes = tables.measures if measured else tables.events
    allowed = tables.kinds.get(value.kind.value)
    found: dict[str, float] = {}
    for step, places in ((-1, range(first - 1, -1, -1)), (1, range(behind, len(tokens)))):
        cost = 0.0
        for at in places:
            token = tokens[at]
            if not (at == behind and token.cost == 1.0 and token.stem in tables.nouns):
                cost += token.cost
            if cost > _FAR or (len(found) >= _EVENTS and cost > max(found.values())):
                break  # what comes is farther than what is kept
            if token.stem not in classes:
                continue
            if measured and token.text[0].isupper() and at:
                continue  # the Geological Survey surveys nobody
            for name in classes[token.stem]:
                if allowed is not None and name not in allowed and not measured:
                    continue
                # A verb right before a number governs it; one behind it may open the next clause.
                weighed = cost + (0.6 if step == 1 else 0.0) + (_WEAK if name in _WEAKER else 0.0)
                if weighed < found.get(name, _FAR):
                    found[name] = weighed
    ranked = sorted(found.items(), key=lambda one: (one[1], one[0]))
    return tuple(name for name, _ in ranked[:_EVENTS])


def _words(tokens: Sequence[Token], first: int, behind: int) -> tuple[str, ...]:
    before = enumerate(reversed(tokens[max(0, first - _REACH) : first]), 1)
    after = enumerate(tokens[behind : behind + _REACH], 1)
    near = [(away, token.stem) for away, token in (*before, *after) if token.content]
    near.sort()
    return tuple(dict.fromkeys(word for _, word in near))[:_WORDS]


def _subject(value: Value, names: Sequence[tuple[int, int, str]]) -> str | None:
    """Return the key of the nearest name before the value, else behind it; of an age "…-year-old X" the one behind."""
    before = [one for one in names if one[1] <= value.start]
    after = [one for one in names if one[0] >= value.end]
    forward = value.kind is ValueKind.AGE and value.end - value.start > 3
    if forward and before and value.start - before[-1][1] < 5:
        return before[-1][2]  # "Elianita, a 22-year-old resident"
    if forward and after:
        return after[0][2]
    if before:
        return before[-1][2]
    return after[0][2] if after else None


def is_vague(value: Value) -> bool:
    """Return whether a value only names a magnitude: "dozens", "hundreds"."""
    return (
        value.bound is Bound.RANGE
        and value.high is not None
        and value.low is not None
        and value.high > _VAGUE * value.low
    )
