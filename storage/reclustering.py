"""Reclustering what changed since it was last done: decided on what was read, written in short transactions.

The lock is held for a few changes at a time, and only while they are written. A change is made if the stories that
it concerns are still as they were read; otherwise they have changed, and the next pass looks them over again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from pipeline.stories.changes import Merge, Move, Parted
from pipeline.stories.corrected import Corrected, Pair
from pipeline.stories.index import StoryIndex
from pipeline.stories.recluster import recluster
from pipeline.stories.rules import StoryRules
from storage.corrected import corrected_pairs
from storage.open_window import OpenWindow
from storage.report_facts import credited_articles
from storage.story_changes import (
    apply_changes,
    changed_since,
    living,
    longer_known,
    recluster_mark_of,
    set_recluster_mark,
)
from storage.transactions import reading

PASSES = 8  # each merges a story with one other
CHANGES = 16  # made in one transaction

Placing = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What one pass decided by."""

    seen: int  # the last change of membership that was read
    held: set[int]  # stories with articles from before the window
    pairs: list[Pair]  # articles that people put together or parted
    credited: dict[int, list[int]]  # article -> those to which it links as what it rests on, of the changed stories


class Reclustering:
    """One run over the open stories of one process."""

    def __init__(self, engine: Engine, placing: Placing, window: OpenWindow, rules: StoryRules) -> None:
        """*placing* opens a transaction in which nobody else places articles."""
        self._engine = engine
        self._placing = placing
        self._window = window
        self._rules = rules
        self._parted = Parted()
        self._own: list[tuple[int, int]] = []  # numbers of changes that this run made, in ranges

    def run(self, now: datetime) -> int:
        """Merge, part and move until nothing is left to change; return how many changes that took.

        Without anything new since the last run, nothing is written.
        """
        count = 0
        for number in range(PASSES):
            snapshot = self._look(now, first=number == 0)
            if snapshot is None:
                break
            stories = self._window.stories
            found = recluster(stories, snapshot.held, self._rules, snapshot.credited)
            changes = []
            corrected = Corrected(snapshot.pairs)
            for change in found:
                if self._parted.allows(change, stories) and corrected.allows(change, stories):
                    self._parted.note(change, stories)
                    changes.append(change)
            stories.changed.clear()
            count += self._write(changes, snapshot, now, last=number == PASSES - 1)
            if not changes:
                break
        return count

    def _look(self, now: datetime, *, first: bool) -> _Snapshot | None:
        """Bring the open stories up to date and say which changed; None if none did."""
        stories = self._window.stories
        with reading(self._engine) as connection:
            changed = changed_since(connection, recluster_mark_of(connection))
            if first and not changed:
                return None  # and the open stories need not be read
            stories.changed.clear()
            self._window.refresh(connection, now)
            if first:
                stories.changed.clear()  # what was read is not what changed since the mark
            stories.changed.update(one for one in changed if one in stories.stories)
            if not stories.changed:
                return None
            held = longer_known(connection, stories.stories, now - self._rules.window)
            pairs = corrected_pairs(connection)
            credited = credited_articles(connection, stories.changed)
        return _Snapshot(self._window.seen or 0, held, pairs, credited)

    def _write(self, changes: Sequence[Merge | Move], snapshot: _Snapshot, now: datetime, *, last: bool) -> int:
        stories = self._window.stories
        made = 0
        parts = _in_parts(changes, stories)
        for number, part in enumerate(parts, 1):
            with self._placing() as connection:
                others = self._changed_by_others(connection, snapshot.seen)
                standing = _still_true(connection, part, stories, others)
                if standing:
                    before, after = apply_changes(connection, standing, now)
                    self._own.append((before, after))
                    made += len(standing)
                if number == len(parts):
                    # After the last pass only what others did is left for the next run.
                    done = self._own[-1][1] if last and not others and self._own else snapshot.seen
                    set_recluster_mark(connection, done)
        return made

    def _changed_by_others(self, connection: Connection, seen: int) -> set[int]:
        changed = changed_since(connection, seen)
        return {
            story_id
            for story_id, change in changed.items()
            if not any(before < change <= after for before, after in self._own)
        }


def _in_parts(changes: Sequence[Merge | Move], stories: StoryIndex) -> list[list[Merge | Move]]:
    """Return *changes* in parts of about `CHANGES`; those that share a story are in one, so it is recounted once."""
    root: dict[int, int] = {}

    def find(one: int) -> int:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for change in changes:
        first, *rest = sorted(_concerned(change, stories))
        for other in rest:
            root[find(other)] = find(first)
    groups: dict[int, list[Merge | Move]] = {}
    for change in changes:
        groups.setdefault(find(min(_concerned(change, stories))), []).append(change)
    parts: list[list[Merge | Move]] = [[]]
    for group in groups.values():
        if parts[-1] and len(parts[-1]) + len(group) > CHANGES:
            parts.append([])
        parts[-1] += group
    return parts


def _concerned(change: Merge | Move, stories: StoryIndex) -> set[int]:
    if isinstance(change, Merge):
        return {change.kept, change.gone}
    homes = {member.story_id for one in change.article_ids if (member := stories.member(one)) is not None}
    return homes if change.story_id is None else homes | {change.story_id}


def _still_true(
    connection: Connection, changes: Sequence[Merge | Move], stories: StoryIndex, others: set[int]
) -> list[Merge | Move]:
    """Return those of *changes* whose stories are there and were not changed by *others*."""
    concerned = {change_number: _concerned(change, stories) for change_number, change in enumerate(changes)}
    alive = living(connection, {story_id for ids in concerned.values() for story_id in ids})
    return [
        change for number, change in enumerate(changes) if concerned[number] <= alive and not concerned[number] & others
    ]
