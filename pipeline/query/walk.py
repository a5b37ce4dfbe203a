"""What a query holds, for those that ask about it before they ask it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.query.nodes import AllOf, AnyOf, Compare, Entity, Field, Phrase, Query

ALL: Query = Compare(Field.RELEVANCE, ">=", 0)  # what every article matches


def all_of(parts: Iterable[Query]) -> Query:
    """Return the query that all of *parts*, one or more, match."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, AllOf) else (part,))]
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def phrases(query: Query) -> tuple[Phrase, ...]:
    """Return the phrases that a match may hold, in order: those that do not stand under a Not."""
    match query:
        case Phrase():
            return (query,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(phrase for part in parts for phrase in phrases(part))
        case _:
            return ()


def entities_in(query: Query) -> tuple[str, ...]:
    """Return the entities that a match may be about: those that do not stand under a Not."""
    match query:
        case Entity(entity_id):
            return (entity_id,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(entity_id for part in parts for entity_id in entities_in(part))
        case _:
            return ()
