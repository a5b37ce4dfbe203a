"""Amounts, shares and counts in a text, with what they count. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate

from pipeline.text.months import month_names
from pipeline.text.patterns import lazy_pattern

_NUMBER = lazy_pattern(
    r"(?<![\w.,:/-])(?P<money>US\$|A\$|C\$|[$€£¥])?\s?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>thousand|million|billion|trillion|bn|tn|mn|[kKmMbB](?![\w])))?"
    r"(?:\s?(?P<share>%|percent|per cent|percentage points?)|[ -](?P<unit>[a-z]{3,}))?"
    r"(?![\w:/]|[.,]\d|-\d)"
)
_DIGITS = lazy_pattern(r"\d+")
_LEADS = "$€£¥"  # the last character of what may stand before the digits, a blank left out
_LONGEST_LEAD = 4  # characters: "US$ "
_SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_MONEY = {"dollars": "$", "dollar": "$", "euros": "€", "euro": "€", "pounds": "£", "yen": "¥", "yuan": "¥"}
# A year, a day of a month and a small count tell a reader nothing by themselves.
_YEARS = range(1900, 2101)
_FEWEST = 13
_NO_UNIT = frozenset(
    """and are but for from has have was were the that this than then when where who while with would will said says
    its their our his her not nor per into onto over under after before until since about other more less""".split()  # noqa: SIM905 - a list would fill a screen
)


def numbers_in(text: str, except_in: Sequence[tuple[int, int]] = ()) -> Mapping[str, str]:
    """Return the numbers of *text*, a key that spellings share -> as written, in the order of the text.

    A key is the value to three digits with its unit: "$14.3 billion" and "14.3 billion dollars" are one.
    What begins inside one of the ranges *except_in* is part of a name.
    """
    found: dict[str, str] = {}
    taken = sorted(except_in)
    furthest = list(accumulate((end for _, end in taken), max))
    for match in _numbers(text):
        start = match.start("digits")
        before = bisect_right(taken, (start, len(text)))
        if (before and start < furthest[before - 1]) or _is_date(match, text):
            continue
        value = float(match["digits"].replace(",", ""))
        unit = _unit(match)
        scale = (match["scale"] or "").casefold()
        plain = not scale and not unit
        if plain and (value < _FEWEST or (value in _YEARS and "," not in match["digits"])):
            continue
        key = f"{value * _SCALES.get(scale, 1.0):.3g} {unit}".strip()
        shown = match[0] if _tells(match, unit) else match[0][: match.start("unit") - match.start()]
        found.setdefault(key, shown.strip(" -"))
    return found


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield what `_NUMBER` finds in *text*, from left to right; a search that begins at digits takes a fifth of its
    time.
    """
    taken = 0
    for digits in _DIGITS.finditer(text):
        start = digits.start()
        if start < taken:
            continue
        led = start > taken and (text[start - 1] in _LEADS or text[start - 1].isspace())
        for begin in range(max(taken, start - _LONGEST_LEAD) if led else start, start + 1):
            if (found := _NUMBER.match(text, begin)) is not None:
                taken = found.end()
                yield found
                break


def _unit(match: re.Match[str]) -> str:
    if match["money"]:
        return match["money"][-1]
    if match["share"]:
        return "%"
    return _MONEY.get(match["unit"] or "", "")


def _tells(match: re.Match[str], unit: str) -> bool:
    return match["unit"] is None or (match["unit"] not in _NO_UNIT and (not unit or match["unit"] in _MONEY))


def _is_date(match: re.Match[str], text: str) -> bool:
    if match["money"] or match["scale"] or match["share"]:
        return False
    around = text[max(0, match.start() - 11) : match.start()], text[match.end("digits") : match.end("digits") + 12]
    return bool(_month().search(around[0].rpartition(".")[2]) or _month().match(around[1].lstrip()))


@cache
def _month() -> re.Pattern[str]:
    return re.compile("|".join(month_names()), re.IGNORECASE)
