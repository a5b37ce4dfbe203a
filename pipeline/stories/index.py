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

from pipeline.stories.embeddings import Nearest, Vector, unpacked

PRIOR = 400  # articles that the index is taken to have seen before the first: with few, every word would be rare
HEAVIEST = 40  # terms of a vector that are looked up; the lightest bring most postings and least evidence
NAME = "^"  # marks a name that a text repeats, see `pipeline.stories.features`
DAY = "#"  # marks a day on which the text says something happened


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
    copy_of: int | None = None  # the article it is a copy of
    meaning: bytes = b""  # see `pipeline.stories.embeddings`


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of an article is compared with others."""

    vector: Mapping[str, float]  # its terms, weighed by rarity, of length 1
    names: frozenset[str]  # it repeats them, so it is about them
    words: frozenset[str]  # all that it mentions
    meaning: Vector | None = None  # of length 1


@dataclass
class OpenStory:
    """A story with members in the window, and the sum of what its originals say; copies add nothing to it."""

    story_id: int
    members: dict[int, Member] = field(default_factory=dict)
    originals: int = 0
    total: dict[str, float] = field(default_factory=dict)  # their vectors, summed
    mentions: Counter[str] = field(default_factory=Counter)  # how many of them mention a term
    names: Counter[str] = field(default_factory=Counter)  # how many of them are about a name
    meaning: Vector | None = None  # their embeddings, summed; None if one has none

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

    @property
    def length(self) -> float:
        """Return the length of the summed vector."""
        return math.sqrt(sum(weight * weight for weight in self.total.values())) or 1.0

    def without(self, member: Member, sketch: Sketch) -> OpenStory:
        """Return the story as it would be without one of its originals."""
        return OpenStory(
            self.story_id,
            {article_id: one for article_id, one in self.members.items() if one is not member},
            self.originals - 1,
            {term: weight - sketch.vector.get(term, 0.0) for term, weight in self.total.items()},
            self.mentions - Counter(sketch.words),
            self.names - Counter(sketch.names),
            None if self.meaning is None or sketch.meaning is None else self.meaning - sketch.meaning,
        )


class StoryIndex:
    """An inverted index: term -> stories that have it."""

    def __init__(self) -> None:
        self.stories: dict[int, OpenStory] = {}
        self.changed: set[int] = set()  # stories whose members changed since they were last looked over
        self._member: dict[int, Member] = {}
        self._sketch: dict[int, Sketch] = {}  # of originals
        self._frequency: Counter[str] = Counter()
        self._postings: dict[str, set[int]] = {}  # term -> stories that have it
        self._nearest = Nearest()

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
        self.changed.add(member.story_id)
        if member.copy_of is not None:
            return
        sketch = self._sketch[member.article_id] = self.sketch(member.terms, member.meaning)
        if sketch.meaning is None or (story.meaning is None and story.originals):
            self._direct(story, None)
        else:
            self._direct(story, sketch.meaning if story.meaning is None else story.meaning + sketch.meaning)
        story.originals += 1
        story.names.update(sketch.names)
        story.mentions.update(sketch.words)
        self._frequency.update(sketch.vector.keys())
        for term, weight in sketch.vector.items():
            story.total[term] = story.total.get(term, 0.0) + weight
            self._postings.setdefault(term, set()).add(member.story_id)

    def drop(self, article_id: int) -> None:
        """Take an article out, and its story with the last one."""
        member = self._member.pop(article_id, None)
        if member is None:
            return
        story = self.stories[member.story_id]
        del story.members[article_id]
        self.changed.add(member.story_id)
        sketch = self._sketch.pop(article_id, None)
        if sketch is not None:
            self._forget(story, sketch)
        if not story.members:
            del self.stories[member.story_id]
            self.changed.discard(member.story_id)

    def forget_before(self, moment: datetime) -> None:
        """Drop the stories to which nothing was added since *moment*."""
        for story in [story for story in self.stories.values() if story.placed_at < moment]:
            for article_id in list(story.members):
                self.drop(article_id)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of *term*, 0..1."""
        seen = len(self._sketch) + PRIOR
        return max(math.log((seen + 1) / (self._frequency.get(term, 0) + 0.5)) / math.log(seen + 1), 0.01)

    def sketch(self, terms: Mapping[str, float], meaning: bytes = b"") -> Sketch:
        """Return what is compared of an article with these terms, as rare as they are by now, and this meaning."""
        weighed = {term: weight * self.rarity(term) for term, weight in terms.items() if term[0] not in (NAME, DAY)}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        names = frozenset(term[1:] for term in terms if term[0] == NAME)
        vector = {term: weight / length for term, weight in weighed.items()}
        return Sketch(vector, names, names.union(vector), unpacked(meaning))

    def sketch_of(self, article_id: int) -> Sketch | None:
        """Return the sketch of an open article; None for a copy."""
        return self._sketch.get(article_id)

    def sharing(self, vector: Mapping[str, float], limit: int, meaning: Vector | None = None) -> Iterator[OpenStory]:
        """Yield the *limit* stories that share the heaviest terms with *vector*, and as many nearest to *meaning*."""
        score: dict[int, float] = {}
        for term in sorted(vector, key=lambda term: -vector[term])[:HEAVIEST]:
            gain = vector[term] ** 2
            for story_id in self._postings.get(term, ()):
                score[story_id] = score.get(story_id, 0.0) + gain
        found = sorted(score, key=lambda one: (-score[one], one))[:limit]
        if meaning is not None:
            found += [story_id for story_id in self._nearest.nearest(meaning, limit) if story_id not in found]
        for story_id in found:
            yield self.stories[story_id]

    def _direct(self, story: OpenStory, meaning: Vector | None) -> None:
        story.meaning = meaning
        if meaning is None:
            self._nearest.drop(story.story_id)
        else:
            self._nearest.put(story.story_id, meaning)

    def _forget(self, story: OpenStory, sketch: Sketch) -> None:
        story.originals -= 1
        if story.meaning is not None and sketch.meaning is not None:
            self._direct(story, story.meaning - sketch.meaning if story.originals else None)
        for counts, terms in (
            (story.names, sketch.names),
            (story.mentions, sketch.words),
            (self._frequency, sketch.vector),
        ):
            for term in terms:
                counts[term] -= 1
                if not counts[term]:
                    del counts[term]
        for term in sketch.words:
            if term in story.mentions:
                if term in sketch.vector:
                    story.total[term] -= sketch.vector[term]
            elif story.total.pop(term, None) is not None:
                stories = self._postings[term]
                stories.discard(story.story_id)
                if not stories:
                    del self._postings[term]


def gap(story: OpenStory, when: datetime) -> timedelta:
    """Return how far *when* lies outside the time that *story* spans."""
    if when > story.newest_at:
        return when - story.newest_at
    return max(story.oldest_at - when, timedelta(0))
