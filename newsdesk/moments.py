"""How people name days and moments, and how moments are shown to them. Pure: now and the zone are given.

One grammar for every place that asks "since when":

==============================  =====================================================
``today``, ``yesterday``        that day
``2d``, ``36h``, ``30m``, ``3w``  so long before now
``2026-11-20``                  that day
``2026-11``, ``2026-W47``       that month, that week from its Monday (ISO 8601)
``2026-11-20T09:00``            that moment; in the zone unless it states one, as ``Z`` or ``+01:00`` do
==============================  =====================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

GRAMMAR = "today, yesterday, 2d, 36h, 2026-11-20, 2026-11, 2026-W47 or 2026-11-20T09:00"

# No article is dated outside of these, and every zone's arithmetic on what lies within them works.
EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)
LONGEST_AGO = timedelta(days=36_525)  # a hundred years

_AGO = re.compile(r"([0-9]{1,9})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS_AGO = {"today": 0, "yesterday": 1}
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_WEEK = re.compile(r"[0-9]{4}-?W[0-9]{2}", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}|[0-9]{4}-?W[0-9]{2}-?[1-7]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A time with an end, in UTC; a moment begins and ends at once."""

    start: datetime
    end: datetime  # not part of it


@dataclass(frozen=True, slots=True)
class Ago:
    """So long before now."""

    length: timedelta

    def span(self, now: datetime, _zone: tzinfo) -> Span:
        """Return the moment that is meant *now*."""
        return Span(now - self.length, now - self.length)


@dataclass(frozen=True, slots=True)
class At:
    """A moment."""

    when: datetime  # without a zone: in that of the reader

    def span(self, _now: datetime, zone: tzinfo) -> Span:
        """Return the moment that is meant in *zone*."""
        when = (self.when if self.when.tzinfo else self.when.replace(tzinfo=zone)).astimezone(UTC)
        return Span(when, when)


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days from one midnight to another."""

    first: date | None = None
    last: date | None = None
    ago: int = 0  # days before today; counts when no date is given

    def on(self, now: datetime, zone: tzinfo) -> date:
        """Return the first day that is meant *now* in *zone*."""
        return self.first or now.astimezone(zone).date() - timedelta(days=self.ago)

    def span(self, now: datetime, zone: tzinfo) -> Span:
        """Return the days that are meant *now* in *zone*. A day may have 23 or 25 hours."""
        first = self.on(now, zone)
        after = (self.last or first) + timedelta(days=1)
        return Span(_midnight(first, zone), _midnight(after, zone))


Named = Ago | At | Days


def parse_moment(text: str) -> Named:
    """Return what *text* names (see `GRAMMAR`). Raises ValueError with what was expected."""
    wanted = text.strip()
    lowered = wanted.lower()
    if lowered in _DAYS_AGO:
        return Days(ago=_DAYS_AGO[lowered])
    if ago := _AGO.fullmatch(lowered):
        return _ago(int(ago[1]), timedelta(**{_UNITS[ago[2]]: 1}))
    try:
        named = _dated(wanted.upper())
        first, last = (named.when.date(),) * 2 if isinstance(named, At) else (named.first, named.last)
    except OverflowError:  # days after the year 9999
        first = last = None
    except ValueError as exc:
        raise ValueError(f"expected {GRAMMAR}") from exc
    if not (first and last and first >= EARLIEST and last <= LATEST):
        raise ValueError(f"expected a day from {EARLIEST} to {LATEST}")
    return named


def parse_since(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Return in UTC when what *text* names begins. Raises ValueError with what was expected."""
    return parse_moment(text).span(now, zone).start


def parse_until(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Return in UTC when what *text* names ends: the midnight after a day. Raises ValueError with what was expected."""
    return parse_moment(text).span(now, zone).end


def shown(when: datetime | None, zone: tzinfo) -> str:
    """Return a moment as people of *zone* read it, with the zone's name; ``never`` for none."""
    return "never" if when is None else f"{when.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _ago(count: int, unit: timedelta) -> Ago:
    if count * unit.total_seconds() > LONGEST_AGO.total_seconds():
        raise ValueError("expected at most a hundred years")
    return Ago(count * unit)


def _dated(text: str) -> At | Days:
    if month := _MONTH.fullmatch(text):
        first = date(int(month[1]), int(month[2]), 1)
        return Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    if _WEEK.fullmatch(text):
        monday = date.fromisoformat(text)
        return Days(monday, monday + timedelta(days=6))
    if _DATE.fullmatch(text):
        day = date.fromisoformat(text)
        return Days(day, day)
    return At(datetime.fromisoformat(text))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
