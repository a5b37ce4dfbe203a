"""The similarity of two reports: the words they share, less for what each is about and the other never mentions.

Two reports of one earthquake share fewer words than one expects, and reports of two earthquakes share more.
What tells them apart is what they repeat: the places, the people. A headline repeats nothing, so a story of
headlines is known by the words that most of them have.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

import numpy as np

from pipeline.stories.embeddings import Vector
from pipeline.stories.features import is_entity
from pipeline.stories.index import ArticleVector, OpenStory, StoryIndex
from pipeline.stories.rules import StoryRules

Rarity = Callable[[str], float]


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the sum of products: for two vectors of length 1, their cosine."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def text_similarity(stories: StoryIndex, article: ArticleVector, story: OpenStory, rules: StoryRules) -> float:
    """Return the similarity of a full text to a story of such: of its mean member, and of the nearest of the last."""
    count = max(story.originals, 1)
    last = _last(stories, story, rules.last_members)
    similarity = (1 - rules.last_share) * dot(article.weights, story.total) / count
    similarity += rules.last_share * max((dot(article.weights, one.weights) for one in last), default=0.0)
    if article.embedding is not None and story.embedding is not None:
        near = (1 - rules.last_share) * float(article.embedding @ story.embedding) / count
        near += rules.last_share * max(
            (float(article.embedding @ one.embedding) for one in last if one.embedding is not None), default=0.0
        )
        similarity = rules.blend(similarity, near)
    unmentioned = (
        _never(dict.fromkeys(article.names, 1), story.mentions, story.originals, stories.rarity)
        + _never(story.names, dict.fromkeys(article.mentions, 1), 1, stories.rarity)
    ) / 2
    return similarity * (1 - rules.distinguishing * unmentioned)


def headline_similarity(stories: StoryIndex, article: ArticleVector, story: OpenStory, rules: StoryRules) -> float:
    """Return the similarity of a headline to a story."""
    missing = _missing(story, dict.fromkeys(article.mentions, 1), 1, stories.rarity, rules)
    similarity = dot(article.weights, story.total) / story.length
    return _judged(similarity, _cosine(article.embedding, story.embedding), missing, rules)


def story_similarity(stories: StoryIndex, one: OpenStory, other: OpenStory, rules: StoryRules) -> float:
    """Return the similarity of two stories, one of which at least has headlines alone."""
    missing = (
        _missing(one, other.mentions, other.originals, stories.rarity, rules)
        + _missing(other, one.mentions, one.originals, stories.rarity, rules)
    ) / 2
    similarity = dot(one.total, other.total) / one.length / other.length
    return _judged(similarity, _cosine(one.embedding, other.embedding), missing, rules)


def mean_similarity(one: OpenStory, other: OpenStory, rules: StoryRules) -> float:
    """Return the mean similarity of the members of two stories of full texts, whatever each is about."""
    pairs = max(one.originals * other.originals, 1)
    words = dot(one.total, other.total) / pairs
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
    by_age = sorted(story.members.values(), key=lambda member: (member.dated_at, member.article_id))
    vectors = [stories.vector_of(member.article_id) for member in by_age]
    return [article for article in vectors if article is not None][-count:]


def _never(names: Mapping[str, int], mentions: Mapping[str, int], of: int, rarity: Rarity) -> float:
    """Return the share of *names* that the *of* articles behind *mentions* do not mention, the rare weighing more."""
    weighed = {name: count * rarity(name) for name, count in names.items()}
    total = sum(weighed.values())
    return sum(weight * (1 - mentions.get(name, 0) / of) for name, weight in weighed.items()) / total if total else 0.0


def _missing(story: OpenStory, mentions: Mapping[str, int], of: int, rarity: Rarity, rules: StoryRules) -> float:
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
    return tuple(f"{'entity' if is_entity(term) else 'word'}: {term}" for term in strongest)


def unshared_names(article: ArticleVector, mentions: Collection[str], count: int = 3) -> list[str]:
    """Return names that an article is about and others never mention."""
    return sorted(article.names.difference(mentions))[:count]
