"""A database is copied whole while it is written to, and put back; whatever goes wrong, what was there stays."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from pipeline.errors import ConfigError, NewsdeskError, RetryLaterError, StorageError
from pipeline.records import Source
from storage.backup import back_up, restore
from storage.engine import open_engine
from storage.lead import take_lead
from storage.migrate import upgrade
from storage.schema.collect import source
from storage.sources import sync_sources
from storage.transactions import reading, transact

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/desk.db")
    upgrade(engine)
    configure(engine, "wire")
    yield engine
    engine.dispose()


def configure(engine, *names):
    named = [Source(name, f"https://{name}.example/feed") for name in names]
    transact(engine, lambda one: sync_sources(one, named, NOW))


def names(file: Path):
    engine = open_engine(f"sqlite:///{file}", read_only=True)
    with reading(engine) as connection:
        found = sorted(connection.scalars(select(source.c.name)))
    engine.dispose()
    return found


def test_a_backup_holds_what_was_there_and_what_came_while_it_was_made(desk, tmp_path):
    with desk.begin() as writing:  # a round at work, not yet committed
        sync_sources(writing, [Source("gazette", "https://gazette.example/feed")], NOW)
        copied = back_up(desk, tmp_path / "copy.db")
    assert (copied.articles, copied.stories) == (0, 0)
    assert copied.bytes == (tmp_path / "copy.db").stat().st_size
    assert names(tmp_path / "copy.db") == ["wire"]


def test_what_is_there_is_never_overwritten(desk, tmp_path):
    (tmp_path / "copy.db").write_text("another backup")
    with pytest.raises(ConfigError, match=r"copy\.db: there already"):
        back_up(desk, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "another backup"


def test_a_restored_database_is_the_one_that_was_backed_up_and_what_it_replaces_is_kept(desk, tmp_path):
    back_up(desk, tmp_path / "copy.db")
    configure(desk, "wire", "gazette")
    desk.dispose()
    restore(tmp_path / "copy.db", tmp_path / "desk.db")
    assert names(tmp_path / "desk.db") == ["wire"]
    assert names(tmp_path / "desk.db.before") == ["gazette", "wire"]


def test_a_lost_database_comes_back(desk, tmp_path):
    back_up(desk, tmp_path / "copy.db")
    desk.dispose()
    for file in tmp_path.glob("desk.db*"):
        file.unlink()
    restore(tmp_path / "copy.db", tmp_path / "desk.db")
    assert names(tmp_path / "desk.db") == ["wire"]


def test_nothing_is_restored_under_a_newsdesk_at_work(desk, tmp_path):
    from datetime import timedelta

    back_up(desk, tmp_path / "copy.db")
    lead = take_lead(desk, NOW, silent=timedelta(seconds=10))
    with pytest.raises(RetryLaterError, match="stop that first"):
        restore(tmp_path / "copy.db", tmp_path / "desk.db")
    lead.give_up()
    restore(tmp_path / "copy.db", tmp_path / "desk.db")


def no_database(file: Path) -> None:
    file.write_bytes(b"a text" * 2000)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def somebody_elses(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()


@pytest.mark.parametrize("spoil", [no_database, cut_short, somebody_elses])
def test_a_spoilt_backup_is_refused_and_the_database_stays(desk, tmp_path, spoil):
    back_up(desk, tmp_path / "copy.db")
    desk.dispose()
    spoil(tmp_path / "copy.db")
    with pytest.raises(StorageError):
        restore(tmp_path / "copy.db", tmp_path / "desk.db")
    assert names(tmp_path / "desk.db") == ["wire"]
    assert not list(tmp_path.glob("*.part*"))


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(desk, tmp_path):
    desk.dispose()
    with sqlite3.connect(tmp_path / "desk.db") as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    with (tmp_path / "desk.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 6)
    with pytest.raises(StorageError):
        back_up(desk, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_only_a_file_is_backed_up(tmp_path):
    memory = open_engine("sqlite://")
    with pytest.raises(NewsdeskError, match="pg_dump"):
        back_up(memory, tmp_path / "copy.db")
    memory.dispose()
