"""Two recordings of decisions, compared row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.recorded.differences import differences, report
from benchmarks.recorded.rows import Record, digest_records, read_records, write_records


def a_story(members: list[str], headline: str = "Abacus opens an office in Oslo") -> Record:
    return {"set": "newsroom", "kind": "story", "key": members[0], "members": members, "headline": headline}


def test_recordings_of_the_same_decisions_have_no_difference(tmp_path: Path):
    rows = [a_story(["b", "c"]), a_story(["a"], headline="Zürich")]
    write_records(tmp_path / "one.jsonl", rows)
    write_records(tmp_path / "other.jsonl", reversed(rows))
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "other.jsonl").read_bytes()
    found = differences(read_records(tmp_path / "one.jsonl"), read_records(tmp_path / "other.jsonl"))
    assert (found, report(found, 3)) == ([], ["no difference"])


def test_a_field_that_changed_is_named_with_both_values():
    (found,) = differences([a_story(["a", "b"])], [a_story(["a"])])
    assert (found.kind, found.key) == ("newsroom story.members", "a")
    assert (found.before, found.after) == (["a", "b"], ["a"])


def test_rows_that_only_one_recording_has_are_differences():
    found = differences([a_story(["a"]), a_story(["b"])], [a_story(["b"]), a_story(["c"])])
    assert [(one.key, one.before is None, one.after is None) for one in found] == [
        ("a", False, True),
        ("c", True, False),
    ]


def test_the_report_counts_each_kind_and_shows_the_first_few():
    before = [a_story([name]) for name in "abcd"]
    after = [a_story([name], headline="Another") for name in "abcd"]
    lines = report(differences(before, after), 2)
    assert lines[0] == "newsroom story.headline: 4"
    assert [line.strip() for line in lines if len(line.strip()) == 1] == ["a", "b"]


def test_a_recording_with_two_rows_of_one_key_is_refused():
    with pytest.raises(ValueError, match="two rows"):
        differences([a_story(["a"]), a_story(["a"])], [])


def test_numbers_of_stories_are_no_part_of_a_decision():
    one, other = (digest_records("2026-10-15", f"Story {number} of the day\nstory {number}") for number in (7, 12))
    assert [row["line"] for row in one[1:]] == [row["line"] for row in other[1:]] == ["story N"]
