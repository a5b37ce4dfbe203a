"""What decides about copies and stories, and the decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StoryFeatures:
    """What tells the story of one article from others.

    *words* are stems, which hold no colon, and *entities* are ids, which hold one: both can be keys of one vector.
    """

    words: Mapping[str, float] = field(default_factory=dict)  # stem -> weight by where it stands
    entities: Mapping[str, float] = field(default_factory=dict)  # entity id -> weight by salience
    names: tuple[str, ...] = ()  # stems of the names that the text repeats: what it is about
    dates: tuple[date, ...] = ()  # days on which it says something happened, the likeliest first
    mains: tuple[str, ...] = ()  # entity ids that it is about: main ones, and those that it names often

    def terms(self) -> Iterator[tuple[str, float]]:
        """Yield every word and entity with its weight."""
        yield from self.words.items()
        yield from self.entities.items()


class CopyKind(StrEnum):
    """How a copy relates to its original."""

    SAME_TEXT = "same_text"
    WIRE = "wire"  # agency copy that several outlets print
    REPUBLICATION = "republication"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class CopyOf:
    """A decision: this article is a copy of that one."""

    article_id: int
    kind: CopyKind
    similarity: float  # containment of word 5-grams, 0..1


@dataclass(frozen=True, slots=True)
class Placement:
    """A decision, not an effect: where an article belongs.

    *story_id* None opens a new story. *why* holds short facts for people, e.g. "entity: Muse Spark".
    """

    story_id: int | None
    score: float = 0.0
    copy_of: CopyOf | None = None
    copied_by: CopyOf | None = None  # the other way round: that article, and its copies, are copies of this one
    follows_story_id: int | None = None  # a new event that continues that story
    why: tuple[str, ...] = ()
    linked_to: int | None = None  # the article with which it stays whatever their similarity, as a late account
