"""What articles state, as rows and back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from pipeline.facts.normal import normal
from pipeline.records import Bound, Modality, Part, Slot, Statement, Value, ValueKind
from storage.schema.facts import statement

_AT_ONCE = 500  # ids in one query


def add_statements(connection: Connection, stated: Sequence[tuple[int, Sequence[Statement]]]) -> None:
    """Add what new articles state: pairs of an article's id and its statements in order."""
    rows = [_row(article_id, number, one) for article_id, all_ in stated for number, one in enumerate(all_, 1)]
    if rows:
        connection.execute(insert(statement), rows)


def replace_statements(connection: Connection, stated: Sequence[tuple[int, Sequence[Statement]]]) -> None:
    """Put what changed articles state in place of what they stated; facts lose the old ones with it."""
    if stated:
        connection.execute(delete(statement).where(statement.c.article_id.in_([one for one, _ in stated])))
        add_statements(connection, stated)


def statements_of(connection: Connection, article_ids: Collection[int]) -> dict[int, list[tuple[int, Statement]]]:
    """Return what each article states, with the numbers of its statements, in order."""
    found: dict[int, list[tuple[int, Statement]]] = {}
    ordered = sorted(article_ids)
    for begin in range(0, len(ordered), _AT_ONCE):
        some = ordered[begin : begin + _AT_ONCE]
        query = select(statement).where(statement.c.article_id.in_(some))
        for row in connection.execute(query.order_by(statement.c.article_id, statement.c.number)):
            found.setdefault(row.article_id, []).append((row.number, from_row(row)))
    return found


def from_row(row: Any) -> Statement:
    """Return the statement of a row of the table; its surface is for the text to say."""
    value = Value(ValueKind(row.kind), row.start, row.end, row.low, row.high, row.unit, row.step, Bound(row.bound))
    slot = Slot(
        row.slot["noun"], row.slot["head"], tuple(row.slot["events"]), tuple(row.slot["words"]), row.slot["subject"]
    )
    return Statement(
        Part(row.part),
        value,
        row.normal,
        (row.sentence_start, row.sentence_end),
        slot,
        Modality(row.modality),
        row.said_by,
        row.outdated,
        row.renewed,
    )


def _row(article_id: int, number: int, one: Statement) -> dict[str, Any]:
    value = one.value
    return {
        "article_id": article_id,
        "number": number,
        "part": one.part.value,
        "start": value.start,
        "end": value.end,
        "sentence_start": one.sentence[0],
        "sentence_end": one.sentence[1],
        "kind": value.kind.value,
        "low": value.low,
        "high": value.high,
        "unit": value.unit,
        "step": value.step,
        "bound": value.bound.value,
        "modality": one.modality.value,
        "said_by": one.said_by,
        "outdated": one.outdated,
        "renewed": one.renewed,
        "normal": normal(value),
        "slot": asdict(one.slot),
    }
