"""What an edit changed, short enough to read in a digest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from newsdesk.digest.model import Fate, Words
from pipeline.revisions import Run, diff

_AROUND = 7  # words kept on either side of a change
_MOST = 3  # passages of one edit
_COMPARED = 120  # characters
_LONGEST = 60  # words of a stretch that came or went; more than that says too little for its room


def passages(before: str, after: str, *, without: Collection[str] = ()) -> tuple[tuple[Words, ...], ...]:
    """Return the first changed passages of a text; paragraphs that begin like those in *without* are left out."""
    unwanted = {_spaced(text)[:_COMPARED] for text in without}
    found = []
    for line in diff(before, after):
        runs = [run for run in line.runs if _spaced(run.text)[:_COMPARED] not in unwanted]
        if any(Fate(run.op.value) is not Fate.KEPT for run in runs):
            found.append(tuple(_shortened(runs)))
    return tuple(found[:_MOST])


def _shortened(runs: Sequence[Run]) -> Iterator[Words]:
    last = len(runs) - 1
    for number, run in enumerate(runs):
        fate, words = Fate(run.op.value), run.text.split()
        if fate is not Fate.KEPT:
            yield Words(fate, _spaced(run.text) if len(words) <= _LONGEST else " ".join(words[:_LONGEST]) + " …")
            continue
        head = [] if number == 0 else words[:_AROUND]
        tail = [] if number == last else words[max(len(words) - _AROUND, len(head)) :]
        gap = ["…"] if len(head) + len(tail) < len(words) else []
        yield Words(fate, " ".join([*head, *gap, *tail]))


def _spaced(text: str) -> str:
    return " ".join(text.split())
