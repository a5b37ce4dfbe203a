"""What people decided about which articles tell one event, so that reclustering keeps to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.stories.changes import Merge, Move
from pipeline.stories.index import StoryIndex


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that a person put together, or parted."""

    one: int
    other: int
    together: bool


@dataclass
class Corrected:
    """Pairs of articles, and where the changes that were allowed so far put them. One for each list of changes.

    Whether a change is allowed depends on those before it: two that each put one of a parted pair into a third story
    are not both.
    """

    pairs: Iterable[Pair]
    _of: dict[int, list[Pair]] = field(init=False)
    _moved: dict[int, int] = field(init=False, default_factory=dict)  # article -> story, where it changed
    _opened: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._of = {}
        for pair in self.pairs:
            self._of.setdefault(pair.one, []).append(pair)
            self._of.setdefault(pair.other, []).append(pair)

    def allows(self, change: Merge | Move, stories: StoryIndex) -> bool:
        """Return whether *change* leaves every pair as a person wanted it; then those after it are judged by it."""
        if not self._of:
            return True
        moved, target = self._effect(change, stories)
        for article_id in moved:
            for pair in self._of.get(article_id, ()):
                other = pair.other if pair.one == article_id else pair.one
                before, there = self._home(article_id, stories), self._home(other, stories)
                after = target if other in moved else there
                if there is None:
                    continue  # not in the window, and so in no story that changes
                if (after == target) != pair.together and (before == there) == pair.together:
                    return False
        self._moved.update(dict.fromkeys(moved, target))
        return True

    def _effect(self, change: Merge | Move, stories: StoryIndex) -> tuple[set[int], int]:
        if isinstance(change, Merge):
            gone = stories.stories.get(change.gone)
            ids = set() if gone is None else {member.article_id for member in gone.members}
            return {one for one in ids if self._home(one, stories) == change.gone}, change.kept
        if change.story_id is not None:
            return set(change.article_ids), change.story_id
        self._opened += 1
        return set(change.article_ids), -self._opened

    def _home(self, article_id: int, stories: StoryIndex) -> int | None:
        if article_id in self._moved:
            return self._moved[article_id]
        member = stories.member(article_id)
        return None if member is None else member.story_id
