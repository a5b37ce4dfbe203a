"""How people name moments and days on the command line, and how moments are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import click

# No article is dated outside of these, and every zone's arithmetic on what lies within them works.
EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)
LONGEST_AGO = timedelta(days=36_525)  # a hundred years

_AGO = re.compile(r"([0-9]{1,9})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_BOUNDS = f"expected one from {EARLIEST} to {LATEST}"


class Moment(click.ParamType):  # type: ignore[type-arg] # generic in newer versions only
    """A moment as people name it: ``2d``, ``36h``, ``2026-11-20`` or ``2026-11-20T09:00Z``.

    The value is a datetime in UTC, or a timedelta before now; `resolved` makes one of both.
    """

    name = "when"

    def convert(
        self, value: str | datetime | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime | timedelta:
        if not isinstance(value, str):
            return value
        text = value.strip()
        if ago := _AGO.fullmatch(text):
            count, unit = int(ago[1]), timedelta(**{_UNITS[ago[2]]: 1})
            if count * unit.total_seconds() > LONGEST_AGO.total_seconds():
                self.fail(f"{value!r}: expected at most a hundred years", param, ctx)
            return count * unit
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{_short(value)}: expected e.g. 2d, 36h or 2026-11-20", param, ctx)
        if not EARLIEST <= found.date() <= LATEST:
            self.fail(f"{value!r}: {_BOUNDS}", param, ctx)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day as people name it: a date, or so many days before today."""

    day: date | None = None
    ago: int = 0  # days; counts when there is no date

    def on(self, now: datetime, zone: ZoneInfo) -> date:
        """Return the day that is meant in *zone*."""
        return self.day or now.astimezone(zone).date() - timedelta(days=self.ago)


class Day(click.ParamType):  # type: ignore[type-arg] # generic in newer versions only
    """A day as people name it: ``today``, ``yesterday`` or ``2026-11-20``. The value is a `NamedDay`."""

    name = "day"

    def convert(self, value: str | NamedDay, param: click.Parameter | None, ctx: click.Context | None) -> NamedDay:
        if isinstance(value, NamedDay):
            return value
        if value in ("today", "yesterday"):
            return NamedDay(ago=int(value == "yesterday"))
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{_short(value)}: expected today, yesterday or e.g. 2026-11-20", param, ctx)
        if not EARLIEST <= found <= LATEST:
            self.fail(f"{value!r}: {_BOUNDS}", param, ctx)
        return NamedDay(found)


MOMENT = Moment()
DAY = Day()


def resolved(moment: datetime | timedelta | None, now: datetime) -> datetime | None:
    """Return the moment that a `Moment` means *now*."""
    return now - moment if isinstance(moment, timedelta) else moment


def shown(when: datetime | None) -> str:
    """Return a moment as people read it, in UTC."""
    return "never" if when is None else f"{when:%Y-%m-%d %H:%M}"


def _short(value: str) -> str:
    return repr(value if len(value) <= 80 else f"{value[:80]}...")
