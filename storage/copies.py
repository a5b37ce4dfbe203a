"""The copy index over rows: candidates by text and by band, and the graph of copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, union_all, update

from pipeline.dedupe import Rival
from pipeline.records import CopyOf
from storage.schema.articles import article
from storage.schema.stories import BAND_TABLES, band_turn, copy
from storage.upsert import upsert

# Each table holds the bands of so many days; with four tables copies are found for 12 to 16 days.
TURN_DAYS = 4
_SAME_TEXT_LIMIT = 5


@dataclass(frozen=True)
class StoredCopies:
    """`pipeline.dedupe.CopyIndex` over one connection."""

    connection: Connection

    def same_text(self, text_hash: bytes) -> Sequence[Rival]:
        rows = self.connection.execute(
            _rivals().where(article.c.text_hash == text_hash).order_by(article.c.id).limit(_SAME_TEXT_LIMIT)
        )
        return [_rival(row) for row in rows]

    def sharing_bands(self, bands: Sequence[int], limit: int) -> Sequence[Rival]:
        hits = union_all(*(select(each.c.article_id).where(each.c.band.in_(bands)) for each in BAND_TABLES)).subquery()
        shared = func.count().label("shared")
        best = (
            select(hits.c.article_id, shared)
            .group_by(hits.c.article_id)
            .order_by(shared.desc(), hits.c.article_id)
            .limit(limit)
            .subquery()
        )
        rows = self.connection.execute(
            _rivals().join(best, best.c.article_id == article.c.id).order_by(best.c.shared.desc(), article.c.id)
        )
        return [_rival(row) for row in rows]


def file_bands(connection: Connection, article_id: int, bands: Sequence[int], now: datetime) -> None:
    """Make an article findable by its bands for the next days."""
    if not bands:
        return
    turn = now.toordinal() // TURN_DAYS
    number = turn % len(BAND_TABLES)
    table = BAND_TABLES[number]
    held = connection.execute(select(band_turn.c.turn).where(band_turn.c.number == number)).scalar()
    if held != turn:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"TRUNCATE {table.name}"))
        else:
            connection.execute(delete(table))
        upsert(connection, band_turn, {"number": number, "turn": turn}, update=("turn",))
    connection.execute(insert(table), [{"band": band, "article_id": article_id} for band in dict.fromkeys(bands)])


def file_copy(connection: Connection, article_id: int, copied: CopyOf) -> None:
    """Note that *article_id*, and what was copied from it, is a copy of ``copied.article_id``."""
    original = copied.article_id
    row = {
        "article_id": article_id,
        "original_id": original,
        "kind": copied.kind.value,
        "similarity": copied.similarity,
    }
    connection.execute(delete(copy).where(copy.c.article_id == original))
    connection.execute(update(copy).where(copy.c.original_id == article_id).values(original_id=original))
    upsert(connection, copy, row, update=("original_id", "kind", "similarity"))


def window() -> timedelta:
    """Return for how long at least a text is found again."""
    return timedelta(days=TURN_DAYS * (len(BAND_TABLES) - 1))


def _rivals() -> Any:
    return select(
        article.c.id,
        article.c.outlet,
        article.c.title,
        article.c.text,
        article.c.authors,
        article.c.dated_at,
        copy.c.original_id,
    ).outerjoin(copy, copy.c.article_id == article.c.id)


def _rival(row: Row[Any]) -> Rival:
    return Rival(row.id, row.original_id or row.id, row.outlet, row.title, row.text, tuple(row.authors), row.dated_at)
