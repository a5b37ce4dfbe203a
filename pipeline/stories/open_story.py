"""A story of the window: its open members, and the sum of what its originals say."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np

from pipeline.records import StoryFeatures
from pipeline.stories.embeddings import Vector
from pipeline.stories.late_reports import EventKey
from pipeline.stories.vectors import ArticleVector, Ids, StoryVector

_NOTHING: Ids = np.zeros(0, np.int32)


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
    linked_to: int | None = None  # the article that it stays with


@dataclass(frozen=True, slots=True)
class OpenMember:
    """What is kept of a member while it is open; its features are kept as numbers."""

    article_id: int
    story_id: int
    outlet: str
    dated_at: datetime
    placed_at: datetime
    words: int
    copy_of: int | None
    linked_to: int | None
    event: EventKey | None


def by_age(member: OpenMember) -> tuple[datetime, int]:
    """Return what members are ordered by: when they came out, then in the order of arrival."""
    return member.dated_at, member.article_id


@dataclass(slots=True)
class OpenStory:
    """A story with members in the window. Copies add nothing to what it says."""

    story_id: int
    slot: int  # its number among the open stories
    members: list[OpenMember] = field(default_factory=list)  # by age
    originals: int = 0
    placed_at: datetime | None = None  # of the member placed last; None without members
    embedding: Vector | None = None  # of its originals, summed; None if one has none
    _single: ArticleVector | None = None  # of its only original
    _sum: StoryVector | None = None  # of several

    @property
    def newest_at(self) -> datetime:
        return self.members[-1].dated_at

    @property
    def oldest_at(self) -> datetime:
        return self.members[0].dated_at

    @property
    def outlets(self) -> set[str]:
        return {member.outlet for member in self.members}

    @property
    def has_body(self) -> bool:
        return any(member.words for member in self.members)

    @property
    def vector(self) -> StoryVector:
        """Return the sum of what its originals say."""
        if self._sum is not None:
            return self._sum
        return StoryVector.zero(_NOTHING) if self._single is None else StoryVector.of(self._single)

    @property
    def ids(self) -> Ids:
        """Return all that its originals mention."""
        if self._sum is not None:
            return self._sum.ids
        return _NOTHING if self._single is None else self._single.ids

    def last_originals(self, count: int) -> Iterable[OpenMember]:
        """Yield the last *count* originals, the newest first."""
        for member in reversed(self.members):
            if count <= 0:
                return
            if member.copy_of is None:
                count -= 1
                yield member

    def add(self, member: OpenMember) -> None:
        """Take in a member; `include` what it says if it is an original."""
        insort(self.members, member, key=by_age)
        if self.placed_at is None or member.placed_at > self.placed_at:
            self.placed_at = member.placed_at

    def remove(self, member: OpenMember) -> None:
        """Let go of a member; `exclude` what it said if it is an original."""
        self.members.remove(member)
        if member.placed_at == self.placed_at:
            self.placed_at = max((one.placed_at for one in self.members), default=None)

    def include(self, article: ArticleVector) -> None:
        """Add what an original says."""
        if self._sum is not None:
            self._sum = self._sum.plus(article)
        elif self._single is not None:
            self._sum = StoryVector.of(self._single).plus(article)
            self._single = None
        else:
            self._single = article
        self.originals += 1

    def exclude(self, article: ArticleVector, last: ArticleVector | None) -> None:
        """Take away what an original said; *last* is the only one left, if there is but one."""
        self.originals -= 1
        if self.originals <= 1:
            self._single, self._sum = last, None
        elif self._sum is not None:
            self._sum = self._sum.minus(article)

    def without(self, member: OpenMember, article: ArticleVector, last: ArticleVector | None) -> OpenStory:
        """Return the story as it would be without one of its originals; *last* as for `exclude`."""
        rest = replace(self, members=list(self.members))
        rest.remove(member)
        rest.exclude(article, last)
        if self.embedding is not None:
            rest.embedding = None if article.embedding is None else self.embedding - article.embedding
        return rest


def gap(story: OpenStory, when: datetime) -> timedelta:
    """Return how far *when* lies outside the time that *story* spans."""
    if when > story.newest_at:
        return when - story.newest_at
    return max(story.oldest_at - when, timedelta(0))
