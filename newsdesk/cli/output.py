"""The one way to standard output and error for every command.

What outlets wrote is shown here, and so nothing leaves but text that is safe for a terminal (`pipeline.redact`).
Colour is for terminals, and for nobody who sets $NO_COLOR (https://no-color.org).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TextIO

import click

from pipeline.redact import one_line, redact

if TYPE_CHECKING:
    from rich.console import Console

Colour = Literal["red", "green", "yellow"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a `table`."""

    title: str
    right: bool = False  # numbers
    shrinks: int = 0  # on a terminal that is too narrow, to this share of what the others leave; 0: not


def say(
    line: object = "", *, bold: bool = False, colour: Colour | None = None, err: bool = False, masked: bool = False
) -> None:
    """Print one line; *masked* hides the secrets of addresses and settings in it."""
    text = one_line(redact(str(line)) if masked else str(line))
    if (bold or colour) and has_colour(sys.stderr if err else sys.stdout):
        text = click.style(text, fg=colour, bold=bold or None)
    click.echo(text, err=err, color=True)


def say_text(text: str) -> None:
    """Print a text of several lines."""
    for line in text.replace("\r\n", "\n").split("\n"):
        say(line)


def say_document(text: str) -> None:
    """Print a file's content: byte for byte into a pipe or a file, made safe on a terminal."""
    if sys.stdout.isatty():
        say_text(text.removesuffix("\n"))
    else:
        click.echo(text, nl=False)


def say_json(value: object, *, indent: int | None = 2, default: Callable[[Any], Any] | None = None) -> None:
    """Print *value* as JSON in UTF-8; what would steer a terminal is escaped as JSON escapes it."""
    from newsdesk.streams import speak_utf8

    speak_utf8()  # JSON is (RFC 8259, 8.1)
    click.echo(safe_json(json.dumps(value, ensure_ascii=False, indent=indent, default=default)))


def safe_json(text: str) -> str:
    """Return JSON that means the same, with every character escaped that would steer a terminal."""
    from pipeline.redact import is_steering

    return "".join(
        json.dumps(character)[1:-1] if character != "\n" and is_steering(character) else character for character in text
    )


def table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """Print *rows* below the titles of *columns*: fitted to a terminal's width, in full and aligned elsewhere."""
    cells = [[one_line("" if cell is None else str(cell)) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _rich_table(columns, cells)
    else:
        for line in plain_table(columns, cells):
            click.echo(line)


def plain_table(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table whose columns are as wide as what stands in them."""
    lines = [[column.title for column in columns], *(list(row) for row in cells)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    aligned = (
        "  ".join(
            f"{cell:>{width}}" if column.right else f"{cell:<{width}}"
            for cell, width, column in zip(line, widths, columns, strict=True)
        )
        for line in lines
    )
    return [line.rstrip() for line in aligned]


def has_colour(stream: TextIO | None, environ: Mapping[str, str] | None = None) -> bool:
    """Return whether colours may be written to *stream*."""
    environ = os.environ if environ is None else environ
    wanted = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return wanted and stream is not None and stream.isatty()


def console(stream: TextIO) -> Console:
    """Return Rich's console on *stream*."""
    from rich.console import Console

    # What is printed is foreign text: nothing of it is markup.
    return Console(
        file=stream,
        width=shutil.get_terminal_size().columns,
        color_system="auto" if has_colour(stream) else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _rich_table(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len
    from rich.table import Table

    out = console(sys.stdout)
    widths = [
        max(cell_len(cell) for cell in (column.title, *column_cells))
        for column, *column_cells in zip(columns, *cells, strict=True)
    ]
    too_wide = sum(widths) + 2 * (len(columns) - 1) > out.width
    drawn = Table(box=None, expand=too_wide, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        drawn.add_column(
            column.title,
            justify="right" if column.right else "left",
            overflow="ellipsis",
            no_wrap=True,
            ratio=column.shrinks or None,
        )
    for row in cells:
        drawn.add_row(*row)
    out.print(drawn)
