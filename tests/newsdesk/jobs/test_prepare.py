"""The database learns the configuration when its files have changed, and is left alone otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from newsdesk.configuration import Configuration
from newsdesk.jobs.prepare import Configured, PrepareDeps, prepare
from newsdesk.settings.load import load
from pipeline.records import Source
from storage.schema.collect import source
from storage.transactions import reading

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
WIRE, GAZETTE = Source("wire", "https://wire.example/feed"), Source("gazette", "https://gazette.example/feed")


class Desk:
    """A database, and a configuration that counts how often it is read."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.reads = 0

    def prepare(self, stamp, *sources):
        def read():
            self.reads += 1
            return Configured(sources, [])

        prepare(PrepareDeps(self.engine, read, stamp), NOW)
        return self.reads

    def names(self):
        with reading(self.engine) as connection:
            return sorted(connection.scalars(select(source.c.name).where(source.c.enabled)))


@pytest.fixture
def desk(engine):
    return Desk(engine)


def test_files_that_have_not_changed_are_read_once(desk):
    assert [desk.prepare(7, WIRE), desk.prepare(7, WIRE), desk.prepare(7, WIRE)] == [1, 1, 1]
    assert desk.names() == ["wire"]


def test_changed_files_are_read_and_written_down(desk):
    desk.prepare(7, WIRE)
    assert desk.prepare(8, WIRE, GAZETTE) == 2
    assert desk.names() == ["gazette", "wire"]


def test_files_that_changed_back_are_read_again(desk):
    desk.prepare(7, WIRE)
    desk.prepare(8, GAZETTE)
    assert desk.prepare(7, WIRE) == 3
    assert desk.names() == ["wire"]


def test_without_a_stamp_they_are_read_each_time(desk):
    assert [desk.prepare(None, WIRE), desk.prepare(None, WIRE)] == [1, 2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "entities").mkdir()
    (tmp_path / "newsdesk.toml").write_text("")
    (tmp_path / "sources" / "press.toml").write_text('[[source]]\nname = "wire"\nurl = "https://wire.example/feed"\n')
    return tmp_path


def stamp(folder: Path) -> int | None:
    return Configuration(load(folder, {})).stamp


def an_added_source(folder: Path) -> None:
    (folder / "sources" / "more.toml").write_text('[[source]]\nname = "b"\nurl = "https://b.example/feed"\n')


def a_changed_entity(folder: Path) -> None:
    (folder / "entities" / "labs.toml").write_text('[[entity]]\nid = "org:b"\nname = "B"\n')


def a_table_of_outlets(folder: Path) -> None:
    (folder / "outlets.toml").write_text("")


@pytest.mark.parametrize("change", [an_added_source, a_changed_entity, a_table_of_outlets])
def test_the_stamp_changes_with_what_the_database_knows_of(folder, change):
    before = stamp(folder)
    assert before is not None
    assert stamp(folder) == before
    change(folder)
    assert stamp(folder) not in (None, before)


def test_the_stamp_is_that_of_the_files_and_not_of_their_place(folder, tmp_path_factory):
    moved = tmp_path_factory.mktemp("moved") / "desk"
    before = stamp(folder)
    folder.rename(moved)
    assert stamp(moved) == before


def test_a_file_that_cannot_be_read_has_no_stamp(folder):
    (folder / "sources" / "press.toml").unlink()
    (folder / "sources" / "press.toml").mkdir()  # of that name, but no file
    assert stamp(folder) is None


def test_a_day_later_nothing_is_read_either(desk):
    desk.prepare(7, WIRE)
    later = PrepareDeps(desk.engine, lambda: pytest.fail("read again"), 7)
    prepare(later, NOW + timedelta(days=1))
