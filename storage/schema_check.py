"""What a database lacks of the tables, columns and views that this newsdesk works with: one or two cheap queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, Column, Connection, Dialect, MetaData, Table, Text, bindparam, make_url, text
from sqlalchemy.types import NullType

from storage.schema import metadata
from storage.schema.views import VIEWS

SEARCH_TABLE = "article_search"  # differs between the databases; with SQLite's shadow tables
_MOST_NAMED = 4
_BRACKETS = re.compile(r"\([^()]*\)")

# Only tables keep a type; what a view makes of a column is its query's affair.
_SQLITE = text("""
    SELECT m.type, m.name, m.sql, c.name, c.type, c."notnull", c.dflt_value IS NOT NULL OR c.pk > 0
    FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c ON m.type = 'table'
    WHERE m.type IN ('table', 'view')
""")
_POSTGRES = text("""
    SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, c.relname, NULL, a.attname,
           format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef OR a.attidentity <> ''
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relname = ANY(:names) AND c.relkind IN ('r', 'p', 'v') AND pg_table_is_visible(c.oid)
    ORDER BY c.relname, a.attnum
""").bindparams(bindparam("names", type_=ARRAY(Text)))
_POSTGRES_SPELLS = {"FLOAT": "DOUBLE PRECISION"}


class Shape(NamedTuple):
    """What a column of a table holds."""

    type: str  # in capitals, as the database spells it
    required: bool  # not null
    filled: bool = False  # by the database, where a row names no value


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables by name, each with its columns; views by name, each with its query's words or its columns."""

    tables: Mapping[str, Mapping[str, Shape]]
    views: Mapping[str, Sequence[str]]


def missing(connection: Connection) -> list[str]:
    """Return what *connection*'s database lacks or has otherwise; nothing when all is well."""
    wanted = _wanted(connection.dialect.name)
    return list(differences(wanted, _found(connection, [*wanted.tables, *wanted.views])))


def in_short(differing: Sequence[str]) -> str:
    """Return the first few of *differing* and how many more there are."""
    more = len(differing) - _MOST_NAMED
    return ", ".join(differing[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def differences(wanted: Schema, found: Schema) -> Iterator[str]:
    """Yield in a few words each how *found* differs; what *found* has besides is nobody's business."""
    for table, columns in wanted.tables.items():
        has = found.tables.get(table)
        if has is None:
            yield f"no table {table}"
            continue
        for name, shape in columns.items():
            if name not in has:
                yield f"no column {table}.{name}"
            elif has[name][:2] != shape[:2]:
                yield f"{table}.{name} is {_shown(has[name])}, not {_shown(shape)}"
        for name in has.keys() - columns.keys():
            if has[name].required and not has[name].filled:
                yield f"{table}.{name} must be filled, and is not known"
    for view, words in wanted.views.items():
        if view not in found.views:
            yield f"no view {view}"
        elif list(found.views[view]) != list(words):
            yield f"another view {view}"


def view_columns(query: str) -> list[str]:
    """Return the names of the columns of a view, a SELECT in the plain form of `storage.schema.views`."""
    flat = query.split("SELECT", 1)[1]
    while (inner := _BRACKETS.search(flat)) is not None:
        flat = flat[: inner.start()] + flat[inner.end() :]  # what stands in brackets is one column's affair
    listed = re.split(r"\bFROM\b", flat, maxsplit=1)[0]
    return [re.split(r"[\s.]", one.strip())[-1].strip('"') for one in listed.split(",")]


@lru_cache
def _wanted(backend: str) -> Schema:
    dialect = make_url(f"{backend}://").get_dialect()()  # no driver is loaded
    tables = {name: {column.name: _shape(column, dialect) for column in table.c} for name, table in _tables(backend)}
    if backend == "sqlite":
        return Schema(tables, {name: f"CREATE VIEW {name} AS {query}".split() for name, query in VIEWS.items()})
    return Schema(tables, {name: view_columns(query) for name, query in VIEWS.items()})


def _tables(backend: str) -> Iterator[tuple[str, Table]]:
    yield from metadata.tables.items()
    own = MetaData()
    if backend == "sqlite":
        yield SEARCH_TABLE, Table(SEARCH_TABLE, own, Column("title"), Column("text"))
    else:
        from sqlalchemy.dialects.postgresql import TSVECTOR

        yield (
            SEARCH_TABLE,
            Table(
                SEARCH_TABLE,
                own,
                Column("article_id", BigInteger, primary_key=True),
                Column("words", TSVECTOR, nullable=False),
            ),
        )


def _shape(column: Column[object], dialect: Dialect) -> Shape:
    spelt = "" if isinstance(column.type, NullType) else column.type.compile(dialect).upper()
    if dialect.name == "postgresql":
        spelt = _POSTGRES_SPELLS.get(spelt, spelt)
    return Shape(spelt, not column.nullable)


def _found(connection: Connection, names: list[str]) -> Schema:
    sqlite = connection.dialect.name == "sqlite"
    tables: dict[str, dict[str, Shape]] = {}
    views: dict[str, list[str]] = {}
    for kind, name, sql, column, spelt, required, filled in connection.execute(
        _SQLITE if sqlite else _POSTGRES, {} if sqlite else {"names": names}
    ):
        if kind == "table":
            tables.setdefault(name, {})[column] = Shape(spelt.upper(), bool(required), bool(filled))
        elif sqlite:
            views[name] = sql.split()
        else:
            views.setdefault(name, []).append(column)
    return Schema(tables, views)


def _shown(shape: Shape) -> str:
    return f"{shape.type}{' NOT NULL' if shape.required else ''}"
