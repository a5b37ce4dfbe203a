"""The bounds of polling; `crawler.schedule` decides within them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """The bounds of polling."""

    k: timedelta = timedelta(hours=2.25)  # interval of a source with one new item a day
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=12)
    half_life: timedelta = timedelta(days=14)
    prior_per_day: float = 1 / 3
    longest_hint: timedelta = timedelta(hours=24)  # ttl, max-age, sy:updatePeriod count up to this
    longest_retry_after: timedelta = timedelta(hours=24)  # the same for Retry-After
    error_step: timedelta = timedelta(hours=1)  # the back-off grows by this with each failure in a row
    longest_backoff: timedelta = timedelta(hours=24)
    off_after: float = 30.0  # weighted failures of a 404 until it is switched off
    probe: timedelta = timedelta(days=7)  # how often a source that is switched off is tried
    moves: int = 3  # sightings of one permanent redirect until it is adopted
    plain_every: timedelta = timedelta(hours=24)  # one unconditional request, against servers that lie


DEFAULT_RULES = Rules()
