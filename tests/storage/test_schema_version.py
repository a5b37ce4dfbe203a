import sqlite3

import pytest
from sqlalchemy import Engine, text

from pipeline.errors import StorageError
from storage.engine import database_file, open_engine
from storage.migrate import downgrade, upgrade
from storage.schema_version import VERSION_TABLE, check_schema, schema_state


def test_upgrading_twice_changes_nothing(blank_engine: Engine):
    first = upgrade(blank_engine)
    assert first.up_to_date
    assert upgrade(blank_engine) == first


def test_every_migration_goes_down_and_up_again(blank_engine: Engine):
    chain = upgrade(blank_engine, "0001_collect").pending
    upgrade(blank_engine)
    for revision in [*reversed(chain[:-1]), "0001_collect", "base"]:
        downgrade(blank_engine, revision)
    assert schema_state(blank_engine).current is None
    assert upgrade(blank_engine).up_to_date


def test_a_database_behind_is_told_what_to_run(blank_engine: Engine):
    upgrade(blank_engine, "0001_collect")
    with pytest.raises(StorageError, match="run `newsdesk migrate`"):
        check_schema(blank_engine)


def test_a_newer_schema_is_refused_and_left_alone(blank_engine: Engine):
    upgrade(blank_engine)
    with blank_engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0999_future'"))
    for attempt in (check_schema, upgrade):
        with pytest.raises(StorageError, match="0999_future, newer than this newsdesk"):
            attempt(blank_engine)


def test_a_missing_file_is_not_created_by_looking(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(StorageError, match=r"none\.db: there is no database yet; run `newsdesk migrate`"):
        check_schema(engine)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 200)
    before = path.read_bytes()
    engine = open_engine(f"sqlite:///{path}")
    for attempt in (check_schema, upgrade):
        with pytest.raises(StorageError, match=r"notes\.txt: is not a SQLite database"):
            attempt(engine)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_another_programs_database_is_refused_untouched(tmp_path):
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"tables of another program \(bookmarks\)"):
        upgrade(open_engine(f"sqlite:///{path}"))
    assert path.read_bytes() == before


def test_a_new_database_gets_its_folder_and_a_write_ahead_log(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/deep/er/news.db")
    upgrade(engine)
    assert database_file(engine).exists()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
