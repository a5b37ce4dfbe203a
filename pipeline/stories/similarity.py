"""The similarity of two reports: the words they share, less for what each is about and the other never mentions.

Two reports of one earthquake share fewer words than one expects, and reports of two earthquakes share more.
What tells them apart is what they repeat: the places, the people. A headline repeats nothing, so a story of
headlines is known by the words that most of them have.
"""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np

from pipeline.stories.embeddings import Vector
from pipeline.stories.features import is_entity
from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import OpenStory
from pipeline.stories.rules import StoryRules
from pipeline.stories.vectors import ArticleVector, Counts, Ids, StoryVector, common, dot, looked_up


def text_similarity(stories: StoryIndex, article: ArticleVector, story: OpenStory, rules: StoryRules) -> float:
    """Return the similarity of a full text to a story of such: of its mean member, and of the nearest of the last."""
    count = max(story.originals, 1)
    told = story.vector
    last = _last(stories, story, rules.last_members)
    similarity = (1 - rules.last_share) * dot(article.ids, article.weights, told.ids, told.total) / count
    similarity += rules.last_share * max(
        (dot(article.ids, article.weights, one.ids, one.weights) for one in last), default=0.0
    )
    if article.embedding is not None and story.embedding is not None:
        near = (1 - rules.last_share) * float(article.embedding @ story.embedding) / count
        near += rules.last_share * max(
            (float(article.embedding @ one.embedding) for one in last if one.embedding is not None), default=0.0
        )
        similarity = rules.blend(similarity, near)
    about = told.names > 0
    unmentioned = (
        _never(stories, article.names, _ones(article.names), told, story.originals)
        + _never(stories, told.ids[about], told.names[about], StoryVector.of(article), 1)
    ) / 2
    return similarity * (1 - rules.distinguishing * unmentioned)


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


def _ones(ids: Ids) -> Counts:
    return np.ones(len(ids), np.int32)


def _never(stories: StoryIndex, names: Ids, counts: Counts, told: StoryVector, of: int) -> float:
    """Return the share of *names* that the *of* articles behind *told* do not mention, the rare weighing more."""
    if not len(names):
        return 0.0
    weights = counts * stories.rarity(names)
    total = float(weights.sum())
    mentioned = looked_up(names, told.ids, told.mentions)
    return float(weights @ (1 - mentioned / of)) / total if total else 0.0


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
