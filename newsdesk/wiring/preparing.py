"""What preparing the database for work needs: the configured sources and entities as rows."""

from __future__ import annotations

from functools import partial

from newsdesk.configuration import Configuration
from newsdesk.jobs.prepare import Configured, PrepareDeps
from storage.engine import Engine


def prepare_deps(configuration: Configuration, engine: Engine) -> PrepareDeps:
    """Return what preparing needs."""
    return PrepareDeps(engine, partial(configured, configuration), configuration.stamp)


def configured(configuration: Configuration) -> Configured:
    """Return what the database is to know of the configuration, all of which is read. Raises ConfigError."""
    from storage.tags import EntityRow

    _ = configuration.sites  # wrong outlets must not wait for the first page to be told
    entities = configuration.catalog.entities.values()
    rows = [EntityRow(one.id, one.name, one.type.value, one.parent) for one in entities]
    return Configured(list(configuration.sources.values()), rows)
