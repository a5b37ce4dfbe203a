"""What outlets write around their articles: phrases over one line of text, read from ``data/KIND.toml``.

A phrase looks at the beginning of a line or at all of it, never for a word somewhere in a sentence, so that an article
about newsletters is not taken for one. Each has a line that it must find and one, like it, that it must not:
docs/boilerplate.md.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Boilerplate(StrEnum):
    """The kinds; each has a file."""

    SEE_ALSO = "see_also"  # "Read more: ..." with a headline after it, most often a link
    OTHER_ARTICLES = "other_articles"  # a heading over links to other articles; all of the line
    PROMOTION = "promotion"  # newsletters, apps, channels, membership, advertising, consent
    CREDIT = "credit"  # one line on a picture: who made it
    DATELINE = "dateline"  # who, when and how long: what stands between a headline and its text
    LEFTOVER = "leftover"  # of scripts and templates
    WALL = "wall"  # what stands in an article's place: consent, log-in, proofs of being a person


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row of a file; *pattern* ignores case."""

    pattern: str
    languages: tuple[str, ...]  # BCP 47 primary tags; empty: any
    yes: str
    no: str


@cache
def phrases(kind: Boilerplate) -> tuple[Phrase, ...]:
    """Return the phrases of *kind* in the order of its file. KeyError where one lacks its yes or its no."""
    text = files(__package__).joinpath("data", f"{kind}.toml").read_text(encoding="utf-8")
    return tuple(
        Phrase(
            pattern=f"{row.get('before', '')}(?:{'|'.join(row['any'])}){row.get('after', '')}",
            languages=tuple(row["languages"]),
            yes=row["yes"],
            no=row["no"],
        )
        for row in tomllib.loads(text)["phrase"]
    )


@cache
def boilerplate(kind: Boilerplate) -> re.Pattern[str]:
    """Return one pattern that finds every phrase of *kind* in a line."""
    return re.compile("|".join(phrase.pattern for phrase in phrases(kind)), re.IGNORECASE)


def is_boilerplate(line: str, *kinds: Boilerplate) -> bool:
    """Return whether *line* has a phrase of one of *kinds*."""
    return any(
        (beginning is not None and beginning.match(line)) or (anywhere is not None and anywhere.search(line))
        for beginning, anywhere in map(_parted, kinds)
    )


@cache
def _parted(kind: Boilerplate) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return the phrases for a line's beginning and the others: a search tries the former at each of its letters."""
    parts: tuple[list[str], list[str]] = ([], [])
    for phrase in phrases(kind):
        parts[not phrase.pattern.startswith("^")].append(phrase.pattern)
    beginning, anywhere = (re.compile("|".join(part), re.IGNORECASE) if part else None for part in parts)
    return beginning, anywhere
