"""Which story an article belongs to, and which stories turn out to be one. Decisions, no effects."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from pipeline.records import CopyOf, Placement, Prepared
from pipeline.stories.open import Member, OpenStories, OpenStory, gap, similarity


@dataclass(frozen=True, slots=True)
class StoryRules:
    """When coverage is of one event. Thresholds are cosines."""

    window: timedelta = timedelta(hours=96)
    join_headlines: float = 0.15  # a headline has few words, so that sharing some of them says more
    join: float = 0.26
    merge_headlines: float = 0.14
    merge: float = 0.52
    centroid_share: float = 0.75  # the rest is the nearest of the last members
    last_members: int = 4
    fade: timedelta = timedelta(hours=192)  # a gap of this length takes e^-1 off the similarity
    candidates: int = 20
    # What one outlet alone writes day by day is a column or a market report, not one event, unless it says the same.
    serial: timedelta = timedelta(hours=16)
    serial_factor: float = 3.5
    follow: float = 0.5  # of the threshold: how alike a later event must be to be called a follow-up
    subject_factor: float = 0.85  # of the threshold for what is about one entity and one rare name
    late: timedelta = timedelta(days=45)  # how long after an event an account of it still joins its story


DEFAULT_RULES = StoryRules()
FEWEST_SHARED = 2  # main entities that two accounts of one event have in common, a model or product among them
OFTEN = 4  # times that a name stands in a text that is about it, whatever else it is about
WEIGHT = 0.8  # of an entity's term: what is more than mentioned, see `terms`
RARE = 0.7  # of `OpenStories.rarity`
_THINGS = ("model:", "product:")


class StoryIndex(Protocol):
    """What placing needs of the stories there are."""

    def open(self) -> OpenStories:
        """Return the stories of the window."""

    def story_of(self, article_id: int) -> int:
        """Return the story an article is in."""

    def about(self, entities: Sequence[str], since: datetime, until: datetime) -> Sequence[Member]:
        """Return articles of these days that name one of *entities*, whether their story is open or not."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A decision of the merge pass: *gone* turns out to be *kept*."""

    kept: int
    gone: int
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    story: OpenStory
    score: float
    threshold: float


def place(
    prepared: Prepared, copy: CopyOf | None, index: StoryIndex, when: datetime, rules: StoryRules = DEFAULT_RULES
) -> Placement:
    """Return the story that *prepared*, dated *when*, belongs to; a copy goes where its original is."""
    if copy is not None:
        why = (f"{copy.kind.value} of article {copy.article_id}, {copy.similarity:.0%} of the text",)
        return Placement(index.story_of(copy.article_id), copy.similarity, copy, why=why)
    stories = index.open()
    vector = stories.vector(prepared.terms)
    matches = [
        _match(stories, story, vector, when, prepared, rules)
        for story in stories.sharing(vector, rules.candidates)
        if gap(story, when) <= rules.window
    ]
    fitting = [match for match in matches if match.score >= match.threshold]
    if not fitting:
        return _late_account(prepared, index, when, rules) or Placement(
            None, follows_story_id=_followed(matches, prepared, when, rules), why=_why_new(matches)
        )
    best = max(fitting, key=lambda match: (match.score - match.threshold, -match.story.story_id))
    shared = shared_terms(vector, stories.centroid(best.story))
    return Placement(best.story.story_id, round(best.score, 3), why=(f"similarity {best.score:.2f}", *shared))


def _late_account(prepared: Prepared, index: StoryIndex, when: datetime, rules: StoryRules) -> Placement | None:
    """Return the story of the event that an article looks back at: the same day named, the same things it is about.

    Such an account may come weeks later and share hardly a sentence with the first reports.
    """
    dates = {term for term in prepared.terms if term.startswith("#")}
    mains = {tag.entity_id for tag in prepared.tags.entities if tag.main or tag.mentions >= OFTEN}
    things = sorted(one for one in mains if one.startswith(_THINGS))
    if not dates or not things or len(mains) < FEWEST_SHARED:
        return None
    best: tuple[int, Member, str] | None = None
    for member in index.about(things, when - rules.late, when + rules.late):
        theirs = {term[1:] for term, weight in member.terms.items() if term.startswith("@") and weight >= WEIGHT}
        shared = mains & theirs
        if len(shared) < FEWEST_SHARED or not shared.intersection(things):
            continue
        for day in sorted(dates & member.terms.keys()):
            near = abs(member.dated_at - datetime.fromisoformat(day[1:]).replace(tzinfo=UTC)) <= rules.late
            if (
                near
                and len(shared) >= FEWEST_SHARED
                and shared & set(things)
                and (best is None or len(shared) > best[0])
            ):
                best = (len(shared), member, day)
    if best is None:
        return None
    count, member, day = best
    why = (f"a late account of {day[1:]}", f"{count} main entities in common with article {member.article_id}")
    return Placement(member.story_id, round(count / len(mains), 3), why=why)


