"""How an alias may be spelled: as the catalog writes it, and in the few other ways that mean nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.tag.catalog import Alias, Ambiguity, Entity, EntityType
from pipeline.text.patterns import lazy_pattern

SHORTEST_LOOSE = 6  # letters; PaLM is a model and palm a tree
SHORTEST_WITH_AI = 4  # letters
_PLAIN = tuple(zip("\u2018\u2019\u02bc\u201c\u201d\u2010\u2011\u00a0\u202f\u2009", "'''\"\"--   ", strict=True))
_DECIMAL = lazy_pattern(r" \d+\.\d")
_NUMBERED = lazy_pattern(r"[A-Z][a-z]+-?[\d.]+[A-Za-z]?")  # "Step-3": anything has a step 3


class Spelling(NamedTuple):  # a tuple, for a large catalog has tens of thousands
    """One way to write *alias*; *loose* if its letters may be of any case."""

    text: str
    entity: Entity
    alias: Alias
    loose: bool = False
    slug: bool = False  # may be written all in lower case, if a version follows at once: "gemma-3", "claude 3.7"

    def fits(self, text: str, start: int, end: int, *, versioned: bool) -> bool:
        """Return whether ``text[start:end]``, which is this but for case, is written as this may be."""
        surface = text[start:end]
        if surface == self.text or self.loose:
            return True
        if self.alias.ambiguity is Ambiguity.HANDLE:
            return start > 0 and text[start - 1] == "@"  # handles know no case
        glued = versioned and not text[end].isspace()
        if not (self.slug and surface.islower()):
            return False
        return glued or (versioned and len(surface) >= SHORTEST_LOOSE and _DECIMAL.match(text, end) is not None)


def spellings(entity: Entity, *, versioned: bool) -> Iterator[Spelling]:
    """Yield the ways to write *entity*: its aliases, hyphens for blanks where names have either, its handles."""
    known = {alias.text for alias in entity.aliases}
    for alias in entity.aliases:
        yield Spelling(alias.text, entity, alias, _is_loose(alias), versioned and len(alias.text) > 2)
        bare = _without_accents(alias.text)
        if bare not in known:
            yield Spelling(bare, entity, alias, _is_loose(alias))
        if entity.type is EntityType.PERSON:
            continue
        variants = {alias.text.replace(" ", "-"), alias.text.replace("-", " ")} if versioned else set()
        if versioned and alias.text[-1].isdigit():
            variants.add(alias.text.replace(" ", ""))  # "DeepSeekV3"
        variants -= known
        for text in variants:
            yield Spelling(text, entity, alias, slug=True)
        known |= variants
        if alias.ambiguity is Ambiguity.NONE and " " in alias.text:
            if alias.text.endswith(" AI"):
                yield Spelling(f"{alias.text[:-3]}.ai", entity, Alias(f"{alias.text[:-3]}.ai"))
            for mark in "-_":
                yield Spelling(alias.text.replace(" ", mark), entity, alias, loose=True)
        if _is_company(entity) and " " not in alias.text and not alias.text.endswith(("AI", "ai")):
            yield from _with_ai(entity, alias, known)
    if (short := _short(entity)) is not None and short not in known:
        yield Spelling(short, entity, Alias(short, Ambiguity.WORD))
    for handle in _handles(entity):
        if handle not in known:
            yield Spelling(handle, entity, Alias(handle, Ambiguity.HANDLE))


def plainly(text: str) -> str:
    """Return *text* with plain quotes, hyphens and blanks, character for character, as the catalog writes them."""
    if not text.isascii():
        for mark, plain in _PLAIN:  # several times faster than str.translate
            text = text.replace(mark, plain)
    return text


def encodable(text: str) -> str:
    """Return *text* with a question mark for each lone surrogate, which neither an automaton nor a database takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def folded(text: str) -> str:
    """Return *text* in lower case, character for character, so that offsets stay."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _short(entity: Entity) -> str | None:
    """Return what a company that is called by a word and AI is called in its own news: "Stability" for Stability AI."""
    if entity.type is not EntityType.ORGANISATION or not entity.name.endswith(" AI"):
        return None
    word = entity.name.removesuffix(" AI")
    return word if word.isalpha() and len(word) >= SHORTEST_WITH_AI else None


def _is_company(entity: Entity) -> bool:
    return entity.type in (EntityType.ORGANISATION, EntityType.PRODUCT)


def _with_ai(entity: Entity, alias: Alias, known: set[str]) -> Iterator[Spelling]:
    """Yield how companies set themselves apart from the word they are called by: "Harvey AI", "OpenRouterAI"."""
    if alias.ambiguity in (Ambiguity.WORD, Ambiguity.NAME):
        for text in {f"{alias.text} AI", f"{alias.text}.ai", f"{alias.text.lower()}.ai"} - known:
            yield Spelling(text, entity, Alias(text))
    if alias.ambiguity is not Ambiguity.VERSION and len(alias.text) >= SHORTEST_WITH_AI:
        for text in {f"{alias.text}AI"} - known:
            yield Spelling(text, entity, Alias(text))
        yield Spelling(f"{alias.text.lower()}_ai", entity, Alias(f"{alias.text.lower()}_ai", Ambiguity.HANDLE))


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
        for mark in ("", "_"):
            yield _without_accents(entity.name).replace("-", " ").replace(" ", mark)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
