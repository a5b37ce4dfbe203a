"""A day's digest as values: what `build` makes of rows and `render` makes text of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Copy:
    """Somebody's print of another outlet's text."""

    outlet: str
    title: str
    url: str
    at: datetime  # UTC
    kind: str  # pipeline.records.CopyKind


class Fate(StrEnum):
    """What became of words when an article was edited."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Words:
    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """How an article changed after it was first read."""

    correction: bool  # its outlet says so; otherwise it changed in silence
    notice: str | None
    seen_at: datetime  # UTC
    passages: tuple[tuple[Words, ...], ...] = ()  # what changed, with a few kept words around it
    values: tuple[tuple[str, str], ...] = ()  # stated values that it changed: before, after


@dataclass(frozen=True, slots=True)
class Coverage:
    """One outlet's own article, with the copies of it folded under."""

    outlet: str
    title: str
    url: str
    at: datetime  # UTC
    authors: tuple[str, ...] = ()
    first: bool = False  # the first that is known of the story
    earlier: bool = False  # of a day before the digest's
    paywalled: bool = False
    credits: str | None = None  # the outlet it rests on, by its own words
    text_of: str | None = None  # the outlet whose text it prints, as it says
    adds: tuple[str, ...] = ()  # names, numbers and quotations that the story had not told before
    dated_back: bool = False  # its source did not list it until long after the time it states
    edit: Edit | None = None  # the latest
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody or something that a story names."""

    id: str | None  # of the catalog; None when the catalog lacks it
    name: str
    kind: str | None
    main: bool = False
    new: bool = False  # named for the first time on the digest's day


@dataclass(frozen=True, slots=True)
class Quote:
    """What a story's person said, in the words of the article at *url*."""

    words: str
    speaker: str
    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class Score:
    """Why a story stands where it stands."""

    outlets: float  # grows with the number and weight of independent outlets
    relevance: float  # 0..1: how sure it is that the story is about the subject. It lets a story in and moves none

    @property
    def total(self) -> float:
        return self.outlets


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A value of a fact in a sentence of the article at *url*; the sentence is part of that article."""

    surface: str
    sentence: str
    place: int  # where in the sentence the surface begins
    outlet: str
    url: str
    at: datetime  # UTC
    new: bool  # nobody stated it before the digest's day
    others: tuple[tuple[str, str], ...] = ()  # outlets that state the same, with the address of each one's article


@dataclass(frozen=True, slots=True)
class KeyFact:
    """Something that a story's articles state."""

    verdict: str  # pipeline.records.Verdict
    disputed: bool  # one source denies what another states
    sources: int  # independent ones
    values: tuple[KeyValue, ...]  # the newest first where they changed


@dataclass(frozen=True, slots=True)
class Earlier:
    """The story that a story continues."""

    id: int
    headline: str


@dataclass(frozen=True, slots=True)
class Story:
    """One event as the day's outlets tell it."""

    id: int
    headline: str
    url: str  # of the article that the headline and the lead are from
    outlet: str
    lead: tuple[str, ...]  # sentences of that article, unchanged
    names: tuple[Name, ...]
    quote: Quote | None
    coverage: tuple[Coverage, ...]  # in order of time
    outlets: int  # that wrote their own on the day
    all_outlets: int  # on any day
    with_copies: int  # those that print copies included
    first_outlet: str
    first_at: datetime  # UTC
    follows: Earlier | None
    score: Score
    credited_outlet: str | None = None  # had it first, as others say, and has no article in it
    facts: tuple[KeyFact, ...] = ()  # of a running story what is new

    @property
    def copies(self) -> int:
        return sum(len(each.copies) for each in self.coverage)

    @property
    def running(self) -> bool:
        """Whether it began before the digest's day."""
        return any(each.earlier for each in self.coverage)


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that nobody had used before the day."""

    name: Name
    outlets: int
    story_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A correction or silent edit of an article in the digest."""

    story_id: int
    coverage: Coverage
    edit: Edit


@dataclass(frozen=True, slots=True)
class Totals:
    articles: int  # of the day, in all its stories
    outlets: int
    stories: int  # of the day; the digest may show fewer
    copies: int


@dataclass(frozen=True, slots=True)
class Digest:
    """One day, in the order in which it is worth reading."""

    title: str
    day: date
    zone: str  # IANA name of the time zone that parts the days
    start: datetime  # UTC
    end: datetime  # UTC
    stories: tuple[Story, ...]  # that several outlets cover, or that weigh much
    brief: tuple[Story, ...]  # the others
    new_names: tuple[NewName, ...]
    changes: tuple[Change, ...]
    totals: Totals
    reading_minutes: int
    sources_asked: int = 0  # in that time; 0: nothing is known of any request
    sources_answered: int = 0
    sources_failed: tuple[str, ...] = ()
    names_are_new: bool = False  # a database too young to know what is new still tells what its catalog lacks
