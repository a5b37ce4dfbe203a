"""Reports that look back at an event: the same day named, the same things written about.

Such a report may come weeks after the first ones and share hardly a sentence with them, so that no similarity
finds it. What was joined by this evidence stays together whatever the similarity says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from sys import intern

from pipeline.records import StoryFeatures

FEWEST_SHARED = 2  # main entities that two reports of one event have in common, a model or product among them
WEIGHT = 0.8  # of an entity that is more than mentioned, see `pipeline.stories.features`
_THINGS = ("model:", "product:")


@dataclass(frozen=True, slots=True)
class EventKey:
    """The days that a report names, the entities that it is about, and those that it more than mentions."""

    days: tuple[date, ...]
    mains: frozenset[str]
    told: frozenset[str]

    @property
    def things(self) -> list[str]:
        """Return the models and products that the report is about."""
        return sorted(one for one in self.mains if one.startswith(_THINGS))

    def places(self) -> Iterator[tuple[date, str]]:
        """Yield each day with each model and product by which the report can be found."""
        things = sorted(one for one in self.mains | self.told if one.startswith(_THINGS))
        return ((day, thing) for day in self.days for thing in things)


@dataclass(frozen=True, slots=True)
class SameEvent:
    """What two reports of one event have in common: a day, and how many main entities."""

    day: date
    shared: int


def event_key(features: StoryFeatures) -> EventKey | None:
    """Return by what a report of a dated event is known; None for one that names no day, model or product."""
    if not features.dates:
        return None
    # Interned: thousands of open reports name the same entities.
    told = frozenset(intern(entity_id) for entity_id, weight in features.entities.items() if weight >= WEIGHT)
    mains = frozenset(map(intern, features.mains))
    if not any(one.startswith(_THINGS) for one in mains | told):
        return None
    return EventKey(features.dates, mains, told)


def looks_back(report: EventKey, other: EventKey, other_at: datetime, late: timedelta) -> SameEvent | None:
    """Return what makes *report* one of the event that *other*, dated *other_at*, tells of; None if nothing does.

    The event's day lies within *late* of the other report.
    """
    shared = report.mains & other.told
    if len(shared) < FEWEST_SHARED or not any(one.startswith(_THINGS) for one in shared):
        return None
    days = sorted(set(report.days).intersection(other.days))
    day = next((day for day in days if abs(other_at - _midnight(day)) <= late), None)
    return None if day is None else SameEvent(day, len(shared))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
