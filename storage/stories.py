"""Stories as rows, and the open ones as a process sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from pipeline.records import Placement, Prepared
from pipeline.stories import Member, Merge, Move, StoryIndex
from pipeline.stories.lifecycle import State
from storage.accounts import retell, tell
from storage.copies import file_copy
from storage.features import features_from_json, features_to_json
from storage.schema.articles import article
from storage.schema.stories import copy, story, story_member, story_told
from storage.schema.tags import article_entity
from storage.summary import summarise

MOST_ABOUT = 200  # articles looked at for a late account


@dataclass
class OpenWindow:
    """The open stories in memory, with the last change they include. One for each process."""

    window: timedelta
    stories: StoryIndex = field(default_factory=StoryIndex)
    seen: int = 0

    def refresh(self, connection: Connection, now: datetime) -> None:
        """Take in what was committed since, by this process or another, and let go what is past the window."""
        oldest = now - self.window
        rows = connection.execute(
            _members()
            .where(story_member.c.change > self.seen, story_member.c.placed_at >= oldest)
            .order_by(story_member.c.change, story_member.c.article_id)
        )
        for row in rows:
            self.stories.put(_member(row))
            self.seen = max(self.seen, row.change)
        self.stories.evict_before(oldest)


@dataclass(frozen=True)
class StoredStories:
    """`pipeline.stories.StoryContext` over one connection."""

    connection: Connection
    window: OpenWindow
    now: datetime

    def open(self) -> StoryIndex:
        self.window.refresh(self.connection, self.now)
        return self.window.stories

    def story_of(self, article_id: int) -> int:
        found: int = self.connection.execute(
            select(story_member.c.story_id).where(story_member.c.article_id == article_id)
        ).scalar_one()
        return found

    def about(self, entities: Sequence[str], since: datetime, until: datetime) -> Sequence[Member]:
        rows = self.connection.execute(
            _members()
            .join(article_entity, article_entity.c.article_id == story_member.c.article_id)
            .where(
                article_entity.c.entity_id.in_(entities),
                article_entity.c.implied.is_(False),
                story_member.c.dated_at.between(since, until),
            )
            .order_by(article_entity.c.salience.desc(), story_member.c.article_id)
            .limit(MOST_ABOUT)
        )
        return [_member(row) for row in rows]


def file_placement(
    connection: Connection, article_id: int, prepared: Prepared, placement: Placement, dated_at: datetime, now: datetime
) -> int:
    """Write down where an article belongs, whose account is filed already; return its story's id."""
    story_id = placement.story_id
    if story_id is None:
        story_id = _open_story(
            connection,
            prepared.article.title,
            dated_at,
            prepared.tags.relevance,
            now,
            follows=placement.follows_story_id,
        )
    connection.execute(
        insert(story_member).values(
            article_id=article_id,
            story_id=story_id,
            change=_next_change(connection),
            terms=features_to_json(prepared.features),
            meaning=prepared.embedding or None,
            dated_at=dated_at,
            score=placement.score,
            why=list(placement.why),
            placed_at=now,
        )
    )
    if placement.copy_of is not None:
        file_copy(connection, article_id, placement.copy_of)
    if placement.copied_by is not None:
        turned = placement.copied_by
        file_copy(connection, turned.article_id, type(turned)(article_id, turned.kind, turned.similarity))
        retell(connection, story_id)
    else:
        tell(connection, story_id, article_id, is_copy=placement.copy_of is not None)
    summarise(connection, story_id, now)
    return story_id


def longer_known(connection: Connection, since: datetime) -> set[int]:
    """Return the stories that were opened before *since* and have changed after it."""
    query = select(story.c.id).where(
        story.c.opened_at < since, story.c.changed_at >= since, story.c.merged_into.is_(None)
    )
    return set(connection.scalars(query))


def apply_changes(connection: Connection, changes: Sequence[Merge | Move], now: datetime) -> None:
    """Merge stories, leaving redirects, and move articles from one to another or to a new one."""
    for change in changes:
        if isinstance(change, Merge):
            _merge(connection, change, now)
        else:
            _move(connection, change, now)


