"""Dates and times of day in running text, resolved against the publication, each as precise as it is written. Pure.

A weekday is the latest such day up to the publication, that day itself included, unless the words look ahead. A month
without a year is the one nearest to the publication. Seasons are those of the north.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, partial

from pipeline.facts.lexicon import numerals
from pipeline.records import Bound, Value, ValueKind
from pipeline.text.languages import english
from pipeline.text.months import english_months
from pipeline.text.patterns import lazy_pattern

_WORD = lazy_pattern(r"[^\W\d_]+")
DAY, MONTH, YEAR = 1.0, 31.0, 366.0  # the written precision of a date, in days
_PARTS = r"(?:\s(?:early\s)?(?:morning|afternoon|evening|night|noon))?"
_CLOCK = lazy_pattern(
    r"(?:(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))?\s?(?P<half>[ap]\.?\s?m\b\.?)|(?P<h2>\d{1,2}):(?P<m2>\d{2})(?!\d|:\d\d:)"
    r"|(?P<h3>[0-2]\d)(?P<m3>[0-5]\d)(?=\s?(?:GMT|UTC|hours|hrs|local)))"
    r"(?:\s?(?P<zone>GMT|UTC|EDT|EST|CDT|CST|MDT|MST|PDT|PST|ET|PT|BST|CET|CEST|IST|JST|local time)\b)?",
    re.IGNORECASE,
)
_ZONES = {
    "gmt": 0, "utc": 0, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
    "et": None, "pt": None, "bst": 1, "cet": 1, "cest": 2, "ist": 5.5, "jst": 9, "local time": None,
}  # fmt: skip
_AHEAD = lazy_pattern(
    r"\b(?:will|would|expected|scheduled|due|next|starts?|begins?|opens?|until|by|set)\b", re.IGNORECASE
)
_IN_BEFORE = lazy_pattern(
    r"\b(?:in|by|since|until|till|of|from|for|during|through|between|and|to|last|next|this|late|early|mid|before|after"
    r"|around|beginning|starting|agreed in|coming)[\s-]$",
    re.IGNORECASE,
)
_NO_YEAR_AFTER = lazy_pattern(
    r"\s?(?:%|per\s?cent|people|men\b|women|children|[a-z]+s\b(?<!was)(?<!is)(?<!has)(?<!as)(?<!its)(?<!this))"
)
_NAMED_DAY = lazy_pattern(r"\b(?:Patch|Black|Super|Good|Cyber|Easter|Ash|Giving|Bloody)\s$")
_WEEKDAY_SPAN = 7


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, in its own zone."""

    day: date

    @staticmethod
    def of(at: datetime, zone: tzinfo | None = None) -> Published:
        return Published((at.astimezone(zone) if zone is not None else at).date())


_Read = Callable[[re.Match[str], Published], Value | None]
_Reader = tuple[re.Pattern[str], _Read]


def read_moment(text: str, at: int, published: Published) -> Value | None:
    """Return the date or time of day that begins at *at* in *text*."""
    if text[at].isdigit():
        clock = _clock(text, at)
        if clock is not None:
            return clock
    for pattern, read in _beginning(text[at], _WORD.match(text, at)):
        found = pattern.match(text, at)
        if found is not None and (value := read(found, published)) is not None:
            return value
    return None


def _beginning(first: str, word: re.Match[str] | None) -> Sequence[_Reader]:
    """Return the readers of what may begin with a digit, or with a word."""
    table = _readers()
    if first.isdigit():
        return table["0"]
    return table.get(word[0].lower(), ()) if word is not None else ()


def _clock(text: str, at: int) -> Value | None:
    found = _CLOCK.match(text, at)
    if found is None:
        return None
    hour = int(found["h"] or found["h2"] or found["h3"])
    minute = int(found["m"] or found["m2"] or found["m3"] or 0)
    if hour > 23 or minute > 59:
        return None
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    minutes, unit = float(hour * 60 + minute), "local"
    offset = _ZONES.get(found["zone"].lower()) if found["zone"] else None
    if offset is not None:
        minutes, unit = (minutes - offset * 60) % 1440, "UTC"
    step = 1.0 if minute % 30 else 30.0 if minute else 60.0
    end = found.end()
    return Value(ValueKind.TIME, at, end, minutes, minutes, unit, step)


