"""Title, lead and body of an article as rows of words, made once for all that look words up in them."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.text.patterns import lazy_pattern
from pipeline.text.scripts import has_others, latin_only

LEAD_CHARS = 700
MOST_CHARS = 4000

_WORD = lazy_pattern(r"A\.I\.|[^\W_]+")


class Zones(NamedTuple):
    """Each zone is its words, case as written, with a blank between any two and at both ends; a hyphen parts words."""

    title: str
    lead: str
    body: str


def zones_of(title: str, text: str) -> Zones:
    """Return the words of Latin letters, and behind them what each zone has in other scripts, as it is written.

    A lead is the first `LEAD_CHARS` of *text*, the body goes to `MOST_CHARS`.
    """
    return Zones(_row(title), _row(text[:LEAD_CHARS]), _row(text[LEAD_CHARS:MOST_CHARS]))


def _row(text: str) -> str:
    row = f" {' '.join(_WORD.findall(latin_only(text)))} "
    return f"{row}{text} " if has_others(text) else row


def sign(word: str) -> str:
    """Return what stands in a row where *word* does; scripts other than Latin have no blanks to tell a word by."""
    return word if has_others(word) else f" {word} "
