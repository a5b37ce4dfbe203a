"""A migration that has landed never changes: databases exist that its text of then has made.

`landed.sha256` holds what each file's bytes add up to. A new migration brings a line of its own; the line of a
landed one is never touched.
"""

from __future__ import annotations

import ast
import sys
from hashlib import sha256
from pathlib import Path

import pytest

import storage.migrations

FOLDER = Path(storage.migrations.__file__).parent
LANDED = {
    name: digest
    for digest, name in (
        line.split() for line in (Path(__file__).parent / "landed.sha256").read_text(encoding="utf-8").splitlines()
    )
}
LIVING = {"env.py", "__init__.py"}  # what runs the migrations; they make no table
FILES = sorted({path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.py")} - LIVING)
MAY_IMPORT = {"alembic", "sqlalchemy", "storage.migrations"} | sys.stdlib_module_names


@pytest.mark.parametrize("name", FILES)
def test_a_landed_migration_stays_as_it_is(name: str):
    digest = sha256((FOLDER / name).read_bytes()).hexdigest()
    assert name in LANDED, f"a new migration brings a line for tests/migrations/landed.sha256: {digest}  {name}"
    assert digest == LANDED[name], (
        f"storage/migrations/{name} has landed and must not change, for databases exist that it has made: "
        "take the change back, and write a new migration"
    )


def test_no_landed_migration_is_gone():
    assert set(LANDED) <= set(FILES), "a landed migration must stay: databases exist that it has made"


@pytest.mark.parametrize("name", FILES)
def test_a_migration_imports_no_code_that_lives_on(name: str):
    living = [module for module in imported(FOLDER / name) if not may_import(module)]
    assert living == [], f"storage/migrations/{name} must say itself what it makes; it reads {', '.join(living)}"


def imported(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or ".")
    return found


def may_import(module: str) -> bool:
    return any(module == allowed or module.startswith(f"{allowed}.") for allowed in MAY_IMPORT)
