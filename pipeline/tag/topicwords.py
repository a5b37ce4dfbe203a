"""Which words of topics stand in a row of words: one Aho-Corasick pass for all topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick

from pipeline.tag.zones import sign


class TopicWords:
    """Finds words and rows of words; "stem*" is any word that begins so, wherever it stands in a row."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        owners: defaultdict[str, list[str]] = defaultdict(list)
        for topic_id, listed in words.items():
            for word in listed:
                owners[_pattern(word)].append(topic_id)
        self._patterns = [pattern.strip() for pattern in owners]
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(list(owners)) if owners else None

    def find(self, row: str) -> list[tuple[str, str]]:
        """Return topic and word for each word of *row*, which has a blank between any two words and at both ends."""
        if self._automaton is None:
            return []
        found = {pattern for pattern, _, _ in self._automaton.find_matches_as_indexes(row.lower(), overlapping=True)}
        return [(topic_id, self._patterns[pattern]) for pattern in sorted(found) for topic_id in self._owners[pattern]]


def _pattern(word: str) -> str:
    """Return what stands in a row where *word* does."""
    lower = word.lower()
    return f" {lower[:-1]}" if lower.endswith("*") else sign(lower)
