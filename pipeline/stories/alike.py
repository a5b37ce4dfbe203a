"""How alike two accounts are: the words they share, less for what each is about and the other never mentions.

Two reports of one earthquake share fewer words than one expects, and reports of two earthquakes share more.
What tells them apart is what they repeat: the places, the people. A headline repeats nothing, so a story of
headlines is known by the words that most of them have.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.stories.meaning import Vector
from pipeline.stories.open import OpenStories, OpenStory, Sketch

Matrix = npt.NDArray[np.float64]
Rarity = Callable[[str], float]
Number = TypeVar("Number", float, Matrix)


@dataclass(frozen=True, slots=True)
class Blend:
    """How the similarity of words and the cosine of embeddings, which is larger, make one on the scale of words."""

    words: float
    meaning: float
    unrelated: float = 0.0  # cosine of embeddings that says nothing

    def __call__(self, words: Number, near: Number) -> Number:
        return self.words * words + self.meaning * (near - self.unrelated)


@dataclass(frozen=True, slots=True)
class StoryRules:
    """When coverage is of one event. Similarities lie between 0 and 1."""

    window: timedelta = timedelta(hours=96)
    fade: timedelta = timedelta(hours=144)  # a gap of this length takes e^-1 off the similarity
    candidates: int = 20  # stories that an article is compared with
    # Full texts: the mean similarity to a story's members, see `likeness`.
    join: float = 0.14
    cut: float = 0.10  # looked over again, below this mean similarity two groups of articles are two stories
    strange: float = 0.7  # how much of the similarity goes when each is about what the other never mentions
    last_members: int = 4
    last_share: float = 0.25  # of the nearest of the last members in the likeness
    # Two groups are two events if they are this much less alike than each is in itself, and the more so ...
    apart: float = 0.35
    waves: float = 0.2  # ... for each standard deviation that lies between their times.
    lone: float = 0.3  # the same for a group and what is none yet
    group: int = 3  # articles that make a group
    # Headlines: the cosine of a headline and all of the story's.
    join_headlines: float = 0.10
    missed: float = 0.5  # how much of the similarity goes when it has nothing of what most of them have
    fade_headlines: timedelta = timedelta(hours=48)
    better: float = 1.2  # times that a headline must be nearer to another story to move there
    # What one outlet alone writes day by day is a column, not one event, unless it is that much more alike; and if it
    serial: timedelta = timedelta(hours=16)
    serial_factor: float = 3.5
    template: float = 0.75  # ... is this much alike and no copy, it is a form filled in anew, as a market report is.
    # When nothing has been heard of a story for long, what an outlet that had it writes then is news of its own,
    quiet: timedelta = timedelta(hours=36)
    resumed: float = 2.5  # ... unless it is so many times more alike than it would have had to be before.
    follow: float = 0.5  # of the threshold: how alike a later event must be to be called a follow-up
    late: timedelta = timedelta(days=45)  # how long after an event an account of it still joins its story

    # Where all have embeddings.
    blend: Blend = Blend(words=0.6, meaning=0.2, unrelated=0.1)
    blend_headlines: Blend = Blend(words=0.42, meaning=0.17)
    missed_meant: float = 0.1  # in the place of `missed`: another word may mean the same


DEFAULT_RULES = StoryRules()


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the sum of products: for two vectors of length 1, their cosine."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def likeness(stories: OpenStories, sketch: Sketch, story: OpenStory, rules: StoryRules) -> float:
    """Return how alike a full text is to a story of such: the mean over its members, and the nearest of the last."""
    count = max(story.originals, 1)
    last = _last(stories, story, rules.last_members)
    alike = (1 - rules.last_share) * dot(sketch.vector, story.total) / count
    alike += rules.last_share * max((dot(sketch.vector, one.vector) for one in last), default=0.0)
    if sketch.meaning is not None and story.meaning is not None:
        near = (1 - rules.last_share) * float(sketch.meaning @ story.meaning) / count
        near += rules.last_share * max(
            (float(sketch.meaning @ one.meaning) for one in last if one.meaning is not None), default=0.0
        )
        alike = rules.blend(alike, near)
    strange = (
        _never(dict.fromkeys(sketch.names, 1), story.mentions, story.originals, stories.rarity)
        + _never(story.names, dict.fromkeys(sketch.words, 1), 1, stories.rarity)
    ) / 2
    return alike * (1 - rules.strange * strange)


def headline_likeness(stories: OpenStories, sketch: Sketch, story: OpenStory, rules: StoryRules) -> float:
    """Return how alike a headline is to a story."""
    missed = _missed(story, dict.fromkeys(sketch.words, 1), 1, stories.rarity, rules)
    alike = dot(sketch.vector, story.total) / story.length
    return _judged(alike, _cosine(sketch.meaning, story.meaning), missed, rules)


def stories_alike(stories: OpenStories, one: OpenStory, other: OpenStory, rules: StoryRules) -> float:
    """Return how alike two stories are, one of which at least has headlines alone."""
    missed = (
        _missed(one, other.mentions, other.originals, stories.rarity, rules)
        + _missed(other, one.mentions, one.originals, stories.rarity, rules)
    ) / 2
    alike = dot(one.total, other.total) / one.length / other.length
    return _judged(alike, _cosine(one.meaning, other.meaning), missed, rules)


def loosely_alike(one: OpenStory, other: OpenStory, rules: StoryRules) -> float:
    """Return the mean similarity of the members of two stories of full texts, whatever each is about."""
    pairs = max(one.originals * other.originals, 1)
    words = dot(one.total, other.total) / pairs
    if one.meaning is None or other.meaning is None:
        return words
    return rules.blend(words, float(one.meaning @ other.meaning) / pairs)


def faded(apart: timedelta, fade: timedelta) -> float:
    """Return what a gap in time leaves of a similarity."""
    return math.exp(-(apart / fade))


def _cosine(one: Vector | None, other: Vector | None) -> float | None:
    if one is None or other is None:
        return None
    return float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)


def _judged(words: float, near: float | None, missed: float, rules: StoryRules) -> float:
    if near is None:
        return words * (1 - rules.missed * missed)
    return rules.blend_headlines(words, near) * (1 - rules.missed_meant * missed)


def _last(stories: OpenStories, story: OpenStory, count: int) -> list[Sketch]:
    by_age = sorted(story.members.values(), key=lambda member: (member.dated_at, member.article_id))
    sketches = [stories.sketch_of(member.article_id) for member in by_age]
    return [sketch for sketch in sketches if sketch is not None][-count:]


def _never(names: Mapping[str, int], mentions: Mapping[str, int], of: int, rarity: Rarity) -> float:
    """Return the share of *names* that the *of* articles behind *mentions* do not mention, the rare weighing more."""
    weighed = {name: count * rarity(name) for name, count in names.items()}
    total = sum(weighed.values())
    return sum(weight * (1 - mentions.get(name, 0) / of) for name, weight in weighed.items()) / total if total else 0.0


def _missed(story: OpenStory, mentions: Mapping[str, int], of: int, rarity: Rarity, rules: StoryRules) -> float:
    """Return the share of what most headlines of *story* have that *mentions* lacks; a half where nobody can tell."""
    if story.originals < rules.group:
        return 0.5
    core = {term: (count / story.originals) ** 2 * rarity(term) for term, count in story.mentions.items() if count > 1}
    total = sum(core.values())
    return sum(weight * (1 - mentions.get(term, 0) / of) for term, weight in core.items()) / total if total else 0.5


def shared_terms(one: Mapping[str, float], other: Mapping[str, float], count: int = 6) -> tuple[str, ...]:
    """Return what two vectors have most in common, in words fit to show."""
    common = {term: weight * other[term] for term, weight in one.items() if term in other}
    strongest = sorted(common, key=lambda term: (-common[term], term))[:count]
    return tuple(f"entity: {term[1:]}" if term.startswith("@") else f"word: {term}" for term in strongest)


def unshared_names(sketch: Sketch, mentions: Collection[str], count: int = 3) -> list[str]:
    """Return names that an article is about and others never mention."""
    return sorted(sketch.names.difference(mentions))[:count]