def _dated(found: re.Match[str], first: date, last: date, step: float, bound: Bound | None = None) -> Value:
    low, high = float(first.toordinal()), float(last.toordinal())
    exact = Bound.EXACT if step <= DAY or bound is None else bound
    return Value(ValueKind.DATE, found.start(), found.end(), low, high, "days", step, exact)


def _full_day(found: re.Match[str], published: Published) -> Value | None:
    month = _month_of(found["month"])
    day, year = int(re.sub(r"\D", "", found["day"])), found["year"]
    try:
        nearest = partial(_nearest, published.day, month, day, ahead=_looks_ahead(found))
        one = date(int(year), month, day) if year else nearest()
    except ValueError:
        return None
    return _dated(found, one, one, DAY)


def _nearest(day: date, month: int, number: int, *, ahead: bool) -> date:
    """Return the day of that name that is nearest to *day*; with *ahead* not one before it, if it is not long gone."""
    choices = [date(year, month, number) for year in (day.year - 1, day.year, day.year + 1)]
    if ahead:
        return next((one for one in choices if one >= day - timedelta(days=30)), choices[1])
    return min(choices, key=lambda one: abs((one - day).days) + (60 if one > day else 0))


def _iso(found: re.Match[str], _: Published) -> Value | None:
    try:
        one = date.fromisoformat(found[0])
    except ValueError:
        return None
    return _dated(found, one, one, DAY)


def _whole_month(found: re.Match[str], published: Published) -> Value | None:
    name, part = found["month"], (found["part"] or "").lower()
    month, year = _month_of(name), found["year"]
    named_year = bool(year)
    if not named_year and not part and not _IN_BEFORE.search(found.string, max(0, found.start() - 14), found.start()):
        return None
    if not name[0].isupper():
        return None
    if named_year and year[-1].isdigit():
        whole = int(year[-4:])
    elif named_year:
        whole = published.day.year + {"last": -1, "this": 0, "next": 1}[year.strip().split()[0].lower()]
    else:
        whole = _nearest(published.day.replace(day=1), month, 1, ahead=_looks_ahead(found)).year
    return _parts_of(found, part, date(whole, month, 1), date(whole, month, monthrange(whole, month)[1]), MONTH)


def _parts_of(found: re.Match[str], part: str, first: date, last: date, step: float) -> Value:
    days = (last - first).days + 1
    third = timedelta(days=days // 3)
    if part.startswith(("early", "begin", "start")):
        return _dated(found, first, first + third, step / 3, Bound.RANGE)
    if part.startswith(("late", "end")):
        return _dated(found, last - third, last, step / 3, Bound.RANGE)
    if part.startswith("mid"):
        return _dated(found, first + third, last - third, step / 3, Bound.RANGE)
    return _dated(found, first, last, step)


def _weekday(found: re.Match[str], published: Published) -> Value | None:
    number = english().weekdays.index(found["weekday"].lower())
    word = (found["which"] or "").strip().lower()
    if not found["weekday"][0].isupper() or _NAMED_DAY.search(found.string, max(0, found.start() - 8), found.start()):
        return None
    if found["month"]:
        return _full_day(found, published)
    back = (published.day.weekday() - number) % _WEEKDAY_SPAN
    one = published.day - timedelta(days=back)
    if word == "next" or (word != "last" and back and _looks_ahead(found)):
        one += timedelta(days=_WEEKDAY_SPAN)
    return _dated(found, one, one, DAY)


def _looks_ahead(found: re.Match[str]) -> bool:
    begin = max(found.string.rfind(". ", 0, found.start()), found.start() - 60, 0)
    return _AHEAD.search(found.string, begin, found.start()) is not None


_DAYS = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "yesterday": -1,
    "last night": -1, "last evening": -1, "tomorrow": 1, "overnight": 0,
}  # fmt: skip


def _named_day(found: re.Match[str], published: Published) -> Value | None:
    one = published.day + timedelta(days=_DAYS[" ".join(found["named"].lower().split())])
    return _dated(found, one, one, DAY)


