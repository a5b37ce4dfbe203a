"""One export to one file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from newsdesk.export.parquet import write_parquet
from newsdesk.export.text import write_csv, write_jsonl
from newsdesk.export.xlsx import write_xlsx
from pipeline.errors import ConfigError
from storage.queries.export import Record, Type

FORMATS = ("csv", "xlsx", "jsonl", "parquet")


def format_of(path: Path) -> str:
    """Return the format that the end of a file's name says. Raises ConfigError."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise ConfigError(f"{path}: expected a name that ends in {', '.join('.' + each for each in FORMATS)}")
    return form


def write_export(path: Path, columns: Mapping[str, Type], rows: Iterable[Record], *, bom: bool = False) -> int:
    """Write *rows* to *path* in the format that its name says; return how many there are.

    The file is there when all of it is; one that was there stays until then. Raises ConfigError.
    """
    form = format_of(path)
    if not path.parent.is_dir():
        raise ConfigError(f"{path.parent}: no such folder")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".newsdesk-") as folder:
        part = Path(folder) / path.name
        if form == "csv":
            count = write_csv(part, columns, rows, bom=bom)
        elif form == "jsonl":
            count = write_jsonl(part, columns, rows)
        elif form == "xlsx":
            count = write_xlsx(part, columns, rows)
        else:
            count = write_parquet(part, columns, rows)
        part.replace(path)
    return count
