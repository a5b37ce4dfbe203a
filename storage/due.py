"""`pipeline.clock` in SQL: which rows are due, and which leases have ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, or_

from pipeline.clock import SKEW


def is_due(at: Column[Any], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """Return the condition that *at* has come, or lies further ahead than *longest*: then the clock was wrong."""
    return or_(at <= now, at > now + longest)


def is_ahead(written_at: Column[Any], now: datetime) -> ColumnElement[bool]:
    """Return the condition that something that has happened claims to happen only after *now*."""
    return written_at > now + SKEW


def is_free(table: Table, now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """Return the condition that no process holds a row of *table*, which is leased for *lease* at a time."""
    until = table.c.leased_until
    return or_(until.is_(None), is_due(until, now, lease + SKEW))
