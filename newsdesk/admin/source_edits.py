"""Sources switched on and off and taken out. Only the user's own files are changed, and their comments stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from newsdesk.settings.folders import writable_folder
from newsdesk.settings.layers import Placed, placed_tables, toml_files
from newsdesk.settings.load import Loaded
from newsdesk.settings.sources import try_sources
from newsdesk.settings.write import append_tables, change_table, remove_table, replace_text
from pipeline.errors import ConfigError

MINE = "mine.toml"


def set_enabled(loaded: Loaded, name: str, *, enabled: bool) -> Path | None:
    """Switch source *name* on or off; return the changed file, None when it was so. Raises ConfigError.

    A source of the shipped catalog is changed by a table in `MINE`, which states nothing but this.
    """
    tables = _tables_of(loaded, name)
    before = next((table.keys["enabled"] for table in reversed(tables) if "enabled" in table.keys), True)
    return None if before == enabled else write_keys(loaded, name, {"enabled": enabled})


def write_keys(loaded: Loaded, name: str, values: Mapping[str, Any]) -> Path | None:
    """Set *values* in the user's own table of source *name*, made where there is none; return the changed file.

    None when all of it was so already. Raises ConfigError.
    """
    folder = writable_folder(loaded.folder) / "sources"
    tables = _tables_of(loaded, name)
    stated: dict[str, Any] = {}
    for one in tables:
        stated |= one.keys
    if all(stated.get(key) == value for key, value in values.items()):
        return None
    own = _own(tables, folder)
    if own is not None:
        return _checked(loaded, Path(own.file), lambda path: change_table(path, "source", name, values))
    table = {"name": name, **values}
    heading = "Changed by `newsdesk sources`."
    return _checked(loaded, folder / MINE, lambda path: append_tables(path, "source", [table], heading=heading))


def remove(loaded: Loaded, name: str) -> tuple[Path, bool]:
    """Take source *name* out of the user's own file; return the file, and whether the shipped catalog has it still.

    Raises ConfigError when only the shipped catalog has it.
    """
    folder = writable_folder(loaded.folder) / "sources"
    tables = _tables_of(loaded, name)
    own = _own(tables, folder)
    if own is None:
        raise ConfigError(f"{name}: comes with newsdesk; `newsdesk sources disable {name}` switches it off")
    path = _checked(loaded, Path(own.file), lambda file: remove_table(file, "source", name))
    return path, len(tables) > 1


def _tables_of(loaded: Loaded, name: str) -> list[Placed]:
    """Return the tables of source *name*, that of the lowest layer first. Raises ConfigError when there is none."""
    tables, _ = placed_tables(toml_files(loaded.source_folders), "source", "name")
    found = [table for table in tables if table.keys.get("name") == name]
    if not found:
        raise ConfigError(f"{loaded.source_folders[-1]}: no source named {name}")
    return found


def _own(tables: list[Placed], folder: Path) -> Placed | None:
    return next((one for one in tables if Path(one.file).parent.resolve() == folder.resolve()), None)


def _checked(loaded: Loaded, path: Path, change: Callable[[Path], None]) -> Path:
    """Make *change* to *path*. Raises ConfigError, with the file as it was, when the sources are wrong after it."""
    before = path.read_text(encoding="utf-8") if path.exists() else None
    known = set(try_sources(*loaded.source_folders)[1])
    change(path)
    _, problems = try_sources(*dict.fromkeys((*loaded.source_folders, path.parent)))
    new = [problem for problem in problems if problem not in known]
    if not new:
        return path
    if before is None:
        path.unlink()
    else:
        replace_text(path, before)
    raise ConfigError(f"{path}: left as it was, for with the change: {new[0]}")
