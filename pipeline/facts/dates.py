"""Which days a text says things happened on. Pure."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from functools import cache

from pipeline.text.months import english_months

LEAD_WORDS = 200


def event_dates(text: str, published: date) -> tuple[date, ...]:
    """Return the days before *published* that *text* names in its lead or more than once, the likeliest first.

    A day without a year is the last one of that name up to *published*.
    """
    lead_ends = len(" ".join(text.split(" ")[:LEAD_WORDS]))
    counts: Counter[date] = Counter()
    in_lead: set[date] = set()
    for match in _named().finditer(text):
        named = _resolved(match, published)
        if named is not None and named < published:
            counts[named] += 1
            if match.start() < lead_ends:
                in_lead.add(named)
    likely = [day for day, count in counts.items() if count > 1 or day in in_lead]
    return tuple(sorted(likely, key=lambda day: (-counts[day], day)))


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