def review(stories: OpenStories, rules: StoryRules = DEFAULT_RULES) -> list[Merge]:
    """Return which open stories turn out to be one: coverage that began apart and grew together."""
    merges: list[Merge] = []
    into: dict[int, int] = {}
    for story in sorted(stories.stories.values(), key=lambda one: (one.oldest_at, one.story_id)):
        own = stories.centroid(story)
        for other in stories.sharing(own, rules.candidates):
            if other.story_id == story.story_id or (other.oldest_at, other.story_id) > (
                story.oldest_at,
                story.story_id,
            ):
                continue
            apart = max(gap(other, story.oldest_at), timedelta(0))
            threshold = rules.merge if story.has_body and other.has_body else rules.merge_headlines
            if apart >= rules.serial and len(story.outlets | other.outlets) == 1:
                threshold *= rules.serial_factor
            score = similarity(own, stories.centroid(other))
            if apart <= rules.window and score >= threshold:
                kept = _final(into, other.story_id)
                gone = _final(into, story.story_id)
                if kept != gone:
                    into[gone] = kept
                    merges.append(Merge(kept, gone, round(score, 3), shared_terms(own, stories.centroid(other))))
                break
    return merges


def shared_terms(one: Mapping[str, float], other: Mapping[str, float], count: int = 6) -> tuple[str, ...]:
    """Return what two vectors have most in common, in words fit to show."""
    common = {term: weight * other[term] for term, weight in one.items() if term in other}
    strongest = sorted(common, key=lambda term: (-common[term], term))[:count]
    return tuple(f"entity: {term[1:]}" if term.startswith("@") else f"word: {term}" for term in strongest)


def _match(
    stories: OpenStories,
    story: OpenStory,
    vector: Mapping[str, float],
    when: datetime,
    prepared: Prepared,
    rules: StoryRules,
) -> _Match:
    by_age = sorted(story.members.values(), key=lambda member: (member.dated_at, member.article_id))
    last = by_age[-rules.last_members :]
    nearest = max(similarity(vector, stories.vector(member.terms)) for member in last)
    score = rules.centroid_share * similarity(vector, stories.centroid(story)) + (1 - rules.centroid_share) * nearest
    score *= math.exp(-(gap(story, when) / rules.fade))
    threshold = rules.join if prepared.fingerprint.words and story.has_body else rules.join_headlines
    if gap(story, when) >= rules.serial and story.outlets == {prepared.article.outlet}:
        threshold *= rules.serial_factor
    elif _same_subject(stories, story, prepared.terms):
        threshold *= rules.subject_factor
    return _Match(story, score, threshold)


def _same_subject(stories: OpenStories, story: OpenStory, terms: Mapping[str, float]) -> bool:
    """Return whether both are about one entity of the catalog and repeat one rare name that is not that entity's."""
    shared = terms.keys() & story.total.keys()
    mains = [term for term in shared if term.startswith("@") and terms[term] >= WEIGHT]
    return bool(mains) and any(
        term.startswith("^") and stories.rarity(term) >= RARE and not any(term[1:] in main for main in mains)
        for term in shared
    )


def _followed(matches: Sequence[_Match], prepared: Prepared, when: datetime, rules: StoryRules) -> int | None:
    """Return the story that a new event continues: days old, about the same, and nearly alike."""
    mains = {f"@{tag.entity_id}" for tag in prepared.tags.entities if tag.main and not tag.implied}
    near = [
        match
        for match in matches
        if match.score >= rules.follow * match.threshold
        and when - match.story.newest_at >= rules.serial
        and any(match.story.total.get(main, 0.0) >= WEIGHT for main in mains)
    ]
    if not near:
        return None
    return max(near, key=lambda match: (match.score, -match.story.story_id)).story.story_id


def _why_new(matches: list[_Match]) -> tuple[str, ...]:
    if not matches:
        return ("nothing open shares its terms",)
    nearest = max(matches, key=lambda match: match.score - match.threshold)
    return (f"nearest was story {nearest.story.story_id} at {nearest.score:.2f}, below {nearest.threshold:.2f}",)


def _final(into: dict[int, int], story_id: int) -> int:
    while story_id in into:
        story_id = into[story_id]
    return story_id
