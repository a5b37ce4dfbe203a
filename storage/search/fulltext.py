"""What of a query the full-text index of each database answers by itself, in that database's own language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from sqlalchemy import BigInteger, Connection, Select, TextClause, column, select, table, text

from pipeline.query.nodes import AllOf, AnyOf, Not, Phrase, Query

_numbers = count()
_BY_INDEX = 5_000  # articles expected to match, below which all of them are found first


def in_index(query: Query) -> bool:
    """Return whether the index alone can answer: what only says which words are *not* there needs the articles."""
    match query:
        case Phrase():
            return True
        case AllOf(parts):
            wanted = [part for part in parts if not isinstance(part, Not)]
            unwanted = [part.part for part in parts if isinstance(part, Not)]
            return bool(wanted) and all(map(in_index, wanted)) and all(map(in_index, unwanted))
        case AnyOf(parts):
            return all(map(in_index, parts))
        case _:
            return False


def gathered(kind: type[AllOf] | type[AnyOf], parts: Iterable[Query]) -> list[Query]:
    """Return *parts* of an AllOf or AnyOf with those gathered into one, the first, that the index can answer.

    What must not be there goes with what must.
    """
    parts = list(parts)
    found = [part for part in parts if in_index(part)]
    if kind is AllOf and found:
        found += [part for part in parts if isinstance(part, Not) and in_index(part.part)]
    others = [part for part in parts if not any(part is one for one in found)]
    if not found:
        return others
    return [found[0] if len(found) == 1 else kind(tuple(found)), *others]


def indexed_ids(query: Query, backend: str) -> Select[int]:
    """Return the ids of what matches a query that is `in_index`; its one column can be narrowed further."""
    key = column("rowid" if backend == "sqlite" else "article_id", BigInteger)
    return select(key).select_from(table("article_search")).where(_condition(query, backend))


def latest_ids(connection: Connection, query: Query, below: int | None, count: int) -> Sequence[int]:
    """Return the *count* highest ids of what matches a query that is `in_index`; with *below* only lower ones."""
    found = indexed_ids(query, connection.dialect.name)
    (key,) = found.selected_columns
    if below is not None:
        found = found.where(key < below)
    if connection.dialect.name != "sqlite" and _estimated(connection, query) < _BY_INDEX:
        # Postgres takes reading a text's words for cheap, and would go down all articles to find the few.
        (key,) = (few := found.offset(0).subquery()).columns
        found = select(key).select_from(few)
    return connection.scalars(found.order_by(key.desc()).limit(count)).all()


def _estimated(connection: Connection, query: Query) -> int:
    """Return how many articles Postgres expects to match."""
    explained = text("EXPLAIN (FORMAT JSON) SELECT 1 FROM article_search WHERE words @@ CAST(:terms AS tsquery)")
    (plan,) = connection.execute(explained, {"terms": _tsquery(query)}).scalar_one()
    return int(plan["Plan"]["Plan Rows"])


def _condition(query: Query, backend: str) -> TextClause:
    name = f"terms_{next(_numbers)}"  # of which one statement may hold several
    if backend == "sqlite":
        return text(f"article_search MATCH :{name}").bindparams(**{name: _fts5(query)})
    return text(f"words @@ CAST(:{name} AS tsquery)").bindparams(**{name: _tsquery(query)})


def _fts5(query: Query) -> str:
    match query:
        case Phrase(words, prefix, in_title):
            return ("title : " if in_title else "") + f'"{" ".join(words)}"' + ("*" if prefix else "")
        case AnyOf(parts):
            return "(" + " OR ".join(map(_fts5, parts)) + ")"
        case AllOf(parts):
            wanted = " AND ".join(_fts5(part) for part in parts if not isinstance(part, Not))
            unwanted = [_fts5(part.part) for part in parts if isinstance(part, Not)]
            return f"(({wanted}) NOT ({' OR '.join(unwanted)}))" if unwanted else f"({wanted})"
        case _:
            raise AssertionError(f"FTS5 cannot answer {query}")


def _tsquery(query: Query) -> str:
    match query:
        case Phrase(words, prefix, in_title):
            return "(" + " <-> ".join(_lexemes(words, prefix=prefix, in_title=in_title)) + ")"
        case AnyOf(parts):
            return "(" + " | ".join(map(_tsquery, parts)) + ")"
        case AllOf(parts):
            return "(" + " & ".join(map(_tsquery, parts)) + ")"
        case Not(part):
            return f"!{_tsquery(part)}"
        case _:
            raise AssertionError(f"a tsquery cannot hold {query}")


def _lexemes(words: Sequence[str], *, prefix: bool, in_title: bool) -> list[str]:
    weight = "A" if in_title else ""
    found = [f"'{word}'" + (f":{weight}" if weight else "") for word in words]
    if prefix:
        found[-1] = f"'{words[-1]}':*{weight}"
    return found
