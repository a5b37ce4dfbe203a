"""Moments in rows, and clocks that were wrong when they were written.

A moment is compared with the present one, so a clock that was wrong for one round would silence what that round
wrote until the wrong date comes. No moment lies further ahead than the longest wait of its kind: one that does was
written by a wrong clock, and counts as due.
"""

from __future__ import annotations

from datetime import datetime, timedelta

SKEW = timedelta(minutes=10)  # by which the clocks of two machines may differ


def is_due(at: datetime, now: datetime, longest: timedelta) -> bool:
    """Return whether *at* has come, or lies further ahead of *now* than *longest*, which nothing waits."""
    return at <= now or at > now + longest


def is_ahead(written_at: datetime | None, now: datetime) -> bool:
    """Return whether something that has happened claims to happen only after *now*: its clock was wrong."""
    return written_at is not None and written_at > now + SKEW
