"""The one reader of dates: of pages, feeds, sitemaps, JSON and meta elements, in the languages that have data.

Read are ISO 8601, RFC 822, Unix stamps, the forms of common systems, and dates as people write them, with the time
of day, its zone, and the word that tells a publication from an update. No guess is made: ``03/04/2026`` is a day only
where the caller knows the order, or the weekday stands before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import cache

from pipeline.records import Precision
from pipeline.text.calendars import day_of, numeric_day, persian_day, reiwa_day
from pipeline.text.clocks import Clock, find_clocks, to_utc
from pipeline.text.languages import dating_words
from pipeline.text.months import month_number, persian_month
from pipeline.text.patterns import lazy_pattern

MOST_CHARS = 2000  # of a text that is searched
_VALUE_CHARS = 80  # of a value that is a date and nothing else
_GAP_AFTER, _GAP_BEFORE, _GAP_LABEL = 20, 16, 40  # characters between a date and its time of day or its label


class Label(StrEnum):
    """What the words beside a date say that it is the date of."""

    PUBLISHED = "published"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text, ``text[start:end]`` with its time of day."""

    at: datetime  # UTC; a day is its midnight, whatever the zone
    precision: Precision
    zoned: bool  # False: a time without its zone, UTC assumed
    start: int = 0
    end: int = 0
    label: Label | None = None

    @property
    def has_time(self) -> bool:
        return self.precision is not Precision.DAY


def read_date(text: str, *, whole_months: bool = False) -> WrittenDate | None:
    """Return the date that *text* is, as machines and feeds write it; None when it is none or ambiguous.

    *whole_months* takes ``2026-11`` for its first day.
    """
    text = ascii_digits(text.strip()[:_VALUE_CHARS])
    if _ISO.fullmatch(text) and (iso := _iso(text)) is not None:
        return iso
    if (stamp := _unix(text)) is not None:
        return stamp
    if (compact := _COMPACT.fullmatch(text)) is not None:
        text = _spelt_out(compact)
    found = find_dates(text, month_first=None)
    if found:
        return found[0]
    if whole_months and (month := _MONTH.fullmatch(text)) is not None:
        return _whole_day(day_of(int(month[1]), int(month[2]), 1), 0, len(text))
    return _mailed(text)


def find_date(text: str, *, month_first: bool | None = False) -> WrittenDate | None:
    """Return the first date in *text*; see `find_dates`."""
    return next(iter(find_dates(text, month_first=month_first)), None)


def find_dates(text: str, *, month_first: bool | None = False) -> list[WrittenDate]:
    """Return the dates in the first `MOST_CHARS` of *text* in order.

    *month_first* reads 03/04/2026 as Americans do, and None not at all unless a weekday decides.
    """
    text = text[:MOST_CHARS]
    if _HINT.search(text) is None:
        return []
    text = ascii_digits(text)
    days = list(_days(text, month_first))
    if not days:
        return []
    clocks = _assigned(days, list(find_clocks(_blanked(text, days))), text)
    spans = [_span(start, end, clocks.get(number)) for number, (_, start, end) in enumerate(days)]
    labels = _labels_of(text, spans)
    written = [
        _written(day, clocks.get(number), *spans[number], labels[number]) for number, (day, _, _) in enumerate(days)
    ]
    return [one for one in written if one is not None]


