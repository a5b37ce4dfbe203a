"""Settings that were called otherwise: the old name still works, with a warning that says the new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsdesk.settings.problems import Problem

RENAMED = {  # (section, key) of earlier versions -> of this one, with the same unit and meaning
    ("process", "document_timeout_s"): ("process", "document_cpu_s"),
}


def current_names(
    file: str, tables: Mapping[str, Any], renamed: Mapping[tuple[str, str], tuple[str, str]] = RENAMED
) -> tuple[dict[str, Any], list[str], list[Problem]]:
    """Return *tables* under the names of this version, a warning for each old name, and what is given twice."""
    current: dict[str, Any] = {
        name: dict(table) if isinstance(table, dict) else table for name, table in tables.items()
    }
    warnings: list[str] = []
    problems: list[Problem] = []
    for (section, key), (new_section, new_key) in renamed.items():
        table = current.get(section)
        if not isinstance(table, dict) or key not in table:
            continue
        value = table.pop(key)
        target = current.setdefault(new_section, {})
        if isinstance(target, dict) and new_key in target:
            problems.append(Problem(file, f"{section}.{key}", f"is called {new_section}.{new_key}, which is given too"))
        elif isinstance(target, dict):
            target[new_key] = value
            warnings.append(f"{file}: {section}.{key} is called {new_section}.{new_key} now; the old name will go")
    return current, warnings, problems
