"""Tables of several folders as one list: the shipped catalog below, a user's own folder on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newsdesk.settings.problems import Problem, read_toml


@dataclass(frozen=True, slots=True)
class Placed:
    """One ``[[name]]`` table, the file it stands in and its layer; *keys* may come from lower layers as well."""

    keys: dict[str, Any]
    file: str
    layer: int
    label: str  # for messages: source[techcrunch], or source[3] without an id


def merged(tables: Sequence[Placed], *, key: str, whole: str) -> Iterator[Placed]:
    """Yield *tables* with those of lower layers that a higher one changes or replaces taken out.

    A table has the identity *key*. One of a higher layer that states *whole* (without which it cannot stand alone)
    replaces the lower one of the same identity; one without changes only the keys that it states. Tables of one layer
    are not compared: two of one identity are an error that the reader reports.
    """
    lower: dict[Any, Placed] = {}
    replaced: set[int] = set()
    result: list[Placed] = []
    for layer in sorted({table.layer for table in tables}):
        placed = []
        for table in (one for one in tables if one.layer == layer):
            below = lower.get(_identity(table, key))
            if below is None:
                placed.append(table)
                continue
            replaced.add(id(below))
            placed.append(table if whole in table.keys else replace(table, keys=_changed(below.keys, table.keys)))
        result += placed
        lower.update((_identity(table, key), table) for table in placed if _identity(table, key) is not None)
    return (table for table in result if id(table) not in replaced)


def placed_tables(files: Sequence[tuple[int, Path]], name: str, key: str) -> tuple[list[Placed], list[Problem]]:
    """Return the ``[[name]]`` tables of *files* (layer, path), and what is wrong with the files."""
    found: list[Placed] = []
    problems: list[Problem] = []
    for layer, file in files:
        tables, wrong = read_toml(file)
        problems += wrong
        problems += [
            Problem(str(file), other, f"unknown key; expected [[{name}]] tables") for other in tables if other != name
        ]
        value = tables.get(name, [])
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            problems.append(Problem(str(file), name, f"expected [[{name}]] tables"))
            continue
        for number, table in enumerate(value):
            identity = table.get(key)
            label = identity if isinstance(identity, str) and identity else str(number)
            found.append(Placed(table, str(file), layer, f"{name}[{label}]"))
    return found, problems


def toml_files(folders: Sequence[Path]) -> list[tuple[int, Path]]:
    """Return the ``*.toml`` files of *folders*, lowest layer first, each with its layer's number."""
    return [(layer, file) for layer, folder in enumerate(folders) for file in sorted(folder.glob("*.toml"))]


def _identity(table: Placed, key: str) -> str | None:
    value = table.keys.get(key)
    return value if isinstance(value, str) else None


def _changed(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return *below* with the keys of *above*; tables within are changed key by key, lists are replaced."""
    return below | {
        key: below[key] | value if isinstance(value, dict) and isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }
