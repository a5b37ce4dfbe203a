"""When coverage is of one event: all thresholds of assigning and reclustering, with what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Number = TypeVar("Number", float, Matrix)


@dataclass(frozen=True, slots=True)
class Blend:
    """How the similarity of words and the cosine of embeddings, which is larger, make one on the scale of words."""

    words: float
    embedding: float
    unrelated: float = 0.0  # cosine of embeddings that says nothing

    def __call__(self, words: Number, near: Number) -> Number:
        return self.words * words + self.embedding * (near - self.unrelated)


@dataclass(frozen=True, slots=True)
class StoryRules:
    """Thresholds; similarities lie between 0 and 1. Why these, and what they measure: docs/decisions/0012."""

    window: timedelta = timedelta(hours=96)  # a story is open for so long after its last article
    candidates: int = 20  # stories that an article is compared with

    # Full texts. Their similarity is the mean to the story's members and the nearest of its last ones.
    join: float = 0.14  # an article joins a story of this similarity
    cut: float = 0.10  # two groups of articles of less similarity are two stories when reclustered
    last_members: int = 4
    last_share: float = 0.25  # of the nearest of the last members
    distinguishing: float = 0.7  # how much of the similarity goes when each is about what the other never mentions
    decay: timedelta = timedelta(hours=144)  # a gap in time of this length leaves 1/e of the similarity

    # A group of some size is measured by how alike its own articles are. Two such are two events if they are less
    # than `apart` of that alike, and `burst_gap` more is asked for each standard deviation between their times.
    group: int = 3
    apart: float = 0.35
    burst_gap: float = 0.2
    lone: float = 0.3  # the share for a group and what is too small to be one

    # Headlines. Their similarity is the cosine to all of the story's.
    join_headlines: float = 0.10
    missing: float = 0.5  # how much of it goes when one lacks all the words that most of the others have
    decay_headlines: timedelta = timedelta(hours=48)
    better: float = 1.2  # a headline moves to a story that is so many times more alike than its own

    # What one outlet alone writes day by day is a column, unless it is so many times more alike; what is nearly the
    # same and no copy is a form filled in anew, as a market report is.
    serial: timedelta = timedelta(hours=16)
    serial_factor: float = 3.5
    template: float = 0.75

    # What an outlet that had the story writes after a long silence is a new event, unless it is so much more alike.
    quiet: timedelta = timedelta(hours=36)
    resumed: float = 2.5
    follow: float = 0.5  # a new event this share of the threshold alike is called a follow-up

    credited: float = 0.5  # of each threshold, for a story with an article that this one links to as what it rests on
    late: timedelta = timedelta(days=45)  # for so long after an event a report that names its day joins its story

    # Where all have embeddings.
    blend: Blend = Blend(words=0.6, embedding=0.2, unrelated=0.1)
    blend_headlines: Blend = Blend(words=0.42, embedding=0.17)
    missing_embedded: float = 0.1  # in the place of `missing`: another word may mean the same
    # Headlines with embeddings say enough to be reclustered as full texts are.
    link_headlines: Blend = Blend(words=0.5, embedding=0.5, unrelated=0.1)
    cut_headlines: float = 0.11

    def for_linked_headlines(self) -> StoryRules:
        """Return the rules by which headlines with embeddings are reclustered."""
        cut = self.cut_headlines
        return replace(
            self, blend=self.link_headlines, cut=cut, join=cut, decay=self.decay_headlines, distinguishing=0.0
        )


DEFAULT_RULES = StoryRules()
