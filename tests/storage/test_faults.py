"""Each complaint of SQLite becomes one line that names the file, by its code and not by its words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.errors import NewsdeskError, StorageError
from storage.engine import open_engine
from storage.faults import DatabaseBusyError, DiskFullError, explain_sqlite
from storage.migrate import upgrade
from storage.schema_version import check_schema


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A migrated database."""
    path = tmp_path / "news.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


def complaint(code: int, words: str = "Wort, das niemand kennt") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, DatabaseBusyError),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, DatabaseBusyError),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, DatabaseBusyError),
        (sqlite3.SQLITE_FULL, DiskFullError),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StorageError),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, StorageError),
        (sqlite3.SQLITE_IOERR_FSYNC, StorageError),
        (sqlite3.SQLITE_CORRUPT_INDEX, StorageError),
        (sqlite3.SQLITE_NOTADB, StorageError),
    ],
)
def test_a_complaint_is_told_by_its_code_whatever_its_words(code: int, kind: type[NewsdeskError]):
    meant = explain_sqlite("var/news.db", complaint(code))
    assert type(meant) is kind
    assert str(meant).startswith("var/news.db: ")


def test_words_alone_mean_nothing():
    about_locks = complaint(sqlite3.SQLITE_ERROR, "no such column: locked_disk_full")
    assert explain_sqlite("var/news.db", about_locks) is None
    assert explain_sqlite("var/news.db", sqlite3.ProgrammingError("database is locked")) is None


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path}")
    for attempt in (check_schema, upgrade):
        with pytest.raises(StorageError, match=f"^{tmp_path}: cannot be opened"):
            attempt(engine)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "notes").write_text("no folder")
    with pytest.raises(StorageError, match=r"notes/news\.db: cannot be made: "):
        upgrade(open_engine(f"sqlite:///{tmp_path}/notes/news.db"))


def test_a_damaged_file_is_named(path: Path):
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * (path.stat().st_size - 100))
    with pytest.raises(StorageError, match=r"news\.db: is damaged; restore a backup"):
        check_schema(open_engine(f"sqlite:///{path}"))


def test_a_full_disk_is_no_damage(path: Path):
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # a file may not grow past what it has
        with pytest.raises(DiskFullError, match=r"news\.db: the disk is full"):
            connection.execute(text("CREATE TABLE big AS SELECT zeroblob(1000000) AS bytes"))
    check_schema(engine)
    engine.dispose()
