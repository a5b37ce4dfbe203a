"""The copy index over rows: candidates by text and by band, and the graph of copies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, text, update

from pipeline.dedupe import Rival
from pipeline.dedupe.copies import MOST_CANDIDATES
from pipeline.filing.plan import Turned
from pipeline.records import CopyOf, Fingerprint, Prepared
from storage.schema.articles import article, article_text
from storage.schema.stories import BAND_TABLES, band_turn, copy
from storage.upsert import insert_many, upsert

# Each table holds the bands of so many days; with four tables copies are found for 12 to 16 days.
TURN_DAYS = 4
_SAME_TEXT_LIMIT = 5


class StoredCopies:
    """`pipeline.filing.decide.BatchCopies`: the articles that a batch may be copies of, and those of the batch."""

    def __init__(self, connection: Connection, prints: Sequence[Fingerprint]) -> None:
        """Read what articles of these fingerprints are compared with."""
        same = _with_text(connection, {one.text_hash for one in prints})
        self._banded = _with_bands(connection, {band for one in prints for band in one.bands})
        ids = {article_id for of_text in same.values() for article_id in of_text}
        for one in prints:
            ids.update(article_id for article_id, _ in self._most_shared(one.bands, MOST_CANDIDATES))
        rows = connection.execute(_rivals().where(article.c.id.in_(ids))) if ids else ()
        self._rivals = {row.id: _rival(row) for row in rows}
        self._same = same

    @property
    def roots(self) -> set[int]:
        """Return the originals that an article of the batch may be found to be a copy of."""
        return {rival.root for rival in self._rivals.values()}

    def same_text(self, text_hash: bytes) -> Sequence[Rival]:
        return [self._rivals[article_id] for article_id in self._same.get(text_hash, ())]

    def sharing_bands(self, bands: Sequence[int], limit: int) -> Sequence[Rival]:
        # Bands outlive an article that was deleted.
        return [self._rivals[each] for each, _ in self._most_shared(bands, limit) if each in self._rivals]

    def add(self, rival: Rival, prepared: Prepared) -> None:
        print_ = prepared.fingerprint
        self._rivals[rival.article_id] = rival
        self._same.setdefault(print_.text_hash, []).append(rival.article_id)
        for band in dict.fromkeys(print_.bands):
            self._banded.setdefault(band, []).append(rival.article_id)

    def turn(self, root: int, new_root: int) -> None:
        for article_id, rival in self._rivals.items():
            if rival.root == root:
                self._rivals[article_id] = replace(rival, root=new_root)

    def _most_shared(self, bands: Sequence[int], limit: int) -> list[tuple[int, int]]:
        shared = Counter(article_id for band in dict.fromkeys(bands) for article_id in self._banded.get(band, ()))
        return sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]


def _with_text(connection: Connection, hashes: Collection[bytes]) -> dict[bytes, list[int]]:
    """Return the oldest articles with each of these texts, `_SAME_TEXT_LIMIT` at most, oldest first."""
    number = func.row_number().over(partition_by=article.c.text_hash, order_by=article.c.id).label("number")
    numbered = select(article.c.id, article.c.text_hash, number).where(article.c.text_hash.in_(hashes)).subquery()
    found: dict[bytes, list[int]] = {}
    for article_id, text_hash in connection.execute(
        select(numbered.c.id, numbered.c.text_hash).where(numbered.c.number <= _SAME_TEXT_LIMIT).order_by(numbered.c.id)
    ):
        found.setdefault(bytes(text_hash), []).append(article_id)
    return found


def _with_bands(connection: Connection, bands: Collection[int]) -> dict[int, list[int]]:
    """Return the articles that have each of these bands."""
    found: dict[int, list[int]] = {}
    if not bands:
        return found
    # One parameter for all: a batch has hundreds of bands, and each is looked for in every table.
    on_postgres = connection.dialect.name == "postgresql"
    given = "= ANY(CAST(:bands AS bigint[]))" if on_postgres else "IN (SELECT value FROM json_each(:bands))"
    parameter = list(bands) if on_postgres else json.dumps(list(bands))
    hits = (
        f"SELECT band, article_id FROM {each.name} WHERE band {given}"  # noqa: S608 - our own tables' names
        for each in BAND_TABLES
    )
    for band, article_id in connection.execute(text(" UNION ALL ".join(hits)), {"bands": parameter}):
        found.setdefault(band, []).append(article_id)
    return found


def add_bands(connection: Connection, banded: Sequence[tuple[int, Sequence[int]]], now: datetime) -> None:
    """Make articles findable by their bands for the next days: the id of each, and its bands."""
    rows = [{"band": band, "article_id": article_id} for article_id, bands in banded for band in dict.fromkeys(bands)]
    if not rows:
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
    insert_many(connection, table, rows)


def add_copies(connection: Connection, copied: Sequence[tuple[int, CopyOf]], turned: Sequence[Turned]) -> None:
    """Note which new articles are copies, then which originals turned out to be copies of a new one."""
    if copied:
        insert_many(connection, copy, [_copy_row(article_id, found) for article_id, found in copied])
    for one in turned:
        new_root = one.copy.article_id
        connection.execute(update(copy).where(copy.c.original_id == one.article_id).values(original_id=new_root))
        row = _copy_row(one.article_id, one.copy)
        upsert(connection, copy, row, update=("original_id", "kind", "similarity"))


def _copy_row(article_id: int, copied: CopyOf) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "original_id": copied.article_id,
        "kind": copied.kind.value,
        "similarity": copied.similarity,
    }


def window() -> timedelta:
    """Return for how long at least a text is found again."""
    return timedelta(days=TURN_DAYS * (len(BAND_TABLES) - 1))


def _rivals() -> Any:
    return (
        select(
            article.c.id,
            article.c.outlet,
            article.c.title,
            article_text.c.text,
            article.c.authors,
            article.c.dated_at,
            copy.c.original_id,
        )
        .join(article_text)
        .outerjoin(copy, copy.c.article_id == article.c.id)
    )


def _rival(row: Row[Any]) -> Rival:
    return Rival(row.id, row.original_id or row.id, row.outlet, row.title, row.text, tuple(row.authors), row.dated_at)
