"""Who and what can be tagged, as the files under config/entities describe them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pipeline.text.patterns import lazy_pattern

_PLAIN = lazy_pattern(
    r"(?:[\w «»|,&'\u2019-]|\(\?:[\w «»|,&'\u2019-]*\))*"
)  # words and groups of words: always a pattern


class EntityType(StrEnum):
    """The first part of an entity's id says its type."""

    ORGANISATION = "organisation"
    MODEL = "model"
    PRODUCT = "product"
    PERSON = "person"
    BENCHMARK = "benchmark"
    COMMUNITY = "community"
    OUTLET = "outlet"


PREFIXES = {
    "org": EntityType.ORGANISATION,
    "model": EntityType.MODEL,
    "product": EntityType.PRODUCT,
    "person": EntityType.PERSON,
    "bench": EntityType.BENCHMARK,
    "community": EntityType.COMMUNITY,
    "outlet": EntityType.OUTLET,
}


class Ambiguity(StrEnum):
    """What an alias needs before it is believed."""

    NONE = "none"  # nothing: it means only this
    BRAND = "brand"  # nothing, unless one of its `never` patterns matches
    NAME = "name"  # a version, a relative in the document, or a word of its `near` close by
    WORD = "word"  # a relative in the document, or a word of its `near` close by
    VERSION = "version"  # a version after it
    HANDLE = "handle"  # an @ before it, unless it could be no ordinary word


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to write an entity, case as written. *never* patterns hold the alias between « and »."""

    text: str
    ambiguity: Ambiguity = Ambiguity.NONE
    near: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    why: str | None = None
    yes: tuple[str, ...] = ()  # sentences in which it is meant
    no: tuple[str, ...] = ()  # sentences in which it is not


@dataclass(frozen=True, slots=True)
class Entity:
    """One record of the catalog."""

    id: str
    name: str
    aliases: tuple[Alias, ...]
    kind: str | None = None
    parent: str | None = None
    related: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()  # names on social networks, without the @
    type: EntityType = field(init=False)  # as its id says; asked for so often that it is kept

    def __post_init__(self) -> None:
        kind = PREFIXES.get(self.id.partition(":")[0], EntityType.ORGANISATION)  # `problems_of` tells of another prefix
        object.__setattr__(self, "type", kind)


@dataclass(frozen=True)
class Catalog:
    """Every entity by id. Picklable; what is derived is worked out once for each process."""

    entities: Mapping[str, Entity] = field(default_factory=dict)

    @staticmethod
    def of(entities: Iterable[Entity]) -> Catalog:
        return Catalog({entity.id: entity for entity in entities})

    def without(self, ids: Iterable[str]) -> Catalog:
        """Return the catalog as it would be if it did not know *ids*."""
        gone = set(ids)
        return Catalog({key: entity for key, entity in self.entities.items() if key not in gone})

    @cached_property
    def relatives(self) -> Mapping[str, frozenset[str]]:
        """For each entity its parents, children, siblings' parent and those it names as related, both ways."""
        found: dict[str, set[str]] = {key: set() for key in self.entities}
        for key, entity in self.entities.items():
            for other in (*self.ancestors(key), *entity.related):
                if other in found:
                    found[key].add(other)
                    found[other].add(key)
        return {key: frozenset(others) for key, others in found.items()}

    @cached_property
    def folded_names(self) -> frozenset[str]:
        """Every name and alias, in lower case."""
        aliases = {alias.text.casefold() for entity in self.entities.values() for alias in entity.aliases}
        return frozenset(aliases | {entity.name.casefold() for entity in self.entities.values()})

    def ancestors(self, entity_id: str) -> tuple[str, ...]:
        """Return the parent, its parent and so on; a circle ends where it closes."""
        found: list[str] = []
        entity = self.entities.get(entity_id)
        while entity is not None and entity.parent and entity.parent not in found and entity.parent != entity_id:
            found.append(entity.parent)
            entity = self.entities.get(entity.parent)
        return tuple(found)

    def __getstate__(self) -> dict[str, object]:
        return {"entities": self.entities}


def problems_of(entity: Entity) -> list[str]:
    """Return what is wrong with a record in itself."""
    found = []
    if entity.id.partition(":")[0] not in PREFIXES or not entity.id.partition(":")[2]:
        found.append(f"id {entity.id!r}: expected one of {', '.join(PREFIXES)} and a colon before its slug")
    for alias in entity.aliases:
        for pattern in (*alias.near, *alias.never):
            if _PLAIN.fullmatch(pattern):
                continue  # most cues are words, and compiling thousands of them takes long
            try:
                re.compile(pattern)
            except re.error as exc:
                found.append(f"{alias.text!r}: pattern {pattern!r} cannot be read: {exc}")
        found += [
            f"{alias.text!r}: never pattern {pattern!r} does not mark the alias with « and »"
            for pattern in alias.never
            if not re.search("«[^«»]+»", pattern)
        ]
    return found
