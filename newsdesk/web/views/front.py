"""The front page: stories ranked as the digest ranks them, and what is new to this reader."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsdesk.digest.model import Digest, Story
from storage.queries.digest import StoryRow
from storage.queries.front import Candidate

SHOWN = 30  # stories
_RANKED = 2 * SHOWN  # stories whose every article is read, so that the digest's own ranking decides among them
_NEW_VISIT = timedelta(minutes=30)  # without a request, after which a reader has been away


def worth_ranking(found: Sequence[Candidate]) -> list[int]:
    """Return the stories that can stand at the top, by what is known without reading their articles."""

    def rough(one: Candidate) -> tuple[float, datetime, int]:
        return math.log2(1 + one.outlets) * one.relevance, one.latest, one.story_id

    first = sorted(found, key=rough, reverse=True)[:_RANKED]
    return sorted(one.story_id for one in first)


@dataclass(frozen=True, slots=True)
class FrontStory:
    """A story as the front page tells it."""

    story: Story
    article_ids: Mapping[str, int]  # by address
    is_new: bool  # to this reader
    added: int  # articles since the last visit, of a story that is not new

    @property
    def lead_id(self) -> int | None:
        return self.article_ids.get(self.story.url)


def front_stories(digest: Digest, rows: Sequence[StoryRow], visit: datetime | None) -> list[FrontStory]:
    """Return the stories of *digest* in its order; *rows* are those that it was built from."""
    of = {row.id: row for row in rows}
    return [_front(story, of[story.id], visit) for story in _ranked(digest)]


def _ranked(digest: Digest) -> list[Story]:
    both = (*digest.stories, *digest.brief)
    return sorted(both, key=lambda story: (story.score.total, max(each.at for each in story.coverage)), reverse=True)


def _front(story: Story, row: StoryRow, visit: datetime | None) -> FrontStory:
    since = [] if visit is None else [one for one in row.articles if one.dated_at > visit]
    is_new = bool(since) and len(since) == len(row.articles)
    return FrontStory(story, {one.url: one.id for one in row.articles}, is_new, 0 if is_new else len(since))


@dataclass(frozen=True, slots=True)
class Visit:
    """What the reader's cookie says: when the visit before this one was, and when this one was last heard of."""

    before: datetime | None
    latest: datetime

    def cookie(self) -> str:
        before = 0 if self.before is None else int(self.before.timestamp())
        return f"{before}.{int(self.latest.timestamp())}"


def this_visit(cookie: str | None, now: datetime) -> Visit:
    """Return the visit that a request at *now* belongs to; a cookie that makes no sense counts as none."""
    before, latest = _times(cookie or "", now)
    if latest is None:
        return Visit(None, now)
    return Visit(latest if now - latest > _NEW_VISIT else before, now)


def _times(cookie: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    parts = cookie.split(".")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) < 12 for part in parts):
        return None, None
    times = [datetime.fromtimestamp(int(part), now.tzinfo) if int(part) else None for part in parts]
    return times[0], times[1] if times[1] is None or times[1] <= now else None
