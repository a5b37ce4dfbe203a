"""A schema's name is not believed: what it stands for is looked at."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from pipeline.errors import StorageError
from storage.migrate import upgrade
from storage.schema_check import Schema, Shape, differences, view_columns
from storage.schema_version import check_schema

TEXT = Shape("TEXT", required=True)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DROP TABLE new_name_sighting", "no table new_name_sighting"),
        ("ALTER TABLE page DROP COLUMN detail", "no column page.detail"),
        ("DROP VIEW quotes", "no view quotes"),
    ],
)
def test_what_a_database_of_today_lost_is_named(engine: Engine, change: str, named: str):
    check_schema(engine)
    with engine.begin() as connection:
        connection.execute(text(change))
    with pytest.raises(StorageError, match=named):
        check_schema(engine)
    with pytest.raises(StorageError, match=f"{named}.*restore a backup"):
        upgrade(engine)


def test_another_query_behind_a_view_is_seen(engine: Engine):
    with engine.begin() as connection:
        connection.execute(text("DROP VIEW topics"))
        connection.execute(text("CREATE VIEW topics AS SELECT t.article_id, t.topic_id FROM article_topic t"))
    with pytest.raises(StorageError, match="another view topics"):
        check_schema(engine)


def test_tables_and_columns_of_a_reader_are_nobody_s_business(engine: Engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE my_notes (article_id INTEGER)"))
        connection.execute(text("ALTER TABLE article ADD COLUMN my_mark TEXT"))
    check_schema(engine)


def test_a_column_that_newsdesk_would_leave_empty_and_may_not_is_named():
    wanted = Schema({"credit": {"phrase": TEXT}}, {})
    found = Schema({"credit": {"phrase": TEXT, "lead": Shape("BOOLEAN", required=True)}}, {})
    assert list(differences(wanted, found)) == ["credit.lead must be filled, and is not known"]


def test_another_type_is_named_with_both():
    wanted, found = (Schema({"page": {"stage": shape}}, {}) for shape in (TEXT, Shape("BLOB", required=False)))
    assert list(differences(wanted, found)) == ["page.stage is BLOB, not TEXT NOT NULL"]


def test_the_columns_of_a_view_are_read_off_its_query():
    query = 'SELECT a.id, m."end" AS end_at, CASE WHEN a.x <= 1 THEN 2 ELSE a.y END AS state FROM article a'
    assert view_columns(query) == ["id", "end_at", "state"]
