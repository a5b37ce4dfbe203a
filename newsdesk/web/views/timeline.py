"""Where coverage stands on a line of time, and how high a day's bar is: numbers for a template to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storage.queries.coverage import DayCount
from storage.queries.stories import StoryArticle

_EDGE = 2.0  # per cent that stay free on either side
_MOST_LANES = 14


@dataclass(frozen=True, slots=True)
class Dot:
    """An article on the line."""

    article_id: int
    at: datetime
    place: float  # per cent of the width
    kind: str  # first, own, copy
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The articles of one outlet."""

    outlet: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A story's coverage by outlet, in the order in which the outlets joined."""

    begin: datetime
    end: datetime
    lanes: tuple[Lane, ...]
    more: int  # outlets for which there is no lane


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's coverage as a bar; all in per cent of the drawing."""

    day: date
    articles: int
    originals: int
    place: float
    width: float
    height: float
    own_height: float  # of it, originals


def timeline(articles: Sequence[StoryArticle], first_id: int | None) -> Timeline | None:
    """Return the line of a story; None when it has a single article and so nothing to compare."""
    if len(articles) < 2:
        return None
    begin, end = min(one.out_at for one in articles), max(one.out_at for one in articles)
    span = max(end - begin, timedelta(minutes=1))
    lanes: dict[str, list[Dot]] = {}
    for one in sorted(articles, key=lambda one: (one.out_at, one.id)):
        place = _EDGE + (100 - 2 * _EDGE) * ((one.out_at - begin) / span)
        kind = "first" if one.id == first_id else "own" if one.copy_of is None else "copy"
        lanes.setdefault(one.outlet, []).append(Dot(one.id, one.out_at, round(place, 2), kind, one.title))
    shown = list(lanes.items())[:_MOST_LANES]
    return Timeline(begin, end, tuple(Lane(name, tuple(dots)) for name, dots in shown), len(lanes) - len(shown))


def bars(days: Sequence[DayCount], since: date, until: date) -> tuple[Bar, ...]:
    """Return a bar for each day of ``since <= day <= until``, the days without coverage included."""
    known = {one.day: one for one in days}
    number = (until - since).days + 1
    highest = max((one.articles for one in days), default=0) or 1
    slot = 100 / number
    found = []
    for offset in range(number):
        day = since + timedelta(days=offset)
        one = known.get(day, DayCount(day, 0, 0, 0))
        height, own = 100 * one.articles / highest, 100 * one.originals / highest
        found.append(
            Bar(day, one.articles, one.originals, round(offset * slot, 3), round(slot * 0.78, 3), height, round(own, 2))
        )
    return tuple(found)
