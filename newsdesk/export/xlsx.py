"""XLSX by xlsxwriter, row after row to disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from newsdesk.export.missing import needs
from pipeline.errors import ConfigError
from storage.queries.export import Record, Type

MAX_ROWS = 1_048_576  # of a sheet, its head included
MAX_LETTERS = 32_767  # of a cell


def write_xlsx(path: Path, columns: Mapping[str, Type], rows: Iterable[Record]) -> int:
    """Write *rows* into one sheet and return how many. Raises ConfigError when a sheet cannot hold them."""
    with needs("xlsxwriter", "xlsx"):
        import xlsxwriter
    # Strings are written as strings, whatever they begin with.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name)
        sheet.freeze_panes(1, 0)
        for row in rows:
            count += 1
            if count >= MAX_ROWS:
                raise ConfigError(f"{path}: a sheet holds {MAX_ROWS - 1} rows; csv and parquet hold more")
            for place, (name, kind) in enumerate(columns.items()):
                if row[name] is not None:
                    _write(sheet, (count, place), row[name], kind, time)
    return count


def _write(sheet: Any, place: tuple[int, int], value: Any, kind: Type, time: Any) -> None:
    match kind:
        case Type.TIME:
            sheet.write_datetime(*place, value.astimezone(UTC).replace(tzinfo=None), time)
        case Type.LIST:
            sheet.write_string(*place, "; ".join(value)[:MAX_LETTERS])
        case Type.TEXT:
            sheet.write_string(*place, value[:MAX_LETTERS])
        case Type.BOOLEAN:
            sheet.write_boolean(*place, value)
        case _:
            sheet.write_number(*place, value)
