"""Whom articles credit and what they add, for people who look."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from pipeline.records import Grade
from storage.schema.stories import credit

_STRENGTH = {grade: number for number, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True)
class CreditRow:
    """An outlet that an article says it rests on."""

    outlet: str
    grade: Grade
    phrase: str
    credited_id: int | None  # the article of the same story that is meant


def credits_of(connection: Connection, article_ids: Collection[int]) -> dict[int, list[CreditRow]]:
    """Return whom each of these articles credits, each outlet once, those that the story rests on first.

    Left out are asides: what further down is "according to" an outlet that has no article in the story.
    """
    rows = connection.execute(
        select(credit)
        .where(
            credit.c.article_id.in_(article_ids),
            credit.c.outlet.is_not(None),
            or_(
                credit.c.credited_id.is_not(None),
                credit.c.grade.in_((Grade.WIRE, Grade.FIRST, Grade.REPORT)),
                (credit.c.grade == Grade.SOURCE) & credit.c.prominent.is_(True),
            ),
        )
        .order_by(credit.c.article_id, credit.c.number)
    ).all()
    found: dict[int, list[CreditRow]] = {}
    for row in sorted(rows, key=_order):
        known = found.setdefault(row.article_id, [])
        if all(one.outlet != row.outlet for one in known):
            known.append(CreditRow(row.outlet, Grade(row.grade), row.phrase, row.credited_id))
    return found


def _order(row: Row[Any]) -> tuple[bool, bool, int]:
    return row.grade != Grade.WIRE, row.credited_id is None, _STRENGTH[Grade(row.grade)]


def displayed(added: Mapping[str, str]) -> str:
    """Return something that an article adds as a reader sees it: a quotation in its marks."""
    return f"“{added['text'].rstrip(',')}”" if added["kind"] == "quote" else added["text"]
