"""Prepare: the database knows the configuration, and what killed processes held is free. Every round begins with it.

Needs the database, and a way to read the configured sources and entities: they are read, and written down, only when
their files have changed since that was done last, by whichever process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.engine import Connection, Engine
from storage.leases import reap
from storage.runs import last_stamp, record_stamp
from storage.transactions import reading, transact

if TYPE_CHECKING:
    from pipeline.records import Source
    from storage.tags import EntityRow


@dataclass(frozen=True, slots=True)
class Configured:
    """What the database is to know of the configuration."""

    sources: Sequence[Source]
    entities: Sequence[EntityRow]


@dataclass(frozen=True, slots=True)
class PrepareDeps:
    """What preparing needs."""

    engine: Engine
    read: Callable[[], Configured]
    stamp: int | None = None  # of the files that *read* reads; None: take them for changed


def prepare(deps: PrepareDeps, now: datetime) -> None:
    """Release the leases of this machine's dead processes, and write down sources and entities as configured *now*.

    Raises ConfigError when the configuration has changed and is wrong.
    """
    with reading(deps.engine) as connection:
        changed = deps.stamp is None or last_stamp(connection) != deps.stamp
    configured = deps.read() if changed else None

    def work(connection: Connection) -> None:
        reap(connection)
        if configured is not None:
            _write(connection, configured, now)
            if deps.stamp is not None:
                record_stamp(connection, deps.stamp, now)

    transact(deps.engine, work)


def _write(connection: Connection, configured: Configured, now: datetime) -> None:
    from storage.sources import sync_sources  # with the records, which a round without work does not need
    from storage.tags import sync_entities

    sync_sources(connection, configured.sources, now)
    sync_entities(connection, configured.entities)
