"""What coverage is about: weighted patterns in title, lead and body."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import TopicTag

LEAD_CHARS = 600
BODY_CHARS = 8000
MOST_TOPICS = 4
ENOUGH = 0.35

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
        self._topics = [(topic, re.compile(rf"(?<!\w)(?:{topic.pattern})", re.IGNORECASE)) for topic in topics]

    def find(self, title: str, text: str) -> tuple[TopicTag, ...]:
        """Return at most `MOST_TOPICS`, the strongest first."""
        lead, body = text[:LEAD_CHARS], text[LEAD_CHARS:BODY_CHARS]
        found = []
        for topic, pattern in self._topics:
            weight = topic.weight * (
                _TITLE * min(_hits(pattern, title), 2)
                + _LEAD * min(_hits(pattern, lead), 3)
                + _BODY * min(_hits(pattern, body), 10)
            )
            score = round(weight / (weight + _HALF), 3)
            if score >= ENOUGH:
                found.append(TopicTag(topic.id, score))
        return tuple(sorted(found, key=lambda tag: (-tag.score, tag.topic_id))[:MOST_TOPICS])


def _hits(pattern: re.Pattern[str], text: str) -> int:
    return len({match.group().casefold() for match in pattern.finditer(text)}) if text else 0


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
