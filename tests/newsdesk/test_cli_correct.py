"""`newsdesk correct` and `newsdesk corrections`, as an editor uses them."""

from __future__ import annotations

import json

from tests.newsdesk.test_cli_reading import config, newsdesk, processed

__all__ = ["config", "processed"]


def test_an_editor_corrects_lists_and_undoes(processed, capsys):
    assert newsdesk(processed, "correct", "title", "a1", "A better headline", "--who", "ada", "--why", "loud") == 0
    assert "correct --undo 1" in capsys.readouterr().out
    assert newsdesk(processed, "search", "better") == 0
    assert "A better headline" in capsys.readouterr().out
    assert newsdesk(processed, "corrections", "list", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["who"], row["why"], row["article_id"]) == ("title", "ada", "loud", 1)
    assert newsdesk(processed, "correct", "--undo", "1", "--who", "bo") == 0
    capsys.readouterr()
    assert newsdesk(processed, "corrections", "list") == 0
    assert "undone by bo" in capsys.readouterr().out
    assert newsdesk(processed, "search", "better") == 0
    assert "nothing found" in capsys.readouterr().err


def test_what_is_hidden_is_neither_found_nor_listed(processed, capsys):
    assert newsdesk(processed, "correct", "hide", "https://courier.example/2026/10/15/lantern") == 0
    for words in (("search", "archivists"), ("stories", "--all")):
        capsys.readouterr()
        assert newsdesk(processed, *words) == 0
        assert capsys.readouterr().out == ""


def test_tags_are_named_as_people_name_them(processed, capsys):
    assert newsdesk(processed, "correct", "untag", "1", "MSL") == 0
    assert newsdesk(processed, "correct", "tag", "1", "Mistral") == 0
    capsys.readouterr()
    assert newsdesk(processed, "search", "entity:mistral") == 0
    assert "Lantern" in capsys.readouterr().out


def test_what_is_not_there_is_one_line(processed, capsys):
    for words, problem in (
        (("title", "99", "x"), "no article has the number 99"),
        (("title", "1", " "), "expected a headline"),
        (("part", "1"), "to itself"),
        (("merge", "1", "x"), "expected the number of a story"),
        (("tag", "1", "topic:nothing"), "no topic has this id"),
        (("--undo", "7"), "no correction has the number 7"),
        (("time", "1", "2026-10-17"), "in the future"),
    ):
        assert newsdesk(processed, "correct", *words) == 2
        said = capsys.readouterr().err
        assert problem in said
        assert said.count("\n") == 1
