"""Digests as files: each written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from newsdesk.digest.model import Digest
from newsdesk.digest.render import render
from pipeline.errors import ConfigError, RetryLaterError

_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_digest(digest: Digest, folder: Path, formats: Iterable[str]) -> list[Path]:
    """Write ``YYYY-MM-DD.FORMAT`` for each of *formats* into *folder*; return the files.

    All are rendered before the first is written. Raises ConfigError when the folder cannot be written to, and
    RetryLaterError when the disk is full.
    """
    texts = {folder / f"{digest.day}.{form}": render(digest, form) for form in formats}
    _write(folder, texts)
    return list(texts)


def write_changed(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write the files of *folder* that say something else than *texts* (name -> text); return them.

    Raises as `write_digest`.
    """
    changed = {}
    for name, text in texts.items():
        file = folder / name
        if not file.exists() or file.read_bytes() != text.encode():
            changed[file] = text
    _write(folder, changed)
    return list(changed)


def _write(folder: Path, texts: Mapping[Path, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            write_whole(file, text)
    except OSError as exc:
        problem = f"digests cannot be written to {folder}: {exc.strerror or exc}"
        raise (RetryLaterError if exc.errno in _FULL else ConfigError)(problem) from exc


def write_whole(file: Path, text: str) -> None:
    """Put *text* in place of *file* in one step: whoever reads it sees the old text or the new."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)  # mkstemp's is for its owner alone
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
