"""`newsdesk process`, then what readers ask: `stories`, `show`, `search`, on the command line."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsdesk.__main__ import run
from pipeline.records import Page
from storage.engine import open_engine
from storage.pages import keep_page
from storage.transactions import transact

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
SENTENCES = [
    "Meta Superintelligence Labs on Thursday released the weights of Llama Lantern, a model for long documents.",
    "The lab, known inside Meta as MSL, said that the model keeps four million tokens in view.",
    "Archivists in Dublin tried it on the minutes of a century of council meetings and found nothing lost.",
    "Llama is licensed for use by companies of any size, and a smaller version follows in the spring.",
]


@pytest.fixture
def config(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of settings with the catalog that is shipped, over an empty database."""
    folder = tmp_path / "config"
    shipped = Path("config")
    shutil.copytree(shipped / "entities", folder / "entities")
    shutil.copy(shipped / "topics.toml", folder)
    (folder / "sources").mkdir()
    feed = '[[source]]\nname = "courier"\nurl = "https://courier.example/feed"\ntitle = "Circuit Courier"\n'
    (folder / "sources" / "press.toml").write_text(feed)
    (folder / "newsdesk.toml").write_text(f"[database]\nurl = {json.dumps(database_url)}\n[process]\nworkers = 1\n")
    monkeypatch.setenv("NEWSDESK_NOW", NOON.isoformat())
    return folder


@pytest.fixture
def folder_of_entities(tmp_path: Path) -> Path:
    """A folder with the catalog that is shipped, and no database."""
    (tmp_path / "newsdesk.toml").write_text('[catalog]\nshipped = ["entities", "topics"]\n')
    return tmp_path


@pytest.fixture
def processed(config: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Path:
    """The same after one page has been fetched and processed."""
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES * 2)
    title = "MSL opens the weights of Llama Lantern"
    body = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article>"
    url = "https://courier.example/2026/10/15/lantern"
    page = Page(url, url, "courier", "Circuit Courier", NOON, 200, (("content-type", "text/html"),), body.encode())
    engine = open_engine(database_url)
    transact(engine, lambda connection: keep_page(connection, page))
    engine.dispose()
    assert newsdesk(config, "process") == 0
    capsys.readouterr()
    return config


def newsdesk(config: Path, *words: str) -> int:
    return run(["--quiet", "--config", str(config), *words])


def test_what_was_processed_is_listed_shown_and_found(processed: Path, capsys: pytest.CaptureFixture[str]):
    for words in (("stories",), ("show", "1", "--why"), ("search", "archivists OR zeppelin"), ("show", "a1", "--why")):
        assert newsdesk(processed, *words) == 0
        assert "MSL opens the weights of Llama Lantern" in capsys.readouterr().out


def test_why_an_article_is_where_it_is_takes_one_line(processed: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(processed, "show", "1", "--why") == 0
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "because" in line)
    assert line == "  because: nothing open shares its terms"


def test_stories_are_asked_for_by_any_name_of_an_entity_or_of_its_owner(
    processed: Path, capsys: pytest.CaptureFixture[str]
):
    for name in ("org:msl", "MSL", "meta superintelligence labs", "Meta"):
        assert newsdesk(processed, "stories", "--entity", name) == 0
        assert "Llama Lantern" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("stories", "--entity", "Anthropc"),
            "Anthropc: no entity has this id or name; did you mean Anthropic (org:anthropic)",
        ),
        (("stories", "--since", "soonish"), "soonish"),
        (("show", "77"), "77: there is no such story"),
        (("show", "a77"), "a77: there is no such article"),
        (("show", "https://courier.example/none"), "no article has this address"),
    ],
)
def test_what_is_not_there_is_one_clear_line(
    config: Path, words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
):
    assert newsdesk(config, *words) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


def test_a_story_is_shown_with_its_first_reporter_and_its_state(processed: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(processed, "show", "1") == 0
    told = capsys.readouterr().out
    assert "opening since" in told
    assert "1 independent outlet\n" in told
    assert "first: Circuit Courier" in told
    assert "the only account so far" in told
    assert newsdesk(processed, "stories") == 0
    assert "opening      1/1  MSL opens" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("search", "--sinse", "2d", "x"), "newsdesk search: No such option '--sinse'. Did you mean '--since'?"),
        (("stories", "--limit", "many"), "newsdesk stories: Invalid value for '--limit': 'many' is not"),
        (("stories", "--since", "soonish"), "newsdesk stories: Invalid value for '--since': 'soonish': expected today"),
        (("show",), "newsdesk show: Missing argument 'STORY|ARTICLE|URL'."),
        (("storeis",), "newsdesk: no command is called 'storeis'; did you mean stories"),
        (("stories", "--entity", "Anthropik"), "newsdesk: Anthropik: no entity has this id or name; did you"),
        (("stories", "--entity", "zzyzx"), "newsdesk: zzyzx: no entity has this id or name; `newsdesk entities"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_wrong_command_line_is_answered_by_one_line_that_names_what(
    folder_of_entities: Path, words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
):
    assert newsdesk(folder_of_entities, *words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(says)
    assert told.err.count("\n") == 1


def test_search_answers_a_question_and_takes_excluded_words_for_words(
    processed: Path, capsys: pytest.CaptureFixture[str]
):
    assert newsdesk(processed, "search", "-h") == 0
    assert "Usage: newsdesk search" in capsys.readouterr().out
    assert newsdesk(processed, "search", "archivists", "-hype") == 0
    assert "Llama Lantern" in capsys.readouterr().out
    assert newsdesk(processed, "search", "archivists", "-helped", "-Dublin") == 0
    assert "Llama Lantern" not in capsys.readouterr().out


def test_a_story_and_an_article_are_shown_as_json(processed: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(processed, "show", "1", "--json") == 0
    story = json.loads(capsys.readouterr().out)
    assert (story["id"], story["articles"]) == (1, len(story["coverage"]))
    assert story["coverage"][0]["dated_at"].endswith("+00:00")
    assert newsdesk(processed, "show", f"a{story['coverage'][0]['id']}", "--json") == 0
    article = json.loads(capsys.readouterr().out)
    assert article["story_id"] == 1
    assert {"text", "entities", "topics", "quotes", "provenance"} <= article.keys()


def test_how_sources_fare_is_shown_as_json(processed: Path, capsys: pytest.CaptureFixture[str]):
    newsdesk(processed, "sources", "health", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert all({"name", "state", "last_success_at", "alarm"} <= row.keys() for row in rows)
