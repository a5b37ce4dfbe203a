"""CSV and JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.queries.export import Record, Type

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(path: Path, columns: Mapping[str, Type], rows: Iterable[Record], *, bom: bool = False) -> int:
    """Write *rows* and return how many; with *bom* Excel takes the file for UTF-8."""
    count = 0
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(columns)
        for row in rows:
            out.writerow([cell(row[name], kind) for name, kind in columns.items()])
            count += 1
    return count


def write_jsonl(path: Path, columns: Mapping[str, Type], rows: Iterable[Record]) -> int:
    """Write one JSON object a line and return how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            line = json.dumps({name: row[name] for name in columns}, ensure_ascii=False, default=_moment)
            file.write(line + "\n")
            count += 1
    return count


def cell(value: Any, kind: Type) -> str | int | float | None:
    """Return a value as a cell of a table of text that no program takes for a formula."""
    if value is None:
        return None
    match kind:
        case Type.LIST:
            return harmless("; ".join(value))
        case Type.TIME:
            return _moment(value)
        case Type.TEXT:
            return harmless(value)
        case Type.BOOLEAN:
            return str(value).lower()
        case _:
            return value  # type: ignore[no-any-return] # a number


def harmless(text: str) -> str:
    """Return *text* so that a spreadsheet shows it and does not work it out."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _moment(value: datetime) -> str:
    return value.isoformat()
