"""Which story an article belongs to when it arrives. Decisions, no effects."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.records import CopyOf, Placement, Prepared
from pipeline.stories.index import StoryIndex
from pipeline.stories.late_reports import FEWEST_SHARED, SameEvent, event_key, looks_back
from pipeline.stories.open_story import Member, OpenStory, gap
from pipeline.stories.rules import DEFAULT_RULES, StoryRules
from pipeline.stories.similarity import (
    headline_similarity,
    shared_terms,
    text_similarities,
    time_decay,
    unshared_names,
)
from pipeline.stories.vectors import ArticleVector, StoryVector


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


@dataclass(frozen=True, slots=True)
class _Newcomer:
    vector: ArticleVector
    outlet: str
    when: datetime
    credits: Mapping[int, int]  # story -> its article that the newcomer credits


def assign(
    prepared: Prepared,
    copy: CopyOf | None,
    index: StoryContext,
    when: datetime,
    rules: StoryRules = DEFAULT_RULES,
    credited: Collection[int] = (),
) -> Placement:
    """Return the story that *prepared*, dated *when*, belongs to; a copy goes where its original is.

    *credited* are articles to which it links as what it rests on: with those of other outlets it stays.
    """
    if copy is not None:
        why = (f"{copy.kind.value} of article {copy.article_id}, {copy.similarity:.0%} of the text",)
        return Placement(index.story_of(copy.article_id), copy.similarity, copy, why=why)
    stories = index.open()
    article = stories.vectorize(prepared.features, prepared.embedding)
    newcomer = _Newcomer(article, prepared.article.outlet, when, _stories_of(credited, stories, prepared))
    matches = _matches(stories, newcomer, has_body=bool(prepared.fingerprint.words), rules=rules)
    fitting = [match for match in matches if match.score >= match.threshold]
    if not fitting:
        late = _late_report(prepared, index, when, rules)
        if late is not None:
            return late
        follows = _followed(stories, matches, prepared, when, rules)
        return Placement(None, follows_story_id=follows, why=_why_new(stories, matches, article))
    best = max(fitting, key=lambda match: (match.score / match.threshold, -match.story.story_id))
    shared = shared_terms(stories, StoryVector.of(article), best.story.vector)
    rests_on = newcomer.credits.get(best.story.story_id)
    credit = () if rests_on is None else (f"credits article {rests_on}",)
    return Placement(
        best.story.story_id,
        round(best.score, 3),
        why=(f"similarity {best.score:.2f}", *credit, *shared),
        linked_to=_linked(prepared, stories, best.story, rules) if rests_on is None else rests_on,
    )


def _stories_of(credited: Collection[int], stories: StoryIndex, prepared: Prepared) -> dict[int, int]:
    members = (member for one in credited if (member := stories.member(one)) is not None)
    return {member.story_id: member.article_id for member in members if member.outlet != prepared.article.outlet}


def _linked(prepared: Prepared, stories: StoryIndex, story: OpenStory, rules: StoryRules) -> int | None:
    """Return the member of *story* that tells of the same dated event as an article that joins it; None without one."""
    report = event_key(prepared.features)
    if report is None:
        return None
    for member in stories.reports_of(report):
        if member.story_id != story.story_id or member.event is None:
            continue
        if looks_back(report, member.event, member.dated_at, rules.late) is not None:
            return member.article_id
    return None


def _late_report(prepared: Prepared, index: StoryContext, when: datetime, rules: StoryRules) -> Placement | None:
    """Return the story of the event that an article looks back at, see `pipeline.stories.late_reports`."""
    report = event_key(prepared.features)
    if report is None or not report.things or len(report.mains) < FEWEST_SHARED:
        return None
    best: tuple[SameEvent, Member] | None = None
    for member in index.about(report.things, when - rules.late, when + rules.late):
        theirs = event_key(member.features)
        if theirs is not None:
            found = looks_back(report, theirs, member.dated_at, rules.late)
            if found is not None and (best is None or found.shared > best[0].shared):
                best = (found, member)
    if best is None:
        return None
    found, member = best
    why = (
        f"a late account of {found.day}",
        f"{found.shared} main entities in common with article {member.article_id}",
    )
    score = round(found.shared / len(report.mains), 3)
    return Placement(member.story_id, score, why=why, linked_to=member.article_id)


def _matches(stories: StoryIndex, article: _Newcomer, *, has_body: bool, rules: StoryRules) -> list[_Match]:
    vector = article.vector
    near = stories.candidates(vector.ids, vector.weights, rules.candidates, vector.embedding)
    near += [story for one in article.credits if (story := stories.stories[one]) not in near]
    near = [story for story in near if gap(story, article.when) <= rules.window]
    texts = [story for story in near if has_body and story.has_body and story.originals]
    scores = dict(zip((one.story_id for one in texts), text_similarities(stories, vector, texts, rules), strict=True))
    return [_match(stories, story, article, scores.get(story.story_id), rules) for story in near]


def _match(
    stories: StoryIndex, story: OpenStory, article: _Newcomer, of_texts: float | None, rules: StoryRules
) -> _Match:
    """Return how well *article* fits *story*; *of_texts* is their similarity if both have full texts."""
    apart = gap(story, article.when)
    if of_texts is not None:
        score, threshold, decay = of_texts, rules.join, rules.decay
    else:
        score = headline_similarity(stories, article.vector, story, rules)
        threshold, decay = rules.join_headlines, rules.decay_headlines
    if apart >= rules.serial and story.outlets == {article.outlet}:
        threshold *= rules.serial_factor
        if score >= rules.template:
            score = 0.0
    elif apart >= rules.quiet and article.outlet in story.outlets:
        threshold *= rules.resumed
    if story.story_id in article.credits:
        threshold *= rules.credited
    return _Match(story, score * time_decay(apart, decay), threshold)


def _followed(
    stories: StoryIndex, matches: Sequence[_Match], prepared: Prepared, when: datetime, rules: StoryRules
) -> int | None:
    """Return the story that a new event continues: days old, about the same, and nearly alike."""
    mains = {tag.entity_id for tag in prepared.tags.entities if tag.main and not tag.implied}
    near = [
        match
        for match in matches
        if match.score >= rules.follow * match.threshold
        and when - match.story.newest_at >= rules.serial
        and stories.mentions(match.story, mains)
    ]
    if not near:
        return None
    return max(near, key=lambda match: (match.score, -match.story.story_id)).story.story_id


def _why_new(stories: StoryIndex, matches: Sequence[_Match], article: ArticleVector) -> tuple[str, ...]:
    if not matches:
        return ("nothing open shares its terms",)
    nearest = max(matches, key=lambda match: match.score / match.threshold)
    number = nearest.story.story_id
    why = f"nearest was story {number} at {nearest.score:.2f}, below {nearest.threshold:.2f}"
    names = unshared_names(stories, article, nearest.story)
    return (why, *(f"story {number} never mentions: {name}" for name in names))
