"""A digest's files are there whole or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsdesk.digest.model import Digest, Totals
from newsdesk.digest.write import write_digest, write_whole
from pipeline.errors import ConfigError


def an_empty_digest() -> Digest:
    start = datetime(2026, 10, 15, tzinfo=UTC)
    return Digest("daily", date(2026, 10, 15), "UTC", start, start, (), (), (), (), Totals(0, 0, 0, 0), 1)


def test_files_are_named_by_day_and_format(tmp_path: Path):
    files = write_digest(an_empty_digest(), tmp_path / "new", ["html", "md"])
    assert [file.name for file in files] == ["2026-10-15.html", "2026-10-15.md"]
    assert sorted(files) == sorted((tmp_path / "new").iterdir())


def test_writing_again_changes_nothing(tmp_path: Path):
    (first,) = write_digest(an_empty_digest(), tmp_path, ["html"])
    before = first.read_bytes()
    write_digest(an_empty_digest(), tmp_path, ["html"])
    assert first.read_bytes() == before


def test_what_cannot_be_written_whole_leaves_the_old_file(tmp_path: Path):
    file = tmp_path / "2026-10-15.md"
    file.write_text("the old digest")
    with pytest.raises(UnicodeEncodeError):
        write_whole(file, "half of it \ud800")
    assert file.read_text() == "the old digest"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_cannot_be_is_one_clear_line(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="digests cannot be written to"):
        write_digest(an_empty_digest(), tmp_path / "file", ["md"])
