"""What a person at a terminal sees of work under way: one line that moves."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pipeline.redact import one_line, redact

_CLEAR = "\r\x1b[2K"


@dataclass
class Progress:
    """Shows the newest of the steps it is told; silent unless *shown*."""

    shown: bool
    done: int = 0

    def __call__(self, what: str) -> None:
        """Count one step done and show *what* it was, e.g. the address just fetched."""
        self.done += 1
        if self.shown:
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(_CLEAR + f"{self.done:>6}  {one_line(redact(what))}"[:width])
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown and self.done:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
