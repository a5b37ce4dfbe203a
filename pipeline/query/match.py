"""A query asked of one article in memory: what watchlists do, and what the databases are compared with."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.query.nodes import AllOf, AnyOf, Compare, Dated, Entity, Field, InStory, Is, Named, Not, Phrase, Query
from pipeline.query.words import index_words, words

COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a text, folded, and where each stands: a query looks at the places of its words alone."""

    words: tuple[str, ...]
    places: Mapping[str, Sequence[int]]
    in_order: tuple[str, ...]  # each word once

    @staticmethod
    def of(words: Sequence[str]) -> Said:
        """Return *words* with their places."""
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            places.setdefault(word, []).append(place)
        return Said(tuple(words), places, tuple(sorted(places)))

    def holds(self, wanted: Sequence[str], *, prefix: bool) -> bool:
        """Return whether *wanted* stands side by side; with *prefix* its last word may go on."""
        *first, last = wanted
        if not first:
            return self._has_beginning(last) if prefix else last in self.places
        if any(word not in self.places for word in first):
            return False
        rarest = min(range(len(first)), key=lambda number: len(self.places[first[number]]))
        begins = (place - rarest for place in self.places[first[rarest]])
        return any(begin >= 0 and self._stands(begin, first, last, prefix=prefix) for begin in begins)

    def _has_beginning(self, beginning: str) -> bool:
        at = bisect_left(self.in_order, beginning)
        return at < len(self.in_order) and self.in_order[at].startswith(beginning)

    def _stands(self, begin: int, first: Sequence[str], last: str, *, prefix: bool) -> bool:
        end = begin + len(first)
        if end >= len(self.words) or self.words[begin:end] != tuple(first):
            return False
        return self.words[end].startswith(last) if prefix else self.words[end] == last


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One article, as a query sees it; names and words are folded. `ArticleRecord.of` makes one."""

    title: Said
    text: Said
    source: str
    outlet: tuple[str, ...]
    authors: tuple[tuple[str, ...], ...]
    language: str | None
    dated_at: datetime
    relevance: float  # 0..1
    entities: Mapping[str, bool] = field(default_factory=dict)  # id -> whether only one of its children is named
    topics: frozenset[str] = frozenset()
    speakers: tuple[tuple[str, ...], ...] = ()
    speaker_ids: frozenset[str] = frozenset()
    is_copy: bool = False
    story_id: int | None = None
    story_outlets: int | None = None  # that tell the story in their own words

    @staticmethod
    def of(
        *, title: str, text: str, outlet: str, authors: Sequence[str] = (), speakers: Sequence[str] = (), **same: object
    ) -> ArticleRecord:
        """Return the record of what is written as people write it; *same* are the other fields."""
        found = index_words(title, text)
        return ArticleRecord(
            title=Said.of(found.title.split()),
            text=Said.of(found.text.split()),
            outlet=tuple(words(outlet)),
            authors=tuple(tuple(words(name)) for name in authors),
            speakers=tuple(tuple(words(name)) for name in speakers),
            **same,  # type: ignore[arg-type] # the caller's names are checked by the dataclass
        )


def matches(query: Query, article: ArticleRecord) -> bool:
    """Return whether *article* is what *query* asks for."""
    match query:
        case Not(part):
            return not matches(part, article)
        case AllOf(parts):
            return all(matches(part, article) for part in parts)
        case AnyOf(parts):
            return any(matches(part, article) for part in parts)
        case Phrase(wanted, prefix, in_title):
            return article.title.holds(wanted, prefix=prefix) or (
                not in_title and article.text.holds(wanted, prefix=prefix)
            )
        case Entity(entity_id, exact):
            return entity_id in article.entities and not (exact and article.entities[entity_id])
        case Named():
            return _is_named(query, article)
        case InStory(story_id):
            return article.story_id == story_id
        case Dated(since, until):
            return (since is None or article.dated_at >= since) and (until is None or article.dated_at < until)
        case Compare(asked, how, number):
            value = article.relevance if asked is Field.RELEVANCE else article.story_outlets
            return value is not None and COMPARED[how](value, number)
        case Is():
            return _is(query, article)


def name_matches(query: Named, name: Sequence[str]) -> bool:
    """Return whether a folded name is one that *query* asks for."""
    if query.exact and len(name) != len(query.words):
        return False
    return _holds(name, query.words, prefix=query.prefix)


def _is(query: Is, article: ArticleRecord) -> bool:
    match query.field:
        case Field.SOURCE:
            return article.source == query.value
        case Field.TOPIC:
            return query.value in article.topics
        case Field.KIND:
            return article.is_copy == (query.value == "copy")
        case _:
            language = (article.language or "").lower()
            return language == query.value or language.startswith(f"{query.value}-")


def _is_named(query: Named, article: ArticleRecord) -> bool:
    if query.field is Field.OUTLET:
        return name_matches(query, article.outlet)
    if query.field is Field.AUTHOR:
        return any(name_matches(query, name) for name in article.authors)
    return query.entity_id in article.speaker_ids or any(name_matches(query, name) for name in article.speakers)


def _holds(said: Sequence[str], wanted: Sequence[str], *, prefix: bool) -> bool:
    """Return whether *wanted* stands in *said* side by side."""
    *first, last = wanted
    count = len(first)
    for at in range(len(said) - count):
        word = said[at + count]
        if (word.startswith(last) if prefix else word == last) and list(said[at : at + count]) == first:
            return True
    return False
