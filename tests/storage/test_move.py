"""A database moves into another whole: ids, texts, stories that merged, the search index, and numbers that go on."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text, update

from pipeline.errors import ConfigError
from pipeline.records import FeedEntry, Page, Source
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.move import move
from storage.pages import keep_page
from storage.schema import metadata
from storage.schema.stories import story
from storage.sources import sync_sources
from storage.transactions import reading, transact
from storage.upsert_items import upsert_items
from tests.storage.queries.test_read_digest import a_story, an_article

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def fill(engine):
    """Fill *engine* with a source, its item, a page, and two stories of which one merged into the other."""
    transact(engine, lambda one: sync_sources(one, [Source("wire", "https://wire.example/feed")], NOW))
    entry = FeedEntry("wire", url="https://wire.example/1", title="Ångström \u4eba")
    transact(
        engine,
        lambda one: upsert_items(
            one, "wire", [entry], NOW, may_fetch=lambda new: new, may_speak=lambda _source, _url: True
        ),
    )
    page = Page("wire", "The Wire", entry.url, entry.url, NOW, 200, (("etag", "1"),), b"\x00\xff" * 5000, entry)
    transact(engine, lambda one: keep_page(one, page, 1))
    with engine.begin() as connection:
        a_story(connection, 7)
        a_story(connection, 9)
        connection.execute(update(story).where(story.c.id == 7).values(merged_into=9))  # the earlier into the later
        an_article(connection, 3, in_story=9, hour=1, title="Robots learn Norwegian", text="It happened in Oslo.")


def count(engine, table):
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table))


def _plain(value):
    """Return *value* so that two databases' can be compared: Postgres keeps the keys of JSON in an order of its own."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else repr(value)


def rows(engine):
    """Return everything that is kept, but who leads."""
    with reading(engine) as connection:
        return {
            table.name: sorted([_plain(value) for value in row] for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name != "lease"
        }


@pytest.fixture
def target(tmp_path):
    opened = open_engine(f"sqlite:///{tmp_path}/moved.db")
    yield opened
    opened.dispose()


def test_everything_is_there_afterwards_and_here_still(engine, target):
    fill(engine)
    before = rows(engine)
    moved = move(engine, target)
    assert rows(target) == before == rows(engine)
    assert moved.rows["item"] == moved.rows["page"] == moved.rows["page_body"] == 1


def test_it_moves_into_postgres_as_well_and_back(database_url, tmp_path, target):
    home = open_engine(f"sqlite:///{tmp_path}/home.db")
    upgrade(home)
    fill(home)
    there = open_engine(database_url)
    try:
        move(home, there)
        assert rows(there) == rows(home)
        fetched = Page("wire", "The Wire", "https://wire.example/2", "https://wire.example/2", NOW, 200, (), b"x")
        assert transact(there, lambda one: keep_page(one, fetched)) == 2  # numbers go on behind those that moved
        move(there, target)
        assert rows(target) == rows(there)
    finally:
        home.dispose()
        there.dispose()


def test_what_moved_can_be_searched(engine, target):
    fill(engine)
    move(engine, target)
    with reading(target) as connection:
        found = connection.scalars(text("SELECT rowid FROM article_search WHERE article_search MATCH 'oslo'")).all()
    assert found == [3]


def test_a_database_in_use_is_no_place_to_move_to(engine, target):
    fill(engine)
    move(engine, target)
    before = rows(target)
    with pytest.raises(ConfigError, match="choose an empty one"):
        move(engine, target)
    assert rows(target) == before


def test_what_breaks_off_leaves_the_other_database_empty(engine, target):
    fill(engine)

    def stumble(table, _rows):
        if table == "page":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(engine, target, stumble)
    assert count(target, metadata.tables["source"]) == 0
    assert move(engine, target).total > 0
