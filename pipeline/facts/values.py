"""Every value that a text states, from left to right. Pure.

A number inside a name, an address or a version of a product is no value of its own; the names are given as ranges.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from pipeline.facts.amounts import read_amount
from pipeline.facts.lexicon import numerals
from pipeline.facts.moments import Published, read_moment
from pipeline.records import Bound, Value, ValueKind
from pipeline.text.languages import english
from pipeline.text.months import english_months
from pipeline.text.patterns import lazy_pattern
from pipeline.text.triggers import Triggers

_DECIMAL = lazy_pattern(r"\d+\.\d(?![\w.])")
_WHOLE = lazy_pattern(r"\d+(?:\.\d+)?(?![\w])")
_VERSION_BEFORE = lazy_pattern(r"\b(?:[Vv]ersions?|[Rr]elease)\s$")
_DIGITS = lazy_pattern(r"\d+")
_LEAD = lazy_pattern(r"(?:US|A|C|HK|NZ|S|R)?[$€£¥₹₩]\s?$|(?:USD|EUR|GBP|CHF|Rs\.?)\s?$|(?<![\w])[Rep]$|(?<![\w.])\.$")
_LONGEST_LEAD = 5
_ARTICLE = lazy_pattern(r"(?:an?|another|half\san?|the\send\sof|several|a\sfew|a\scouple\sof)\s$", re.IGNORECASE)
_LONGEST_ARTICLE = 12
_SPEAKS = lazy_pattern(
    r"\s(?:report|witness|source|official|analyst|expert|study|survey|reason|thing|way|reviewer|user|critic)\b"
)
_COMPOUND = lazy_pattern(
    r"-(?:degree|class|ever|rate|hand|person|time|team|generation|largest|biggest|tier|party|grade)\b"
)
_MEASURED = lazy_pattern(r"[a-z]-$")  # "magnitude-6.1"
_GLUED = lazy_pattern(r"[A-Za-z\d][-–’'/&.@_]?$|[@#/_\\=]$|\d[.,:]$|[×x]\s?$")
_BEFORE_VALUES = frozenset({"No", "Number", "Magnitude", "Of", "Over"})
# What follows a number that ends no name: a unit, a counted noun in the plural, the other half of a score.
_VALUE_GOES_ON = lazy_pattern(
    r"\s?%|-\d|[-\s]?(?:GB|MB|TB|MP|km|GHz|GW|MW)\b|-(?:year|mag|day|month|hour|point)|\s(?:[a-z]{3,}s\b|per\s?cent|percent|million"
    r"|billion|trillion|people|men\b|women|mag)"
)
_LONGEST_HEDGE = 5  # words
_HEDGED_BACK = 28  # characters before a value in which its hedge stands


def values_in(
    text: str, published: Published, names: Sequence[tuple[int, int]] = (), *, most: int = 400
) -> list[Value]:
    """Return at most *most* values of *text*; *names* are ranges of it that name somebody or something."""
    taken = sorted(names)
    furthest = list(accumulate((end for _, end in taken), max))
    found: list[Value] = []
    done = 0
    for at in _places(text):
        if at < done:
            continue
        before = bisect_right(taken, (at, len(text)))
        if before and at < furthest[before - 1]:
            continue
        value = _value_at(text, at, done, published)
        if value is None:
            continue
        done = value.end
        found.append(_hedged(text, value, found[-1].end if found else 0))
        if len(found) == most:
            break
    return found


def _places(text: str) -> Iterator[int]:
    """Yield where a value may begin: at digits and at the words that number or date."""
    words = [at for at in _triggers().places(text) if at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "-")]
    digits = [found.start() for found in _DIGITS.finditer(text)]
    return iter(sorted({*words, *digits}))


def _value_at(text: str, at: int, done: int, published: Published) -> Value | None:
    if text[at].isdigit():
        lead = _LEAD.search(text, max(done, at - _LONGEST_LEAD), at)
        begin = at if lead is None else lead.start()
        if lead is None and at > done and _GLUED.search(text, max(done, at - 2), at):
            decimal = _MEASURED.search(text, max(done, at - 2), at) and _DECIMAL.match(text, at)
            return read_amount(text, at) if decimal else None
        moment = read_moment(text, at, published) if lead is None else None
        if moment is not None:
            return moment
        if lead is None and _names(text, at):
            return _version(text, at)
        if lead is None and _VERSION_BEFORE.search(text, max(done, at - 10), at) and (found := _WHOLE.match(text, at)):
            return Value(ValueKind.VERSION, at, found.end(), float(found[0]), float(found[0]), "", 0.0)
        return _worded(text, read_amount(text, begin))
    moment = read_moment(text, at, published)
    if moment is not None:
        return moment
    article = _ARTICLE.search(text, max(done, at - _LONGEST_ARTICLE), at)
    if article is not None and (value := read_amount(text, article.start())) is not None:
        return _worded(text, value)
    return _worded(text, read_amount(text, at))


def _version(text: str, at: int) -> Value | None:
    """Return the version behind a name, which has a point: "Orrin 3.1"; "Channel 5" is a name and nothing else."""
    found = _DECIMAL.match(text, at)
    if found is None:
        return None
    number = float(found[0])
    return Value(ValueKind.VERSION, at, found.end(), number, number, "", 0.0)


def _worded(text: str, value: Value | None) -> Value | None:
    """Return *value* if it is one, and not a word that only looks like one: "one of them", "at first"."""
    if value is None:
        return None
    before, behind = text[max(0, value.start - 12) : value.start].lower(), text[value.end : value.end + 14].lower()
    surface = text[value.start : value.end].lower()
    if surface.startswith("zero-"):
        return None  # "zero-day", "zero-sum"
    if surface == "one":
        if text[value.start] == "O" and _SPEAKS.match(behind):
            return None
        return value if _counts_one(before, behind) else None
    if value.kind is ValueKind.RANK and surface == "first" and before.endswith(("at ", "the very ")):
        return None
    if surface == "second" and (
        before.endswith(("per ", "split ", "each ")) or (before.endswith("a ") and behind[:1] in ".,;)")
    ):
        return None
    if behind.startswith((".com", "-by-", "×")) or (value.kind is ValueKind.RANK and _COMPOUND.match(behind)):
        return None
    return value


_ONE_BEFORE = ("at least ", "killing ", "only ", "just ", "injuring ", "wounding ", "than ", "nearly ", "killed ")
_NOT_AFTER_ONE = (
    " of ", " another", " who", " that", " day", " can", " could", " would", "'s", "’s", ".", ",", " might", " way",
    " thing", " is", " was", " side", " by ", " more ", " example", " such", " reason",
)  # fmt: skip
_NOT_BEFORE_ONE = ("no ", "this ", "that ", "each ", "every ", "any ", "the ", "which ", "another ", "-")


def _counts_one(before: str, behind: str) -> bool:
    if behind.startswith((" of ", " another", " who ")) or before.endswith(_NOT_BEFORE_ONE):
        return False
    return before.endswith(_ONE_BEFORE) or not (behind.startswith(_NOT_AFTER_ONE) or not behind.strip())


def _names(text: str, at: int) -> bool:
    """Return whether the digits at *at* end a name: "Channel 5", "Windows 7", "Route 66"."""
    end = at
    while end < len(text) and (text[end].isdigit() or text[end] == "."):
        end += 1
    if text[at - 1 : at] == "[" and text[end : end + 1] == "]":
        return True
    if end - at > 3 or text[at - 1 : at] != " ":
        return False
    begin = text.rfind(" ", max(0, at - 24), at - 1) + 1
    word = text[begin : at - 1]
    if not word[:1].isupper() or not word.isalpha() or word.lower() in _not_names() or begin == 0:
        return False
    if text[begin - 2 : begin - 1] in ".!?\n:;" or text[begin - 1] == "\n":
        return False
    return word not in _BEFORE_VALUES and not _VALUE_GOES_ON.match(text, end)


def _hedged(text: str, value: Value, low: int) -> Value:
    """Return *value* with the hedge that stands before it."""
    begin = max(low, value.start - _HEDGED_BACK)
    words = text[begin : value.start].lower().rstrip(" (").split()[-_LONGEST_HEDGE:]
    hedges, last = numerals().hedges, _last_of_hedges()
    if words and words[-1].lstrip("(,;") in last:
        for place in range(len(words)):
            phrase = " ".join(words[place:]).lstrip("(,;")
            if (bound := hedges.get(phrase)) is not None:
                return _bounded(value, Bound(bound))
    behind = text[value.end : value.end + 10].lower()
    if behind.startswith((" or more", " or so", "-plus", "+", " plus ")):
        return _bounded(value, Bound.APPROX if behind.startswith(" or so") else Bound.MIN)
    return value


def _bounded(value: Value, bound: Bound) -> Value:
    dated = value.kind in (ValueKind.DATE, ValueKind.TIME, ValueKind.RANK, ValueKind.VERSION)
    if value.bound is Bound.RANGE or (dated and bound is not Bound.APPROX):
        return value
    low = None if bound is Bound.MAX else value.low
    high = None if bound is Bound.MIN else value.high
    return Value(value.kind, value.start, value.end, low, high, value.unit, value.step, bound)


@cache
def _last_of_hedges() -> frozenset[str]:
    return frozenset(phrase.split()[-1] for phrase in numerals().hedges)


@cache
def _not_names() -> frozenset[str]:
    return frozenset({*english_months(), *english().weekdays, *(word.lower() for word in english().words["openers"])})


@cache
def _triggers() -> Triggers:
    known = numerals()
    words = {*known.numbers, *known.ordinals, "half", "dozen", "hundred", "thousand", "million", "billion", "trillion"}
    words |= {
        "today",
        "tonight",
        "yesterday",
        "tomorrow",
        "overnight",
        "this ",
        "last ",
        "next ",
        "past ",
        "coming ",
        "within ",
    }
    words |= {
        "end of",
        "beginning of",
        "start of",
        "middle of",
        "latter half",
        "quarter",
        "third",
        "later this",
        "earlier this",
    }
    words |= {"early ", "late ", "mid-", "previous ", "several ", "spring ", "summer ", "autumn ", "winter "}
    capitals = {*english_months(), *english().weekdays}
    listed = {
        *words,
        *(one.capitalize() for one in words),
        *(one.capitalize() for one in capitals),
        "Q1",
        "Q2",
        "Q3",
        "Q4",
    }
    listed |= {f"{article} {unit}" for article in "aA" for unit in ("hour", "day", "week", "month", "year", "decade")}
    listed |= {one.upper() for one in known.numbers}
    return Triggers(listed)
