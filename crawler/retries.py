"""When a page is fetched again, after a failure and after a success. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

FIRST_RETRY = timedelta(minutes=10)
SPREAD = timedelta(hours=48)  # from the first try to the last
STAND_IN_EVERY = timedelta(hours=24)  # a page whose feed's words stand in for it is asked for again
STAND_IN_FOR = timedelta(days=14)  # after it was first listed

LONGEST_WAIT = SPREAD + timedelta(hours=1)


def wait_after(attempt: int, attempts: int) -> timedelta | None:
    """Return how long to wait after the failed try number *attempt* (from 1) of *attempts*; None after the last.

    The tries lie ever further apart, from `FIRST_RETRY` to `SPREAD` after the first: most faults pass within the hour,
    and an outage of a day costs no article.
    """
    if attempt >= attempts:
        return None
    return _moment(attempt, attempts) - _moment(attempt - 1, attempts)


def next_stand_in_try(first_seen_at: datetime, now: datetime) -> datetime | None:
    """Return when to ask again for a page that its feed's words stand in for, None when that is long enough ago."""
    again = now + STAND_IN_EVERY
    return again if again - first_seen_at <= STAND_IN_FOR else None


def next_look(first_seen_at: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """Return when a page is worth another look: outlets edit most in the first hours."""
    return next((first_seen_at + age for age in ages if first_seen_at + age > now), None)


def _moment(retry: int, attempts: int) -> timedelta:
    """Return how long after the first try retry number *retry* comes."""
    if retry == 0:
        return timedelta(0)
    steps = attempts - 2  # from the first retry to the last
    return FIRST_RETRY * (SPREAD / FIRST_RETRY) ** ((retry - 1) / steps) if steps else FIRST_RETRY
