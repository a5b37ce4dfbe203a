"""The place of a text that best shows why it was found, with the hits marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.query.nodes import Phrase, Query
from pipeline.query.walk import phrases
from pipeline.query.words import UNSPACED, words

LETTERS = 180  # of a snippet, about
LOOKED_AT = 20_000  # characters of a text; what first stands further down is shown without its place

# Pieces of the text as written: one character of scripts without blanks, else a run of letters, digits and marks.
_PIECE = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}](?:[^\W_{UNSPACED}]|[\u0300-\u036f\u0900-\u0dff'’])*")


@dataclass(frozen=True, slots=True)
class Snippet:
    """Part of a text, and where in it the hits are: from, to, in characters."""

    text: str
    hits: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str, after: str) -> str:
        """Return the text with *before* and *after* around each hit."""
        parts, at = [], 0
        for begin, end in self.hits:
            parts += [self.text[at:begin], before, self.text[begin:end], after]
            at = end
        return "".join([*parts, self.text[at:]])


def hits_in(text: str, query: Query) -> list[tuple[int, int]]:
    """Return where in *text* the phrases of *query* stand, in order, without overlaps."""
    pieces: list[tuple[int, int]] = []
    said: list[tuple[str, int]] = []  # word, number of its piece
    for match in _PIECE.finditer(text):
        said += [(word, len(pieces)) for word in words(match.group())]
        pieces.append(match.span())
    found = sorted(span for phrase in set(phrases(query)) for span in _spans(phrase, said, pieces))
    merged: list[tuple[int, int]] = []
    for begin, end in found:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def snippet(text: str, query: Query, letters: int = LETTERS) -> Snippet:
    """Return about *letters* characters of *text* around the densest hits, on one line; its beginning without any."""
    flat = re.sub(r"\s+", " ", text[:LOOKED_AT]).strip()
    hits = hits_in(flat, query)
    best = max(hits, key=lambda hit: (sum(hit[0] <= one < hit[0] + letters for one, _ in hits), -hit[0]), default=None)
    begin, end = _window(flat, 0 if best is None else max(0, best[0] - letters // 4), letters)
    before, after = "…" if begin else "", "…" if end < len(flat) else ""
    shift = len(before) - begin
    inside = tuple((one + shift, two + shift) for one, two in hits if begin <= one and two <= end)
    return Snippet(f"{before}{flat[begin:end]}{after}", inside)


def _window(text: str, begin: int, letters: int) -> tuple[int, int]:
    """Return where a part of *text* from about *begin* begins and ends, at blanks where there are some."""
    if begin:
        blank = text.find(" ", begin, begin + 30)
        begin = blank + 1 if blank >= 0 else begin
    end = min(len(text), begin + letters)
    blank = text.rfind(" ", max(begin, end - 30), end) if end < len(text) else -1
    return begin, blank if blank > begin else end


def _spans(phrase: Phrase, said: Sequence[tuple[str, int]], pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    *first, last = phrase.words
    count = len(first)
    found = []
    for at in range(len(said) - count):
        word = said[at + count][0]
        ends = word.startswith(last) if phrase.prefix else word == last
        if ends and [one for one, _ in said[at : at + count]] == first:
            found.append((pieces[said[at][1]][0], pieces[said[at + count][1]][1]))
    return found
