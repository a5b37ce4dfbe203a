"""A reader may read the views and change nothing, as docs/queries.md says to set it up."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import make_url, text

from storage.engine import open_engine
from storage.schema.views import VIEWS
from tests.docs.blocks import all_blocks


def the_role() -> str:
    (block,) = [one for one in all_blocks("sql") if one.file == "docs/queries.md" and "CREATE ROLE" in one.text]
    return block.text


def test_a_role_of_postgres_reads_every_view_and_nothing_else(database_url: str):
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no roles")
    name = f"reader_{make_url(database_url).database}"
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(the_role().replace("newsdesk_reader", name)))
    try:
        with engine.connect() as connection:
            connection.execute(text(f"SET ROLE {name}"))
            for view in VIEWS:
                connection.execute(text(f"SELECT * FROM {view} LIMIT 1"))
            for refused in ("SELECT * FROM article", "DELETE FROM articles", "CREATE TABLE public.mine (id int)"):
                with pytest.raises(Exception, match=r"denied|view|permission"), connection.begin_nested():
                    connection.execute(text(refused))
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {name}"))
            connection.execute(text(f"DROP ROLE {name}"))
        engine.dispose()


def test_a_file_that_is_opened_read_only_is_read_and_not_changed(database_url: str):
    if not database_url.startswith("sqlite"):
        pytest.skip("Postgres has roles")
    path = make_url(database_url).database
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for view in VIEWS:
            connection.execute(f"SELECT * FROM {view} LIMIT 1")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM article")
