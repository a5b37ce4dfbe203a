"""A SQLite database copied whole while others read and write it, and put back.

Postgres has tools of its own (pg_dump), which know roles and large objects; they are documented, not imitated.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError, RetryLaterError, StorageError
from storage.engine import Engine, database_file
from storage.faults import explain_sqlite

_PAGES_AT_ONCE = 2000  # of 4 KB; between them other processes may write
_PARTS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Copied:
    """A database that was copied and then read through without a fault."""

    file: Path
    bytes: int
    articles: int
    stories: int


def back_up(engine: Engine, target: Path, on_progress: Callable[[int, int], None] = lambda _done, _all: None) -> Copied:
    """Copy the database behind *engine* to *target*, which is written whole or not at all, and check the copy.

    Rounds go on meanwhile; what they commit before the copy ends is in it. *on_progress* takes pages done and in all.
    Raises ConfigError for a database that is no file, or where *target* exists already; StorageError when the
    database is damaged: what is there of earlier backups stays.
    """
    source = database_file(engine)
    if source is None:
        raise ConfigError("database url: only a SQLite file is backed up so; use pg_dump for Postgres")
    if target.exists():
        raise ConfigError(f"{target}: there already; nothing is overwritten")
    if not source.exists():
        raise StorageError(f"{source}: there is no database yet")
    with _written_whole(target) as part, _explained(source):
        _copy(source, part, on_progress)
        return _checked(part, target)


def restore(file: Path, target: Path, on_progress: Callable[[int, int], None] = lambda _done, _all: None) -> Copied:
    """Put the backup *file* in the place of the database *target*; what was there is kept beside it, as ``.before``.

    Raises StorageError when *file* is no whole database, RetryLaterError while a newsdesk does rounds on *target*.
    Nothing is changed then.
    """
    if not file.is_file():
        raise ConfigError(f"{file}: no such file")
    with _nobody_leads(target), _written_whole(target, replace=True) as part:
        with _explained(file):
            _copy(file, part, on_progress)
            found = _checked(part, target)
        if target.exists():
            target.replace(before := target.with_name(target.name + ".before"))
            for ending in _PARTS:  # of the database that goes: left behind, they would be taken for the new one's
                _moved(target.with_name(target.name + ending), before.with_name(before.name + ending))
    return found


def _copy(source: Path, part: Path, on_progress: Callable[[int, int], None]) -> None:
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(part)) as copy,
    ):
        original.backup(
            copy, pages=_PAGES_AT_ONCE, progress=lambda _code, left, pages: on_progress(pages - left, pages), sleep=0.01
        )


def _checked(part: Path, shown_as: Path) -> Copied:
    with closing(sqlite3.connect(f"{part.absolute().as_uri()}?mode=ro", uri=True)) as copy:
        problems = [row[0] for row in copy.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
        if problems:
            raise StorageError(f"{shown_as}: the copy is damaged, as is what it was made of: {problems[0]}")
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"article", "story", "schema_version"} <= tables:
            raise StorageError(f"{shown_as}: is a database, but none of newsdesk's")
        counts = [copy.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("article", "story")]  # noqa: S608
    return Copied(shown_as, part.stat().st_size, *counts)


@contextmanager
def _written_whole(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a file beside *target* that takes its place when the block ends well, and is dropped otherwise."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        if target.exists() and not replace:
            raise ConfigError(f"{target}: there already; nothing is overwritten")
        part.replace(target)
    finally:
        for each in (part, *(part.with_name(part.name + ending) for ending in _PARTS)):
            each.unlink(missing_ok=True)


@contextmanager
def _nobody_leads(target: Path) -> Iterator[None]:
    """Hold the lock of `storage.lead`, so that no round begins before the block ends."""
    with target.with_name(target.name + ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise RetryLaterError(f"{target}: a newsdesk works on it; stop that first") from exc
        yield


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as exc:
        raise explain_sqlite(str(file), exc) or StorageError(f"{file}: {exc}") from exc


def _moved(file: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    if file.exists():
        file.replace(to)
