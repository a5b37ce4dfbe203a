"""Dates as people read them: day, month and year in the languages of the press, with the time of day if given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.text.months import month_number

_TIME = r"(?:[^\d\n]{0,18}?(\d{1,2})[:.h時시点]\s?(\d{2})(?![\d.])(?:[:.]\d{2})?\s*([ap]\.?m\b)?)?"
_WORD = r"[^\W\d_]{3,12}"
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:\.|er|º|ª|st|nd|rd|th)?[\s.\-]*(?:de\s+|d['’]|"
    rf"of\s+)?({_WORD})\.?,?[\s\-]*(?:de[l]?\s+)?((?:19|20)\d\d)\b{_TIME}"
)
_MONTH_DAY = re.compile(rf"\b({_WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b{_TIME}")
_YEAR_FIRST = re.compile(
    rf"\b((?:19|20)\d\d)\s?[-./年년]\s?(\d{{1,2}})\s?[-./月월]\s?(\d{{1,2}})(?:\s?[.日일])?(?!\d){_TIME}"
)
_NUMERIC = re.compile(rf"(?<![\d.])(\d{{1,2}})([./-])\s?(\d{{1,2}})\2\s?((?:19|20)?\d\d)(?!\d){_TIME}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A date found in running text; no zone is ever known."""

    at: datetime
    timed: bool


def find_date(text: str, *, month_first: bool = False) -> Seen | None:
    """Return the first date in *text*; *month_first* reads 03/04/2026 as Americans do."""
    found: list[tuple[int, Seen]] = []
    for pattern, read in ((_DAY_MONTH, _day_month), (_MONTH_DAY, _month_day), (_YEAR_FIRST, _year_first)):
        for match in pattern.finditer(text):
            if (seen := read(match)) is not None:
                found.append((match.start(), seen))
                break
    for match in _NUMERIC.finditer(text):
        if (seen := _numeric(match, month_first=month_first)) is not None:
            found.append((match.start(), seen))
            break
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _day_month(match: re.Match[str]) -> Seen | None:
    return _seen(match[3], month_number(match[2]), match[1], match.groups()[3:6])


def _month_day(match: re.Match[str]) -> Seen | None:
    return _seen(match[3], month_number(match[1]), match[2], match.groups()[3:6])


def _year_first(match: re.Match[str]) -> Seen | None:
    return _seen(match[1], int(match[2]), match[3], match.groups()[3:6])


def _numeric(match: re.Match[str], *, month_first: bool) -> Seen | None:
    first, second, year = int(match[1]), int(match[3]), match[4]
    year = year if len(year) == 4 else f"20{year}"
    american = month_first and match[2] == "/"
    day, month = (second, first) if (american and first <= 12) or second > 12 else (first, second)
    return _seen(year, month, str(day), match.groups()[4:7])


def _seen(year: str, month: int | None, day: str, clock: tuple[str | None, ...]) -> Seen | None:
    if month is None:
        return None
    try:
        at = datetime(int(year), month, int(day), tzinfo=UTC)
    except ValueError:
        return None
    hour, minute, half = clock
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        return Seen(at, False)
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    return Seen(at.replace(hour=hours, minute=int(minute)), True)
