"""How a language names who speaks and ties quoted words to them, read from ``data/LANG.toml``: docs/attribution.md.

A pattern is put together of fragments and words by name, and compiled when it is first needed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.text.patterns import lazy_pattern

_NAME = lazy_pattern(r"\{([a-z_]+)\}")
_DEEPEST = 20  # fragments inside fragments


@dataclass(frozen=True, slots=True)
class AttributionPattern:
    """One pattern with a sentence of each kind, in which ``|`` marks the place that *look* speaks of."""

    name: str
    regex: str  # whole, nothing left to put in
    look: str  # "at" the place, "before" it, "anywhere", or "whole": all of the text
    multiline: bool
    yes: str  # it finds something there
    no: str  # it does not, though the sentence is like the other

    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.regex, re.MULTILINE if self.multiline else 0)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern by its name. KeyError if the data has none of that name."""
    return attribution_patterns()[name].compiled()


@cache
def fragment(name: str) -> str:
    """Return a fragment, or a pattern for any of some words, the longest first."""
    return _filled("{" + name + "}", 0)


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of a list by its name."""
    return frozenset(one.replace("_", " ") for one in _data()["words"][name].split())


@cache
def attribution_patterns() -> dict[str, AttributionPattern]:
    """Return every pattern by name."""
    return {
        row["name"]: AttributionPattern(
            name=row["name"],
            regex=_filled(_whole(row["regex"]), 0),
            look=row["look"],
            multiline=row.get("multiline", False),
            yes=row["yes"],
            no=row["no"],
        )
        for row in _data()["pattern"]
    }


def _filled(text: str, depth: int) -> str:
    if depth > _DEEPEST:
        raise ValueError(f"fragments go round in a circle at {text[:60]!r}")

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name in _data()["fragments"]:
            return _filled(_whole(_data()["fragments"][name]), depth + 1)
        listed = sorted(_data()["words"][name].split(), key=len, reverse=True)
        return "|".join(listed).replace("_", " ")

    return _NAME.sub(put, text)


def _whole(written: str | list[str]) -> str:
    """Return a regular expression that may be written in several pieces."""
    return written if isinstance(written, str) else "".join(written)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data", "en.toml").read_text(encoding="utf-8"))
