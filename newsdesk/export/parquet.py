"""Parquet by pyarrow, a group of rows after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from newsdesk.export.missing import needs
from storage.queries.export import Record, Type

GROUP = 10_000  # rows


def write_parquet(path: Path, columns: Mapping[str, Type], rows: Iterable[Record]) -> int:
    """Write *rows* with typed columns, lists as lists, and return how many."""
    with needs("pyarrow", "parquet"):
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter
    types = {
        Type.TEXT: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.NUMBER: pa.float64(),
        Type.BOOLEAN: pa.bool_(),
        Type.TIME: pa.timestamp("us", tz="UTC"),
        Type.LIST: pa.list_(pa.string()),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    left, count = iter(rows), 0
    with ParquetWriter(path, schema, compression="zstd") as out:
        while group := list(islice(left, GROUP)):
            out.write_table(pa.table({name: [row[name] for row in group] for name in columns}, schema=schema))
            count += len(group)
    return count
