"""A number as people write it, with its scale, its currency or unit, and how precisely it is written. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline.facts.lexicon import Unit, numerals
from pipeline.text.patterns import lazy_pattern

_PERCENT = r"%|per\s?cent\b|percentage points?\b|percentage\b|pct\b"
_PEEK = lazy_pattern(r"[\s-]?([^\W\d_]+|[%°″\"])")
_PARTS = lazy_pattern(r"[\s-]+")
_OF_DOLLARS = {"canadian": "CAD", "australian": "AUD", "hong": "HKD", "singapore": "SGD"}


class Number(NamedTuple):
    """``text[start:end]`` with its unit; the digits or words with their scale end at *bare_end*."""

    start: int
    end: int
    bare_end: int
    value: float
    step: float  # the written precision: 0.1 million of "14.3 million", ten thousand of "230,000"
    scaled: bool
    decimal: bool
    currency: str | None = None
    percent: bool = False
    unit: Unit | None = None
    glued: bool = False  # a letter follows digits: "1080p"


def read_number(text: str, at: int) -> Number | None:
    """Return the number that begins at *at* in *text*."""
    found = _number().match(text, at)
    if found is None:
        return None
    scale = _scale(found["scale"])
    value, step = _digits(found["digits"]) if found["digits"] else _words(found["words"])
    end = bare_end = found.end()
    currency = _currency_of_sign(found["sign"]) if found["sign"] else None
    percent, unit = False, None
    suffix = _suffix_at(text, end)
    if suffix is not None and not (currency and not suffix["percent"] and not suffix["money"]):
        end = suffix.end()
        percent = bool(suffix["percent"])
        currency = currency or (_currency_of_words(suffix["money"]) if suffix["money"] else None)
        unit = _unit(suffix["unit"]) if suffix["unit"] else None
    glued = text[end - 1].isdigit() and text[end : end + 1].isalpha()
    decimal = bool(found["digits"]) and "." in found["digits"]
    return Number(at, end, bare_end, value * scale, step * scale, scale != 1.0, decimal, currency, percent, unit, glued)


def has_unit(text: str, at: int) -> bool:
    """Return whether a unit or a per cent sign stands at *at*."""
    suffix = _suffix_at(text, at)
    return suffix is not None and not suffix["money"]


def _suffix_at(text: str, at: int) -> re.Match[str] | None:
    # To look at the next word first takes a tenth of the time of a search for all units.
    word = _PEEK.match(text, at)
    if word is None or word[1].lower() not in _first_words():
        return None
    return _suffix().match(text, at)


def _scale(word: str | None) -> float:
    if not word:
        return 1.0
    known, word = numerals(), word.lower()
    return known.scales.get(word.removesuffix("s")) or known.short_scales[word]


def _digits(digits: str) -> tuple[float, float]:
    plain = digits.replace(",", "")
    _, point, decimals = plain.partition(".")
    value = float(plain)
    return value, 10.0 ** -len(decimals) if point else _trailing(value)


def _words(words: str) -> tuple[float, float]:
    value = _spelt(words)
    return value, _trailing(value) if value >= 100 else 1.0


def _trailing(value: float) -> float:
    """Return the largest power of ten that divides *value*, at most its tenth: 230,000 is exact to ten thousand."""
    step = 1.0
    while value >= step * 100 and value % (step * 10) == 0:
        step *= 10
    return step


def _spelt(words: str) -> float:
    """Return what number words come to: "two hundred and fifty thousand"."""
    known, total, part = numerals(), 0.0, 0.0
    for word in _PARTS.split(words.lower()):
        if word in known.numbers:
            part += known.numbers[word]
        elif word in known.vague:
            part += known.vague[word]
        elif word == "half":
            part = 0.5
        elif (scale := known.scales.get(word.removesuffix("s"))) is not None:
            part = (part or 1.0) * scale
            if scale >= 1000:
                total, part = total + part, 0.0
    return total + part


def _currency_of_sign(sign: str) -> str:
    known, sign = numerals(), sign.strip().rstrip(".")
    return known.currency_signs.get(sign) or known.currency_letters[sign]


def _currency_of_words(words: str) -> str:
    parts = words.lower().split()
    if len(parts) > 1 and parts[-1].startswith("dollar"):
        return _OF_DOLLARS.get(parts[0], "USD")
    return numerals().currency_words[parts[-1].removesuffix("s")]


def _unit(spelling: str) -> Unit:
    return _units().get(spelling) or _units()[spelling.lower()]


@cache
def _units() -> dict[str, Unit]:
    known = numerals().units
    return {**known, **{one.lower(): unit for one, unit in known.items() if len(one) > 2}}


@cache
def _first_words() -> frozenset[str]:
    """Return the first words of all that may follow a number and belongs to it, in lower case."""
    known = numerals()
    units = {found[1].lower() for one in known.units if (found := _PEEK.match(one)) is not None}
    money = {form for one in known.currency_words for form in (one, f"{one}s")}
    before_money = {"u", "us", "canadian", "australian", "hong", "singapore", "british"}
    return frozenset({*units, *money, *before_money, "%", "per", "percent", "percentage", "pct"})


@cache
def _suffix() -> re.Pattern[str]:
    spellings = sorted(numerals().units, key=lambda one: (-len(one), one))
    long = "|".join(rf"{re.escape(one)}(?!\w)" for one in spellings if len(one) > 3 and one.isascii())
    short = "|".join(
        re.escape(one) + (r"(?!\w)" if one[-1].isalnum() else "")
        for one in spellings
        if len(one) <= 3 or not one.isascii()
    )
    money = "|".join(numerals().currency_words)
    return re.compile(
        rf"[\s-]?(?:(?P<percent>(?i:{_PERCENT}))"
        rf"|(?P<money>(?i:(?:(?:U\.?S\.?|Canadian|Australian|Hong Kong|Singapore|British)\s)?(?:{money})s?)\b)"
        rf"|(?P<unit>(?i:{long})|{short}))"
    )


@cache
def _number() -> re.Pattern[str]:
    known = numerals()
    signs = "|".join(re.escape(one) for one in sorted(known.currency_signs, key=len, reverse=True))
    letters = "|".join(known.currency_letters)
    small = "|".join(sorted(known.numbers, key=len, reverse=True))
    scales = "|".join(known.scales)
    word = rf"(?:{small}|(?:{scales})(?!s))\b"
    words = (
        rf"half\sa\s(?:dozen|million|billion|trillion)\b"
        rf"|(?:several|a\sfew|a\scouple\sof)\s(?:{scales})\b(?:\s(?:thousand|million)\b)?"
        rf"|(?:an?\s(?=(?:{scales})))?{word}(?:(?:\sand\s|[\s-]){word})*"
    )
    short = "|".join(sorted(known.short_scales, key=len, reverse=True))
    return re.compile(
        rf"(?P<sign>(?:{signs})\.?\s?|(?:{letters})(?=\d))?"
        rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?!\d)|(?P<words>(?i:{words})))"
        rf"(?:[\s-]?(?P<scale>(?i:(?:{scales})(?![a-z])|(?<=\d)(?:{short})(?![a-z])|(?<=\d\s)(?:bn|mn|tn)(?![a-z]))))?"
    )
