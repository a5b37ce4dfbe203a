"""Days of other calendars, and which day a date of digits means."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipeline.text.languages import codes, language

EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
_BUDDHIST_YEARS = 543  # how far Thailand's calendar is ahead
_REIWA_YEARS = 2018  # the first year of the era is 2019


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day; None when there is none, or its year is not within 1900 to 2099.

    A year from 2443 to 2642 is of the Thai calendar, whose months are the same.
    """
    if year > LATEST_YEAR:
        year -= _BUDDHIST_YEARS
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def reiwa_day(year: int, month: int, day: int) -> date | None:
    """Return the day of Japan's era that began in 2019."""
    return day_of(_REIWA_YEARS + year, month, day)


def persian_day(year: int, month: int, day: int) -> date | None:
    """Return the day of the Solar Hijri calendar, by its cycle of 33 years, which holds from 1178 to 1633."""
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    years = year + 1595
    days = 365 * years + years // 33 * 8 + (years % 33 + 3) // 4
    days += 31 * (month - 1) if month < 7 else 30 * (month - 7) + 186
    # counted from 1 January of the year 0, which has 366 days
    found = date(1, 1, 1) + timedelta(days - 355_668 + day - 366)
    return day_of(found.year, found.month, found.day)


def numeric_day(
    first: int, second: int, year: int, *, month_first: bool | None, weekday: str | None = None
) -> date | None:
    """Return the day of ``first/second/year``.

    *month_first* decides where both can be the month; if it is None, the weekday written before the date does,
    and without one there is no day.
    """
    american, european = day_of(year, first, second), day_of(year, second, first)
    if american is None or european is None or american == european:
        return american or european
    if month_first is not None:
        return american if month_first else european
    days = weekday_numbers(weekday) if weekday else frozenset()
    fitting = [day for day in (american, european) if day.weekday() in days]
    return fitting[0] if len(fitting) == 1 else None


def weekday_numbers(word: str) -> frozenset[int]:
    """Return which weekdays *word* names or shortens in any language, Monday as 0."""
    word = re.sub(r"\W+$", "", word.casefold())
    if len(word) < 2:
        return frozenset()
    known = (language(code) for code in codes())
    return frozenset(
        number
        for one in known
        if one is not None
        for number, name in enumerate(one.weekdays)
        if name.startswith(word[:3] if len(word) == 4 else word)
    )
