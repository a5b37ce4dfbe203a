"""Stories and their members as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from pipeline.filing.plan import NewArticle, Revision, Turned
from pipeline.records import Prepared
from pipeline.stories.index import StoryIndex
from pipeline.stories.lifecycle import State
from pipeline.stories.open_story import Member
from storage.features import features_from_json, features_to_json
from storage.schema.articles import article
from storage.schema.stories import copy, story, story_member
from storage.schema.tags import article_entity
from storage.upsert import insert_many

MOST_ABOUT = 200  # articles looked at for a late account


class StoredStories:
    """`pipeline.filing.decide.BatchStories` over one connection: the stories there are, and those of the batch."""

    def __init__(self, connection: Connection, open_stories: StoryIndex, roots: Collection[int]) -> None:
        """*roots* are the articles whose stories will be asked for, besides those of the batch."""
        self._connection = connection
        self._open = open_stories
        self._story_of = _stories_of(connection, roots)
        self._batch: list[tuple[Member, dict[str, float]]] = []

    def open(self) -> StoryIndex:
        return self._open

    def story_of(self, article_id: int) -> int:
        return self._story_of[article_id]

    def about(self, entities: Sequence[str], since: datetime, until: datetime) -> Sequence[Member]:
        named = article_entity.c
        most_salient = (
            select(named.article_id, named.salience)
            .where(named.entity_id.in_(entities), named.implied.is_(False), named.dated_at.between(since, until))
            .order_by(named.salience.desc(), named.article_id)
            .limit(MOST_ABOUT)
            .subquery()
        )
        rows = self._connection.execute(
            members()
            .add_columns(most_salient.c.salience)
            .join(most_salient, most_salient.c.article_id == story_member.c.article_id)
            .order_by(most_salient.c.salience.desc(), story_member.c.article_id)
        )
        found = [(-row.salience, row.article_id, member_of(row)) for row in rows]
        found += [
            (-salience[entity], member.article_id, member)
            for member, salience in self._batch
            if since <= member.dated_at <= until
            for entity in entities
            if entity in salience
        ]
        return [member for _, _, member in sorted(found, key=lambda one: one[:2])[:MOST_ABOUT]]

    def add(self, member: Member, prepared: Prepared) -> None:
        self._open.put(member)
        self._story_of[member.article_id] = member.story_id
        salience = {tag.entity_id: tag.salience for tag in prepared.tags.entities if not tag.implied}
        self._batch.append((member, salience))

    def turn(self, root: int, new_root: int) -> None:
        self._open.turn(root, new_root)


def _stories_of(connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
    if not article_ids:
        return {}
    query = select(story_member.c.article_id, story_member.c.story_id).where(story_member.c.article_id.in_(article_ids))
    return {row.article_id: row.story_id for row in connection.execute(query)}


def last_change(connection: Connection) -> int:
    """Return the number of the latest change of membership, 0 before the first."""
    found: int = connection.execute(select(func.coalesce(func.max(story_member.c.change), 0))).scalar_one()
    return found


def add_members(connection: Connection, new: Sequence[NewArticle], change: int, now: datetime) -> int:
    """Open the stories that *new* articles begin, and put each into its story; return the number of the last change.

    *change* is the latest so far.
    """
    opened = [one for one in new if one.opens]
    if opened:
        insert_many(connection, story, [{"id": one.story_id, **_opening(one, now)} for one in opened])
    rows = [
        {
            "article_id": one.article_id,
            "story_id": one.story_id,
            "change": number,
            "terms": features_to_json(one.submission.prepared.features),
            "meaning": one.submission.prepared.embedding or None,
            "dated_at": one.published.dated_at,
            "score": one.placement.score,
            "why": list(one.placement.why),
            "placed_at": now,
            "linked_to": one.placement.linked_to,
        }
        for number, one in enumerate(new, change + 1)
    ]
    if rows:
        insert_many(connection, story_member, rows)
    return change + len(rows)


def revise_members(connection: Connection, revised: Sequence[Revision], change: int) -> int:
    """Let revised articles be found by their new words; return the number of the last change."""
    rows = [
        {
            "of": one.article_id,
            "terms": features_to_json(one.submission.prepared.features),
            "meaning": one.submission.prepared.embedding or None,
            "change": number,
        }
        for number, one in enumerate(revised, change + 1)
    ]
    if rows:
        connection.execute(update(story_member).where(story_member.c.article_id == bindparam("of")), rows)
    return change + len(rows)


def touch_members(connection: Connection, article_ids: Sequence[int], change: int) -> int:
    """Let it be seen that articles changed in other things than their text; return the number of the last change."""
    if not article_ids:
        return change
    these = story_member.c.article_id.in_(article_ids)
    connection.execute(update(story_member).where(these).values(change=change + 1))
    return change + 1


def turn_members(connection: Connection, turned: Sequence[Turned], change: int) -> int:
    """Tell other processes which articles became copies of a new one; return the number of the last change."""
    for number, one in enumerate(turned, change + 1):
        group = select(copy.c.article_id).where(copy.c.original_id == one.copy.article_id)
        connection.execute(update(story_member).where(story_member.c.article_id.in_(group)).values(change=number))
    return change + len(turned)


def _opening(one: NewArticle, now: datetime) -> dict[str, Any]:
    prepared = one.submission.prepared
    follows = one.placement.follows_story_id
    return opening_row(prepared.article.title, one.published.dated_at, prepared.tags.relevance, follows, now)


def opening_row(
    headline: str, first_at: datetime, relevance: float, follows: int | None, now: datetime
) -> dict[str, Any]:
    """Return a story before anything is worked out from its members."""
    return {
        "headline": headline,
        "articles": 0,
        "outlets": 0,
        "follows": follows,
        "first_at": first_at,
        "first_why": [],
        "last_at": first_at,
        "all_outlets": 0,
        "velocity": 0.0,
        "state": State.OPENING.value,
        "state_since": first_at,
        "dormant_at": first_at,
        "relevance": relevance,
        "opened_at": now,
        "changed_at": now,
    }


def members() -> Any:
    """Return the query for all that `member_of` makes a member of."""
    return (
        select(story_member, article.c.outlet, article.c.words, copy.c.original_id)
        .join(article, article.c.id == story_member.c.article_id)
        .outerjoin(copy, copy.c.article_id == story_member.c.article_id)
    )


def member_of(row: Row[Any]) -> Member:
    """Return a row of `members` as a record."""
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
        linked_to=row.linked_to,
    )
