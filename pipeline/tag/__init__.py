"""Article -> who, what and about what."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pipeline.tag.catalog import Alias, Ambiguity, Catalog, Entity, EntityType

if TYPE_CHECKING:
    from pipeline.tag.tagger import Tagger
    from pipeline.tag.topics import Topic

__all__ = ["Alias", "Ambiguity", "Catalog", "Entity", "EntityType", "Tagger", "Topic"]

# The catalog is read by commands that tag nothing; they import nothing of what tags.
_ON_DEMAND = {"Tagger": "pipeline.tag.tagger", "Topic": "pipeline.tag.topics"}


def __getattr__(name: str) -> object:
    if name not in _ON_DEMAND:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_ON_DEMAND[name]), name)
