"""`newsdesk entities` on the command line, as an editor works with it who knows no Python."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsdesk.__main__ import run
from newsdesk.settings.entities import read_catalog
from pipeline.records import Page
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.pages import keep_page
from storage.transactions import transact

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
TERN = (
    *("entities", "add", "org:tern", "Tern AI", "--kind", "lab", "--ambiguous", "Tern", "--why", "a bird"),
    *("--near", "lab|model", "--never", "Arctic «Tern»", "--related", "person:amundsen", "--handle", "terns"),
    *("--yes", "Tern, a lab in Oslo, hired.", "--yes", "Its model is by Tern.", "--no", "An Arctic Tern dived."),
)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of settings with one person in its catalog, over no database yet."""
    monkeypatch.setenv("NEWSDESK_NOW", NOON.isoformat())
    folder = tmp_path / "config"
    (folder / "entities").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "sources" / "press.toml").write_text(
        "\n".join(f'[[source]]\nname = "s{n}"\nurl = "https://outlet{n}.example/feed"' for n in (0, 1))
    )
    (folder / "newsdesk.toml").write_text(f"[database]\nurl = {json.dumps(f'sqlite:///{tmp_path}/desk.db')}\n")
    (folder / "topics.toml").write_text("")
    (folder / "entities" / "people.toml").write_text(
        '[[entity]]\nid = "person:amundsen"\nname = "Eva Amundsen"\naliases = ["Eva Amundsen", "Amundsen"]\n'
    )
    return folder


def newsdesk(config: Path, *words: str) -> int:
    return run(["--quiet", "--config", str(config), *words])


def test_a_lab_with_an_ambiguous_name_is_added_tagged_and_its_negatives_left_alone(
    config: Path, capsys: pytest.CaptureFixture[str]
):
    assert newsdesk(config, *TERN) == 0
    assert newsdesk(config, "entities", "check") == 0
    assert "2 entities, 3 sentences tried, 0 failed" in capsys.readouterr().out
    tried = {
        "Tern opened a lab.": "+ org:tern  Tern",
        "An Arctic Tern nested on the lab.": "- org:tern  Tern  forbidden by Arctic «Tern»",
        "A Tern dived.": "- org:tern  Tern  (with a relative, in one list with a sure name, or near lab|model)",
        "Tern won, says Eva Amundsen.": "+ org:tern  Tern",
        "So says CEO Amundsen.": "+ person:amundsen  Amundsen",
        "So says Robert Amundsen.": "- person:amundsen  Amundsen  the surname of somebody else",
    }
    for sentence, line in tried.items():
        assert newsdesk(config, "entities", "try", sentence) == 0
        assert line in capsys.readouterr().out.splitlines()


def test_what_is_added_is_read_again_as_it_was_given(config: Path):
    newsdesk(config, *TERN)
    tern = read_catalog(config / "entities").entities["org:tern"]
    (plain, unsure) = tern.aliases
    assert (tern.kind, tern.related, tern.handles) == ("lab", ("person:amundsen",), ("terns",))
    assert (plain.text, unsure.text, unsure.why) == ("Tern AI", "Tern", "a bird")
    assert (unsure.near, unsure.never) == (("lab|model",), ("Arctic «Tern»",))
    assert (len(unsure.yes), len(unsure.no)) == (2, 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--ambiguous", "Tern", "--yes", "Tern is here."), "needs a --yes and a --no sentence"),
        (("--near", "lab"), "need --ambiguous ALIAS"),
        (("--parent", "org:nobody"), "org:nobody: no such entity"),
        (("--file", "../tern.toml"), "expected the name of a .toml file"),
        (("--ambiguous", "Tern", "--yes", "Tern is.", "--no", "A Tern dived."), "'Tern' not found in: Tern is."),
        (("--ambiguous", "Tern", "--near", "lab", "--yes", "Tern lab.", "--no", "A lab Tern"), "found in: A lab Tern"),
        (
            ("--ambiguous", "Tern", "--near", "lab", "--never", "a «Tern»", "--yes", "Tern lab.", "--no", "Tern."),
            "no sentence shows the pattern 'a «Tern»'",
        ),
        (("--ambiguous", "Tern", "--near", "(", "--yes", "Tern", "--no", "Terns"), "cannot be read"),
    ],
)
def test_what_would_be_tagged_wrongly_is_refused_in_words_and_nothing_is_written(
    config: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
):
    assert newsdesk(config, "entities", "add", "org:tern", "Tern AI", *words) != 0
    assert says in capsys.readouterr().err
    assert not (config / "entities" / "mine.toml").exists()


def test_a_name_that_another_entity_has_is_added_with_a_note(config: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(config, "entities", "add", "org:amundsen", "Amundsen Lab", "--alias", "Amundsen") == 0
    assert "note: 'Amundsen' is also a name of person:amundsen" in capsys.readouterr().out


def test_the_queue_says_who_used_a_name_since_when_and_what_it_may_be(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    newsdesk(config, *TERN)
    engine = open_engine(f"sqlite:///{tmp_path}/desk.db")
    upgrade(engine)
    for number, outlet in enumerate(("Circuit Courier", "Ledger")):
        page = a_page(number, outlet)
        transact(engine, lambda connection, page=page: keep_page(connection, page))
    engine.dispose()
    assert newsdesk(config, "process") == 0
    capsys.readouterr()

    assert newsdesk(config, "entities", "new") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line == (
        "Zorbax  model of org:tern  since 2026-10-15 12:00 UTC, in 2 articles of Circuit Courier, Ledger  (provisional)"
    )

    assert newsdesk(config, "entities", "new", "--accept", "Zorbax") == 0
    assert read_catalog(config / "entities").entities["model:zorbax"].parent == "org:tern"
    assert newsdesk(config, "entities", "new", "--reject", "Quandry") == 2
    assert "Quandry: not in the queue" in capsys.readouterr().err
    assert newsdesk(config, "entities", "new") == 0
    assert capsys.readouterr().out == ""


STORIES = (
    "Tern AI on Thursday released Zorbax, a language model that reads the minutes of councils in nine languages.",
    "A new model called Zorbax reads old handwriting faster than clerks in the archives of Oslo ever managed to do.",
)


def a_page(number: int, outlet: str) -> Page:
    sentences = [STORIES[number], "Tern AI said that it was trained on machines in the north, where power is cheap."]
    parts = [f"<p>{sentence} Part {part} of the report follows.</p>" for part in "abc" for sentence in sentences]
    head = f"<html lang=en><head><title>Minutes {outlet}</title></head>"
    body = f"{head}<body><article><h1>Minutes</h1>{''.join(parts)}</article>".encode()
    url = f"https://outlet{number}.example/2026/10/15/minutes-{number}"
    return Page(url, url, f"s{number}", outlet, NOON, 200, (("content-type", "text/html"),), body)
