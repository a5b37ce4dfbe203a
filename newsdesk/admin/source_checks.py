"""Checking every source at once, and writing down what came of it in the user's own files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from newsdesk.admin.source_edits import write_keys
from newsdesk.admin.sources import Report
from newsdesk.settings.load import Loaded
from pipeline.records import Source

UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of one source means for its table: what to set there."""

    name: str
    good: bool
    values: dict[str, Any]  # empty: nothing to write


def to_check(sources: Iterable[Source]) -> list[Source]:
    """Return the sources that `--all` asks: those in use, and those switched off because nobody has checked them."""
    return [one for one in sources if one.enabled or one.checked == UNCHECKED]


def verdicts(sources: Sequence[Source], reports: Sequence[Report], today: date) -> list[Verdict]:
    """Return what to write of each source.

    One that can be read was checked today, and is switched on if it was off only because it was unchecked. One that
    cannot is switched off only if it was never known to work: an outage of a day condemns no other, and
    `sources health` raises an alarm if it lasts.
    """
    return [_verdict(source, report, today) for source, report in zip(sources, reports, strict=True)]


def _verdict(source: Source, report: Report, today: date) -> Verdict:
    never = source.checked == UNCHECKED
    if not report.problem:
        values: dict[str, Any] = {"checked": today}
        return Verdict(source.name, True, values | ({} if source.enabled else {"enabled": True}))
    return Verdict(source.name, False, {"enabled": False} if never and source.enabled else {})


def write_verdicts(loaded: Loaded, found: Iterable[Verdict]) -> list[Path]:
    """Write *found* into the user's own files, `mine.toml` for sources of the catalog; return the files changed.

    Raises ConfigError.
    """
    changed = [write_keys(loaded, one.name, one.values) for one in found if one.values]
    return list(dict.fromkeys(path for path in changed if path is not None))
