"""How an alias may be spelled: as the catalog writes it, and in the few other ways that mean nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.tag.catalog import Alias, Ambiguity, Entity, EntityType

SHORTEST_LOOSE = 6  # letters; PaLM is a model and palm a tree
_NUMBERED = re.compile(r"[A-Z][a-z]+-?[\d.]+[A-Za-z]?")  # "Step-3": anything has a step 3


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write *alias*; *loose* if its letters may be of any case."""

    text: str
    entity: Entity
    alias: Alias
    loose: bool = False
    slug: bool = False  # may be written all in lower case, if a version follows at once

    def fits(self, text: str, start: int, end: int, *, versioned: bool) -> bool:
        """Return whether ``text[start:end]``, which is this but for case, is written as this may be."""
        surface = text[start:end]
        if surface == self.text or self.loose:
            return True
        if self.alias.ambiguity is Ambiguity.HANDLE:
            return start > 0 and text[start - 1] == "@"  # handles know no case
        glued = versioned and not text[end].isspace()
        return self.slug and glued and surface.islower()


def spellings(entity: Entity, *, versioned: bool) -> Iterator[Spelling]:
    """Yield the ways to write *entity*: its aliases, hyphens for blanks where names have either, its handles."""
    known = {alias.text for alias in entity.aliases}
    for alias in entity.aliases:
        yield Spelling(alias.text, entity, alias, _is_loose(alias), versioned and len(alias.text) > 2)
        if entity.type is EntityType.PERSON:
            continue
        variants = {alias.text.replace(" ", "-"), alias.text.replace("-", " ")} - known if versioned else set()
        for text in variants:
            yield Spelling(text, entity, _unforbidden(alias, text), slug=True)
        known |= variants
        if alias.ambiguity is Ambiguity.NONE and " " in alias.text:
            for text in (alias.text.replace(" ", "-"), alias.text.replace(" ", "_")):
                for written in {text, text.lower()} - known:
                    yield Spelling(written, entity, _unforbidden(alias, written))
    for handle in _handles(entity):
        if handle not in known:
            yield Spelling(handle, entity, Alias(handle, Ambiguity.HANDLE))


def folded(text: str) -> str:
    """Return *text* in lower case, character for character, so that offsets stay."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _unforbidden(alias: Alias, text: str) -> Alias:
    return Alias(text, alias.ambiguity, alias.near)


def _is_loose(alias: Alias) -> bool:
    """Return whether no other word is written with these letters: OpenAI, DeepSeek, o3-mini, DINOv2."""
    text = alias.text
    if alias.ambiguity is not Ambiguity.NONE or " " in text or len(text) < SHORTEST_LOOSE or _NUMBERED.fullmatch(text):
        return False
    return any(char.isdigit() for char in text) or (any(map(str.islower, text)) and any(map(str.isupper, text[1:])))


def _handles(entity: Entity) -> Iterator[str]:
    """Yield the handles of *entity*; those that a person's own name makes need not be listed."""
    yield from entity.handles
    if entity.type is EntityType.PERSON and " " in entity.name:
        plain = "".join(char for char in unicodedata.normalize("NFKD", entity.name) if not unicodedata.combining(char))
        for mark in ("", "_"):
            yield plain.replace("-", " ").replace(" ", mark)
