"""Months by name, in every language that has a data file."""

from __future__ import annotations

from functools import cache

from pipeline.text.languages import codes, english, language

WHOLE = "!"  # behind a name in the data: it is the whole word, although another month begins so


def persian_month(word: str) -> int | None:
    """Return the month, 1 to 12, that *word* names in the Solar Hijri calendar of Iran."""
    known = language("fa")
    months = known.persian_months if known else ()
    return months.index(word) + 1 if word in months else None


def month_number(word: str) -> int | None:
    """Return the month, 1 to 12, that *word* names or begins with in any of the languages known."""
    word = word.casefold()
    whole, beginnings = _months()
    if word in whole:
        return whole[word]
    return next((number for beginning, number in beginnings if word.startswith(beginning)), None)


@cache
def english_months() -> dict[str, int]:
    """Return the English names and the usual abbreviations, in lower case, each with its number."""
    return {name: number for number, names in enumerate(english().months, 1) for name in names}


def month_names() -> tuple[str, ...]:
    """Return the full English names, January first, in lower case."""
    return tuple(names[0] for names in english().months)


@cache
def _months() -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    """Return whole names, and beginnings with the longest first."""
    whole: dict[str, int] = {}
    beginnings: dict[str, int] = {}
    for code in codes():
        known = language(code)
        for number, names in enumerate(known.months if known else (), 1):
            for name in (listed.replace("_", " ") for listed in names):
                if name.endswith(WHOLE):
                    whole[name.removesuffix(WHOLE)] = number
                else:
                    beginnings[name] = number
    return whole, tuple(sorted(beginnings.items(), key=lambda pair: (-len(pair[0]), pair[0])))
