"""Which of many watchlists an article may match: each waits under a few keys, of which a match must have one.

Ten thousand queries are not asked of an article. It is looked up what it has - words, entities, topics - and only the
queries that wait there are evaluated. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from newsdesk.settings.watching import Watchlist
from pipeline.query import AllOf, AnyOf, ArticleRecord, Entity, Field, Is, Phrase, Query, matches

Key: TypeAlias = tuple[str, str]

SHORTEST, LONGEST = 3, 6  # letters of a word's beginning that a query waits under


class WatchIndex:
    """Watchlists with a query, by the keys that a match must have one of."""

    def __init__(self, watchlists: Iterable[Watchlist]) -> None:
        self._waiting: dict[Key, list[int]] = defaultdict(list)
        self._always: list[int] = []  # no key can tell, as of a query that is only a NOT
        self._watchlists: list[tuple[Watchlist, Query]] = []
        self._by_name: dict[str, Watchlist] = {}
        for one in watchlists:
            if one.query is None:
                continue
            self._by_name[one.name] = one
            number = len(self._watchlists)
            self._watchlists.append((one, one.query))
            keys = keys_of(one.query)
            if keys is None:
                self._always.append(number)
            for key in keys or ():
                self._waiting[key].append(number)
        self._words = any(kind == "word" for kind, _ in self._waiting)
        self._beginnings = sorted({len(value) for kind, value in self._waiting if kind == "beginning"})

    def matching(self, article: ArticleRecord) -> list[Watchlist]:
        """Return the watchlists whose query *article* matches, in their order."""
        waiting = self._waiting
        numbers = set(self._always)
        for key in self._keys(article):
            if key in waiting:
                numbers.update(waiting[key])
        return [
            one for one, query in (self._watchlists[number] for number in sorted(numbers)) if matches(query, article)
        ]

    def named(self, names: Iterable[str]) -> list[Watchlist]:
        """Return the watchlists of these names; those that are no longer configured are left out."""
        return [self._by_name[name] for name in names if name in self._by_name]

    def _keys(self, article: ArticleRecord) -> Iterable[Key]:
        yield ("source", article.source)
        yield from (("entity", entity_id) for entity_id in article.entities)
        yield from (("topic", topic) for topic in article.topics)
        if self._words or self._beginnings:
            said = article.title.places.keys() | article.text.places.keys()
            yield from (("word", word) for word in said)
            for length in self._beginnings:
                yield from (("beginning", beginning) for beginning in {word[:length] for word in said})


def keys_of(query: Query) -> frozenset[Key] | None:
    """Return keys of which every match of *query* has at least one; None when no such keys are known."""
    match query:
        case Entity(entity_id):
            return frozenset({("entity", entity_id)})
        case Is(field, value) if field in (Field.SOURCE, Field.TOPIC):
            return frozenset({(field.value, value)})
        case Phrase(words, prefix):
            return _phrase_key(words, prefix=prefix)
        case AllOf(parts):
            known = [keys for keys in map(keys_of, parts) if keys is not None]
            return min(known, key=_cost, default=None)
        case AnyOf(parts):
            found = [keys_of(part) for part in parts]
            return None if None in found else frozenset().union(*(keys for keys in found if keys is not None))
        case _:
            return None


def _phrase_key(words: Sequence[str], *, prefix: bool) -> frozenset[Key] | None:
    whole = words[:-1] if prefix else words
    if whole:
        return frozenset({("word", max(whole, key=len))})
    return frozenset({("beginning", words[0][:LONGEST])}) if len(words[0]) >= SHORTEST else None


def _cost(keys: frozenset[Key]) -> float:
    """Return about how often articles have one of *keys*: few have an entity or a long word, many a source or topic."""
    each = {"entity": 1.0, "topic": 4.0, "source": 4.0, "beginning": 3.0}
    return sum(each.get(kind) or 8.0 / len(value) for kind, value in keys)
