"""`newsdesk entity`, `author`, `compare` and `report` as an analyst uses them."""

from __future__ import annotations

import json

import pytest

from tests.newsdesk.test_cli_reading import config, newsdesk, processed

__all__ = ["config", "processed"]


def test_an_entity_is_shown_by_any_of_its_names_with_its_stories(processed, capsys):
    assert newsdesk(processed, "entity", "MSL") == 0
    out = capsys.readouterr().out
    assert "1 originals, 1 articles with copies, 1 stories, 1 outlets" in out
    assert "2026-10-15" in out
    assert "MSL opens the weights" in out
    assert newsdesk(processed, "entity", "MSL", "--since", "2026-10-16") == 0
    assert "nothing found about" in capsys.readouterr().err


def test_what_is_written_about_several_is_compared(processed, capsys):
    assert newsdesk(processed, "compare", "meta", "mistral", "--json") == 0
    meta, other = json.loads(capsys.readouterr().out)
    assert (meta["originals"], meta["share"], other["originals"], other["share"]) == (1, 1.0, 0, 0.0)
    assert [day["key"] for day in meta["days"]] == ["2026-10-15"]
    assert newsdesk(processed, "compare", "meta", "mistral") == 0
    assert "100%" in capsys.readouterr().out


def test_an_author_without_articles_is_told(processed, capsys):
    assert newsdesk(processed, "author", "Ada Quill") == 0
    assert "nothing found by Ada Quill" in capsys.readouterr().err
    assert newsdesk(processed, "author", "&") == 2


@pytest.mark.parametrize("name", ["out.html", "out.xlsx"])
def test_a_report_is_one_file(processed, tmp_path, capsys, name):
    if name.endswith("xlsx"):
        pytest.importorskip("xlsxwriter")
    target = tmp_path / name
    assert newsdesk(processed, "report", "--entity", "meta", "--rival", "mistral", "--out", str(target)) == 0
    assert "1 articles about Meta" in capsys.readouterr().out
    if name.endswith("html"):
        page = target.read_text("utf-8")
        assert "MSL opens the weights" in page
        assert "Share of voice" in page
        assert "<script" not in page
        assert "src=" not in page


def test_a_report_of_another_name_is_refused(processed, tmp_path, capsys):
    assert newsdesk(processed, "report", "--entity", "meta", "--out", str(tmp_path / "out.pdf")) == 2
    assert "ends in .html or .xlsx" in capsys.readouterr().err
