"""Which story an article belongs to when it arrives. Decisions, no effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from pipeline.records import CopyOf, Placement, Prepared
from pipeline.stories.index import ArticleVector, Member, OpenStory, StoryIndex, gap
from pipeline.stories.rules import DEFAULT_RULES, StoryRules
from pipeline.stories.similarity import (
    headline_similarity,
    shared_terms,
    text_similarity,
    time_decay,
    unshared_names,
)

FEWEST_SHARED = 2  # main entities that two reports of one event have in common, a model or product among them
OFTEN = 4  # times that a name stands in a text that is about it, whatever else it is about
WEIGHT = 0.8  # of an entity that is more than mentioned, see `pipeline.stories.features`
_THINGS = ("model:", "product:")


class StoryContext(Protocol):
    """What placing needs of the stories there are."""

    def open(self) -> StoryIndex:
        """Return the stories of the window."""

    def story_of(self, article_id: int) -> int:
        """Return the story an article is in."""

    def about(self, entities: Sequence[str], since: datetime, until: datetime) -> Sequence[Member]:
        """Return articles of these days that name one of *entities*, whether their story is open or not."""


@dataclass(frozen=True, slots=True)
class _Match:
    story: OpenStory
    score: float
    threshold: float


def assign(
    prepared: Prepared, copy: CopyOf | None, index: StoryContext, when: datetime, rules: StoryRules = DEFAULT_RULES
) -> Placement:
    """Return the story that *prepared*, dated *when*, belongs to; a copy goes where its original is."""
    if copy is not None:
        why = (f"{copy.kind.value} of article {copy.article_id}, {copy.similarity:.0%} of the text",)
        return Placement(index.story_of(copy.article_id), copy.similarity, copy, why=why)
    stories = index.open()
    article = stories.vectorize(prepared.features, prepared.embedding)
    matches = [
        _match(stories, story, article, when, prepared, rules)
        for story in stories.candidates(article.weights, rules.candidates, article.embedding)
        if gap(story, when) <= rules.window
    ]
    fitting = [match for match in matches if match.score >= match.threshold]
    if not fitting:
        return _late_report(prepared, index, when, rules) or Placement(
            None, follows_story_id=_followed(matches, prepared, when, rules), why=_why_new(matches, article)
        )
    best = max(fitting, key=lambda match: (match.score / match.threshold, -match.story.story_id))
    shared = shared_terms(article.weights, best.story.total)
    return Placement(best.story.story_id, round(best.score, 3), why=(f"similarity {best.score:.2f}", *shared))


def _late_report(prepared: Prepared, index: StoryContext, when: datetime, rules: StoryRules) -> Placement | None:
    """Return the story of the event that an article looks back at: the same day named, the same things it is about.

    Such a report may come weeks later and share hardly a sentence with the first reports.
    """
    dates = set(prepared.features.dates)
    mains = {tag.entity_id for tag in prepared.tags.entities if tag.main or tag.mentions >= OFTEN}
    things = sorted(one for one in mains if one.startswith(_THINGS))
    if not dates or not things or len(mains) < FEWEST_SHARED:
        return None
    best: tuple[int, Member, date] | None = None
    for member in index.about(things, when - rules.late, when + rules.late):
        theirs = {entity_id for entity_id, weight in member.features.entities.items() if weight >= WEIGHT}
        shared = mains & theirs
        if len(shared) < FEWEST_SHARED or shared.isdisjoint(things) or (best and len(shared) <= best[0]):
            continue
        days = sorted(dates.intersection(member.features.dates))
        day = next((day for day in days if abs(member.dated_at - _midnight(day)) <= rules.late), None)
        if day is not None:
            best = (len(shared), member, day)
    if best is None:
        return None
    count, member, day = best
    why = (f"a late account of {day}", f"{count} main entities in common with article {member.article_id}")
    return Placement(member.story_id, round(count / len(mains), 3), why=why)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _match(
    stories: StoryIndex, story: OpenStory, article: ArticleVector, when: datetime, prepared: Prepared, rules: StoryRules
) -> _Match:
    apart = gap(story, when)
    if prepared.fingerprint.words and story.has_body:
        score, threshold, decay = text_similarity(stories, article, story, rules), rules.join, rules.decay
    else:
        score = headline_similarity(stories, article, story, rules)
        threshold, decay = rules.join_headlines, rules.decay_headlines
    if apart >= rules.serial and story.outlets == {prepared.article.outlet}:
        threshold *= rules.serial_factor
        if score >= rules.template:
            score = 0.0
    elif apart >= rules.quiet and prepared.article.outlet in story.outlets:
        threshold *= rules.resumed
    return _Match(story, score * time_decay(apart, decay), threshold)


def _followed(matches: Sequence[_Match], prepared: Prepared, when: datetime, rules: StoryRules) -> int | None:
    """Return the story that a new event continues: days old, about the same, and nearly alike."""
    mains = {tag.entity_id for tag in prepared.tags.entities if tag.main and not tag.implied}
    near = [
        match
        for match in matches
        if match.score >= rules.follow * match.threshold
        and when - match.story.newest_at >= rules.serial
        and any(main in match.story.mentions for main in mains)
    ]
    if not near:
        return None
    return max(near, key=lambda match: (match.score, -match.story.story_id)).story.story_id


def _why_new(matches: Sequence[_Match], article: ArticleVector) -> tuple[str, ...]:
    if not matches:
        return ("nothing open shares its terms",)
    nearest = max(matches, key=lambda match: match.score / match.threshold)
    number = nearest.story.story_id
    why = f"nearest was story {number} at {nearest.score:.2f}, below {nearest.threshold:.2f}"
    names = unshared_names(article, nearest.story.mentions)
    return (why, *(f"story {number} never mentions: {name}" for name in names))
