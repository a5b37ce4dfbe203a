"""The names of a query, as the database writes them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from pipeline.query.match import name_matches
from pipeline.query.nodes import AllOf, AnyOf, Field, Named, Not, Query
from pipeline.query.words import words

# From each outlet straight to the next one in the index, past all its articles.
_OUTLETS = text("""
    WITH RECURSIVE found (outlet) AS (
        SELECT (SELECT a.outlet FROM article a ORDER BY a.outlet LIMIT 1)
        UNION ALL
        SELECT (SELECT a.outlet FROM article a WHERE a.outlet > found.outlet ORDER BY a.outlet LIMIT 1)
        FROM found WHERE found.outlet IS NOT NULL
    )
    SELECT outlet FROM found WHERE outlet IS NOT NULL
""")


def outlets_meant(connection: Connection, query: Query) -> dict[Named, list[str]]:
    """Return the outlets that each outlet's name in *query* means."""
    named = set(_outlet_names(query))
    if not named:
        return {}
    known = {outlet: words(outlet) for outlet in connection.scalars(_OUTLETS)}
    return {one: [outlet for outlet, said in known.items() if name_matches(one, said)] for one in named}


def _outlet_names(query: Query) -> Iterator[Named]:
    match query:
        case Named(Field.OUTLET):
            yield query
        case Not(part):
            yield from _outlet_names(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _outlet_names(part)
