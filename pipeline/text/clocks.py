"""Times of day with their zone, as people and machines write them; 12-hour clocks in the languages that have data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from pipeline.text.languages import dating_words

_MOST_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Zone:
    """An offset, or the area that has it on a day."""

    offset: timedelta | None = None
    area: str | None = None

    def offset_at(self, day: date, at: time) -> timedelta:
        """Return how far the zone is ahead of UTC at that local time."""
        if self.area is None:
            return self.offset or timedelta()
        return datetime.combine(day, at, ZoneInfo(self.area)).utcoffset() or timedelta()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a text."""

    start: int
    end: int  # behind the zone
    at: time
    zone: Zone | None
    dotted: bool  # "14.05", which is a number as well unless it stands behind a date


def find_clocks(text: str) -> Iterator[Clock]:
    """Yield the times of day in *text*, whose digits are ASCII, in order."""
    for match in _clock().finditer(text):
        at = _time_of(match)
        if at is not None:
            zone, end = _zone_after(text, match.end())
            yield Clock(match.start(), end, at, zone, match["sep"] == ".")


def _time_of(match: re.Match[str]) -> time | None:
    half = match["before"] or match["after"]
    if match["minute"] is None and match["sign"] is None and half is None:
        return None  # a bare number
    hour, minute, second = int(match["hour"]), int(match["minute"] or match["minute_2"] or 0), int(match["second"] or 0)
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if _is_afternoon(half) else 0)
    return time(hour, minute, min(second, 59)) if hour <= 23 and minute <= 59 and second <= 60 else None


def _is_afternoon(half: str) -> bool:
    return re.fullmatch(_any_of("pm"), half, re.IGNORECASE) is not None


def _zone_after(text: str, place: int) -> tuple[Zone | None, int]:
    """Return the zone that stands at *place*, and where it ends; None and *place* when there is none."""
    match = _zone().match(text, place)
    if match is None:
        return None, place
    if match["sign"] is not None:
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        if offset > _MOST_OFFSET or (match["named"] is None and len(match["hours"]) == 1):
            return None, place
        return Zone(offset if match["sign"] == "+" else -offset), match.end()
    zone = _zones().get(match["name"].upper() if len(match["name"]) <= 5 else match["name"])
    return (zone, match.end()) if zone is not None else (None, place)


@cache
def _zones() -> dict[str, Zone]:
    table = tomllib.loads(files(__package__).joinpath("zones.toml").read_text(encoding="utf-8"))
    return {name: Zone(timedelta(minutes=minutes)) for name, minutes in table["minutes"].items()} | {
        name: Zone(area=area) for name, area in table["areas"].items()
    }


@cache
def _any_of(kind: str) -> str:
    """Return a pattern of the words of *kind* in all languages, with or without the dots and blanks in them."""
    spelt = (
        re.escape(word).replace(r"\.", r"\.?\s?").removesuffix(r"\s?") + (r"(?!\w)" if word[0] < "\u1100" else "")
        for word in sorted(dating_words(kind), key=lambda word: (-len(word), word))
    )
    return "(?:" + "|".join(spelt) + ")"


@cache
def _clock() -> re.Pattern[str]:
    half = f"(?:{_any_of('am')}|{_any_of('pm')})"
    return re.compile(
        rf"(?<![\d:.,/+−-])(?:(?<!\w)(?P<before>{half})\s?)?(?P<hour>\d{{1,2}})"
        r"(?:(?P<sep>[:.])(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
        r"|\s?(?P<sign>[h時时点點시])(?![a-zA-Z])\s?(?:(?P<minute_2>\d{1,2})(?!\d)\s?[分분]?)?)?"
        rf"(?!\d|[.,:]\d)(?:\s?(?P<after>{half}))?",
        re.IGNORECASE,
    )


@cache
def _zone() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\s?(?i:{_any_of('hour')}))?[\s,]{{0,2}}\(?"
        r"(?:(?P<named>(?i:utc|gmt))?\s?(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)"
        r"|(?P<name>[A-Z][a-z]{6,7} Time|[A-Z]{1,5}|(?i:utc|gmt|z|мск))(?![\w]))\)?"
    )


def to_utc(day: date, clock: Clock) -> datetime | None:
    """Return the instant of *clock* on *day*, UTC assumed where it states no zone; None at the ends of time."""
    local = datetime.combine(day, clock.at, UTC)
    try:
        return local - clock.zone.offset_at(day, clock.at) if clock.zone is not None else local
    except OverflowError:
        return None
