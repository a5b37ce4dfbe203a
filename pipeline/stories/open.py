"""The open stories as one process sees them: an inverted index of the window's articles, kept in memory.

It holds nothing that the database does not: `storage.stories` fills it from rows and keeps it up with what
other processes place. Its size is bounded by the window, not by the archive.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PRIOR = 400  # articles that the index is taken to have seen before the first: with few, every word would be rare
CENTROID_TERMS = 160


@dataclass(frozen=True, slots=True)
class Member:
    """An article as stories know it."""

    article_id: int
    story_id: int
    outlet: str
    dated_at: datetime
    placed_at: datetime
    terms: Mapping[str, float]
    words: int  # of its body; 0 for a headline alone
    copy: bool = False


@dataclass
class OpenStory:
    """A story with members in the window, oldest first."""

    story_id: int
    members: dict[int, Member] = field(default_factory=dict)
    total: dict[str, float] = field(default_factory=dict)  # term weights summed over members

    @property
    def newest_at(self) -> datetime:
        return max(member.dated_at for member in self.members.values())

    @property
    def oldest_at(self) -> datetime:
        return min(member.dated_at for member in self.members.values())

    @property
    def placed_at(self) -> datetime:
        return max(member.placed_at for member in self.members.values())

    @property
    def outlets(self) -> set[str]:
        return {member.outlet for member in self.members.values()}

    @property
    def has_body(self) -> bool:
        return any(member.words for member in self.members.values())


class OpenStories:
    """An inverted index: term -> stories that have it."""

    def __init__(self) -> None:
        self.stories: dict[int, OpenStory] = {}
        self._member: dict[int, Member] = {}
        self._frequency: Counter[str] = Counter()
        self._postings: dict[str, dict[int, int]] = {}  # term -> story -> members that have it

    def __len__(self) -> int:
        return len(self._member)

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._member

    def put(self, member: Member) -> None:
        """Add *member*, or move it to the story it is in now."""
        self.drop(member.article_id)
        story = self.stories.setdefault(member.story_id, OpenStory(member.story_id))
        story.members[member.article_id] = member
        self._member[member.article_id] = member
        for term, weight in member.terms.items():
            self._frequency[term] += 1
            story.total[term] = story.total.get(term, 0.0) + weight
            stories = self._postings.setdefault(term, {})
            stories[member.story_id] = stories.get(member.story_id, 0) + 1

    def drop(self, article_id: int) -> None:
        """Take an article out, and its story with the last one."""
        member = self._member.pop(article_id, None)
        if member is None:
            return
        story = self.stories[member.story_id]
        del story.members[article_id]
        for term, weight in member.terms.items():
            self._frequency[term] -= 1
            story.total[term] -= weight
            stories = self._postings[term]
            stories[member.story_id] -= 1
            if not stories[member.story_id]:
                del stories[member.story_id], story.total[term]
            if not stories:
                del self._postings[term], self._frequency[term]
        if not story.members:
            del self.stories[member.story_id]

    def forget_before(self, moment: datetime) -> None:
        """Drop the stories to which nothing was added since *moment*."""
        for story in [story for story in self.stories.values() if story.placed_at < moment]:
            for article_id in list(story.members):
                self.drop(article_id)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of *term*, 0..1."""
        seen = len(self._member) + PRIOR
        return math.log((seen + 1) / (self._frequency.get(term, 0) + 0.5)) / math.log(seen + 1)

    def vector(self, terms: Mapping[str, float]) -> dict[str, float]:
        """Return *terms* weighed by rarity, of length 1."""
        weighed = {term: weight * max(self.rarity(term), 0.01) for term, weight in terms.items()}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {term: weight / length for term, weight in weighed.items()}

    def centroid(self, story: OpenStory) -> dict[str, float]:
        """Return the vector of a story's strongest terms."""
        if len(story.total) <= CENTROID_TERMS:
            return self.vector(story.total)
        strongest = sorted(story.total, key=lambda term: (-story.total[term], term))[:CENTROID_TERMS]
        return self.vector({term: story.total[term] for term in strongest})

    def sharing(self, vector: Mapping[str, float], limit: int) -> Iterator[OpenStory]:
        """Yield the *limit* stories that share the heaviest terms with *vector*."""
        score: dict[int, float] = {}
        # The lightest terms bring most postings and least evidence.
        for term in sorted(vector, key=lambda term: -vector[term])[:40]:
            gain = vector[term] ** 2
            for story_id in self._postings.get(term, ()):
                score[story_id] = score.get(story_id, 0.0) + gain
        for story_id in sorted(score, key=lambda one: (-score[one], one))[:limit]:
            yield self.stories[story_id]


def similarity(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine of two vectors of length 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def gap(story: OpenStory, when: datetime) -> timedelta:
    """Return how far *when* lies outside the time that *story* spans."""
    if when > story.newest_at:
        return when - story.newest_at
    return max(story.oldest_at - when, timedelta(0))
