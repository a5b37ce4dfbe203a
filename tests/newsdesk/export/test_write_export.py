"""What is exported is read back as it was, by what people read it with."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsdesk.export.missing import needs
from newsdesk.export.write import write_export
from pipeline.errors import ConfigError
from storage.queries.export import Type

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
COLUMNS = {"id": Type.INTEGER, "title": Type.TEXT, "share": Type.NUMBER, "at": Type.TIME, "names": Type.LIST}
COLUMNS |= {"first": Type.BOOLEAN}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://a.example","x")', "\t=1", "＝1"]
ROWS = [
    {"id": number, "title": title, "share": 0.5, "at": AT, "names": ["Zoë", "李"], "first": True}
    for number, title in enumerate(["Café, 人工", 'He said "no"\nand left', *FORMULAS])
]
EMPTY = {"id": 99, "title": None, "share": None, "at": None, "names": [], "first": None}


def test_csv_keeps_what_is_written_and_holds_no_formula(tmp_path: Path):
    assert write_export(tmp_path / "a.csv", COLUMNS, [*ROWS, EMPTY]) == len(ROWS) + 1
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == list(COLUMNS)
    assert [row[1].removeprefix("'") for row in rows[:-1]] == [row["title"] for row in ROWS]
    assert not [row for row in rows if row[1].startswith(tuple("=+-@\t＝"))]
    assert rows[0][2:] == ["0.5", AT.isoformat(), "Zoë; 李", "true"]
    assert rows[-1] == ["99", "", "", "", "", ""]


def test_a_byte_order_mark_comes_on_demand(tmp_path: Path):
    write_export(tmp_path / "a.csv", COLUMNS, ROWS, bom=True)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_json_lines_keep_types(tmp_path: Path):
    write_export(tmp_path / "a.jsonl", COLUMNS, [*ROWS, EMPTY])
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines[:-1]] == [row["title"] for row in ROWS]
    assert (lines[0]["names"], lines[0]["at"]) == (["Zoë", "李"], AT.isoformat())
    assert lines[-1] == EMPTY


def test_xlsx_holds_text_and_no_formula(tmp_path: Path):
    pytest.importorskip("xlsxwriter")
    openpyxl = pytest.importorskip("openpyxl")
    assert write_export(tmp_path / "a.xlsx", COLUMNS, [*ROWS, EMPTY]) == len(ROWS) + 1
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    head, *rows = list(book.active.iter_rows())
    assert [one.value for one in head] == list(COLUMNS)
    assert [row[1].value for row in rows[:-1]] == [row["title"] for row in ROWS]
    assert {row[1].data_type for row in rows[:-1]} == {"s"}
    assert [one.value for one in rows[0]][2:] == [0.5, AT.replace(tzinfo=None), "Zoë; 李", True]
    book.close()


def test_parquet_has_typed_columns_and_lists(tmp_path: Path):
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    assert write_export(tmp_path / "a.parquet", COLUMNS, [*ROWS, EMPTY]) == len(ROWS) + 1
    found = parquet.read_table(tmp_path / "a.parquet")
    assert found.to_pylist() == [*ROWS, EMPTY]
    types = [str(each) for each in found.schema.types]
    assert types[:4] == ["int64", "string", "double", "timestamp[us, tz=UTC]"]
    assert types[4].startswith("list<")


def test_a_file_stays_as_it_was_when_rows_cannot_be_had(tmp_path: Path):
    def broken():
        yield ROWS[0]
        raise ConfigError("lost")

    (tmp_path / "a.csv").write_text("before")
    with pytest.raises(ConfigError, match="lost"):
        write_export(tmp_path / "a.csv", COLUMNS, broken())
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "before"


@pytest.mark.parametrize("name", ["a.doc", "a", "nowhere/a.csv"])
def test_other_names_are_refused(tmp_path: Path, name: str):
    with pytest.raises(ConfigError, match=r"ends in|no such folder"):
        write_export(tmp_path / name, COLUMNS, ROWS)


def test_a_missing_library_is_told_with_its_extra():
    with (
        pytest.raises(ConfigError, match=r"xlsx needs xlsxwriter: pip install 'newsdesk\[export\]'"),
        needs("xlsxwriter", "xlsx"),
    ):
        raise ImportError
