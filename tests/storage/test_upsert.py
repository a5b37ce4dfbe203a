"""Sets of rows are written as one row at a time would be: times, JSON, absent values and numbers, on every database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert, select

from storage.schema.tags import new_name
from storage.transactions import reading, transact
from storage.upsert import insert_many, upsert_many

NOON = datetime(2026, 3, 2, 12, 30, 15, 250_000, tzinfo=UTC)


def a_name(key: str, **others: object) -> dict[str, object]:
    row = {
        "key": key,
        "surface": key.title(),
        "kind": None,
        "parent_id": None,
        "evidence": "said twice",
        "state": "waiting",
        "first_seen_at": NOON,
        "last_seen_at": NOON,
        "first_article_id": None,
    }
    return row | others


def names(engine: Engine) -> list[dict[str, object]]:
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(select(new_name).order_by(new_name.c.key))]


def test_a_set_of_rows_reads_as_rows_written_by_themselves(engine: Engine):
    transact(engine, lambda connection: connection.execute(insert(new_name).values(**a_name("a lantern"))))
    transact(engine, lambda connection: insert_many(connection, new_name, [a_name("b quill"), a_name("c", kind="org")]))
    one, other, third = names(engine)
    assert {**one, "key": "", "surface": ""} == {**other, "key": "", "surface": ""}
    assert (third["kind"], third["last_seen_at"]) == ("org", NOON)


def test_rows_that_are_there_keep_what_is_not_to_be_updated(engine: Engine):
    later = NOON.replace(hour=13)
    transact(engine, lambda connection: insert_many(connection, new_name, [a_name("a")]))
    again = [a_name("a", state="rejected", last_seen_at=later), a_name("b")]
    transact(engine, lambda connection: upsert_many(connection, new_name, again, update=("last_seen_at",)))
    transact(engine, lambda connection: upsert_many(connection, new_name, [a_name("b", state="rejected")]))
    assert [(row["key"], row["state"], row["last_seen_at"]) for row in names(engine)] == [
        ("a", "waiting", later),
        ("b", "waiting", NOON),
    ]


def test_a_time_without_a_zone_is_refused(engine: Engine):
    naive = [a_name("a", last_seen_at=NOON.replace(tzinfo=None))]
    with pytest.raises(ValueError, match="must carry its zone"):
        transact(engine, lambda connection: insert_many(connection, new_name, naive))


def test_no_rows_write_nothing(engine: Engine):
    transact(engine, lambda connection: insert_many(connection, new_name, []))
    assert names(engine) == []
