"""`newsdesk extract` on saved pages: what it prints, and what a hostile page can do to it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsdesk.__main__ import run
from newsdesk.cli.extract import extract_in
from pipeline.errors import Limit, LimitExceededError
from pipeline.records import Page, Reason, Rejected

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
SENTENCES = [
    "The harbour authority of Bergen said on Monday that its new cranes are steered by a model trained in Trondheim.",
    "Dockers had asked for a trial of six months, and the authority agreed to one of nine in a letter to their union.",
    "The model stops a crane when a person comes nearer than four metres, according to the authority's engineers.",
]
PAGE = "<html lang=en><title>Cranes learn</title><article><h1>Cranes learn</h1>{}</article>"


def extracted(folder: Path, sentences: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return the exit code and what is printed of a page of *sentences*, with the settings of *folder*."""
    page = folder / "page.html"
    page.write_text(PAGE.format("".join(f"<p>{sentence}</p>" for sentence in sentences)), "utf-8")
    (folder / "newsdesk.toml").touch()
    code = run(["--config", str(folder), "extract", str(page), "--url", "https://quay.example/cranes"])
    return code, capsys.readouterr().out


def test_an_article_is_printed_as_json_that_steers_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code, shown = extracted(tmp_path, [*SENTENCES, SENTENCES[0].replace("Monday", "\u202eyadnoM")], capsys)
    assert code == 0
    assert json.loads(shown)["title"] == "Cranes learn"
    assert "\u202e" not in shown


class Impatient:
    """A sandbox in which nothing ends in time."""

    def run(self, _function: object, *_args: object) -> object:
        raise LimitExceededError("needed more than 10 s", Limit.TIME)


def test_a_page_that_goes_past_its_limits_is_named_so():
    page = Page("https://quay.example/a", "https://quay.example/a", "x", "Quay", NOON, 200, (), b"<html>")
    assert extract_in(Impatient(), page) == Rejected(Reason.QUARANTINED, "needed more than 10 s")
