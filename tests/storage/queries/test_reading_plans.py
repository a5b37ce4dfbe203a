"""No reading command goes over a whole large table: what SQLite says of the plan of each of its queries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from benchmarks.archive import fill
from benchmarks.reading import Ask, questions
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.transactions import reading

LARGE = {
    "account", "article", "article_entity", "article_text", "article_topic", "article_url", "copy", "credit", "fetch",
    "item", "mention", "page", "page_body", "quote", "revision", "story", "story_member",
}  # fmt: skip
# An index may be gone over in its order where a limit ends it: the newest stories, the newest poll.
IN_ORDER = re.compile(r"SCAN (?:article|story|fetch|run) USING (?:COVERING )?INDEX \S+$")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path: Path = tmp_path_factory.mktemp("archive") / "archive.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    fill(engine, 400, per_day=100)
    return engine


def plans(engine: Engine, ask: Ask) -> list[tuple[str, str]]:
    """Return each step that SQLite plans for what *ask* asks, with the statement."""
    said: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    with reading(engine) as connection:
        event.listen(engine, "before_cursor_execute", note)
        ask(connection)
        event.remove(engine, "before_cursor_execute", note)
        return [
            (row[-1], statement)
            for statement, parameters in said
            if statement.lstrip().startswith(("SELECT", "WITH"))
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
        ]


def whole_tables(engine: Engine, ask: Ask) -> list[str]:
    return [
        f"{step}: {statement}"
        for step, statement in plans(engine, ask)
        if (found := re.match(r"SCAN (\w+)", step))
        and found[1] in LARGE
        and not (IN_ORDER.match(step) and "LIMIT" in statement)
    ]


def test_no_reading_command_goes_over_a_whole_large_table(archive):
    with reading(archive) as connection:
        asked = questions(connection)
    found = {name: steps for name, ask in asked.items() if (steps := whole_tables(archive, ask))}
    assert found == {}


def test_a_query_that_does_is_noticed(archive):
    found = whole_tables(archive, lambda to: to.exec_driver_sql("SELECT count(*) FROM article WHERE words > 3").all())
    assert [step.partition(":")[0] for step in found] == ["SCAN article"]
