"""The similarity of two reports: the words they share, less for what each is about and the other never mentions.

Two reports of one earthquake share fewer words than one expects, and reports of two earthquakes share more.
What tells them apart is what they repeat: the places, the people. A headline repeats nothing, so a story of
headlines is known by the words that most of them have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from pipeline.stories.embeddings import Vector
from pipeline.stories.features import is_entity
from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import OpenStory
from pipeline.stories.rules import StoryRules
from pipeline.stories.vectors import ArticleVector, Counts, Floats, Ids, StoryVector, common, dot, looked_up


def text_similarities(
    stories: StoryIndex, article: ArticleVector, others: Sequence[OpenStory], rules: StoryRules
) -> list[float]:
    """Return the similarity of a full text to each of *others*, stories of such with an original at least.

    It is that to the story's mean member, and to the nearest of its last ones. All are compared at once: arrays of
    one story are too small for numpy to be worth calling.
    """
    if not others:
        return []
    told = [story.vector for story in others]
    last = [_last(stories, story, rules.last_members) for story in others]
    weighed = [(one.ids, one.total) for one in told] + [(one.ids, one.weights) for few in last for one in few]
    starts = np.cumsum([0, *(len(ids) for ids, _ in weighed[:-1])])
    shared = _Shared(article, np.concatenate([ids for ids, _ in weighed]))
    weights = np.concatenate([weights for _, weights in weighed])
    dots = _sums(shared.of(article.weights.astype(np.float64)) * weights, starts)
    count = np.array([story.originals for story in others])
    similarity = (1 - rules.last_share) * dots[: len(others)] / count
    similarity += rules.last_share * _highest(dots[len(others) :], [len(few) for few in last])
    for place, story in enumerate(others):
        near = _near(article, story, last[place], rules)
        if near is not None:
            similarity[place] = rules.blend(float(similarity[place]), near)
    unmentioned = _unmentioned(stories, article, shared, told, count)
    found: list[float] = (similarity * (1 - rules.distinguishing * unmentioned)).tolist()
    return found


def headline_similarity(stories: StoryIndex, article: ArticleVector, story: OpenStory, rules: StoryRules) -> float:
    """Return the similarity of a headline to a story."""
    told = story.vector
    missing = _missing(stories, story.originals, told, StoryVector.of(article), 1, rules)
    similarity = dot(article.ids, article.weights, told.ids, told.total) / told.length
    return _judged(similarity, _cosine(article.embedding, story.embedding), missing, rules)


def story_similarity(stories: StoryIndex, one: OpenStory, other: OpenStory, rules: StoryRules) -> float:
    """Return the similarity of two stories, one of which at least has headlines alone."""
    told, also = one.vector, other.vector
    missing = (
        _missing(stories, one.originals, told, also, other.originals, rules)
        + _missing(stories, other.originals, also, told, one.originals, rules)
    ) / 2
    similarity = dot(told.ids, told.total, also.ids, also.total) / told.length / also.length
    return _judged(similarity, _cosine(one.embedding, other.embedding), missing, rules)


def mean_similarity(one: OpenStory, other: OpenStory, rules: StoryRules) -> float:
    """Return the mean similarity of the members of two stories of full texts, whatever each is about."""
    pairs = max(one.originals * other.originals, 1)
    told, also = one.vector, other.vector
    words = dot(told.ids, told.total, also.ids, also.total) / pairs
    if one.embedding is None or other.embedding is None:
        return words
    return rules.blend(words, float(one.embedding @ other.embedding) / pairs)


def time_decay(apart: timedelta, decay: timedelta) -> float:
    """Return what a gap in time leaves of a similarity."""
    return math.exp(-(apart / decay))


def _cosine(one: Vector | None, other: Vector | None) -> float | None:
    if one is None or other is None:
        return None
    return float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)


def _judged(words: float, near: float | None, missing: float, rules: StoryRules) -> float:
    if near is None:
        return words * (1 - rules.missing * missing)
    return rules.blend_headlines(words, near) * (1 - rules.missing_embedded * missing)


def _last(stories: StoryIndex, story: OpenStory, count: int) -> list[ArticleVector]:
    vectors = (stories.vector_of(member.article_id) for member in story.last_originals(count))
    return [article for article in vectors if article is not None]


class _Shared:
    """Which of many *ids* an article has, and where."""

    def __init__(self, article: ArticleVector, ids: Ids) -> None:
        self.ids = ids
        self._at = np.searchsorted(article.ids, ids)
        self._at[self._at == len(article.ids)] = 0
        self.had = article.ids[self._at] == ids if len(article.ids) else np.zeros(len(ids), bool)

    def of(self, values: Floats) -> Floats:
        """Return for each of the ids its value, of *values* one for each id of the article; 0 where it has none."""
        found: Floats = np.where(self.had, values[self._at], 0.0) if len(values) else np.zeros(len(self.ids))
        return found


def _unmentioned(
    stories: StoryIndex, article: ArticleVector, shared: _Shared, told: Sequence[StoryVector], count: Counts
) -> Floats:
    """Return for each of *told*, the first in *shared*, the share of names that it or *article* is about and the other
    does not mention, the mean of both ways; the rare weigh more. *count* articles are behind each.
    """
    starts = np.cumsum([0, *(len(one.ids) for one in told)])
    end, starts = int(starts[-1]), starts[:-1]
    rarity = np.zeros(len(article.ids))
    rarity[np.searchsorted(article.ids, article.names)] = stories.rarity(article.names)
    mentions = np.concatenate([one.mentions for one in told])
    theirs = _share_left(_sums(shared.of(rarity)[:end] * mentions, starts) / count, rarity.sum())
    names = np.concatenate([one.names for one in told])
    about = np.flatnonzero(names)
    weights = np.zeros(end)
    weights[about] = names[about] * stories.rarity(shared.ids[about])
    mine = _share_left(_sums(weights * shared.had[:end], starts), _sums(weights, starts))
    both: Floats = (theirs + mine) / 2
    return both


def _share_left(part: Floats, whole: Floats) -> Floats:
    """Return what *part* leaves of *whole*, 0..1; nothing of nothing."""
    found: Floats = np.where(whole > 0, 1 - part / np.where(whole > 0, whole, 1.0), 0.0)
    return found


def _sums(values: Floats, starts: npt.NDArray[np.intp]) -> Floats:
    """Return the sums of the runs of *values* that begin at *starts*, none of which is empty."""
    found: Floats = np.add.reduceat(values, starts)
    return found


def _highest(values: Floats, counts: Sequence[int]) -> Floats:
    """Return the highest of each run of *values* of so many; 0 for an empty one."""
    ends = np.cumsum(counts)
    return np.array([max(values[end - count : end], default=0.0) for count, end in zip(counts, ends, strict=True)])


def _near(article: ArticleVector, story: OpenStory, last: Sequence[ArticleVector], rules: StoryRules) -> float | None:
    """Return how near the embeddings of *article* and *story* are; None where one has none."""
    if article.embedding is None or story.embedding is None:
        return None
    nearest = max((float(article.embedding @ one.embedding) for one in last if one.embedding is not None), default=0.0)
    mean = float(article.embedding @ story.embedding) / max(story.originals, 1)
    return (1 - rules.last_share) * mean + rules.last_share * nearest


def _missing(
    stories: StoryIndex, originals: int, told: StoryVector, other: StoryVector, of: int, rules: StoryRules
) -> float:
    """Return the share of what most of so many headlines have that *other* lacks; a half where nobody can tell."""
    if originals < rules.group:
        return 0.5
    core = told.mentions > 1
    ids = told.ids[core]
    weights = (told.mentions[core] / originals) ** 2 * stories.rarity(ids)
    total = float(weights.sum())
    mentioned = looked_up(ids, other.ids, other.mentions)
    return float(weights @ (1 - mentioned / of)) / total if total else 0.5


def shared_terms(stories: StoryIndex, one: StoryVector, other: StoryVector, count: int = 6) -> tuple[str, ...]:
    """Return what two vectors have most in common, in words fit to show."""
    mine, theirs = common(one.ids, other.ids)
    product = one.total[mine] * other.total[theirs]
    both = product > 0
    strongest = stories.vocabulary.heaviest(one.ids[mine][both], product[both], count)
    terms = [stories.vocabulary.term(number) for number, _ in strongest]
    return tuple(f"{'entity' if is_entity(term) else 'word'}: {term}" for term in terms)


def unshared_names(stories: StoryIndex, article: ArticleVector, story: OpenStory, count: int = 3) -> list[str]:
    """Return names that an article is about and others never mention."""
    names = np.setdiff1d(article.names, story.ids, assume_unique=True)
    return sorted(stories.vocabulary.terms(names))[:count]
