"""What preparing the database for work needs: the configured sources and entities as rows."""

from __future__ import annotations

from newsdesk.configuration import Configuration
from newsdesk.jobs.prepare import PrepareDeps
from storage.engine import Engine
from storage.tags import EntityRow


def prepare_deps(configuration: Configuration, engine: Engine) -> PrepareDeps:
    """Return what preparing needs."""
    entities = configuration.catalog.entities.values()
    rows = [EntityRow(one.id, one.name, one.type.value, one.parent) for one in entities]
    return PrepareDeps(engine, list(configuration.sources.values()), rows)