def _relative(found: re.Match[str], published: Published) -> Value | None:
    """Read "last week", "this year", "next spring"."""
    shift = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[found["which"].lower()]
    period, day = found["period"].lower(), published.day
    if period == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * shift)
        return _dated(found, monday, monday + timedelta(days=6), 7.0)
    if period == "month":
        first = _months_on(day.replace(day=1), shift)
        return _dated(found, first, _months_on(first, 1) - timedelta(days=1), MONTH)
    if period == "quarter":
        first = _months_on(date(day.year, 3 * ((day.month - 1) // 3) + 1, 1), 3 * shift)
        return _dated(found, first, _months_on(first, 3) - timedelta(days=1), 92.0, Bound.RANGE)
    if period == "year":
        return _dated(found, date(day.year + shift, 1, 1), date(day.year + shift, 12, 31), YEAR)
    return _seasonal(found, period, day.year + shift * (shift < 0 or day.month > 6))


def _seasonal(found: re.Match[str], season: str, year: int) -> Value:
    month = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[season]
    first = date(year, month, 1)
    return _dated(found, first, _months_on(first, 3) - timedelta(days=1), 92.0)


def _season(found: re.Match[str], _: Published) -> Value | None:
    return _seasonal(found, found["season"].lower(), int(found["year"]))


def _part_of_year(found: re.Match[str], published: Published) -> Value | None:
    """Read "second half of 2012", "Q3 2026", "the fourth quarter", "end of the year"."""
    year = int(found["year"]) if found["year"] else published.day.year
    if found["half"]:
        number = {"first": 0, "second": 1, "latter": 1, "last": 1}[found["half"].lower()]
        first = date(year, 1 + 6 * number, 1)
        return _dated(found, first, _months_on(first, 6) - timedelta(days=1), 183.0, Bound.RANGE)
    quarter = (found["quarter"] or found["q"]).lower()
    digits = quarter.rstrip("dhnrst")  # "4th"
    number = int(digits) if digits.isdigit() else numerals().ordinals[quarter]
    if not 1 <= number <= 4:
        return None
    first = date(year, 3 * number - 2, 1)
    return _dated(found, first, _months_on(first, 3) - timedelta(days=1), 92.0, Bound.RANGE)


def _end_of(found: re.Match[str], published: Published) -> Value | None:
    """Read "end of the year", "within the year", "later this month", "early 2026"."""
    day, part = published.day, found["part"].lower()
    period = (found["period"] or "year").lower()
    if period == "month":
        first = day.replace(day=1)
        return _parts_of(found, part, first, _months_on(first, 1) - timedelta(days=1), MONTH)
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return _parts_of(found, part, first, first + timedelta(days=6), 7.0)
    year = int(found["year"]) if found["year"] else day.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    if part.startswith(("within", "later")):
        return _dated(found, min(day, last), last, 183.0, Bound.RANGE)
    return _parts_of(found, part, first, last, YEAR)


def _ago(found: re.Match[str], published: Published) -> Value | None:
    """Read "two years ago", as precise as its unit."""
    word = found["count"].lower()
    known = numerals()
    count = int(word) if word.isdigit() else 1 if word in ("a", "an", "one") else known.numbers.get(word)
    if count is None or count > 200:
        return None
    unit, day = found["unit"].lower().removesuffix("s"), published.day
    try:
        if unit == "year":
            same = _months_on(day.replace(day=1), -12 * count)
            return _dated(found, _months_on(same, -6), _months_on(same, 7), YEAR, Bound.APPROX)
        if unit == "month":
            first = _months_on(day.replace(day=1), -count)
            return _dated(found, first, _months_on(first, 1) - timedelta(days=1), MONTH, Bound.APPROX)
    except ValueError:
        return None
    one = day - timedelta(days=count * (7 if unit == "week" else 1))
    around = timedelta(days=3 if unit == "week" else 0)
    return _dated(found, one - around, one + around, 7.0 if unit == "week" else DAY, Bound.APPROX)


def _single_span(found: re.Match[str], _: Published) -> Value:
    """Read "a week of violence", "a month after"."""
    unit = numerals().units[found["unit"].lower()]
    return Value(ValueKind.DURATION, found.start(), found.end(), unit.factor, unit.factor, "duration", unit.factor)


def _year(found: re.Match[str], published: Published) -> Value | None:
    year, text = int(found[0]), found.string
    if not 1800 <= year <= published.day.year + 40 or _NO_YEAR_AFTER.match(text, found.end()):
        return None
    before = text[max(0, found.start() - 1) : found.start()]
    if (before and before not in " (\u2019'\n\u201c\"") or text[found.end() : found.end() + 1] in ("-", "/", "°"):
        return None
    return _dated(found, date(year, 1, 1), date(year, 12, 31), YEAR)


def _months_on(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def _month_of(name: str) -> int:
    return english_months()[name.rstrip(".").lower()]


def _listed() -> tuple[tuple[str, str, _Read], ...]:
    """Return what a moment may begin with, its pattern, and what reads the match; the first that fits is taken."""
    month = "|".join(sorted(english_months(), key=len, reverse=True))
    weekday = "|".join(english().weekdays)
    seasons = "spring|summer|autumn|fall|winter"
    year = r"(?:19|20)\d\d(?!\d)"
    day = r"\d{1,2}(?:st|nd|rd|th)?(?![\d:%]|[.,]\d|\s?(?:million|billion|percent|per cent))"
    month_day = rf"(?P<month>{month})\b\.?\s(?P<day>{day})(?:(?:,|\sof)?\s(?P<year>{year}))?"
    count = "|".join(sorted(numerals().numbers, key=len, reverse=True))
    ordinal = "first|second|third|fourth|1st|2nd|3rd|4th"
    parts = "early|mid|late|beginning of|start of|end of|the end of|middle of"
    ends = "end of|beginning of|start of|middle of|within|later|early|mid|late|earlier"
    which = "last|past|previous|this|next|coming"
    named = "|".join(one.replace(" ", r"\s") for one in _DAYS)
    return (
        (
            f"{weekday}|last|next|this",
            rf"(?:(?P<which>last|next|this)\s)?(?P<weekday>{weekday})\b{_PARTS}(?:,?\s{month_day})?",
            _weekday,
        ),
        (month, month_day, _full_day),
        ("0", rf"(?P<day>{day})(?:\s(?:of\s)?)(?P<month>{month})\b\.?(?:,?\s(?P<year>{year}))?", _full_day),
        ("0", r"(?:19|20)\d\d-\d\d-\d\d\b", _iso),
        (
            f"{month}|{parts}|the",
            rf"(?:(?P<part>{parts})[\s-](?:the\s)?)?(?P<month>{month})\b\.?"
            rf"(?:,?\s(?:of\s)?(?P<year>{year}|(?:last|this|next)\syear))?",
            _whole_month,
        ),
        ("today|tonight|this|yesterday|last|tomorrow|overnight", rf"(?P<named>{named})\b", _named_day),
        (
            f"0|the|{ordinal}|latter|last|q",
            rf"(?:the\s)?(?:(?P<half>first|second|latter|last)\shalf|(?P<quarter>{ordinal})[\s-]quarter"
            rf"|Q(?P<q>[1-4])(?!\d))(?:\s(?:of\s)?(?:(?P<year>{year})|(?:the|this)\syear))?(?!\s(?:of|time|was|were))",
            _part_of_year,
        ),
        (
            ends,
            rf"(?P<part>{ends})[\s-](?:(?:the|this)\s)?"
            rf"(?:(?P<period>year|month|week)\b|(?:in\s)?(?P<year>{year}))(?!-|\w)",
            _end_of,
        ),
        (seasons, rf"(?P<season>{seasons})\s(?:of\s)?(?P<year>{year})", _season),
        (which, rf"(?P<which>{which})\s(?P<period>week|month|quarter|year|{seasons})\b(?!-)", _relative),
        (
            f"0|a|an|{count}",
            rf"(?P<count>\d{{1,3}}|an?|{count})\s(?P<unit>days?|weeks?|months?|years?)\sago\b",
            _ago,
        ),
        (
            "a|an",
            r"an?\s(?P<unit>hour|day|week|month|year|decade)(?=\s(?:of|after|before|earlier|later|since|on)\b)",
            _single_span,
        ),
        ("0", r"(?:18|19|20)\d\d(?!\d|[.,]\d|[a-z])", _year),
    )


@cache
def _readers() -> dict[str, tuple[_Reader, ...]]:
    """Return the readers of each word that a moment may begin with, those of digits under "0"."""
    found: dict[str, list[_Reader]] = {}
    for begins, pattern, read in _listed():
        compiled = re.compile(pattern, re.IGNORECASE)
        for word in dict.fromkeys(one.split(" ")[0] for one in begins.split("|")):
            found.setdefault(word if word.isalpha() else "0", []).append((compiled, read))
    return {word: tuple(dict.fromkeys(readers)) for word, readers in found.items()}
