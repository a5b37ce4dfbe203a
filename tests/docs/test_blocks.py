"""Every code block of the documentation says what it is, and TOML and SQL do what they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsdesk.admin.query_terms import query_reader
from newsdesk.clock import utc_now
from newsdesk.settings.everything import problems_of
from newsdesk.settings.load import sections
from newsdesk.settings.overlay import create_overlay
from tests.docs.blocks import LANGUAGES, Block, all_blocks, documents

_PLACES = {
    "search": "searches.toml",
    "watchlist": "watchlists.toml",
    "recipient": "watchlists.toml",
    "source": "sources/block.toml",
    "entity": "entities/block.toml",
    "topic": "topics.toml",
}


def test_there_are_documents_and_blocks_of_every_kind():
    assert {"README.md", "docs/configuration.md", "docs/tables.md"} <= set(documents())
    assert {"sh", "toml", "sql"} <= {block.language for block in all_blocks() if block.runs}


@pytest.mark.parametrize("block", all_blocks(), ids=str)
def test_a_block_names_its_language_and_says_why_it_does_not_run(block: Block):
    assert block.language in LANGUAGES
    assert block.reason != "", "no-run needs a reason: ```sh no-run: asks a site of the internet"


@pytest.mark.parametrize("block", all_blocks("toml"), ids=str)
def test_toml_is_right_where_a_reader_would_put_it(block: Block, tmp_path: Path):
    keys = tomllib.loads(block.text)
    if not block.runs:
        return
    folder = tmp_path / "desk"
    create_overlay(folder)
    (kind,) = {_PLACES.get(key, "newsdesk.toml" if key in sections() else key) for key in keys}
    (folder / kind).write_text(block.text, "utf-8")
    if kind == "newsdesk.toml":
        assert "[catalog]" in block.text, "a block of settings alone would read no sources"
    assert problems_of(folder, query_reader(utc_now)) == []


@pytest.mark.parametrize("block", [block for block in all_blocks("sql") if block.runs], ids=str)
def test_sql_runs_on_every_store(block: Block, engine: Engine):
    with engine.connect() as connection:
        for statement in re.sub(r"--[^\n]*", "", block.text).split(";"):
            if statement.strip():
                connection.execute(text(statement))
