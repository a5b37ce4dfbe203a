"""What reclustering changes about stories, as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.stories.changes import Merge, Move
from storage.report_facts import retell
from storage.schema.articles import article
from storage.schema.stories import recluster_mark, story, story_member, story_told
from storage.stories import last_change, opening_row
from storage.story_aggregates import summarise
from storage.upsert import upsert

_AT_ONCE = 500  # ids in one statement


def recluster_mark_of(connection: Connection) -> int:
    """Return up to which change of membership the stories have been looked over, 0 before the first time."""
    found: int | None = connection.scalar(select(recluster_mark.c.change))
    return found or 0


def set_recluster_mark(connection: Connection, change: int) -> None:
    """Remember that the stories have been looked over up to *change*."""
    upsert(connection, recluster_mark, {"id": 1, "change": change}, update=("change",))


def changed_since(connection: Connection, change: int) -> dict[int, int]:
    """Return the stories whose membership changed after *change*, with the number of the last time."""
    query = (
        select(story_member.c.story_id, story_member.c.change)
        .where(story_member.c.change > change)
        .order_by(story_member.c.change)
    )
    return {row.story_id: row.change for row in connection.execute(query)}


def longer_known(connection: Connection, story_ids: Collection[int], since: datetime) -> set[int]:
    """Return those of these stories that were opened before *since*."""
    found: set[int] = set()
    for some in _in_parts(story_ids):
        query = select(story.c.id).where(story.c.id.in_(some), story.c.opened_at < since)
        found.update(connection.scalars(query))
    return found


def living(connection: Connection, story_ids: Collection[int]) -> set[int]:
    """Return those of these stories that exist and are not merged into another."""
    found: set[int] = set()
    for some in _in_parts(story_ids):
        found.update(connection.scalars(select(story.c.id).where(story.c.id.in_(some), story.c.merged_into.is_(None))))
    return found


def apply_changes(connection: Connection, changes: Sequence[Merge | Move], now: datetime) -> tuple[int, int]:
    """Merge stories, leaving redirects, and move articles from one to another or to a new one.

    Return the numbers of the last change of membership before and after.

    What depends on which articles a story has is worked out once for each story, at the end.
    """
    before = last_change(connection)
    touched: dict[int, None] = {}
    for change in changes:
        for story_id in (
            _merge(connection, change, now) if isinstance(change, Merge) else _move(connection, change, now)
        ):
            touched[story_id] = None
    gone = set(
        connection.scalars(select(story.c.id).where(story.c.id.in_(list(touched)), story.c.merged_into.is_not(None)))
    )
    recount(connection, [story_id for story_id in touched if story_id not in gone], now)
    return before, last_change(connection)


def recount(connection: Connection, story_ids: Collection[int], now: datetime) -> None:
    """Work out anew what depends on which articles these stories have."""
    retell(connection, story_ids)
    summarise(connection, story_ids, now)


def _merge(connection: Connection, merge: Merge, now: datetime) -> list[int]:
    """Merge two stories; return those whose articles changed."""
    members = select(story_member.c.article_id).where(story_member.c.story_id == merge.gone)
    _carry(connection, connection.scalars(members).all(), merge.kept, merge.why)
    _redirect(connection, merge.gone, merge.kept, now)
    for article_id, target in merge.links:
        number = last_change(connection) + 1
        linked = update(story_member).where(story_member.c.article_id == article_id)
        connection.execute(linked.values(linked_to=target, change=number))
    return [merge.kept]


def _move(connection: Connection, move: Move, now: datetime) -> list[int]:
    """Move articles; return the stories whose articles changed."""
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
        row = opening_row(first.title, first.dated_at, first.relevance, move.follows, now)
        target = connection.execute(insert(story).values(**row).returning(story.c.id)).scalar_one()
    _carry(connection, move.article_ids, target, move.why)
    emptied = set(left) - set(
        connection.scalars(select(story_member.c.story_id).where(story_member.c.story_id.in_(left)).distinct())
    )
    for story_id in sorted(emptied):
        _redirect(connection, story_id, target, now)
    return [target, *(story_id for story_id in left if story_id not in emptied)]


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
        .values(story_id=story_id, change=last_change(connection) + 1, why=list(why))
    )


def _in_parts(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
