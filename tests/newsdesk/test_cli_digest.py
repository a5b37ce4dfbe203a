"""`newsdesk digest` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsdesk.__main__ import run


@pytest.fixture
def config(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "newsdesk.toml").write_text(f'[database]\nurl = {json.dumps(database_url)}\n[digest]\nformats = ["md"]\n')
    monkeypatch.setenv("NEWSDESK_NOW", "2026-10-16T03:00:00+00:00")
    return folder


def digest(config: Path, *options: str) -> int:
    return run(["--config", str(config), "digest", *options])


def test_it_prints_yesterday_in_markdown_unless_told_otherwise(config: Path, capsys: pytest.CaptureFixture[str]):
    assert digest(config) == 0
    assert capsys.readouterr().out.startswith("# newsdesk daily: Thursday, 15 October 2026\n")


def test_a_date_is_a_day_of_the_digests_zone(config: Path, capsys: pytest.CaptureFixture[str]):
    with (config / "newsdesk.toml").open("a") as file:
        file.write('timezone = "America/New_York"\n')
    assert digest(config, "--date", "today", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["day"] == "2026-10-15"


def test_files_are_written_in_the_formats_asked_for_or_those_of_the_settings(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for options, name in ((("--format", "atom"), "2026-10-14.atom"), ((), "2026-10-14.md")):
        folder = tmp_path / name
        assert digest(config, "--date", "2026-10-14", "--out", str(folder), *options) == 0
        assert capsys.readouterr().out == f"{folder / name}\n"
        assert [file.name for file in folder.iterdir()] == [name]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--date", "2026-13-01"), "expected today, yesterday, 2d"),
        (("--format", "md", "--format", "html"), "several formats need --out"),
        (("--format", "pdf"), "is not one of"),
    ],
)
def test_a_wrong_command_line_is_one_clear_line(
    config: Path, options: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
):
    assert digest(config, *options) == 2
    assert says in capsys.readouterr().err


def test_a_moment_that_is_none_is_told(config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setenv("NEWSDESK_NOW", "noon")
    assert digest(config) == 2
    assert "NEWSDESK_NOW: expected a time such as" in capsys.readouterr().err
