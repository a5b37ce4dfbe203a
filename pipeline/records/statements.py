"""Values that articles state, and what the articles of one story make of them together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.records.tags import Part


class ValueKind(StrEnum):
    """What sort of value a text states."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    SCORE = "score"
    SIZE = "size"
    RANK = "rank"
    VERSION = "version"
    AGE = "age"
    ROLE = "role"  # the unit says whose, and which


class Bound(StrEnum):
    """How a text hedges a value."""

    EXACT = "exact"
    MIN = "min"  # at least, more than
    MAX = "max"  # up to, fewer than
    APPROX = "approx"  # about, nearly
    RANGE = "range"


class Modality(StrEnum):
    """How a text stands to a value."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    HOPED = "hoped"
    REPORTED = "reported"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Value:
    """``text[start:end]`` states what lies from *low* to *high*, both included, in *unit*.

    Money is in its currency, a measure in the first unit of its dimension, a date in days since 0001-01-01 (day 1), a
    time of day in minutes. A lower bound has no *high*, an upper one no *low*.
    """

    kind: ValueKind
    start: int
    end: int
    low: float | None
    high: float | None
    unit: str = ""  # currency, dimension, "UTC" or "local" of a time of day; "" of what is only counted
    step: float = 1.0  # the written precision, in *unit*: 1e8 for "14.3 billion"
    bound: Bound = Bound.EXACT

    @property
    def point(self) -> float:
        """The value itself, the middle of a range."""
        low = self.high if self.low is None else self.low
        high = self.low if self.high is None else self.high
        return ((low or 0.0) + (high or 0.0)) / 2


@dataclass(frozen=True, slots=True)
class Slot:
    """What a value is a value of, as far as the words around it tell."""

    noun: str | None = None  # class of what is counted: "people"
    head: str | None = None  # the word itself, stemmed
    events: tuple[str, ...] = ()  # classes of what happened, the nearest first
    words: tuple[str, ...] = ()  # stems of the content words around it, the nearest first
    subject: str | None = None  # entity id, or the folded name of a person or place


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that one article states."""

    part: Part
    value: Value  # offsets count in the part
    surface: str
    sentence: tuple[int, int]  # of the part
    slot: Slot = Slot()
    modality: Modality = Modality.ASSERTED
    said_by: str | None = None  # as written: "the U.S. Geological Survey"
    outdated: bool = False  # the sentence says that another value took its place: "down from 640 million"
    renewed: bool = False  # the sentence says that it took another's place: "has risen to 400"


class Verdict(StrEnum):
    """How the values of one fact stand to each other."""

    AGREE = "agree"
    MORE_PRECISE = "more_precise"
    ROUNDING = "rounding"
    UPDATED = "updated"
    DIFFERS = "differs"
    SINGLE = "single"