def ascii_digits(text: str) -> str:
    """Return *text* with the digits of all scripts as 0 to 9; no character moves."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char for char in text)


_HINT = lazy_pattern(r"\d{4}|\d[./\-年월月]|令和|\d\s(?:tháng|thg|Tháng)")  # one stands in every date


# --- days ----------------------------------------------------------------------------------------------------------

_WORD = r"(?:[ก-ฺ]{1,3}\.[ก-ฮ](?=\W)|[^\s\d_,،.;:/()|·•\"'’–—-]{3,14}(?:\s(?:ال)[^\s\d]{3,5})?)"
_ORDINAL = r"(?:\.|er|º|ª|°|st|nd|rd|th|ος|η|е|го|日)?"
_DAY_MONTH = lazy_pattern(
    rf"(?<![\d.,])(\d{{1,2}}){_ORDINAL}[\s.\-/]{{0,4}}(?:de\s+|d['’]|of\s+)?({_WORD})[.,،]{{0,2}}[\s\-/]{{0,3}}"
    r"(?:de[l]?\s+)?(\d{4})(?![\d])"
)
_MONTH_DAY = lazy_pattern(rf"(?<!\w)({_WORD})\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}((?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = lazy_pattern(
    r"(?<!\d)((?:19|20|25)\d\d)\s?(?:[-./年년]|년도)\s?(\d{1,2})\s?[-./月월]\s?(\d{1,2})(?:\s?[.日일号])?(?!\d)"
)
_YEAR_MONTH_DAY = lazy_pattern(
    rf"(?<!\d)((?:19|20)\d\d)[\s,.\-]{{1,3}}({_WORD})\.?[\s\-]{{1,2}}(\d{{1,2}})(?:st|nd|rd|th|\.)?(?![\d:])"
)
_NUMERIC = lazy_pattern(
    r"(?:(?<!\w)([^\W\d]{2,12})[.,،]?\s{0,2})?(?<![\d.])(\d{1,2})([./-])\s?(\d{1,2})\3\s?((?:19|20|25)?\d\d)(?!\d)"
)
_VIETNAMESE = lazy_pattern(r"(?<!\d)(\d{1,2})\s(?:tháng|thg|Tháng)\s(\d{1,2})(?:,|\snăm)?\s(\d{4})(?!\d)")
_REIWA = lazy_pattern(r"令和\s?(\d{1,2}|元)年\s?(\d{1,2})月\s?(\d{1,2})日")


def _days(text: str, month_first: bool | None) -> Iterator[tuple[date, int, int]]:
    """Yield days and where they stand, in order, none within another."""
    found = sorted(_all_days(text, month_first), key=lambda one: (one[1], -one[2]))
    done = 0
    for day, start, end in found:
        if start >= done:
            yield day, start, end
            done = end


def _all_days(text: str, month_first: bool | None) -> Iterator[tuple[date, int, int]]:
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if (day := read(match)) is not None:
                yield day, match.start(), match.end()
    for match in _NUMERIC.finditer(text):
        weekday, first, mark, second, year = match.groups()
        whole = int(year) if len(year) == 4 else 2000 + int(year)
        order = False if mark == "." else month_first if mark == "/" or month_first is None else False
        if day := numeric_day(int(first), int(second), whole, month_first=order, weekday=weekday):
            yield day, match.start(2), match.end()


def _named(year: str, word: str, day: str) -> date | None:
    if (month := month_number(word)) is not None:
        return day_of(int(year), month, int(day))
    if (month := persian_month(word)) is not None:
        return persian_day(int(year), month, int(day))
    return None


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...] = (
    (_DAY_MONTH, lambda match: _named(match[3], match[2], match[1])),
    (_MONTH_DAY, lambda match: _named(match[3], match[1], match[2])),
    (_YEAR_MONTH_DAY, lambda match: _named(match[1], match[2], match[3])),
    (_YEAR_FIRST, lambda match: day_of(int(match[1]), int(match[2]), int(match[3]))),
    (_VIETNAMESE, lambda match: day_of(int(match[3]), int(match[2]), int(match[1]))),
    (_REIWA, lambda match: reiwa_day(1 if match[1] == "元" else int(match[1]), int(match[2]), int(match[3]))),
)


# --- times of day --------------------------------------------------------------------------------------------------


def _span(start: int, end: int, clock: Clock | None) -> tuple[int, int]:
    return (start, end) if clock is None else (min(start, clock.start), max(end, clock.end))


def _blanked(text: str, days: Sequence[tuple[date, int, int]]) -> str:
    """Return *text* with its dates gone, so that no part of one is read as a time of day."""
    parts, done = [], 0
    for _, start, end in days:
        parts += [text[done:start], "\n" * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def _assigned(days: Sequence[tuple[date, int, int]], clocks: Sequence[Clock], text: str) -> dict[int, Clock]:
    """Return which date has which time of day: the one shortly behind it, else the one shortly before."""
    found: dict[int, Clock] = {}
    free = list(clocks)
    for number, (_, _, end) in enumerate(days):
        behind = next((one for one in free if one.start >= end), None)
        if behind is not None and _belongs(text[end : behind.start], _GAP_AFTER):
            found[number] = behind
            free.remove(behind)
    for number, (_, start, _) in enumerate(days):
        before = next((one for one in reversed(free) if one.end <= start), None)
        if number in found or before is None or before.dotted:
            continue
        if _belongs(text[before.end : start], _GAP_BEFORE):
            found[number] = before
            free.remove(before)
    return found


def _belongs(gap: str, most: int) -> bool:
    return len(gap) <= most and not any(map(str.isdigit, gap)) and _label_in(gap) is None


def _written(day: date, clock: Clock | None, start: int, end: int, label: Label | None) -> WrittenDate | None:
    if clock is None or clock.at == time():  # midnight is how systems without a time write a day
        return _whole_day(day, start, end, label, zoned=clock is not None and clock.zone is not None)
    at = to_utc(day, clock)
    if at is None:
        return None
    return WrittenDate(
        at, Precision.SECOND if clock.at.second else Precision.MINUTE, clock.zone is not None, start, end, label
    )


def _whole_day(
    day: date | None, start: int, end: int, label: Label | None = None, *, zoned: bool = False
) -> WrittenDate | None:
    if day is None:
        return None
    return WrittenDate(datetime.combine(day, time(), UTC), Precision.DAY, zoned, start, end, label)


# --- labels --------------------------------------------------------------------------------------------------------


def label_of(text: str) -> Label | None:
    """Return what the last word about publication or update in *text* says of the date behind it."""
    return _label_in(text[-_GAP_LABEL:])


def _labels_of(text: str, spans: Sequence[tuple[int, int]]) -> list[Label | None]:
    """Return the label of each date: the words before it, or behind it as Chinese, Japanese and Korean have them."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    before = [text[max(last, start - _GAP_LABEL) : start] for last, start in zip((0, *ends[:-1]), starts, strict=True)]
    behind = [
        text[end : min(following, end + _GAP_AFTER)]
        for end, following in zip(ends, (*starts[1:], len(text)), strict=True)
    ]
    if _label_in(before[0]) is None and re.match(rf"[\s(]{{0,2}}(?:{_labels().pattern})", behind[0], re.IGNORECASE):
        first = behind[0].lstrip(" (")[:1]
        if first > "\u1100" or len(spans) == 1:
            return [_label_in(words) for words in behind]
    return [_label_in(words) for words in before]


