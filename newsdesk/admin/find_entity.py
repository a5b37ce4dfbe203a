"""An entity by what people call it. By itself, for commands that tag nothing."""

from __future__ import annotations

import difflib

from pipeline.errors import ConfigError
from pipeline.tag.catalog import Catalog, Entity


def find_entity(catalog: Catalog, wanted: str) -> Entity:
    """Return the entity with this id, name or alias. Raises ConfigError."""
    if wanted in catalog.entities:
        return catalog.entities[wanted]
    folded = wanted.casefold()
    for entity in catalog.entities.values():
        if folded in (entity.name.casefold(), *(alias.text.casefold() for alias in entity.aliases)):
            return entity
    known = {alias.text: entity.id for entity in catalog.entities.values() for alias in entity.aliases}
    close = difflib.get_close_matches(wanted, [*catalog.entities, *known], n=3)
    hint = f"; close to it: {', '.join(close)}" if close else "; `newsdesk entities add` adds one"
    raise ConfigError(f"{wanted}: no entity has this id or name{hint}")
