"""A command loads what it uses: no large library comes along where there is no work for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# What takes a tenth of a second of CPU or more to load, and the tagger.
LARGE = {"aiohttp", "alembic", "apscheduler", "lingua", "lxml", "numpy", "pipeline.tag.tagger", "scrapy", "structlog"}
LARGE |= {"tldextract", "trafilatura", "twisted"}
ROWS = LARGE | {"jinja2", "pebble"}  # a command that shows rows of the database
FILES = ROWS | {"sqlalchemy"}  # one that shows the configuration
COMMANDS = {
    "sources list": FILES,
    "config check": FILES,
    "stories": ROWS,
    "stories --entity OpenAI": ROWS,
    "search model": ROWS,
    "sources health": ROWS,
    "doctor": ROWS,
    "crawl": LARGE,
    "process": LARGE,
    "run": LARGE,
}
PROBE = """
import runpy, sys
try:
    runpy.run_module("newsdesk", run_name="__main__", alter_sys=True)
finally:
    print("loaded", *sys.modules)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of one source that is switched off, and its database."""
    config = tmp_path_factory.mktemp("config")
    (config / "sources").mkdir()
    shutil.copytree("config/entities", config / "entities")
    shutil.copy("config/topics.toml", config)
    (config / "newsdesk.toml").write_text('[database]\nurl = "sqlite:///quiet.db"\n', "utf-8")
    source = '[[source]]\nname = "quiet"\nurl = "https://quiet.example/feed"\ntitle = "Quiet"\nenabled = false\n'
    (config / "sources" / "quiet.toml").write_text(source, "utf-8")
    assert "alembic" in loaded_by(config, "migrate")
    return config


def loaded_by(config: Path, command: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "--config", str(config), *command.split()],
        check=False,
        capture_output=True,
        text=True,
    )
    last = done.stdout.rstrip().rpartition("\n")[2].split()
    assert last[:1] == ["loaded"], done.stderr
    return set(last)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_with_nothing_to_do_loads_no_library_for_doing_it(folder: Path, command: str):
    assert not loaded_by(folder, command) & COMMANDS[command]
