"""When jobs are due, by a clock that nobody sets.

APScheduler reckons in wall-clock time. A wall clock that is put back two days would silence it for two days, and
one that was wrong for a moment leaves times that lie far ahead. So each job remembers by the monotonic clock when
it was last due, and is due again after its interval, whatever the wall clock says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic as _monotonic

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)  # due, whatever the wall clock says


@dataclass
class Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Due once in each *interval*; intervals that were missed count as one."""

    interval: timedelta
    monotonic: Callable[[], float] = _monotonic  # seconds
    _due_last: float = field(init=False)

    def __post_init__(self) -> None:
        self._due_last = self.monotonic()

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return the next time by the wall clock; APScheduler asks whenever the job was due."""
        self._due_last = self.monotonic()
        return now + self.interval

    def __str__(self) -> str:
        return f"every {self.interval}"

    @property
    def overdue(self) -> bool:
        """Whether more than the interval has gone by since the job was last due."""
        return self.monotonic() - self._due_last > self.interval.total_seconds()


def keep_time(scheduler: BaseScheduler) -> None:
    """Make the jobs due that are overdue by the monotonic clock, and have the scheduler look at all now."""
    for job in scheduler.get_jobs():
        if isinstance(job.trigger, Every) and job.trigger.overdue:
            job.modify(next_run_time=LONG_AGO)
    scheduler.wakeup()
