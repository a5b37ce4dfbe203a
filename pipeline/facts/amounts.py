"""Amounts as people write them: money, shares, measures, durations, ages, scores, ranks and counts. Pure.

`read_amount` is tried where a number may begin and says what stands there. Words and digits are read alike: "£450m",
"two million euros", "a dozen", "several hundred", "three or four", "43% to 44%", "31-24", "a third co-worker".
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.facts.lexicon import numerals
from pipeline.facts.numbers import Number, has_unit, read_number
from pipeline.records import Bound, Value, ValueKind
from pipeline.text.patterns import lazy_pattern

_MOST_AGE = 120
_AGED = (" age ", "aged ", "e of ")  # the five characters before an age that no comma parts from a name
_LEADING_DIGITS = lazy_pattern(r"[^\d\s]{0,4}\s?(\d[\d,]*(?:\.\d+)?)")
_SCORE = lazy_pattern(r"(\d{1,3})(?:-|–|‑|-for-)(\d{1,3})(?![\w]|[-–/.,]\d)")
_AGE_AFTER = lazy_pattern(r"[\s-]{0,2}years?[\s-]{1,2}olds?\b", re.IGNORECASE)
_AGE_ASIDE = lazy_pattern(r",(?=\s)|\s*[.)](?=\s|$)")
_AGE_BEFORE = lazy_pattern(r"(?:[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]+)*,\s|\b(?:aged?|age of)\s)$")
_ORDINAL_DIGITS = lazy_pattern(r"(\d{1,3})(?:st|nd|rd|th)\b")
_NUMBERED = lazy_pattern(r"(?:No\.?|Nos\.?|#|[Nn]umber)\s?$")
_PARTED_BY = lazy_pattern(r"\s?[-–—]\s?|\s(?:to|or|and)\s", re.IGNORECASE)
_OF = lazy_pattern(r"\s(?:of|the|its|their|his|her|all)\b")
_FRACTION = lazy_pattern(
    r"(?:(?P<n>a|an|one|two|three|four)[\s-])?(?P<d>half|thirds?|quarters?|fifths?)\b(?!-)", re.IGNORECASE
)
_FURTHER = lazy_pattern(r"(?:a|another)\s(?:second|third|fourth|fifth|sixth)\s(?=(?P<who>[a-z-]+))", re.IGNORECASE)
_ONE_IN = lazy_pattern(
    r"(?P<n>one|two|three|four|five|\d{1,3})\s(?:in|out\sof)\s(?:every\s)?(?P<m>\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"(?!\s(?:days|hours|weeks|months|years|minutes|million|billion|percent|per\scent|games|matches|starts))",
    re.IGNORECASE,
)
_SPAN_OF_TIME = lazy_pattern(r"(?:half\san?|an?)\s(?P<unit>[a-z]+)\b(?P<half>\sand\sa\shalf\b)?", re.IGNORECASE)
_SMALLER = lazy_pattern(r"\s?(?:,\s|and\s)?(?=\d)")
_VAGUE_PLURAL = lazy_pattern(
    r"(?:(?P<tens>tens|hundreds|dozens)\sof\s)?(?P<word>dozens|hundreds|thousands|millions|billions)\b", re.IGNORECASE
)


def read_amount(text: str, at: int) -> Value | None:
    """Return the amount that begins at *at* in *text*."""
    if text[at].isdigit():
        if (found := _ORDINAL_DIGITS.match(text, at)) is not None:
            return _rank(at, found.end(), int(found[1]))
        if (found := _SCORE.match(text, at)) is not None and (score := _score(found, text)):
            return score
    elif (worded := _worded(text, at)) is not None:
        return worded
    if (found := _ONE_IN.match(text, at)) is not None and (share := _one_in(found)):
        return share
    number = read_number(text, at)
    return _ordinal_word(text, at) if number is None else _ranged(text, number)


def _worded(text: str, at: int) -> Value | None:
    """Read what only words say: "half an hour", "a third co-worker", "dozens", "two thirds of the"."""
    first = text[at].lower()
    if first in "ah":
        if (found := _SPAN_OF_TIME.match(text, at)) is not None and (half := _half_measure(found)):
            return half
        if (found := _FURTHER.match(text, at)) is not None and found["who"] not in _NO_HEADS:
            return Value(ValueKind.COUNT, at, found.end() - 1, 1.0, 1.0)
    if first in "dhtmb" and (found := _VAGUE_PLURAL.match(text, at)) is not None:
        return _vague_plural(found)
    if first in "ahtqof" and (found := _FRACTION.match(text, at)) is not None and _OF.match(text, found.end()):
        part = 100 * _WORDS.get((found["n"] or "one").lower(), 1) / numerals().fractions[found["d"].lower()]
        return Value(ValueKind.PERCENT, at, found.end(), part, part, "%", 5.0, Bound.APPROX)
    return None


def _one_in(found: re.Match[str]) -> Value | None:
    """Read "one in every 500" as a share."""
    known = numerals().numbers
    of = float(known.get(found["m"].lower()) or found["m"].replace(",", ""))
    one = float(known.get(found["n"].lower()) or found["n"])
    if not 0 < one < of:
        return None
    share = 100 * one / of
    return Value(ValueKind.PERCENT, found.start(), found.end(), share, share, "%", share / 20)


def _half_measure(found: re.Match[str]) -> Value | None:
    """Read "half a mile", "half an hour", "a year and a half"."""
    unit = numerals().units.get(found["unit"].lower())
    halved = found[0].lower().startswith("half")
    if unit is None or not (halved or found["half"]):
        return None
    size = unit.factor * (0.5 if halved else 1.5)
    kind = ValueKind.DURATION if unit.dimension == "duration" else ValueKind.SIZE
    return Value(kind, found.start(), found.end(), size, size, unit.dimension, unit.factor / 2)


def _ranged(text: str, found: Number) -> Value | None:
    first = _value(text, found)
    if first is not None and first.kind is ValueKind.DURATION:
        first = _with_smaller(text, first)
    parted = _PARTED_BY.match(text, found.end)
    second = read_number(text, parted.end()) if parted is not None else None
    if second is None or parted is None or first is None:
        return first
    other = _value(text, second)
    mark = parted[0].strip().lower()
    between = text[max(0, found.start - 8) : found.start].lower().endswith(("between ", "from "))
    if other is None or (mark == "and" and not between) or not _one_range(first, other, found, mark):
        return first
    low, step = found.value, first.step
    if first.unit != other.unit or second.scaled:
        # "5 to 6 million miles": the scale and the unit of the second are those of the first as well.
        factor = other.point / _bare(text, second)
        low, step = (low, step) if found.scaled else (low * factor, step * factor)
    if other.high is None or low > other.high:
        return first
    return Value(other.kind, found.start, second.end, low, other.high, other.unit, step, Bound.RANGE)


def _bare(text: str, number: Number) -> float:
    """Return a number without its scale and unit."""
    digits = _LEADING_DIGITS.match(text, number.start)
    return float(digits[1].replace(",", "")) if digits is not None else number.value


def _with_smaller(text: str, value: Value) -> Value:
    """Return *value* with the minutes that follow its hours: "1hr 4 mins"."""
    parted = _SMALLER.match(text, value.end)
    behind = read_number(text, parted.end()) if parted is not None else None
    more = _value(text, behind) if behind is not None else None
    if behind is None or more is None or more.kind is not ValueKind.DURATION or more.point >= value.step:
        return value
    size = value.point + more.point
    return Value(value.kind, value.start, behind.end, size, size, value.unit, more.step)


def _one_range(first: Value, other: Value, found: Number, mark: str) -> bool:
    """Return whether two amounts are the ends of one range: "three or four", "$5m to $6m", never "5 million to 12"."""
    if other.unit and first.unit and first.unit != other.unit:
        return False
    if first.unit and not other.unit:
        return False
    return mark != "or" or not (first.unit or found.scaled)


def _value(text: str, found: Number) -> Value | None:
    number, step, start, end = found.value, found.step, found.start, found.end
    if found.currency is not None:
        return Value(ValueKind.MONEY, start, end, number, number, found.currency, step)
    if found.percent:
        return Value(ValueKind.PERCENT, start, end, number, number, "%", step)
    aged = _age(text, found)
    if aged is not None:
        return aged
    if found.unit is not None:
        kind = ValueKind.DURATION if found.unit.dimension == "duration" else ValueKind.SIZE
        size = number * found.unit.factor
        return Value(kind, start, end, size, size, found.unit.dimension, step * found.unit.factor)
    if found.glued:
        return None
    if _NUMBERED.search(text, max(0, start - 8), start):
        return Value(ValueKind.RANK, start, end, number, number, "", 1.0)
    kind = ValueKind.SIZE if found.decimal and not found.scaled else ValueKind.COUNT
    return Value(kind, start, end, number, number, "", step)


def _age(text: str, found: Number) -> Value | None:
    if found.scaled or not 1 <= found.value <= _MOST_AGE:
        return None
    start, at, number = found.start, found.bare_end, found.value
    if found.unit is not None:
        behind = _AGE_AFTER.match(text, at) if found.unit.dimension == "duration" else None
        return Value(ValueKind.AGE, start, behind.end(), number, number, "years") if behind is not None else None
    if text[start - 2 : start] != ", " and text[max(0, start - 5) : start] not in _AGED:
        return None
    before = _AGE_BEFORE.search(text, max(0, start - 60), start)
    if before is None or (before[0].endswith(", ") and _AGE_ASIDE.match(text, at) is None):
        return None
    return Value(ValueKind.AGE, start, at, number, number, "years")


def _rank(start: int, end: int, number: int) -> Value:
    return Value(ValueKind.RANK, start, end, float(number), float(number))


def _ordinal_word(text: str, at: int) -> Value | None:
    found = _ordinals().match(text, at)
    if found is None:
        return None
    number = numerals().ordinals[found[0].lower()]
    return _rank(at, found.end(), number)


def _score(found: re.Match[str], text: str) -> Value | None:
    """Return the pair of a score; None for a range of counts or years, which rises."""
    first, second = int(found[1]), int(found[2])
    if has_unit(text, found.end()) or first > 199 or second > 199:
        return None
    if first < second and text[max(0, found.start() - 1) : found.start()] != "(":
        return None
    return Value(ValueKind.SCORE, found.start(), found.end(), float(first), float(second), "pair", 1.0, Bound.RANGE)


def _vague_plural(found: re.Match[str]) -> Value:
    scale = numerals().scales[found["word"].lower().removesuffix("s")]
    if found["tens"]:
        scale *= {"tens": 10, "dozens": 12, "hundreds": 100}[found["tens"].lower()]
    return Value(ValueKind.COUNT, found.start(), found.end(), 2 * scale, 10 * scale - 1, "", scale, Bound.RANGE)


_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_NO_HEADS = frozenset("of time party year day week month quarter half floor place straight".split())  # noqa: SIM905


@cache
def _ordinals() -> re.Pattern[str]:
    return re.compile(r"(?:" + "|".join(numerals().ordinals) + r")\b(?!\s(?:of all|thing)\b)", re.IGNORECASE)
