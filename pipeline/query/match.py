"""A query asked of one article in memory: what watchlists do, and what the databases are compared with."""

from __future__ import annotations

import operator
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
class ArticleRecord:
    """One article, as a query sees it; names and words are folded. `ArticleRecord.of` makes one."""

    title: tuple[str, ...]
    text: tuple[str, ...]
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
            title=tuple(found.title.split()),
            text=tuple(found.text.split()),
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
            return _holds(article.title, wanted, prefix=prefix) or (
                not in_title and _holds(article.text, wanted, prefix=prefix)
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