def _label_in(text: str) -> Label | None:
    labels = list(_labels().finditer(text))
    if not labels:
        return None
    return Label.UPDATED if labels[-1]["updated"] else Label.PUBLISHED


@cache
def _labels() -> re.Pattern[str]:
    def any_of(kind: str) -> str:
        words = sorted(dating_words(kind), key=lambda word: (-len(word), word))
        return "|".join(re.escape(word) if word[0] > "\u1100" else rf"(?<!\w){re.escape(word)}(?!\w)" for word in words)

    return re.compile(rf"(?P<updated>{any_of('updated')})|(?P<published>{any_of('published')})", re.IGNORECASE)


# --- what machines write -------------------------------------------------------------------------------------------

_COMPACT = lazy_pattern(
    r"((?:19|20)\d\d)(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?\s?(Z|[+-]\d{2}:?\d{2})?)?", re.IGNORECASE
)
_ISO = lazy_pattern(r"(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_MONTH = lazy_pattern(r"((?:19|20)\d\d)-(\d{1,2})")
_UNIX = lazy_pattern(r"(\d{10})(?:(\d{3})|\.\d{1,9})?")
_MAIL = lazy_pattern(r"(?:[^\W\d]{2,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{2}\s+\d{1,2}:\d{2}.*")


def _unix(text: str) -> WrittenDate | None:
    """Read seconds or milliseconds since 1970."""
    match = _UNIX.fullmatch(text)
    if match is None:
        return None
    at = datetime.fromtimestamp(int(match[1]), UTC)
    return WrittenDate(at, Precision.SECOND, zoned=True, end=len(text)) if at.year <= 2099 else None


def _iso(text: str) -> WrittenDate | None:
    """Read what most machines write; sitemaps have tens of thousands of them."""
    try:
        local = datetime.fromisoformat(text)
        zoned = local.tzinfo is not None
        if (local.hour, local.minute, local.second) == (0, 0, 0):
            return _whole_day(local.date(), 0, len(text), zoned=zoned)
        at = local.astimezone(UTC) if zoned else local.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    precision = Precision.SECOND if local.second else Precision.MINUTE
    return WrittenDate(at.replace(microsecond=0), precision, zoned, 0, len(text))


def _spelt_out(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second, zone = match.groups()
    clock = f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else ""
    return f"{year}-{month}-{day}{clock}"


def _mailed(text: str) -> WrittenDate | None:
    """Read RFC 822, whose years have two digits."""
    if _MAIL.fullmatch(text) is None:
        return None
    try:
        local = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    day = day_of(local.year, local.month, local.day)
    return find_date(local.isoformat()) if day is not None else None
