"""`pipeline.clock` in SQL: which rows are due, and which leases have ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, or_, select

from pipeline.clock import SKEW
from storage.schema.collect import item, page, source

NETWORK = "network"  # the problem of a source that has no answer because our own network was down

_HAPPENED = ("first_seen_at", "last_seen_at", "fetched_at")  # moments of an item that cannot lie ahead


@dataclass(frozen=True, slots=True)
class Waits:
    """The longest that a source waits for its next poll; one that waits longer was deferred by a wrong clock."""

    ordinary: timedelta = timedelta(hours=26)
    off: timedelta = timedelta(days=8)  # switched off: probed now and then
    fixed: Mapping[str, timedelta] = field(default_factory=dict)  # source with an interval of its own -> that interval


@dataclass(frozen=True, slots=True)
class ItemRules:
    """How many pages of a host are looked at again a day (UTC), and the longest that an item waits for its next try."""

    revisits_per_host_day: int = 200
    longest_wait: timedelta = timedelta(hours=49)


DEFAULT_WAITS = Waits()
DEFAULT_RULES = ItemRules()


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


def source_is_due(now: datetime, waits: Waits) -> ColumnElement[bool]:
    """Return the condition that a source is to be asked; what a wrong clock deferred counts as due."""
    longest = [and_(source.c.state == "off", is_due(source.c.next_fetch_at, now, waits.off))]
    patient = {name: wait for name, wait in waits.fixed.items() if wait > waits.ordinary}
    for wait in set(patient.values()):
        names = [name for name, own in patient.items() if own == wait]
        longest.append(and_(source.c.name.in_(names), is_due(source.c.next_fetch_at, now, wait * 1.1 + SKEW)))
    others = and_(source.c.state != "off", source.c.name.not_in(patient))
    longest.append(and_(others, is_due(source.c.next_fetch_at, now, waits.ordinary)))
    # Polled in what is still the future: whatever was decided then was decided by a wrong clock.
    strayed = and_(source.c.next_fetch_at.is_not(None), is_ahead(source.c.last_fetch_at, now))
    return or_(*longest, strayed)


def item_is_due(now: datetime, rules: ItemRules) -> ColumnElement[bool]:
    """Return the condition that an item's page is to be asked for; what a wrong clock deferred counts as due."""
    strayed = and_(item.c.next_try_at.is_not(None), or_(*(is_ahead(item.c[name], now) for name in _HAPPENED)))
    return or_(is_due(item.c.next_try_at, now, rules.longest_wait), strayed)


def a_crawl_is_due(connection: Connection, now: datetime, waits: Waits, rules: ItemRules, lease: timedelta) -> bool:
    """Return whether a crawl would find something to ask, or has to find out whether the network is back.

    It needs no configuration, and so may say so mistakenly: of sources with long intervals of their own, and of
    items whose source is no longer configured.
    """
    sources = select(source.c.name).where(source.c.enabled.is_(True))
    questions = (
        sources.where(source.c.problem == NETWORK),
        sources.where(source_is_due(now, waits), is_free(source, now, lease)),
        select(item.c.id).where(item_is_due(now, rules), is_free(item, now, lease)),
    )
    return any(connection.execute(one.limit(1)).first() is not None for one in questions)


def a_page_waits(connection: Connection) -> bool:
    """Return whether any page is at rest."""
    return connection.execute(select(page.c.id).where(page.c.stage == "waiting").limit(1)).first() is not None
