"""What coverage is about: weighted patterns in title, lead and body."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import TopicTag

LEAD_CHARS = 600
BODY_CHARS = 3500
MOST_TOPICS = 5
ENOUGH = 0.3

_TITLE, _LEAD, _BODY = 3.0, 1.2, 0.35
_HALF = 3.0  # the weight at which a topic scores one half


@dataclass(frozen=True, slots=True)
class Topic:
    """One record of ``config/topics.toml``."""

    id: str
    name: str
    pattern: str
    weight: float = 1.0  # of one match: patterns of common words weigh less


class Topics:
    """Finds the topics of an article."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = [(topic, re.compile(rf"\b(?:{_lower(topic.pattern)})")) for topic in topics]

    def find(self, title: str, text: str) -> tuple[TopicTag, ...]:
        """Return at most `MOST_TOPICS`, the strongest first."""
        whole = f"{title}\n{text[:BODY_CHARS]}".lower()
        lead_from, body_from = len(title), len(title) + LEAD_CHARS
        found = []
        for topic, pattern in self._topics:
            hits: tuple[set[str], set[str], set[str]] = (set(), set(), set())
            for match in pattern.finditer(whole):
                zone = 0 if match.start() < lead_from else 1 if match.start() < body_from else 2
                hits[zone].add(match.group())
            weight = topic.weight * (
                _TITLE * min(len(hits[0]), 2) + _LEAD * min(len(hits[1]), 3) + _BODY * min(len(hits[2]), 10)
            )
            score = round(weight / (weight + _HALF), 3)
            if score >= ENOUGH:
                found.append(TopicTag(topic.id, score))
        return tuple(sorted(found, key=lambda tag: (-tag.score, tag.topic_id))[:MOST_TOPICS])


def _lower(pattern: str) -> str:
    """Return *pattern* for text in lower case: several times faster than ignoring case, escapes left as they are."""
    return re.sub(r"(\\.)|([A-Z]+)", lambda found: found[1] or found[2].lower(), pattern)


def problems_of(topics: Sequence[Topic]) -> list[str]:
    """Return what is wrong with the topics."""
    found = []
    for topic in topics:
        try:
            re.compile(topic.pattern)
        except re.error as exc:
            found.append(f"{topic.id}: pattern cannot be read: {exc}")
        if not math.isfinite(topic.weight) or topic.weight <= 0:
            found.append(f"{topic.id}: weight must be positive")
    return found
