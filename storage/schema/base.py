"""What all tables share: one metadata, one way to keep a time, one way to keep JSON.

Convention: base tables have singular names (``article``, ``story``, ``fetch``) and may change from one
release to the next. The plain plurals (``articles``, ``stories``, ``fetches``) belong to the public
views, which readers rely on and which ``docs/tables.md`` describes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A row's number. SQLite numbers rows by itself only when the type is spelt INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


class Json(TypeDecorator[Any]):
    """Any JSON: text in SQLite, ``jsonb`` in Postgres. None is SQL NULL, never the JSON text "null"."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON(none_as_null=True))
        from sqlalchemy.dialects.postgresql import JSONB  # with drivers and types that SQLite never needs

        return dialect.type_descriptor(JSONB(none_as_null=True))


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, ``timestamptz`` in Postgres, text in SQLite.

    SQLite holds ``YYYY-MM-DD HH:MM:SS.ffffff`` in UTC: fixed width, so it sorts as text, and the form
    that SQLite's own ``datetime('now')`` gives, so that plain SQL can compare the two.
    Binding a naive time raises ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time must carry its zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
