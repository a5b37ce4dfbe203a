"""The open stories as one process sees them: an inverted index of the window's articles, kept in memory.

It holds nothing that the database does not: `storage.stories` fills it from rows and keeps it up with what
other processes place. Its size is bounded by the window, not by the archive.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.records import StoryFeatures
from pipeline.stories.embeddings import NearestStories, Vector, unpacked

PRIOR = 400  # articles that the index is taken to have seen before the first: with few, every word would be rare
HEAVIEST = 40  # terms of a vector that are looked up; the lightest bring most postings and least evidence


@dataclass(frozen=True, slots=True)
class Member:
    """An article as stories know it."""

    article_id: int
    story_id: int
    outlet: str
    dated_at: datetime
    placed_at: datetime
    features: StoryFeatures
    words: int  # of its body; 0 for a headline alone
    copy_of: int | None = None  # the article it is a copy of
    embedding: bytes = b""  # see `pipeline.stories.embeddings`


@dataclass(frozen=True, slots=True)
class ArticleVector:
    """What of an article is compared with others."""

    weights: Mapping[str, float]  # of its terms by their rarity, of length 1
    names: frozenset[str]  # it repeats them, so it is about them
    mentions: frozenset[str]  # terms and names: all that it mentions
    embedding: Vector | None = None  # of length 1


@dataclass
class OpenStory:
    """A story with members in the window, and the sum of what its originals say; copies add nothing to it."""

    story_id: int
    members: dict[int, Member] = field(default_factory=dict)
    originals: int = 0
    total: dict[str, float] = field(default_factory=dict)  # their vectors, summed
    mentions: Counter[str] = field(default_factory=Counter)  # how many of them mention a term
    names: Counter[str] = field(default_factory=Counter)  # how many of them are about a name
    embedding: Vector | None = None  # their embeddings, summed; None if one has none

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

    def without(self, member: Member, article: ArticleVector) -> OpenStory:
        """Return the story as it would be without one of its originals."""
        return OpenStory(
            self.story_id,
            {article_id: one for article_id, one in self.members.items() if one is not member},
            self.originals - 1,
            {term: weight - article.weights.get(term, 0.0) for term, weight in self.total.items()},
            self.mentions - Counter(article.mentions),
            self.names - Counter(article.names),
            None if self.embedding is None or article.embedding is None else self.embedding - article.embedding,
        )


class StoryIndex:
    """An inverted index: term -> stories that have it."""

    def __init__(self) -> None:
        self.stories: dict[int, OpenStory] = {}
        self.changed: set[int] = set()  # stories whose members changed since the last reclustering
        self._member: dict[int, Member] = {}
        self._vector: dict[int, ArticleVector] = {}  # of originals
        self._frequency: Counter[str] = Counter()
        self._postings: dict[str, set[int]] = {}  # term -> stories that have it
        self._nearest = NearestStories()

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
        article = self._vector[member.article_id] = self.vectorize(member.features, member.embedding)
        if article.embedding is None or (story.embedding is None and story.originals):
            self._set_embedding(story, None)
        else:
            so_far = story.embedding
            self._set_embedding(story, article.embedding if so_far is None else so_far + article.embedding)
        story.originals += 1
        story.names.update(article.names)
        story.mentions.update(article.mentions)
        self._frequency.update(article.weights.keys())
        for term, weight in article.weights.items():
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
        article = self._vector.pop(article_id, None)
        if article is not None:
            self._forget(story, article)
        if not story.members:
            del self.stories[member.story_id]
            self.changed.discard(member.story_id)

    def turn(self, root: int, new_root: int) -> None:
        """Let the article *root* and its copies be copies of *new_root*, and so add nothing to their story."""
        original = self._member.get(root)
        if original is None:
            return
        group = [one for one in self.stories[original.story_id].members.values() if one.copy_of == root]
        for member in (original, *group):
            self.put(replace(member, copy_of=new_root))

    def evict_before(self, moment: datetime) -> None:
        """Drop the stories to which nothing was added since *moment*."""
        for story in [story for story in self.stories.values() if story.placed_at < moment]:
            for article_id in list(story.members):
                self.drop(article_id)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of *term*, 0..1."""
        seen = len(self._vector) + PRIOR
        return max(math.log((seen + 1) / (self._frequency.get(term, 0) + 0.5)) / math.log(seen + 1), 0.01)

    def vectorize(self, features: StoryFeatures, embedding: bytes = b"") -> ArticleVector:
        """Return what is compared of an article with these features, as rare as they are by now, and this embedding."""
        weighed = {term: weight * self.rarity(term) for term, weight in features.terms()}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        names = frozenset(features.names)
        weights = {term: weight / length for term, weight in weighed.items()}
        return ArticleVector(weights, names, names.union(weights), unpacked(embedding))

    def vector_of(self, article_id: int) -> ArticleVector | None:
        """Return the vector of an open article; None for a copy."""
        return self._vector.get(article_id)

    def candidates(
        self, weights: Mapping[str, float], limit: int, embedding: Vector | None = None
    ) -> Iterator[OpenStory]:
        """Yield the *limit* stories that share the heaviest terms of *weights*, and as many nearest to *embedding*."""
        score: dict[int, float] = {}
        for term in sorted(weights, key=lambda term: (-weights[term], term))[:HEAVIEST]:
            gain = weights[term] ** 2
            for story_id in self._postings.get(term, ()):
                score[story_id] = score.get(story_id, 0.0) + gain
        found = sorted(score, key=lambda one: (-score[one], one))[:limit]
        if embedding is not None:
            found += [story_id for story_id in self._nearest.nearest(embedding, limit) if story_id not in found]
        for story_id in found:
            yield self.stories[story_id]

    def _set_embedding(self, story: OpenStory, embedding: Vector | None) -> None:
        story.embedding = embedding
        if embedding is None:
            self._nearest.drop(story.story_id)
        else:
            self._nearest.put(story.story_id, embedding)

    def _forget(self, story: OpenStory, article: ArticleVector) -> None:
        story.originals -= 1
        if story.embedding is not None and article.embedding is not None:
            self._set_embedding(story, story.embedding - article.embedding if story.originals else None)
        for counts, terms in (
            (story.names, article.names),
            (story.mentions, article.mentions),
            (self._frequency, article.weights),
        ):
            for term in terms:
                counts[term] -= 1
                if not counts[term]:
                    del counts[term]
        for term in article.mentions:
            if term in story.mentions:
                if term in article.weights:
                    story.total[term] -= article.weights[term]
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
