"""The words by which values and what they belong to are read, from the data files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.text.stemming import light_stem


@dataclass(frozen=True, slots=True)
class Unit:
    """*factor* times a number of them is a number of the dimension's first unit."""

    dimension: str
    factor: float


@dataclass(frozen=True, slots=True)
class Numerals:
    """How amounts are written; all words in lower case, spellings of units as they are written."""

    numbers: Mapping[str, int]
    scales: Mapping[str, float]
    short_scales: Mapping[str, float]
    ordinals: Mapping[str, int]
    fractions: Mapping[str, int]
    vague: Mapping[str, int]
    currency_signs: Mapping[str, str]
    currency_letters: Mapping[str, str]
    currency_words: Mapping[str, str]
    units: Mapping[str, Unit]
    hedges: Mapping[str, str]  # phrase -> bound


@dataclass(frozen=True, slots=True)
class Slots:
    """Stems of words, each with the classes that it belongs to."""

    nouns: Mapping[str, str]
    events: Mapping[str, tuple[str, ...]]
    measures: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, frozenset[str]]  # kind of value -> the events that it can be of
    modality: Mapping[str, str]  # words as written, in lower case
    updates: tuple[str, ...]


@cache
def numerals() -> Numerals:
    """Return how amounts are written in English."""
    table = _table("values.toml")
    return Numerals(
        table["numbers"],
        table["scales"],
        table["short_scales"],
        table["ordinals"],
        table["fractions"],
        table["vague"],
        table["currency_signs"],
        table["currency_letters"],
        table["currency_words"],
        {spelling: unit for listed in table["units"].values() for spelling, unit in _units(listed)},
        {phrase: bound for bound, listed in table["hedges"].items() for phrase in _phrases(listed)},
    )


@cache
def slots() -> Slots:
    """Return the classes of nouns, events and measures."""
    table = _table("slots.toml")
    nouns: dict[str, str] = {}
    for name, listed in table["nouns"].items():
        for word in listed.split():
            nouns.setdefault(light_stem(word), name)
    return Slots(
        nouns,
        _classes(table["events"]),
        _classes(table["measures"]),
        {kind: frozenset(listed.split()) for kind, listed in table["kinds"].items()},
        {word: name for name, listed in table["modality"].items() for word in listed.split()},
        _phrases(table["updates"]["phrases"]),
    )


@cache
def dollars_for(currency: str, year: int) -> float | None:
    """Return about how many US dollars one unit of *currency* was worth in *year*; None if it is not known."""
    if currency == "USD":
        return 1.0
    years = _table("rates.toml").get(currency)
    if not years:
        return None
    nearest = min(years, key=lambda one: abs(int(one) - year))
    return float(years[nearest])


def _classes(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, listed in table.items():
        for word in dict.fromkeys(map(light_stem, listed.split())):
            found[word] = (*found.get(word, ()), name)
    return found


def _units(listed: str) -> list[tuple[str, Unit]]:
    dimension, factor, spellings = listed.split(" ", 2)
    return [(one, Unit(dimension, float(factor))) for one in _phrases(spellings)]


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in listed.split(",") if one.strip())


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data", name).read_text(encoding="utf-8"))
