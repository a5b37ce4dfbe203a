"""What an article states, and whom it credits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """How an article credits another outlet, the strongest claim first."""

    WIRE = "wire"  # it prints the other's text, as its byline or dateline says
    FIRST = "first"  # "first reported by Reuters"
    REPORT = "report"  # "Reuters reported", "according to a report in Die Zeit"
    SOURCE = "source"  # "told Reuters", "according to Reuters"
    LINK = "link"  # no words, only a link to the other's article


@dataclass(frozen=True, slots=True)
class Credit:
    """Words in an article that credit another outlet."""

    grade: Grade
    phrase: str  # the words, e.g. "first reported by Reuters"
    outlet: str | None = None  # as written there; once resolved, as in `Article.outlet` where it is a source's
    url: str | None = None  # what the words are linked to
    prominent: bool = False  # where an article says what it rests on: at its beginning, or as its last words


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article tells that another may have told before."""

    names: Mapping[str, str] = field(default_factory=dict)  # entity id or folded name -> as written
    numbers: Mapping[str, str] = field(default_factory=dict)  # value and unit -> as written
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactHashes:
    """`Facts`, and the words of a text, as hashes of 32 bits by which they are compared."""

    names: tuple[int, ...] = ()  # in the order of `Facts.names`
    numbers: tuple[int, ...] = ()
    quotes: tuple[frozenset[int], ...] = ()  # runs of words of each quotation
    words: frozenset[int] = frozenset()
