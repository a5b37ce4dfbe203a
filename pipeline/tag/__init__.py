"""Article -> who, what and about what."""

from pipeline.tag.catalog import Alias, Ambiguity, Catalog, Entity, EntityType
from pipeline.tag.tagger import Tagger
from pipeline.tag.topics import Topic

__all__ = ["Alias", "Ambiguity", "Catalog", "Entity", "EntityType", "Tagger", "Topic"]
