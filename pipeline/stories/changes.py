"""What reclustering may change about the open stories."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.stories.index import StoryIndex
from pipeline.stories.open_story import OpenStory
from pipeline.stories.similarity import shared_terms


@dataclass(frozen=True, slots=True)
class Merge:
    """All of story *gone* turns out to belong to *kept*."""

    kept: int
    gone: int
    why: tuple[str, ...]
    links: tuple[tuple[int, int], ...] = ()  # articles that stay with others from now on, see `Member.linked_to`


@dataclass(frozen=True, slots=True)
class Move:
    """Articles leave their story for another; None is a new one."""

    article_ids: tuple[int, ...]
    story_id: int | None
    why: tuple[str, ...]
    follows: int | None = None  # the story of which a new one is the continuation


def merge(stories: StoryIndex, kept: OpenStory, gone: OpenStory, links: tuple[tuple[int, int], ...] = ()) -> Merge:
    """Return the merge of two stories with what they have in common."""
    why = (f"story {gone.story_id} turned out to be this one", *shared_terms(stories, kept.vector, gone.vector))
    return Merge(kept.story_id, gone.story_id, why, links)


class Parted:
    """Which articles one run of reclustering took apart, so that it does not join them again and go in circles.

    Every change that moves articles away takes two apart that nothing joins any more, and every merge leaves a story
    less, so a run that asks `allows` ends.
    """

    def __init__(self) -> None:
        self._pairs: set[tuple[int, int]] = set()

    def allows(self, change: Merge | Move, stories: StoryIndex) -> bool:
        """Return whether *change* joins no two articles that were taken apart before."""
        if isinstance(change, Merge):
            return not self._meet(_articles(stories, change.kept), _articles(stories, change.gone))
        return change.story_id is None or not self._meet(set(change.article_ids), _articles(stories, change.story_id))

    def note(self, change: Merge | Move, stories: StoryIndex) -> None:
        """Remember what *change* takes apart; *stories* are as they were before it."""
        if isinstance(change, Merge):
            return
        moved = set(change.article_ids)
        homes = {member.story_id for one in moved if (member := stories.member(one)) is not None}
        for home in homes:
            stay = _articles(stories, home) - moved
            if stay:
                self._pairs.add((min(moved), min(stay)))

    def _meet(self, some: set[int], others: set[int]) -> bool:
        return any((one in some and two in others) or (two in some and one in others) for one, two in self._pairs)


def _articles(stories: StoryIndex, story_id: int) -> set[int]:
    story = stories.stories.get(story_id)
    return set() if story is None else {member.article_id for member in story.members}
