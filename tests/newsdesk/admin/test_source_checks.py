"""What a check of all sources means for the user's own files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from newsdesk.admin.source_checks import to_check, verdicts, write_verdicts
from newsdesk.admin.sources import Report
from newsdesk.configuration import sources_of
from newsdesk.settings.load import Loaded, load
from newsdesk.settings.overlay import create_overlay
from pipeline.records import Source

TODAY = date(2026, 5, 4)
KNOWN = Source("known", "https://known.example/feed", checked="2026-01-02")
GUESS = Source("guess", "https://guess.example/feed", checked="unchecked", enabled=False)
NEW = Source("new", "https://new.example/feed", checked="unchecked")
OFF = Source("off", "https://off.example/feed", enabled=False)
GOOD, BAD = Report("answers"), Report("does not", problem=True)


def test_sources_in_use_and_unchecked_ones_are_asked_and_those_a_person_switched_off_are_not():
    assert to_check([KNOWN, GUESS, NEW, OFF]) == [KNOWN, GUESS, NEW]


@pytest.mark.parametrize(
    ("source", "report", "values"),
    [
        (KNOWN, GOOD, {"checked": TODAY}),
        (NEW, GOOD, {"checked": TODAY}),
        (GUESS, GOOD, {"checked": TODAY, "enabled": True}),
        (KNOWN, BAD, {}),  # perhaps an outage: `sources health` tells if it lasts
        (NEW, BAD, {"enabled": False}),
        (GUESS, BAD, {}),
        (replace(KNOWN, checked=None), BAD, {}),
    ],
)
def test_what_is_written_of_a_source(source, report, values):
    (found,) = verdicts([source], [report], TODAY)
    assert (found.name, found.values) == (source.name, values)


@pytest.fixture
def desk(tmp_path: Path) -> Loaded:
    create_overlay(tmp_path / "desk", "https://me.example/bot")
    mine = tmp_path / "desk" / "sources" / "mine.toml"
    mine.write_text('# mine\n[[source]]\nname = "own"\nurl = "https://own.example/feed"\nchecked = "unchecked"\n')
    return load(tmp_path / "desk", {})


def test_verdicts_are_written_into_the_users_own_files_and_once(desk):
    by_name = sources_of(desk)
    guess = next(one for one in by_name.values() if one.checked == "unchecked" and not one.enabled)
    found = verdicts([by_name["own"], guess], [GOOD, GOOD], TODAY)
    assert write_verdicts(desk, found) == [desk.folder / "sources" / "mine.toml"]
    after = sources_of(desk)
    assert (after["own"].checked, after["own"].enabled) == ("2026-05-04", True)
    assert (after[guess.name].checked, after[guess.name].enabled) == ("2026-05-04", True)
    assert (desk.folder / "sources" / "mine.toml").read_text().startswith("# mine\n")
    assert write_verdicts(desk, found) == []
