"""What is known of each language, read from ``data/LANG.toml`` when it is first asked for.

Every key may be missing: what is not known of a language is empty, never guessed from another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

ENGLISH = "en"
_ALIASES = {"nb": "no", "nn": "no", "yue": "zh", "iw": "he", "in": "id", "fil": "tl"}  # BCP 47 tags of one data file


class Stage(StrEnum):
    """What of the pipeline needs to know a language."""

    ENTITIES = "entities"  # the catalog writes names in the language's script
    TOPICS = "topics"
    RELEVANCE = "relevance"
    SPEAKERS = "speakers"
    NEW_NAMES = "new_names"
    TERMS = "terms"  # stop words, or a script that has none; what stories are compared by


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each
class Language:
    """One language; words are in the case in which they are compared."""

    code: str  # BCP 47 primary tag
    name: str
    stages: frozenset[Stage] = frozenset()  # that know this language
    stemmer: str | None = None  # of Snowball, or "light"
    stop: frozenset[str] = frozenset()  # lower case: words that no story can be known by
    common: frozenset[str] = frozenset()  # lower case: most paragraphs have several of them
    capital_nouns: bool = False  # any noun has a capital, so that one tells no name
    name_endings: tuple[str, ...] = ()  # what may stand right behind a name, the longest first
    titles: frozenset[str] = frozenset()  # abbreviations that stand before a name
    abbreviations: frozenset[str] = frozenset()  # other abbreviations, without their last full stop
    months: tuple[tuple[str, ...], ...] = ()  # beginnings of the names of each month, January first
    weekdays: tuple[str, ...] = ()  # lower case, Monday first
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by class, see `wordclasses`
    given_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    persian_months: tuple[str, ...] = ()  # of the Solar Hijri calendar, Farvardin first
    dates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what stands by a date: see `dating_words`


@cache
def codes() -> tuple[str, ...]:
    """Return the primary tags of all languages that have a data file."""
    folder = files(__package__).joinpath("data")
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


@cache
def language(tag: str | None) -> Language | None:
    """Return what is known of the language with the BCP 47 tag *tag*; None if nothing is."""
    if tag is None:
        return None
    primary = tag.replace("_", "-").partition("-")[0].lower()
    code = _ALIASES.get(primary, primary)
    return _read(code) if code in codes() else None


@cache
def dating_words(kind: str) -> tuple[str, ...]:
    """Return what stands by a date or a time of day in any language, sorted.

    *kind* is ``am`` or ``pm`` (halves of the day), ``hour`` (behind a time of day), ``published`` or ``updated``.
    """
    known = (language(code) for code in codes())
    return tuple(sorted({word for one in known if one is not None for word in one.dates.get(kind, ())}))


def stages_without(tag: str | None) -> tuple[str, ...]:
    """Return the stages that do not know the language with the BCP 47 tag *tag*, in the order of `Stage`.

    Empty where nothing tells the language: whether a stage knew it cannot be said, and English is the likeliest.
    """
    if tag is None:
        return ()
    known = language(tag)
    return tuple(stage.value for stage in Stage if known is None or stage not in known.stages)


def english() -> Language:
    """Return English, which every stage knows."""
    found = language(ENGLISH)
    if found is None:
        raise RuntimeError("pipeline/text/data/en.toml is missing")
    return found


def _read(code: str) -> Language:
    text = files(__package__).joinpath("data", f"{code}.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    shortened = table.get("abbreviations", {})
    return Language(
        code=code,
        name=table["name"],
        stages=frozenset(map(Stage, table.get("stages", ()))),
        stemmer=table.get("stemmer"),
        stop=_words(table.get("stop")),
        common=_words(table.get("common")),
        capital_nouns=table.get("capital_nouns", False),
        name_endings=tuple(sorted(_words(table.get("name_endings")), key=lambda one: (-len(one), one))),
        titles=_words(shortened.get("titles")),
        abbreviations=_words(shortened.get("others")),
        months=tuple(tuple(one.split("/")) if one != "-" else () for one in table.get("months", "").split()),
        weekdays=tuple(table.get("weekdays", "").split()),
        words={name: _named(name, listed) for name, listed in table.get("words", {}).items()},
        given_names={name: _words(listed) for name, listed in table.get("given_names", {}).items()},
        persian_months=tuple(table.get("persian_months", "").split()),
        dates={kind: _phrases(listed) for kind, listed in table.get("dates", {}).items()},
    )


def _named(name: str, listed: str) -> frozenset[str]:
    if name != "known":
        return _words(listed)
    return frozenset(" ".join(one.split()) for one in listed.split(","))  # names of several words


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in listed.split(",") if one.strip())


def _words(listed: str | None) -> frozenset[str]:
    return frozenset((listed or "").split())
