"""`newsdesk search` as an analyst uses it."""

from __future__ import annotations

import json

import pytest

from tests.newsdesk.test_cli_reading import config, newsdesk, processed

__all__ = ["config", "processed"]


def test_hits_are_marked_and_fields_narrow(processed, capsys):
    assert newsdesk(processed, "search", "archivists", "outlet:courier", "since:2026-10") == 0
    out = capsys.readouterr().out
    assert "[Archivists] in Dublin" in out
    assert newsdesk(processed, "search", "archivists", "-outlet:courier") == 0
    assert "nothing found" in capsys.readouterr().err


def test_json_has_the_documented_keys(processed, capsys):
    assert newsdesk(processed, "search", "archivists", "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert set(found) == {
        "id", "story_id", "title", "url", "outlet", "dated_at", "relevance", "summary", "snippet", "hits",
    }  # fmt: skip
    begin, end = found["hits"][0]
    assert found["snippet"][begin:end] == "Archivists"


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (("--count",), "1 articles, 1 of them originals, 1 stories, 1 outlets"),
        (("--by", "outlet"), "Circuit Courier"),
        (("--by", "day"), "2026-10-15"),
        (("--stories",), "MSL opens the weights"),
        (("--sort", "relevance"), "MSL opens the weights"),
    ],
)
def test_what_is_found_is_counted_and_listed(processed, capsys, options, shown):
    assert newsdesk(processed, "search", "archivists", *options) == 0
    assert shown in capsys.readouterr().out


def test_a_saved_search_is_asked_by_its_name_and_narrowed(processed, capsys):
    (processed / "searches.toml").write_text('[[search]]\nname = "weights"\nquery = "entity:msl OR zeppelin"\n')
    assert newsdesk(processed, "search", "@weights") == 0
    assert "MSL opens" in capsys.readouterr().out
    assert newsdesk(processed, "search", "@weights", "zeppelin") == 0
    assert "nothing found" in capsys.readouterr().err
    assert newsdesk(processed, "search", "@wights") == 2
    assert "no search is called wights; there are weights" in capsys.readouterr().err


def test_a_mistake_is_told_with_a_caret_under_its_place(processed, capsys):
    assert newsdesk(processed, "search", "llama", "outlt:courier") == 2
    first, query, caret = capsys.readouterr().err.splitlines()
    assert "did you mean outlet:" in first
    assert query[caret.index("^") :] == "outlt:courier"


def test_wrong_saved_searches_are_told_by_file_and_key(processed, capsys):
    (processed / "searches.toml").write_text('[[search]]\nname = "Big"\nquery = "a"\ncolour = 1\n')
    assert newsdesk(processed, "config", "check") == 2
    said = "".join(capsys.readouterr())
    assert "searches.toml: search[0].name" in said
    assert "colour" in said
