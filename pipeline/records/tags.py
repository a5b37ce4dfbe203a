"""What tagging finds in an article. Offsets count characters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """Where in an article an offset counts."""

    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Mention:
    """``part[start:end] == surface``; offsets in characters."""

    entity_id: str
    part: Part
    start: int
    end: int
    surface: str
    version: str | None = None  # "4.6" of "Claude Opus 4.6"


@dataclass(frozen=True, slots=True)
class EntityTag:
    """One entity of an article, rolled up from its mentions."""

    entity_id: str
    salience: float  # 0..1
    main: bool
    mentions: int  # 0 when implied by a child entity only
    implied: bool = False


@dataclass(frozen=True, slots=True)
class TopicTag:
    """One topic of an article."""

    topic_id: str
    score: float  # 0..1
    because: tuple[str, ...] = ()  # the wordings, words and entities that speak for it most


@dataclass(frozen=True, slots=True)
class Quote:
    """``text[start:end] == quote``: the words between the marks."""

    start: int
    end: int
    quote: str
    speaker: str | None = None
    speaker_id: str | None = None  # entity id
    cue: str | None = None  # the verb that attributes it


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that the catalog does not know."""

    surface: str
    part: Part
    start: int
    kind: str | None = None  # guessed entity type
    parent_id: str | None = None  # guessed maker
    evidence: str | None = None  # which rule saw it


@dataclass(frozen=True, slots=True)
class Tags:
    """All that tagging says of one article."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[EntityTag, ...] = ()
    topics: tuple[TopicTag, ...] = ()
    quotes: tuple[Quote, ...] = ()
    new_names: tuple[NewName, ...] = ()
    relevance: float = 0.0  # 0..1, is this AI-industry coverage
