"""The open stories as one process sees them: an inverted index of the window's articles, kept in memory.

It holds nothing that the database does not: `storage.stories` fills it from rows and keeps it up with what
other processes place. Its size is bounded by the window, not by the archive. Terms are numbers and vectors arrays,
so that an open article takes about 3 KB.
"""

from __future__ import annotations

import heapq
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from pipeline.records import StoryFeatures
from pipeline.stories.embeddings import NearestStories, Vector, unpacked
from pipeline.stories.late_reports import EventKey, event_key
from pipeline.stories.open_story import Member, OpenMember, OpenStory
from pipeline.stories.postings import Postings
from pipeline.stories.vectors import ArticleVector, Floats, Ids, Vocabulary, Weights, as_ids, rarities

HEAVIEST = 40  # terms of a vector that are looked up; the lightest bring most postings and least evidence
MOST_POSTINGS = 1500  # stories that one term is looked up for, those that came to have it last
MOST_OF_EVENT = 50  # reports of one day and thing that are looked at, the newest


class StoryIndex:
    """An inverted index: term -> stories that have it."""

    def __init__(self) -> None:
        self.stories: dict[int, OpenStory] = {}
        self.changed: set[int] = set()  # stories whose members changed since the last reclustering
        self.vocabulary = Vocabulary()
        self._member: dict[int, OpenMember] = {}
        self._vector: dict[int, ArticleVector] = {}  # of originals
        self._postings = Postings()
        self._slots: list[int] = []  # slot -> story
        self._free_slots: list[int] = []
        self._placed: list[tuple[datetime, int]] = []  # a heap: when each story was added to
        self._reports: dict[tuple[date, str], dict[int, None]] = {}  # day and thing -> articles that tell of it
        self._nearest = NearestStories()

    def __len__(self) -> int:
        return len(self._member)

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._member

    def put(self, member: Member) -> None:
        """Add *member*, or move it to the story it is in now."""
        kept = OpenMember(
            member.article_id,
            member.story_id,
            sys.intern(member.outlet),
            member.dated_at,
            member.placed_at,
            member.words,
            member.copy_of,
            member.linked_to,
            event_key(member.features),
        )
        article = None if member.copy_of is not None else self.vectorize(member.features, member.embedding)
        self._put(kept, article)

    def drop(self, article_id: int) -> None:
        """Take an article out, and its story with the last one."""
        member = self._member.pop(article_id, None)
        if member is None:
            return
        story = self.stories[member.story_id]
        story.remove(member)
        self.changed.add(member.story_id)
        article = self._vector.pop(article_id, None)
        if article is not None:
            self._forget(story, member, article)
        if not story.members:
            del self.stories[member.story_id]
            self._free_slots.append(story.slot)
            self.changed.discard(member.story_id)
        elif story.placed_at is not None:
            heapq.heappush(self._placed, (story.placed_at, story.story_id))

    def turn(self, root: int, new_root: int) -> None:
        """Let the article *root* and its copies be copies of *new_root*, and so add nothing to their story."""
        original = self._member.get(root)
        if original is None:
            return
        group = [one for one in self.stories[original.story_id].members if one.copy_of == root]
        for member in (original, *group):
            self._put(replace(member, copy_of=new_root), None)

    def evict_before(self, moment: datetime) -> None:
        """Drop the stories to which nothing was added since *moment*."""
        while self._placed and self._placed[0][0] < moment:
            _, story_id = heapq.heappop(self._placed)
            story = self.stories.get(story_id)
            if story is not None and story.placed_at is not None and story.placed_at < moment:
                for member in list(story.members):
                    self.drop(member.article_id)
        self.vocabulary.purge()

    def rarity(self, ids: Ids) -> Floats:
        """Return the inverse document frequency of each term, 0..1."""
        return rarities(self.vocabulary.frequency(ids), len(self._vector))

    def vectorize(self, features: StoryFeatures, embedding: bytes = b"") -> ArticleVector:
        """Return what is compared of an article with these features, as rare as they are by now, and this embedding.

        It is void after the next `evict_before`, unless its article was put meanwhile.
        """
        weight_of = {**dict.fromkeys(features.names, 0.0), **features.words, **features.entities}
        ids = as_ids(self.vocabulary.numbers(weight_of))
        order = np.argsort(ids)
        ids = ids[order]
        weighed = np.array(list(weight_of.values()))[order] * self.rarity(ids)
        length = float(np.sqrt(weighed @ weighed)) or 1.0
        weights: Weights = (weighed / length).astype(np.float32)
        names = as_ids(sorted(set(self.vocabulary.numbers(features.names))))
        return ArticleVector(ids, weights, names, unpacked(embedding))

    def member(self, article_id: int) -> OpenMember | None:
        """Return an open article; None for another."""
        return self._member.get(article_id)

    def vector_of(self, article_id: int) -> ArticleVector | None:
        """Return the vector of an open article; None for a copy."""
        return self._vector.get(article_id)

    def mentions(self, story: OpenStory, terms: Collection[str]) -> bool:
        """Return whether an original of *story* mentions one of *terms*."""
        known = [number for term in terms if (number := self.vocabulary.number(term)) is not None]
        return bool(known) and bool(np.isin(known, story.ids).any())

    def reports_of(self, event: EventKey | None) -> list[OpenMember]:
        """Return the newest open reports that share a day and a model or product with *event*, by their numbers."""
        found: set[int] = set()
        for place in event.places() if event is not None else ():
            found.update(sorted(self._reports.get(place, ()), reverse=True)[:MOST_OF_EVENT])
        return [self._member[article_id] for article_id in sorted(found)]

    def candidates(self, ids: Ids, weights: Weights, limit: int, embedding: Vector | None = None) -> list[OpenStory]:
        """Return the *limit* stories that share the heaviest terms of a vector, and as many nearest to *embedding*.

        Each term is looked up for its newest `MOST_POSTINGS` stories, so that a search costs no more however many
        are open.
        """
        touched, squares = [], []
        for number, weight in self.vocabulary.heaviest(ids, weights, HEAVIEST):
            if weight > 0:
                touched.append(self._postings.slots(number)[-MOST_POSTINGS:])
                squares.append(weight**2)
        found = self._best(touched, squares, limit)
        if embedding is not None:
            found += [one for one in self._nearest.nearest(embedding, limit) if one not in found]
        return [self.stories[story_id] for story_id in found]

    def _best(self, touched: Sequence[npt.NDArray[np.intc]], squares: Sequence[float], limit: int) -> list[int]:
        """Return the stories of highest score: the sum of the *squares* of those that *touched* their slots."""
        if not touched:
            return []
        counts = np.repeat(squares, [len(slots) for slots in touched])
        by_slot = np.bincount(np.concatenate(touched), counts)
        slots = np.flatnonzero(by_slot)
        scores = by_slot[slots]
        if len(slots) > limit:
            least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            chosen = scores >= least
            slots, scores = slots[chosen], scores[chosen]
        ranked = sorted(
            zip((-scores).tolist(), (self._slots[slot] for slot in slots.tolist()), strict=True),
        )
        return [story_id for _, story_id in ranked[:limit]]

    def _put(self, member: OpenMember, article: ArticleVector | None) -> None:
        self.drop(member.article_id)
        story = self.stories.get(member.story_id)
        if story is None:
            story = self.stories[member.story_id] = OpenStory(member.story_id, self._slot(member.story_id))
        story.add(member)
        self._member[member.article_id] = member
        self.changed.add(member.story_id)
        heapq.heappush(self._placed, (member.placed_at, member.story_id))
        if article is None:
            return
        self._vector[member.article_id] = article
        for place in member.event.places() if member.event is not None else ():
            self._reports.setdefault(place, {})[member.article_id] = None
        self._include_embedding(story, article)
        new = article.ids if not story.originals else np.setdiff1d(article.ids, story.ids, assume_unique=True)
        self._postings.add(new, story.slot)
        story.include(article)
        self.vocabulary.count(article, 1)

    def _slot(self, story_id: int) -> int:
        if self._free_slots:
            slot = self._free_slots.pop()
            self._slots[slot] = story_id
            return slot
        self._slots.append(story_id)
        return len(self._slots) - 1

    def _include_embedding(self, story: OpenStory, article: ArticleVector) -> None:
        if article.embedding is None or (story.embedding is None and story.originals):
            self._set_embedding(story, None)
        else:
            so_far = story.embedding
            self._set_embedding(story, article.embedding if so_far is None else so_far + article.embedding)

    def _set_embedding(self, story: OpenStory, embedding: Vector | None) -> None:
        story.embedding = embedding
        if embedding is None:
            self._nearest.drop(story.story_id)
        else:
            self._nearest.put(story.story_id, embedding)

    def _forget(self, story: OpenStory, member: OpenMember, article: ArticleVector) -> None:
        before = story.ids
        last = next(iter(story.last_originals(1)), None) if story.originals == 2 else None
        story.exclude(article, None if last is None else self._vector[last.article_id])
        if story.embedding is not None and article.embedding is not None:
            self._set_embedding(story, story.embedding - article.embedding if story.originals else None)
        self._postings.remove(np.setdiff1d(before, story.ids, assume_unique=True), story.slot)
        for place in member.event.places() if member.event is not None else ():
            reports = self._reports[place]
            del reports[member.article_id]
            if not reports:
                del self._reports[place]
        self.vocabulary.count(article, -1)
