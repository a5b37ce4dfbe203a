"""The open stories as a process sees them, kept up with what this process and others place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.stories.index import StoryIndex
from storage.schema.stories import story_member
from storage.stories import last_change, member_of, members


@dataclass
class OpenWindow:
    """The open stories in memory, with the last change they include. One for each process."""

    window: timedelta
    stories: StoryIndex = field(default_factory=StoryIndex)
    seen: int | None = None  # None: nothing has been read yet

    def refresh(self, connection: Connection, now: datetime) -> None:
        """Take in what was committed since, by this process or another, and let go what is past the window."""
        oldest = now - self.window
        if self.seen is None:
            self._load(connection, oldest)
        else:
            self._follow(connection, self.seen, oldest)
        self.stories.evict_before(oldest)

    def reset(self) -> None:
        """Forget everything: the stories hold decisions that were not committed."""
        self.stories, self.seen = StoryIndex(), None

    def _load(self, connection: Connection, oldest: datetime) -> None:
        # By the index on `placed_at`: the archive behind the window is not looked at.
        self.seen = last_change(connection)
        query = members().where(story_member.c.placed_at >= oldest)
        for row in connection.execute(query.order_by(story_member.c.placed_at, story_member.c.article_id)):
            self.stories.put(member_of(row))

    def _follow(self, connection: Connection, seen: int, oldest: datetime) -> None:
        # By the index on `change`; what was placed before the window and changed since is passed over here.
        query = members().where(story_member.c.change > seen)
        for row in connection.execute(query.order_by(story_member.c.change, story_member.c.article_id)):
            if row.placed_at >= oldest or row.article_id in self.stories:
                self.stories.put(member_of(row))
            self.seen = row.change
