"""Records whose fields are columns: the fields say which columns are read, so that no list of them is written twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Table

Record = TypeVar("Record")


def columns_of(
    record: type[Any], *tables: Table, also: tuple[ColumnElement[Any], ...] = ()
) -> list[ColumnElement[Any]]:
    """Return the columns that the fields of dataclass *record* are named after, each of the first table that has it.

    Fields that none of *tables* has are made of *also*, which stands at the end.
    """
    names = [field.name for field in fields(record)]
    found = (next((table.c[name] for table in tables if name in table.c), None) for name in names)
    return [*(column for column in found if column is not None), *also]


def record_of(record: type[Record], row: Row[Any], **made: Any) -> Record:
    """Return a *record* of *row*'s columns; *made* are the fields that are no column as it stands."""
    return record(**dict(_read(record, row, made)), **made)


def _read(record: type[Any], row: Row[Any], made: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for field in fields(record):
        if field.name not in made:
            yield field.name, getattr(row, field.name)
