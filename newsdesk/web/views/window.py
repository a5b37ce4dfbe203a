"""Which stretch of time a page shows, from what its address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newsdesk.digest.due import day_bounds

WINDOWS = {"24h": timedelta(hours=24), "3d": timedelta(days=3), "7d": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time: a whole day of the configured zone, or the time up to now."""

    start: datetime
    end: datetime
    name: str  # of `WINDOWS`, or the day
    day: date | None  # set when it is a whole day
    stale: bool = False  # the newest coverage is older than the stretch up to now, so an earlier one is shown


def latest_window(now: datetime, newest: datetime | None, name: str) -> Window:
    """Return the stretch *name* of `WINDOWS` up to *now*, or up to the *newest* coverage when that is older than it."""
    length = WINDOWS[name]
    stale = newest is not None and newest < now - length
    end = newest + timedelta(seconds=1) if stale and newest is not None else now
    return Window(end - length, end, name, None, stale)


def day_window(day: date, zone: str) -> Window:
    """Return a whole day of *zone*."""
    start, end = day_bounds(day, zone)
    return Window(start, end, day.isoformat(), day)
