"""Standard output and error as a command may rely on them: a write does its work, is not wanted, or fails in one line.

What goes wrong with a socket or a file elsewhere must not be taken for this: the reaction is another.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from pipeline.errors import RetryLaterError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class OutputError(RetryLaterError):
    """Standard output takes no more, e.g. because its device is full."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(f"the output cannot be written: {cause.strerror or cause}")


class OutputFile(io.FileIO):
    """An open descriptor for writing that discards what nobody can receive any more.

    When the reader has gone (`head`, `less`), what follows is discarded: that is no failure, and work in flight ends as
    it would have. The first failure of another kind goes to *on_failure*, which may raise.
    """

    def __init__(self, descriptor: int, on_failure: Callable[[OSError], object]) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._on_failure = on_failure
        self._lost = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write *data*; return the number of bytes taken."""
        size = memoryview(data).nbytes
        if self._lost:
            return size
        try:
            return super().write(data)
        except BrokenPipeError:
            self._lost = True
        except OSError as exc:
            self._lost = True
            self._on_failure(exc)
        return size


def open_streams() -> None:
    """Put streams that keep these promises in the place of standard output and error.

    A character that the stream's encoding lacks is written as its escape. Descriptors 0 to 2 that are closed are
    opened on the null device: the database must not get one of them, where whoever prints would write into it.
    """
    for descriptor in range(3):
        _fill(descriptor)
    sys.stdout = _stream(sys.stdout, 1, _fail)
    sys.stderr = _stream(sys.stderr, 2, lambda _exc: None)  # nobody is left to tell


def speak_utf8() -> None:
    """Write standard output in UTF-8 from here on, whatever the terminal's: JSON, HTML and Atom are UTF-8."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        with contextlib.suppress(io.UnsupportedOperation):
            sys.stdout.reconfigure(encoding="utf-8")


def _fill(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != descriptor:
            os.dup2(opened, descriptor)
            os.close(opened)


def _fail(cause: OSError) -> NoReturn:
    raise OutputError(cause) from cause


def _stream(before: object, descriptor: int, on_failure: Callable[[OSError], object]) -> io.TextIOWrapper:
    encoding, errors = "utf-8", "backslashreplace"
    if isinstance(before, io.TextIOWrapper):  # None when the descriptor was closed
        before.flush()
        encoding = before.encoding
        if before.errors not in ("strict", "surrogateescape"):
            errors = before.errors or errors  # somebody chose it, by PYTHONIOENCODING
    raw = OutputFile(descriptor, on_failure)
    line_buffering = descriptor == 2 or raw.isatty()
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors, line_buffering=line_buffering)
