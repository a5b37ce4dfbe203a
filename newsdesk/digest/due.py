"""Which days' digests are to be written now. Pure: it decides from what stands in rows, and writes nothing.

A day is due once its hour has come. It is written when most sources have answered since the day ended, again while
articles of the day still come in, and later if its own morning was missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MAKE_UP = timedelta(days=14)  # days missed for longer are not made up
FAILING_AFTER = 5.0  # weighted failures in a row: such a source is known to be broken, and nothing waits for it


@dataclass(frozen=True, slots=True)
class DigestTimes:
    """When digests are written; hours are of *zone*, on the day after the digest's."""

    zone: ZoneInfo
    hour: int
    rewrite_until_h: int
    min_answered: float = 0.5  # share of the sources asked since the day ended, 0..1

    def due_at(self, day: date) -> datetime:
        """Return when the digest of *day* is due, in UTC."""
        return self._at(day + timedelta(days=1), self.hour)

    def rewritten_until(self, day: date, made_at: datetime) -> datetime:
        """Return until when an article of *day* that is filed changes its digest, which was made at *made_at*."""
        morning = day + timedelta(days=1)
        made_on = made_at.astimezone(self.zone).date()
        if made_on <= morning:
            return self._at(morning, self.rewrite_until_h)
        # It was made up for later: what the machine missed comes in during the hours after that.
        until = self._at(made_on, self.rewrite_until_h)
        return until if made_at < until else self._at(made_on + timedelta(days=1), self.rewrite_until_h)

    def _at(self, day: date, hour: int) -> datetime:
        # An hour that a clock change leaves out is the one after it, and one that comes twice the first.
        return datetime.combine(day, time(hour), tzinfo=self.zone).astimezone(UTC)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the start and end of *day* in *zone*, in UTC. A day may have 23 or 25 hours."""
    midnight = time(tzinfo=ZoneInfo(zone))
    start, end = (datetime.combine(each, midnight).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return start, end


@dataclass(frozen=True, slots=True)
class Polling:
    """How the polling of one enabled source stands; None for what never happened."""

    last_fetch_at: datetime | None
    last_success_at: datetime | None
    next_fetch_at: datetime | None
    failures: float = 0.0  # in a row, weighted


@dataclass(frozen=True, slots=True)
class DayRows:
    """What the rows say of one day."""

    day: date
    end: datetime  # UTC
    made_at: datetime | None = None  # its digest, last
    articles: int = 0  # dated in it
    changed: tuple[datetime, ...] = ()  # when they were filed or revised; only moments after *made_at* matter
    watched: bool = False  # a source answered during the day


class Act(StrEnum):
    MAKE = "make"
    REWRITE = "rewrite"  # if its content is another now
    WAIT = "wait"  # too few sources have answered


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is to be done about one day, and for WAIT why."""

    day: date
    act: Act
    why: str = ""


def days_in_question(now: datetime, times: DigestTimes, began: datetime | None) -> list[date]:
    """Return the days whose digests may be due *now*, oldest first.

    *began* is when the first source was added, None if none was: days that ended before are nobody's, but the one
    before it, of which a first poll may still bring the news.
    """
    if began is None:
        return []
    today = now.astimezone(times.zone).date()
    first = max(today - MAKE_UP, began.astimezone(times.zone).date() - timedelta(days=1))
    days = [first + timedelta(days=number) for number in range(max((today - first).days, 0))]
    return [day for day in days if times.due_at(day) <= now]


def due_days(now: datetime, times: DigestTimes, days: Iterable[DayRows], sources: Iterable[Polling]) -> list[DueDay]:
    """Return what is to be done about *days* (of `days_in_question`), in their order; *sources* are those enabled.

    A day without articles is written only if a source answered during it: "nothing was reported" is news, "nothing
    could be had" is none. So a wrong clock finds nothing to write. A digest that seems to have been made after *now*
    was made by a wrong clock, perhaps before its day was over, and counts as not made.
    """
    polled = list(sources)
    found = []
    for rows in days:
        if rows.made_at is not None and rows.made_at <= now:
            until = min(times.rewritten_until(rows.day, rows.made_at), now)
            if any(rows.made_at < at <= until for at in rows.changed):
                found.append(DueDay(rows.day, Act.REWRITE))
        elif rows.articles or rows.watched:
            asked, answered = _answers(polled, rows.end, now)
            if asked and answered < times.min_answered * asked:
                why = f"{answered} of {asked} sources have answered since the day ended"
                found.append(DueDay(rows.day, Act.WAIT, why))
            else:
                found.append(DueDay(rows.day, Act.MAKE))
    return found


def _answers(sources: Iterable[Polling], end: datetime, now: datetime) -> tuple[int, int]:
    """Return how many sources had to be asked between *end* and *now*, and how many of them answered."""
    asked = answered = broken = 0
    for one in sources:
        if one.last_success_at is not None and end <= one.last_success_at <= now:
            asked += 1
            answered += 1
        elif one.failures >= FAILING_AFTER:
            broken += 1
        elif _was_asked(one, end, now):
            asked += 1
    # When all are broken, nothing was collected, whoever is to blame.
    return (asked, answered) if asked else (broken, 0)


def _was_asked(one: Polling, end: datetime, now: datetime) -> bool:
    if one.next_fetch_at is not None and one.next_fetch_at <= now:
        return True
    tried = one.last_fetch_at is not None and end <= one.last_fetch_at
    return tried or one.failures > 0
