"""Prepare: the database knows the configuration, and what killed processes held is free. Every round begins with it.

Needs the database, and the configured sources and entities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.records import Source
from storage.engine import Connection, Engine
from storage.leases import reap
from storage.sources import sync_sources
from storage.tags import EntityRow, sync_entities
from storage.transactions import transact


@dataclass(frozen=True, slots=True)
class PrepareDeps:
    """What preparing needs."""

    engine: Engine
    sources: Sequence[Source]
    entities: Sequence[EntityRow]


def prepare(deps: PrepareDeps, now: datetime) -> None:
    """Release the leases of this machine's dead processes, and write down sources and entities as configured *now*."""

    def work(connection: Connection) -> None:
        reap(connection)
        sync_sources(connection, deps.sources, now)
        sync_entities(connection, deps.entities)

    transact(deps.engine, work)
