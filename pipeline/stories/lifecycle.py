"""Where a story stands: opening, growing, dormant, reopened. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DORMANT_AFTER = timedelta(hours=48)  # longer than a quiet night or a day off


class State(StrEnum):
    """A story's states. Copies move it to none of them: they add nothing."""

    OPENING = "opening"  # one outlet tells it
    GROWING = "growing"  # several do
    DORMANT = "dormant"  # nobody has added an account for a while
    REOPENED = "reopened"  # somebody did after it was dormant


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What its latest account made of a story, when that began, and when it is dormant if nothing comes."""

    state: State
    since: datetime
    dormant_at: datetime

    def at(self, now: datetime) -> State:
        """Return the state at *now*."""
        return State.DORMANT if self.dormant_at <= now else self.state


def lifecycle(accounts: Iterable[tuple[datetime, str]], dormant_after: timedelta = DORMANT_AFTER) -> Lifecycle:
    """Return the lifecycle of a story with these independent accounts: when each was out, and its outlet.

    Their order does not matter. Raises ValueError when there are none.
    """
    times = sorted(accounts)
    if not times:
        raise ValueError("a story without accounts")
    began, first = times[0]
    state, since, latest, outlets = State.OPENING, began, began, {first}
    for at, outlet in times[1:]:
        outlets.add(outlet)
        if at - latest >= dormant_after:
            state, since = State.REOPENED, at
        elif state is State.OPENING and len(outlets) > 1:
            state, since = State.GROWING, at
        latest = at
    return Lifecycle(state, since, latest + dormant_after)
