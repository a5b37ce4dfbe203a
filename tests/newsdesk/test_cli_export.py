"""`newsdesk export`: the same query gives the same articles as `search` does."""

from __future__ import annotations

import json

import pytest

from tests.newsdesk.test_cli_reading import config, newsdesk, processed

__all__ = ["config", "processed"]


@pytest.mark.parametrize("what", ["articles", "stories", "mentions", "quotes", "facts", "coverage"])
def test_each_kind_is_exported_with_the_same_columns_in_every_row(processed, tmp_path, capsys, what):
    target = tmp_path / "out.jsonl"
    assert newsdesk(processed, "export", what, "--to", str(target)) == 0
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert len({tuple(row) for row in rows}) <= 1
    assert rows or what in {"quotes", "facts"}
    said = capsys.readouterr().out
    assert f"{len(rows)} {what}" in said or f"1 row of {what}" in said


def test_the_same_query_gives_the_same_articles_in_search_export_and_a_saved_search(processed, tmp_path, capsys):
    (processed / "searches.toml").write_text('[[search]]\nname = "weights"\nquery = "entity:msl archivists"\n')
    found = []
    for query in (("entity:msl", "archivists"), ("@weights",)):
        assert newsdesk(processed, "search", *query, "--json") == 0
        found.append([one["id"] for one in json.loads(capsys.readouterr().out)])
        target = tmp_path / "out.jsonl"
        assert newsdesk(processed, "export", "articles", "--query", " ".join(query), "--to", str(target)) == 0
        capsys.readouterr()
        found.append([json.loads(line)["id"] for line in target.read_text("utf-8").splitlines()])
    assert found == [[1]] * 4


def test_nothing_that_matches_is_an_empty_file_with_a_head(processed, tmp_path):
    target = tmp_path / "out.csv"
    assert newsdesk(processed, "export", "articles", "--query", "zeppelin", "--to", str(target)) == 0
    assert target.read_text("utf-8").startswith("id,story_id,url")
    assert target.read_text("utf-8").count("\n") == 1
