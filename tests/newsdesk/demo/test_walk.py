"""What a walk writes before it starts, and when it cannot start."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsdesk.demo.newsroom import open_newsroom, serving
from newsdesk.demo.outlets import OUTLETS
from newsdesk.demo.walk import NOON, Folder, configure, environment, walk
from newsdesk.settings.load import load
from newsdesk.settings.sources import read_sources
from pipeline.errors import RetryLaterError, StorageError

CATALOG = Path(__file__).resolve().parents[3] / "config"


def test_its_configuration_is_right_and_names_every_outlet(tmp_path: Path):
    folder = Folder(tmp_path / 'a "quoted" folder')
    with serving() as servers:
        room = open_newsroom(NOON, servers.bases)
        configure(folder, room, CATALOG)
        configure(folder, room, CATALOG)
    settings = load(folder.config, {}).settings
    assert settings.database.url.get_secret_value() == f"sqlite:///{folder.database}"
    assert [source.title for source in read_sources(folder.config / "sources")] == [each.title for each in OUTLETS]
    assert (folder.config / "entities").is_dir()


def test_commands_get_the_newsrooms_clock_and_none_of_this_machines_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSDESK_DATABASE_URL", "postgresql://precious@db/newsdesk")
    given = environment(NOON + timedelta(hours=1))
    assert {name: text for name, text in given.items() if name.startswith("NEWSDESK_")} == {
        "NEWSDESK_NOW": "2026-10-15T13:00:00+00:00"
    }


def test_a_port_that_another_walk_holds_is_one_clear_line(tmp_path: Path):
    with serving() as servers:
        (tmp_path / "newsroom.json").write_text(f'{{"ports": {servers.ports}, "walks": 1}}'.replace("'", '"'))
        with pytest.raises(RetryLaterError, match="cannot open its ports again"):
            walk(tmp_path, CATALOG)


def test_a_folder_whose_memory_is_damaged_says_how_to_begin_anew(tmp_path: Path):
    (tmp_path / "newsroom.json").write_text("{")
    with pytest.raises(StorageError, match=r"remove .* to begin anew"):
        walk(tmp_path, CATALOG)
