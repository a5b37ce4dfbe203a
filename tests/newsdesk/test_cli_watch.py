"""`newsdesk watch` and `newsdesk deliveries`, as somebody who sets them up uses them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsdesk.__main__ import run
from storage.alerts import NewMessage, plan_message
from storage.deliveries import CameTo, end_sending
from storage.engine import open_engine
from storage.transactions import transact
from tests.storage.queries.test_read_digest import a_story, an_article

NOW = "2026-10-15T12:00:00Z"
LISTS = """
[[recipient]]
name = "files"
folder = "told"

[[watchlist]]
name = "lanterns"
query = "lantern"
recipients = ["files"]
quiet_hours = "22:00-07:00"

[[watchlist]]
name = "strict"
query = "lantern"
min_outlets = 9
recipients = ["files"]
when = "weekly TUE 07:30"
"""


@pytest.fixture
def desk(database_url, tmp_path, monkeypatch):
    (tmp_path / "newsdesk.toml").write_text(f'[database]\nurl = "{database_url}"\n')
    (tmp_path / "watchlists.toml").write_text(LISTS)
    (tmp_path / "entities").mkdir()
    monkeypatch.setenv("NEWSDESK_NOW", NOW)
    engine = open_engine(database_url)

    def work(connection):
        a_story(connection, 1, headline="Lantern opens")
        an_article(connection, 1, 1, 6, text="Lantern is open.")

    transact(engine, work)
    yield lambda *arguments: run(["--config", str(tmp_path), *arguments]), engine, tmp_path
    engine.dispose()


def test_the_list_shows_what_was_read(desk, capsys):
    newsdesk, _, _ = desk
    assert newsdesk("watch", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["watchlist", "lanterns", "strict"]
    assert "immediate, not 22:00-07:00" in lines[1]
    assert "weekly TUE 07:30" in lines[2]


def test_a_trial_shows_what_would_have_been_told(desk, capsys):
    newsdesk, _, _ = desk
    assert newsdesk("watch", "test", "lanterns") == 0
    out, err = capsys.readouterr()
    assert out.startswith("story: Lantern opens\n    1 outlet tells it  Ledger  https://a.example/1\n")
    assert err.startswith("1 since")
    assert newsdesk("watch", "test", "strict") == 0
    assert "1 stories matched and stayed below" in capsys.readouterr().err


def test_an_unknown_watchlist_is_told_with_those_there_are(desk, capsys):
    newsdesk, _, _ = desk
    assert newsdesk("watch", "test", "lantern") == 2
    assert "expected one of: lanterns, strict" in capsys.readouterr().err


def test_a_trial_is_sent(desk, capsys):
    newsdesk, _, folder = desk
    assert newsdesk("watch", "test", "lanterns", "--send") == 0
    assert capsys.readouterr().out == "files: sent by folder\n"
    assert len(list((folder / "told").iterdir())) == 3


def test_deliveries_are_listed_and_retried(desk, capsys):
    newsdesk, engine, _ = desk
    at = datetime(2026, 10, 15, 11, tzinfo=UTC)
    new = NewMessage("News", "Text.", None, {}, (), {"files": "watch/lanterns/1-1/files"})
    transact(engine, lambda connection: plan_message(connection, new, at))
    doubtful = CameTo("doubtful", "no answer")
    transact(engine, lambda connection: end_sending(connection, 1, doubtful, at, left=True))
    assert newsdesk("deliveries", "list", "--state", "doubtful", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["recipient"], row["problem"]) == ("files", "no answer")
    assert newsdesk("deliveries", "retry", "1") == 0
    assert "was doubtful" in capsys.readouterr().out
    assert newsdesk("deliveries", "retry", "7") == 2


def test_a_recipient_is_paused_and_goes_on(desk, capsys):
    newsdesk, _, _ = desk
    assert newsdesk("deliveries", "pause", "files") == 0
    assert newsdesk("deliveries", "list") == 0
    assert "files is paused since" in capsys.readouterr().err
    assert newsdesk("deliveries", "resume", "files") == 0
    assert newsdesk("deliveries", "pause", "nobody") == 2


def test_nothing_was_found_yet(desk, capsys):
    newsdesk, _, _ = desk
    assert newsdesk("watch", "history") == 0
    assert "nothing found yet" in capsys.readouterr().err
