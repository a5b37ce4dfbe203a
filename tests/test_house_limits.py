"""No file above 400 lines, and no function above 60 lines or 6 parameters unless a reason stands beside its name.

The reason is a comment on the line of ``def``: ``def add(  # limit: one parameter for each option``. Migrations are
left out, for a landed one never changes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("crawler", "pipeline", "storage", "newsdesk", "benchmarks")
MAX_FILE_LINES = 400
MAX_LINES = 60
MAX_PARAMETERS = 6
REASON = "# limit: "


@dataclass(frozen=True)
class Function:
    """A function of a file: where it stands, and how large it is without self or cls."""

    name: str
    line: int
    lines: int
    parameters: int
    reason: str | None

    @property
    def is_large(self) -> bool:
        return self.lines > MAX_LINES or self.parameters > MAX_PARAMETERS


def functions(code: str) -> Iterator[Function]:
    """Yield the functions and methods of *code*."""
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            first = lines[node.lineno - 1]
            yield Function(
                node.name,
                node.lineno,
                (node.end_lineno or node.lineno) - node.lineno + 1,
                len(names) - (names[:1] in (["self"], ["cls"])),
                first.partition(REASON)[2].strip() or None,
            )


def ours() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


def named() -> Iterator[tuple[str, Function]]:
    for name, code in ours():
        for one in functions(code):
            yield f"{name}:{one.line} {one.name}", one


def test_no_file_is_too_long():
    assert {name: lines for name, code in ours() if (lines := len(code.splitlines())) > MAX_FILE_LINES} == {}


def test_no_function_is_too_large_without_a_reason():
    assert [where for where, one in named() if one.is_large and one.reason is None] == []


def test_no_reason_is_left_where_none_is_needed():
    assert [where for where, one in named() if one.reason is not None and not one.is_large] == []


SEVEN = "a, b, c, d, *, e, f, g"


@pytest.mark.parametrize(
    ("code", "large"),
    [
        (f"def f({SEVEN}): ...", True),
        ("class A:\n    def f(self, a, b, c, d, e, f): ...", False),
        ("def f():\n" + "    pass\n" * 60, True),
        ("def f():\n" + "    pass\n" * 59, False),
    ],
)
def test_large_is_counted_without_self_and_with_the_line_of_def(code, large):
    assert [one.is_large for one in functions(code)] == [large]


def test_a_reason_stands_on_the_line_of_def():
    (one,) = functions(f"def f(  # limit: seven options\n    {SEVEN}\n): ...")
    assert one.reason == "seven options"
