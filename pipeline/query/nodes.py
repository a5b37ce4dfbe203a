"""What a query is made of. Every node is frozen and can be a key; names and times are resolved already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Field(StrEnum):
    """What a query can ask of besides words, as it is typed before the colon."""

    ENTITY = "entity"
    SOURCE = "source"
    OUTLET = "outlet"
    AUTHOR = "author"
    TOPIC = "topic"
    LANG = "lang"
    TITLE = "title"
    QUOTE = "quote"
    STORY = "story"
    KIND = "kind"
    RELEVANCE = "relevance"
    OUTLETS = "outlets"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side in the title or in the text; with *prefix* the last of them may go on."""

    words: tuple[str, ...]  # folded, see `pipeline.query.words`
    prefix: bool = False
    in_title: bool = False  # only there


@dataclass(frozen=True, slots=True)
class Entity:
    """About an entity, or with *exact* False about one of its children."""

    entity_id: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """SOURCE, TOPIC or KIND that is *value*; LANG that is it or a variant of it."""

    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Named:
    """OUTLET, AUTHOR or QUOTE (its speaker) whose name has these words side by side, or with *exact* no others."""

    field: Field
    words: tuple[str, ...]
    prefix: bool = False
    exact: bool = False
    entity_id: str | None = None  # of the speaker, where the catalog knows the name


@dataclass(frozen=True, slots=True)
class InStory:
    """Of one story, as its id stands now: redirects are for whoever reads the database."""

    story_id: int


@dataclass(frozen=True, slots=True)
class Compare:
    """RELEVANCE (0..1) or OUTLETS (of the article's story, in their own words) against a number."""

    field: Field
    operator: str  # one of < <= = >= >
    number: float


@dataclass(frozen=True, slots=True)
class Dated:
    """Dated ``since <= dated_at < until``; one of them is None."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """What *part* does not match."""

    part: Query


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Query, ...]  # two or more


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Query, ...]  # two or more


Query: TypeAlias = "Phrase | Entity | Is | Named | InStory | Compare | Dated | Not | AllOf | AnyOf"
