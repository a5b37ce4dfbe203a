"""Which days a text says things happened on. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from pipeline.text.months import english_months
from pipeline.text.patterns import lazy_pattern

LEAD_WORDS = 200

_DIGITS = lazy_pattern(r"\d+")
_WORD_BEFORE = lazy_pattern(r"[^\W\d_]+\.? $")
_LONGEST_MONTH = 12  # characters, with what parts it from its day


def event_dates(text: str, published: date) -> tuple[date, ...]:
    """Return the days before *published* that *text* names in its lead or more than once, the likeliest first.

    A day without a year is the last one of that name up to *published*.
    """
    lead_ends = len(" ".join(text.split(" ", LEAD_WORDS)[:LEAD_WORDS]))
    counts: Counter[date] = Counter()
    in_lead: set[date] = set()
    for match in _days(text):
        named = _resolved(match, published)
        if named is not None and named < published:
            counts[named] += 1
            if match.start() < lead_ends:
                in_lead.add(named)
    likely = [day for day, count in counts.items() if count > 1 or day in in_lead]
    return tuple(sorted(likely, key=lambda day: (-counts[day], day)))


def _days(text: str) -> Iterator[re.Match[str]]:
    """Yield what `_named` finds in *text*, from left to right: each has a number, and it or a word before it begins it.

    To look at numbers only takes a twentieth of the time of a search for the names of months.
    """
    named, taken = _named(), 0
    for number in _DIGITS.finditer(text):
        start = number.start()
        if start < taken:
            continue
        before = _WORD_BEFORE.search(text, max(taken, start - _LONGEST_MONTH), start)
        found = (named.match(text, before.start()) if before else None) or named.match(text, start)
        if found is not None:
            taken = found.end()
            yield found


def _resolved(match: re.Match[str], published: date) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = english_months()[(match["month"] or match["month2"]).lower()]
        day = int(match["day"] or match["day2"])
        if match["year"]:
            return date(int(match["year"]), month, day)
        named = date(published.year, month, day)
        return named if named <= published + timedelta(days=1) else date(published.year - 1, month, day)
    except ValueError:
        return None


@cache
def _named() -> re.Pattern[str]:
    month = "|".join(sorted(english_months(), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<month>{month})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{month}))\b"
        r"(?:,? (?P<year>(?:19|20)\d\d))?|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b",
        re.IGNORECASE,
    )
