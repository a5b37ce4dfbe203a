"""The facts of stories, worked out anew where a story changed since the last time.

A story changes when it gains, loses or exchanges articles, and when one of its texts does. Of a story with many
articles the newest reports count, so that a large one costs no more than a small one; copies are counted by the
outlets that print them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, exists, insert, select

from pipeline.facts.evidence import Account
from pipeline.facts.ledger import Fact, ledger
from pipeline.facts.voices import Teller, voices
from pipeline.records import Grade, Statement
from storage.schema.articles import article
from storage.schema.facts import fact, fact_statement, ledger_mark
from storage.schema.stories import copy, credit, story, story_member
from storage.statements import statements_of
from storage.stories import last_change
from storage.story_changes import changed_since
from storage.transactions import reading
from storage.upsert import upsert

MOST_ACCOUNTS = 24  # of a story: the first report and the newest
MOST_FACTS = 200  # of a story
AT_ONCE = 20  # stories in one transaction

Placing = Callable[[], AbstractContextManager[Connection]]
Place = tuple[str, int, int]  # of a statement: its part, where it begins and ends there
Numbers = dict[tuple[int, Place], int]  # article, place -> the statement's number


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts of one story, with what they need to become rows."""

    story_id: int
    facts: Sequence[Fact]


def keep_ledgers(engine: Engine, placing: Placing) -> int:
    """Work out the facts of every story that changed since this was last done; return how many did.

    *placing* opens a transaction in which nobody else places articles. What changes meanwhile is for the next time.
    """
    with reading(engine) as connection:
        mark = connection.scalar(select(ledger_mark.c.change)) or 0
        seen = last_change(connection)
        changed = sorted({*changed_since(connection, mark), *_left(connection, mark)}) if seen > mark else []
    for begin in range(0, len(changed), AT_ONCE):
        some = changed[begin : begin + AT_ONCE]
        with reading(engine) as connection:
            told = _work_out(connection, some)
        with placing() as connection:
            write(connection, some, told)
    if seen > mark:
        with placing() as connection:
            _forget_gone(connection)
            upsert(connection, ledger_mark, {"id": 1, "change": seen}, update=("change",))
    return len(changed)


def _left(connection: Connection, mark: int) -> set[int]:
    """Return the stories whose facts rest on an article that has moved to another one."""
    query = (
        select(fact_statement.c.story_id)
        .join(story_member, story_member.c.article_id == fact_statement.c.article_id)
        .where(story_member.c.change > mark, story_member.c.story_id != fact_statement.c.story_id)
        .distinct()
    )
    return set(connection.scalars(query))


def _work_out(connection: Connection, story_ids: Collection[int]) -> list[_Told]:
    members: dict[int, list[Any]] = {}
    for row in connection.execute(_members(story_ids)):
        members.setdefault(row.story_id, []).append(row)
    chosen = {story_id: _chosen(rows) for story_id, rows in members.items()}
    stated = statements_of(connection, [row.id for rows in chosen.values() for row in rows])
    agencies = _agencies(connection, [row.id for rows in members.values() for row in rows])
    found = []
    for story_id, rows in chosen.items():
        tellers = [Teller(row.id, row.outlet, row.original_id, agencies.get(row.id)) for row in members[story_id]]
        spoken = voices(tellers)
        accounts = [
            Account(row.id, spoken[row.id], row.dated_at, tuple(one for _, one in stated.get(row.id, ())))
            for row in rows
        ]
        found.append(_Told(story_id, ledger(accounts)[:MOST_FACTS]))
    return found


def _chosen(rows: Sequence[Any]) -> list[Any]:
    """Return the reports of a story that its facts are worked out from, by time: the first, and the newest."""
    own = [row for row in rows if row.original_id is None]
    return own if len(own) <= MOST_ACCOUNTS else [own[0], *own[1 - MOST_ACCOUNTS :]]


def _members(story_ids: Collection[int]) -> Any:
    return (
        select(story_member.c.story_id, article.c.id, article.c.outlet, article.c.dated_at, copy.c.original_id)
        .join(article, article.c.id == story_member.c.article_id)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(story_member.c.story_id.in_(story_ids))
        .order_by(article.c.dated_at, article.c.id)
    )


def _agencies(connection: Connection, article_ids: Collection[int]) -> dict[int, str]:
    """Return whose text each article prints, as it says itself."""
    query = select(credit.c.article_id, credit.c.outlet).where(
        credit.c.article_id.in_(article_ids), credit.c.grade == Grade.WIRE.value, credit.c.outlet.is_not(None)
    )
    return {row.article_id: row.outlet for row in connection.execute(query)}


def write(connection: Connection, story_ids: Collection[int], told: Sequence[_Told]) -> None:
    """Put facts in place of what these stories had."""
    connection.execute(delete(fact_statement).where(fact_statement.c.story_id.in_(story_ids)))
    connection.execute(delete(fact).where(fact.c.story_id.in_(story_ids)))
    there = set(connection.scalars(select(story.c.id).where(story.c.id.in_(story_ids))))
    kept = [one for one in told if one.story_id in there]
    ids = {mention.account.article_id for one in kept for fact_ in one.facts for mention in fact_.mentions}
    numbers = _numbers(statements_of(connection, ids))
    facts, placed = [], []
    for one in kept:
        for number, found in enumerate(one.facts, 1):
            rows = list(_placed(one.story_id, number, found, numbers))
            if rows:
                facts.append(_fact_row(one.story_id, number, found))
                placed += rows
    if facts:
        connection.execute(insert(fact), facts)
        connection.execute(delete(fact_statement).where(fact_statement.c.article_id.in_(ids)))
        connection.execute(insert(fact_statement), placed)


def _numbers(stated: dict[int, list[tuple[int, Statement]]]) -> Numbers:
    return {(article_id, _place(one)): number for article_id, numbered in stated.items() for number, one in numbered}


def _place(one: Statement) -> Place:
    return one.part.value, one.value.start, one.value.end


def _placed(story_id: int, number: int, found: Fact, numbers: Numbers) -> list[dict[str, Any]]:
    # A statement that is gone belonged to a text that changed meanwhile; its story changed with it.
    return [
        {
            "article_id": one.account.article_id,
            "number": numbers[one.account.article_id, _place(one.statement)],
            "story_id": story_id,
            "fact_number": number,
            "voice": one.account.voice,
        }
        for one in found.mentions
        if (one.account.article_id, _place(one.statement)) in numbers
    ]


def _fact_row(story_id: int, number: int, found: Fact) -> dict[str, Any]:
    return {
        "story_id": story_id,
        "number": number,
        "kind": found.mentions[0].value.kind.value,
        "verdict": found.verdict.value,
        "disputed": found.disputed,
        "sources": found.voices,
    }


def _forget_gone(connection: Connection) -> None:
    """Remove the facts of stories that were merged into others, and those that nothing states any more."""
    merged = select(story.c.id).where(story.c.merged_into.is_not(None))
    connection.execute(delete(fact_statement).where(fact_statement.c.story_id.in_(merged)))
    connection.execute(delete(fact).where(fact.c.story_id.in_(merged)))
    stated = exists().where(fact_statement.c.story_id == fact.c.story_id, fact_statement.c.fact_number == fact.c.number)
    connection.execute(delete(fact).where(~stated))
