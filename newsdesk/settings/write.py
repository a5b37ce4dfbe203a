"""Tables added to a user's TOML files; what stands there already, comments too, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from pipeline.errors import ConfigError


def file_name(name: str) -> str:
    """Return *name*, checked to name a TOML file of one folder. Raises ConfigError."""
    if Path(name).name != name or not name.endswith(".toml"):
        raise ConfigError(f"--file {name}: expected the name of a .toml file")
    return name


def append_tables(path: Path, kind: str, tables: Sequence[Mapping[str, Any]], *, heading: str) -> None:
    """Append *tables* to *path* as ``[[kind]]`` tables; keys whose value is None or empty are left out.

    A file or folder that is missing is made, the file with the comment *heading*. Lists of mappings become tables
    within. Raises ConfigError when the file is not TOML.
    """
    document = _parsed(path) if path.exists() else tomlkit.document()
    text = tomlkit.dumps(document).rstrip() or f"# {heading}"
    for table in tables:
        added = tomlkit.document()
        added.append(kind, _tables([table]))
        text += "\n\n" + tomlkit.dumps(added).strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, text + "\n")


def change_table(path: Path, kind: str, name: str, values: Mapping[str, Any]) -> None:
    """Set *values* in the ``[[kind]]`` table of *path* that has this *name*. Raises ConfigError."""
    document = _parsed(path)
    document[kind][_index(document, path, kind, name)].update(values)
    replace_text(path, tomlkit.dumps(document))


def remove_table(path: Path, kind: str, name: str) -> None:
    """Take the ``[[kind]]`` table of *path* that has this *name* out. Raises ConfigError."""
    document = _parsed(path)
    index = _index(document, path, kind, name)
    if len(document[kind]) == 1:
        del document[kind]  # an empty list of tables would be written as a key before everything else
    else:
        del document[kind][index]
    replace_text(path, tomlkit.dumps(document))


def replace_text(path: Path, text: str) -> None:
    """Write *text* to *path* so that a reader sees the file of before or that of after, never half of it."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    if path.exists():
        draft.chmod(path.stat().st_mode)
    draft.replace(path)


def _parsed(path: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except TOMLKitError as exc:
        raise ConfigError(f"{path}: not valid TOML: {exc}") from None


def _index(document: TOMLDocument, path: Path, kind: str, name: str) -> int:
    tables = document.get(kind, [])
    found = [number for number, table in enumerate(tables) if table.get("name") == name]
    if len(found) != 1:
        raise ConfigError(f"{path}: expected one [[{kind}]] named {name}, not {len(found)}")
    return found[0]


def _tables(rows: Sequence[Mapping[str, Any]]) -> AoT:
    array = tomlkit.aot()
    for row in rows:
        array.append(_table(row))
    return array


def _table(row: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in row.items():
        if value is None or value == () or value == [] or value == "":
            continue
        if isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value):
            table.append(key, _tables(value))
        else:
            table.append(key, tomlkit.item(list(value) if isinstance(value, tuple) else value))
    return table
