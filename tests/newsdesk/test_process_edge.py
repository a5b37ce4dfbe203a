"""The console script against outputs that fail, terminals that lack characters, and folders that cannot be written."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsdesk.__main__ import run
from pipeline.records import Page
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.transactions import transact

SCRIPT = Path(sys.executable).with_name("newsdesk")
NOW = "2026-10-16T12:00:00+00:00"
HEADLINE = "Anthropic ships “Quill”, 翻訳 included"
READING = {
    "stories": ("stories",),
    "story": ("show", "1", "--why"),
    "article": ("show", "a1", "--why"),
    "search": ("search", "archivists"),
    "diff": ("diff", "1"),
    "digest": ("digest",),
    "digest as JSON": ("digest", "--format", "json"),
    "sources": ("sources", "list"),
    "health": ("sources", "health"),
    "export": ("sources", "export", "--opml"),
    "entity": ("entities", "show", "Anthropic"),
    "trial": ("entities", "try", "Anthropic and “Quill”"),
    "settings": ("config", "show"),
    "help": ("--help",),
}
reading = pytest.mark.parametrize("words", READING.values(), ids=READING.keys())


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of settings over a SQLite database in which one article is filed."""
    root = tmp_path_factory.mktemp("edge")
    folder = root / "config"
    shutil.copytree("config/entities", folder / "entities")
    shutil.copy("config/topics.toml", folder)
    (folder / "sources").mkdir()
    feed = '[[source]]\nname = "courier"\nurl = "https://courier.example/feed"\ntitle = "Circuit “Courier”"\n'
    (folder / "sources" / "press.toml").write_text(feed, "utf-8")
    url = f"sqlite:///{root}/rows/newsdesk.db"
    (folder / "newsdesk.toml").write_text(f"[database]\nurl = {json.dumps(url)}\n[process]\nworkers = 1\n")
    (root / "rows").mkdir()
    engine = open_engine(url)
    upgrade(engine)
    transact(engine, lambda connection: keep_page(connection, a_page()))
    engine.dispose()
    assert run(["--quiet", "--config", str(folder), "process"]) == 0
    return folder


def a_page() -> Page:
    sentence = "Anthropic on Thursday released “Quill”, which archivists in Dublin tried on a century of minutes. "
    body = f"<html lang=en><title>{HEADLINE}</title><article><h1>{HEADLINE}</h1>" + f"<p>{sentence * 3}</p>" * 4
    at = datetime(2026, 10, 15, 12, tzinfo=UTC)
    url = "https://courier.example/2026/10/15/quill"
    kind = ("content-type", "text/html; charset=utf-8")
    return Page(url, url, "courier", "Circuit Courier", at, 200, (kind,), body.encode())


def newsdesk(config: Path, *words: str, before: tuple[str, ...] = (), **facts) -> subprocess.CompletedProcess[str]:
    facts = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8", "timeout": 60} | facts
    command = [*before, str(SCRIPT), "--config", str(config), *words]
    facts["env"] = {**os.environ, "NEWSDESK_NOW": NOW, **facts.get("env", {})}
    return subprocess.run(command, check=False, **facts)


@reading
def test_a_reader_that_has_gone_is_no_failure(config: Path, words: tuple[str, ...]):
    read, write = os.pipe()
    os.close(read)
    try:
        ended = newsdesk(config, *words, stdout=write)
    finally:
        os.close(write)
    # A command that printed nothing may say so; a traceback or a word of the pipe must not come.
    assert (ended.returncode, ended.stderr) == (0, "1 sources\n" if words == ("sources", "list") else "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is missing")
@reading
def test_a_full_device_is_one_line_and_exit_code_4(config: Path, words: tuple[str, ...]):
    with Path("/dev/full").open("w") as full:
        ended = newsdesk(config, *words, stdout=full)
    assert (ended.returncode, ended.stderr) == (4, "newsdesk: the output cannot be written: No space left on device\n")


@reading
def test_characters_that_the_terminal_lacks_are_escaped(config: Path, words: tuple[str, ...]):
    ended = newsdesk(config, *words, env={"PYTHONIOENCODING": "latin-1"}, encoding="latin-1")
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)


def test_escapes_say_which_character_it_was(config: Path):
    ended = newsdesk(config, "stories", env={"PYTHONIOENCODING": "latin-1"}, encoding="latin-1")
    assert r"ships \u201cQuill\u201d, \u7ffb\u8a33 included" in ended.stdout
    assert HEADLINE in newsdesk(config, "stories", env={"LC_ALL": "C", "LANG": "C"}).stdout


def test_json_is_utf_8_whatever_the_terminal(config: Path):
    ended = newsdesk(config, "digest", "--format", "json", env={"PYTHONIOENCODING": "latin-1"})
    stories = json.loads(ended.stdout)
    assert HEADLINE in [each["headline"] for each in (*stories["stories"], *stories["brief"])]


def test_standard_error_that_fails_costs_only_its_words(config: Path):
    read, write = os.pipe()
    os.close(read)
    ended = newsdesk(config, "show", "77", stderr=write)
    os.close(write)
    assert ended.returncode == 2


def test_closed_descriptors_are_not_given_to_the_database(config: Path):
    ended = newsdesk(config, "stories", before=("sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"))
    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.parametrize(
    "words", [READING[name] for name in ("stories", "story", "article", "search", "diff", "digest", "health")]
)
def test_a_folder_that_cannot_be_written_is_one_line_and_exit_code_3(config: Path, words: tuple[str, ...]):
    ended = in_a_closed_folder(config, *words)
    assert ended.returncode == 3
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith(f"newsdesk: {config.parent}/rows/newsdesk.db: ")


@pytest.mark.parametrize("command", ["run", "crawl", "process", "daemon"])
def test_work_in_a_folder_that_cannot_be_written_ends_with_one_line_and_exit_code_3(config: Path, command: str):
    ended = in_a_closed_folder(config, command)
    assert (ended.returncode, ended.stderr.count("\n")) == (3, 1)


# The superuser may write anywhere unless these are given up; see capabilities(7), prctl(2).
GIVE_UP = (
    "import ctypes, os, sys; libc = ctypes.CDLL(None); "
    "[libc.prctl(24, which, 0, 0, 0) for which in (1, 2)]; os.execv(sys.argv[1], sys.argv[1:])"
)


def in_a_closed_folder(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    before: tuple[str, ...] = ()
    if os.geteuid() == 0:
        if not hasattr(ctypes.CDLL(None), "prctl"):
            pytest.skip("the superuser may write anywhere")
        before = (sys.executable, "-c", GIVE_UP)
    folder = config.parent / "rows"
    for beside in folder.glob("newsdesk.db-*"):
        beside.unlink()  # left by a reader; without them SQLite must write into the folder even to read
    folder.chmod(0o555)
    try:
        return newsdesk(config, *words, before=before)
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("stories", "--since", "999999999w"), "expected at most a hundred years"),
        (("stories", "--since", "9" * 5000 + "d"), "expected today, yesterday, 2d"),
        (("search", "x", "--since", "0001-01-01T00:00+14:00"), "expected a day from 1900-01-01 to 2999-12-31"),
        (("search", "x", "--since", "9999-12-31T23:59-14:00"), "expected a day from 1900-01-01 to 2999-12-31"),
        (("digest", "--date", "9999-12-31"), "expected a day from 1900-01-01 to 2999-12-31"),
        (("digest", "--date", "0001-01-01"), "expected a day from 1900-01-01 to 2999-12-31"),
        (("show", "9" * 30), "no number is larger than 9223372036854775807"),
        (("show", f"a{2**63}"), "no number is larger than 9223372036854775807"),
        (("show", "--article", "9" * 5000), "no number is larger than 9223372036854775807"),
        (("diff", f"{2**63}"), "no number is larger than 9223372036854775807"),
        (("show", f"{2**63 - 1}"), "there is no such story"),
        (("show", "²"), "no article has this address"),
        (("show", "http://[half"), "no article has this address"),
        (("search", "x" * 10_001), "expected at most 10000 characters"),
        (("search", "\udcff"), "not text in this terminal's encoding"),
    ],
    ids=lambda value: " ".join(word[:20] for word in value) if isinstance(value, tuple) else "",
)
def test_what_no_row_can_be_is_refused_in_one_clear_line(
    config: Path, words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
):
    assert run(["--config", str(config), *words]) == 2
    told = capsys.readouterr()
    assert says in told.err.splitlines()[-1]
    assert told.out == ""
