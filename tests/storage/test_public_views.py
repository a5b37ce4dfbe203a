"""docs/tables.md says what readers may query, and is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

DOCUMENT = Path(__file__).parents[2] / "docs" / "tables.md"


def documented() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    view = None
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## (\w+)", line):
            view = found.setdefault(heading[1], [])
        elif view is not None and (row := re.match(r"\| `(\w+)` \|", line)):
            view.append(row[1])
    return found


def test_the_document_names_every_view_and_no_other(engine: Engine):
    assert set(inspect(engine).get_view_names()) == set(documented())


@pytest.mark.parametrize("view", documented())
def test_every_column_is_documented_in_its_order(engine: Engine, view: str):
    columns = [column["name"] for column in inspect(engine).get_columns(view)]
    assert columns == documented()[view]


def test_the_readme_s_query_runs(engine: Engine):
    readme = (DOCUMENT.parents[1] / "README.md").read_text(encoding="utf-8")
    query = re.search(r"```sql\n(.*?)```", readme, re.DOTALL)
    assert query is not None
    with engine.connect() as connection:
        assert connection.execute(text(query[1])).all() == []
