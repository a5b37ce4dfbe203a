"""`newsdesk facts`, `newsdesk verify`, and what `newsdesk show` says of differences, on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsdesk.__main__ import run
from pipeline.prepare import read
from pipeline.records import Article, Page
from pipeline.tag import Catalog, Tagger
from storage.article_store import ArticleStore
from storage.engine import Engine, open_engine
from storage.pages import keep_page
from storage.transactions import transact
from tests.filing import file_one

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
TITLE = "Nordhavn buys the Aarhus yard"
TAIL = "The yard in Aarhus builds ferries, and Nordhavn will run it as before, its harbour office confirmed at noon."
TOLD = {
    "Wire": "Nordhavn paid 640 million euros for the Aarhus yard on Wednesday. The Aarhus yard employs 220 people.",
    "Star": "Nordhavn bought the Aarhus yard for €640m. The Aarhus yard employs 220 people.",
    "Post": "Nordhavn bought the Aarhus yard for $745 million. The Aarhus yard employs 310 people.",
}


@pytest.fixture
def desk(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration over a database with one story of three outlets and a reprint, its facts worked out."""
    (tmp_path / "newsdesk.toml").write_text(f"[database]\nurl = {json.dumps(database_url)}\n")
    monkeypatch.setenv("NEWSDESK_NOW", (NOON + timedelta(hours=9)).isoformat())
    engine = open_engine(database_url)
    store, tagger = ArticleStore(engine, {}), Tagger(Catalog())
    for number, (outlet, said) in enumerate([*TOLD.items(), ("Echo", TOLD["Wire"])]):
        now = NOON + timedelta(hours=number)
        url = f"https://{outlet.lower()}.example/yard"
        article = Article(url, TITLE, f"{said} {TAIL}", outlet, outlet, published_at=now, language="en")
        keep(engine, Page(url, url, outlet, outlet, now, 200, (), b""))
        (work,) = store.claim(now, 1)
        assert file_one(store, work, read(article, tagger), now) is not None
    store.keep_ledgers()
    engine.dispose()
    return tmp_path


def keep(engine: Engine, page: Page) -> None:
    transact(engine, lambda connection: keep_page(connection, page))


def newsdesk(config: Path, *arguments: str) -> int:
    return run(["--config", str(config), *arguments])


def test_facts_are_a_table_of_verdict_value_who_and_sentence(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "facts", "1") == 0
    out = capsys.readouterr().out
    assert TITLE in out.splitlines()[0]
    price = next(line for line in out.splitlines() if "640 million euros" in line)
    assert price.startswith("agree")
    assert all(words in price for words in ("Wire", "Star", "Nordhavn paid 640 million euros"))


def test_only_differences_are_shown_on_request(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "facts", "1", "--differs", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    (staff,) = found["facts"]
    assert (staff["verdict"], staff["sources"]) == ("differs", 3)
    assert [one["surface"] for one in staff["statements"]] == ["220", "220", "310"]


def test_every_surface_is_part_of_its_sentence(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "facts", "1", "--json") == 0
    stated = [one for fact in json.loads(capsys.readouterr().out)["facts"] for one in fact["statements"]]
    assert stated
    assert all(one["surface"] in one["sentence"] for one in stated)


def test_a_story_shows_where_its_sources_differ(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "show", "1") == 0
    out = capsys.readouterr().out
    assert "differs:" in out
    assert "“The Aarhus yard employs 310 people.”" in out


def test_no_such_story_is_one_line(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "facts", "77") != 0
    assert "77: there is no such story" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("claim", "supports", "contradicts"),
    [
        ("Nordhavn paid 640 million euros for the yard in Aarhus", {"Wire", "Star", "Post", "Echo"}, set()),
        ("Nordhavn bought the Aarhus yard for 310 million euros", set(), {"Wire", "Star", "Echo"}),
        ("The yard in Aarhus employs 220 people", {"Wire", "Star", "Echo"}, {"Post"}),
    ],
)
def test_a_claim_is_held_against_stored_sentences(
    desk: Path, capsys: pytest.CaptureFixture[str], claim, supports, contradicts
):
    assert newsdesk(desk, "verify", claim, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["outlet"] for one in found["supports"]} == supports
    assert contradicts <= {one["outlet"] for one in found["contradicts"]}
    assert {one["outlet"] for one in found["supports"] if one["reprint"]} == supports & {"Echo"}


def test_reprints_are_counted_apart(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "verify", "The yard in Aarhus employs 220 people") == 0
    out = capsys.readouterr().out
    assert "supported by 2 independent outlets, 1 reprints apart" in out
    assert "contradicted by 1 independent outlet" in out


def test_what_is_not_found_says_how_much_was_looked_through(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "verify", "Ferrow launched 12 satellites from Oslo") == 0
    assert "not found in what is collected: 4 articles of 4 outlets, from" in capsys.readouterr().out


def test_a_claim_without_a_value_finds_sentences_with_its_words(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert newsdesk(desk, "verify", "the yard in Aarhus builds ferries") == 0
    assert "no value to compare" in capsys.readouterr().out
