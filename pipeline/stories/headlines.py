"""Reclustering stories of headlines: one says too little for average linkage, so it meets whole stories."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from pipeline.stories.changes import Merge, Move, merge
from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import OpenMember, OpenStory, gap
from pipeline.stories.rules import StoryRules
from pipeline.stories.similarity import headline_similarity, shared_terms, story_similarity, time_decay
from pipeline.stories.vectors import StoryVector


def recluster_headlines(stories: StoryIndex, gone: Collection[int], rules: StoryRules) -> list[Merge | Move]:
    """Return which changed stories of headlines turn out to be part of another, and which headlines stand better there.

    Each story takes part in one merge at a time, since the sums no longer hold after it; *gone* in none.
    """
    merges: list[Merge] = []
    taken = set(gone)
    for story in _changed(stories):
        if story.story_id in taken:
            continue
        best = _most_similar(stories, story, taken, rules)
        if best is not None:
            kept, lost = (best, story) if best.has_body or best.story_id < story.story_id else (story, best)
            taken |= {kept.story_id, lost.story_id}
            merges.append(merge(stories, kept, lost))
    return [*merges, *_moves(stories, taken, rules)]


def _changed(stories: StoryIndex) -> Iterator[OpenStory]:
    for story_id in sorted(stories.changed):
        story = stories.stories.get(story_id)
        if story is not None and not story.has_body:
            yield story


def _most_similar(stories: StoryIndex, story: OpenStory, taken: Collection[int], rules: StoryRules) -> OpenStory | None:
    best: tuple[float, OpenStory] | None = None
    told = story.vector
    for other in stories.candidates(told.ids, told.total, rules.candidates, story.embedding):
        if other is story or other.story_id in taken:
            continue
        if story.embedding is not None and not other.has_body:
            continue  # `recluster` has seen to those, article by article
        apart = max(gap(other, story.oldest_at), timedelta(0))
        similarity = story_similarity(stories, story, other, rules) * time_decay(apart, rules.decay_headlines)
        needed = rules.join_headlines
        if apart >= rules.serial and len(story.outlets | other.outlets) == 1:
            needed *= rules.serial_factor
        if apart <= rules.window and similarity >= needed and (best is None or similarity > best[0]):
            best = (similarity, other)
    return best[1] if best is not None else None


def _moves(stories: StoryIndex, taken: Collection[int], rules: StoryRules) -> Iterator[Move]:
    """Yield the headlines that are nearer to another story than to what is left of theirs without them."""
    for story in _changed(stories):
        if story.story_id in taken or story.originals < 2 or story.embedding is not None:
            continue
        linked = {one.linked_to for one in story.members}
        for member in sorted(story.members, key=lambda member: member.article_id):
            if member.linked_to is not None or member.article_id in linked:
                continue
            move = _move(stories, story, member, taken, rules)
            if move is not None:
                yield move


def _move(
    stories: StoryIndex, story: OpenStory, member: OpenMember, taken: Collection[int], rules: StoryRules
) -> Move | None:
    article = stories.vector_of(member.article_id)
    if article is None:
        return None

    def similarity_to(other: OpenStory) -> float:
        similarity = headline_similarity(stories, article, other, rules)
        return similarity * time_decay(gap(other, member.dated_at), rules.decay_headlines)

    rest = next((one for one in story.last_originals(2) if one is not member), None)
    last = None if rest is None or story.originals != 2 else stories.vector_of(rest.article_id)
    needed = max(similarity_to(story.without(member, article, last)) * rules.better, rules.join_headlines)
    others = [
        (similarity_to(other), -other.story_id, other)
        for other in stories.candidates(article.ids, article.weights, rules.candidates, article.embedding)
        if other is not story and other.story_id not in taken and gap(other, member.dated_at) <= rules.window
    ]
    similarity, _, other = max(others, default=(0.0, 0, story))
    if similarity < needed or other is story:
        return None
    why = ("looked over again, nearer to this story", *shared_terms(stories, StoryVector.of(article), other.vector))
    copies = [one.article_id for one in story.members if one.copy_of == member.article_id]
    return Move((member.article_id, *sorted(copies)), other.story_id, why)
