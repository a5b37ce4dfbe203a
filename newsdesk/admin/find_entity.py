"""An entity by what people call it. By itself, for commands that tag nothing."""

from __future__ import annotations

import difflib

from pipeline.errors import ConfigError
from pipeline.tag.catalog import Catalog, Entity

_CLOSE = 0.8  # of difflib's ratio: two of ten letters
_LONG_ENOUGH = 4  # letters of a beginning that says something


def find_entity(catalog: Catalog, wanted: str) -> Entity:
    """Return the entity with this id, name or alias. Raises ConfigError."""
    if wanted in catalog.entities:
        return catalog.entities[wanted]
    folded = wanted.casefold()
    for entity in catalog.entities.values():
        if folded in (entity.name.casefold(), *(alias.text.casefold() for alias in entity.aliases)):
            return entity
    close = close_names(catalog, wanted)
    hint = f"; did you mean {', '.join(close)}?" if close else "; `newsdesk entities add` adds one"
    raise ConfigError(f"{wanted}: no entity has this id or name{hint}")


def close_names(catalog: Catalog, wanted: str, most: int = 3) -> list[str]:
    """Return up to *most* entities that somebody who wrote *wanted* may have meant, closest first: ``Name (id)``.

    Close is what differs by a slip or two, or begins with the word; what merely shares letters is not.
    """
    folded = wanted.casefold().strip()
    best: dict[str, float] = {}
    matcher = difflib.SequenceMatcher(b=folded, autojunk=False)
    for entity in catalog.entities.values():
        for text in (entity.id, entity.id.partition(":")[2], entity.name, *(alias.text for alias in entity.aliases)):
            matcher.set_seq1(text.casefold())
            likeness = 0.0
            if len(folded) >= _LONG_ENOUGH and text.casefold().startswith(folded):
                likeness = 0.9
            elif matcher.real_quick_ratio() >= _CLOSE and matcher.quick_ratio() >= _CLOSE:
                likeness = matcher.ratio()
            if likeness >= _CLOSE:
                best[entity.id] = max(best.get(entity.id, 0.0), likeness)
    order = sorted(best, key=lambda each: (-best[each], each))[:most]
    return [f"{catalog.entities[each].name} ({each})" for each in order]