def _merge(connection: Connection, merge: Merge, now: datetime) -> None:
    members = select(story_member.c.article_id).where(story_member.c.story_id == merge.gone)
    _carry(connection, connection.scalars(members).all(), merge.kept, merge.why)
    _redirect(connection, merge.gone, merge.kept, now)
    _recount(connection, merge.kept, now)


def _move(connection: Connection, move: Move, now: datetime) -> None:
    of_these = story_member.c.article_id.in_(move.article_ids)
    left = connection.scalars(select(story_member.c.story_id).where(of_these).distinct()).all()
    target = move.story_id
    if target is None:
        first = connection.execute(
            select(article.c.title, article.c.dated_at, article.c.relevance)
            .where(article.c.id.in_(move.article_ids))
            .order_by(article.c.dated_at, article.c.id)
            .limit(1)
        ).one()
        target = _open_story(connection, first.title, first.dated_at, first.relevance, now, follows=move.follows)
    _carry(connection, move.article_ids, target, move.why)
    for story_id in left:
        members = select(func.count()).select_from(story_member).where(story_member.c.story_id == story_id)
        if connection.execute(members).scalar_one():
            _recount(connection, story_id, now)
        else:
            _redirect(connection, story_id, target, now)
    _recount(connection, target, now)


def _recount(connection: Connection, story_id: int, now: datetime) -> None:
    """Work out anew what depends on which articles a story has."""
    retell(connection, story_id)
    summarise(connection, story_id, now)


def _redirect(connection: Connection, gone: int, kept: int, now: datetime) -> None:
    connection.execute(
        update(story)
        .where((story.c.id == gone) | (story.c.merged_into == gone))
        .values(merged_into=kept, changed_at=now)
    )
    connection.execute(delete(story_told).where(story_told.c.story_id == gone))


def _carry(connection: Connection, article_ids: Sequence[int], story_id: int, why: Sequence[str]) -> None:
    connection.execute(
        update(story_member)
        .where(story_member.c.article_id.in_(article_ids))
        .values(story_id=story_id, change=_next_change(connection), why=list(why))
    )


def _open_story(
    connection: Connection,
    headline: str,
    first_at: datetime,
    relevance: float,
    now: datetime,
    follows: int | None = None,
) -> int:
    opened: int = connection.execute(
        insert(story)
        .values(
            headline=headline,
            articles=0,
            outlets=0,
            follows=follows,
            first_at=first_at,
            first_why=[],
            last_at=first_at,
            all_outlets=0,
            velocity=0.0,
            state=State.OPENING.value,
            state_since=first_at,
            dormant_at=first_at,
            relevance=relevance,
            opened_at=now,
            changed_at=now,
        )
        .returning(story.c.id)
    ).scalar_one()
    return opened


def revise_member(connection: Connection, article_id: int, story_id: int, prepared: Prepared, now: datetime) -> None:
    """Let a revised article be found by its new words, and its story know what it tells now."""
    connection.execute(
        update(story_member)
        .where(story_member.c.article_id == article_id)
        .values(
            terms=features_to_json(prepared.features),
            meaning=prepared.embedding or None,
            change=_next_change(connection),
        )
    )
    _recount(connection, story_id, now)


def touch_member(connection: Connection, article_id: int, story_id: int, now: datetime) -> None:
    """Let it be seen that a member's article changed in other things than its text, such as its outlet."""
    connection.execute(
        update(story_member).where(story_member.c.article_id == article_id).values(change=_next_change(connection))
    )
    summarise(connection, story_id, now)


def _next_change(connection: Connection) -> int:
    found: int = connection.execute(select(func.coalesce(func.max(story_member.c.change), 0) + 1)).scalar_one()
    return found


def _members() -> Any:
    return (
        select(story_member, article.c.outlet, article.c.words, copy.c.original_id)
        .join(article, article.c.id == story_member.c.article_id)
        .outerjoin(copy, copy.c.article_id == story_member.c.article_id)
    )


def _member(row: Row[Any]) -> Member:
    return Member(
        row.article_id,
        row.story_id,
        row.outlet,
        row.dated_at,
        row.placed_at,
        features_from_json(row.terms),
        row.words,
        copy_of=row.original_id,
        embedding=row.meaning or b"",
    )
