"""What a person at a terminal sees of work under way: one line that moves."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self

from newsdesk.cli.output import console
from pipeline.redact import one_line, redact

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


@dataclass
class Progress:
    """Shows the newest of the steps it is told; silent unless *shown*."""

    shown: bool
    done: int = 0
    _bar: Bar | None = field(default=None, init=False)
    _task: TaskID | None = field(default=None, init=False)

    def __call__(self, what: str) -> None:
        """Count one step done and show *what* it was, e.g. the address just fetched."""
        self.done += 1
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self.done, description=one_line(redact(what)))

    def __enter__(self) -> Self:
        if self.shown:
            from rich.progress import Progress as Bar
            from rich.progress import SpinnerColumn, TextColumn
            from rich.table import Column

            cut = Column(no_wrap=True, overflow="ellipsis")
            what = TextColumn("{task.description}", markup=False, table_column=cut)
            count = TextColumn("{task.completed:>6}", markup=False)
            # Log lines go to standard error as well; they stay whole, and the line is drawn again below them.
            self._bar = Bar(SpinnerColumn(), count, what, console=console(sys.stderr), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
