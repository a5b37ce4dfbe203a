"""Names that nobody had used before: of the catalog, and such as it lacks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select

from storage.schema.articles import article
from storage.schema.stories import story_member
from storage.schema.tags import article_entity, entity, new_name, new_name_sighting

REMEMBERS = timedelta(days=14)  # to a younger database every name is new, so it calls none so


@dataclass(frozen=True, slots=True)
class NewNameRow:
    """A name that the database has first in the period; *entity_id* is None when the catalog lacks it."""

    surface: str
    kind: str | None
    entity_id: str | None
    story_ids: tuple[int, ...]
    outlets: int


def first_named(connection: Connection, start: datetime, end: datetime) -> tuple[NewNameRow, ...]:
    """Return the names first used in articles dated ``start <= dated_at < end``."""
    return (*_first_mentions(connection, start, end), *_unknown_names(connection, start, end))


def remembers(connection: Connection, start: datetime) -> bool:
    """Return whether the articles go back far enough for a name that is used first after *start* to be new."""
    before = select(article.c.id).where(article.c.dated_at < start - REMEMBERS).limit(1)
    return connection.execute(before).first() is not None


def _first_mentions(connection: Connection, start: datetime, end: datetime) -> list[NewNameRow]:
    """Return the entities of the catalog that no article of before *start* names."""
    if not remembers(connection, start):
        return []
    tag = article_entity.c
    naming = select(tag.dated_at).where(tag.entity_id == entity.c.id, tag.implied.is_(False), tag.dated_at < end)
    # One look into the index by entity and day for each entity, however many articles name it.
    first = naming.order_by(tag.dated_at).limit(1).scalar_subquery()
    entities = connection.execute(select(entity).where(first >= start).order_by(entity.c.id)).all()
    keys = [row.id for row in entities]
    named = select(tag.entity_id.label("key"), tag.article_id)
    uses = _uses(connection, named.where(tag.entity_id.in_(keys), tag.implied.is_(False)), start, end)
    return [NewNameRow(row.name, row.type, row.id, *uses[row.id]) for row in entities]


def _unknown_names(connection: Connection, start: datetime, end: datetime) -> list[NewNameRow]:
    """Return the names that the catalog lacks, enough sources use, and none used before *start*."""
    first_at = func.min(article.c.dated_at)
    first_used = (
        select(new_name.c.key, new_name.c.surface, new_name.c.kind)
        .join(new_name_sighting, new_name_sighting.c.key == new_name.c.key)
        .join(article, article.c.id == new_name_sighting.c.article_id)
        # No article is dated after it was filed, so a name first used since was last seen since.
        .where(new_name.c.state.in_(("provisional", "accepted")), new_name.c.last_seen_at >= start)
        .group_by(new_name.c.key, new_name.c.surface, new_name.c.kind)
        .having(first_at >= start, first_at < end)
        .order_by(new_name.c.key)
    )
    rows = connection.execute(first_used).all()
    sightings = new_name_sighting.c
    keys = [row.key for row in rows]
    uses = _uses(connection, select(sightings.key, sightings.article_id).where(sightings.key.in_(keys)), start, end)
    return [NewNameRow(row.surface, row.kind, None, *uses[row.key]) for row in rows]


def _uses(
    connection: Connection, uses: Select[str, int], start: datetime, end: datetime
) -> dict[str, tuple[tuple[int, ...], int]]:
    """Return in which stories, and by how many outlets, each key of *uses* (key, article_id) is used in the period."""
    named = uses.subquery()
    rows = connection.execute(
        select(named.c.key, story_member.c.story_id, article.c.outlet)
        .join(article, article.c.id == named.c.article_id)
        .join(story_member, story_member.c.article_id == article.c.id)
        .where(article.c.dated_at >= start, article.c.dated_at < end)
        .distinct()
        .order_by(named.c.key, story_member.c.story_id, article.c.outlet)
    ).all()
    stories: dict[str, dict[int, None]] = defaultdict(dict)
    outlets: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        stories[row.key][row.story_id] = None
        outlets[row.key].add(row.outlet)
    return defaultdict(lambda: ((), 0), {key: (tuple(stories[key]), len(outlets[key])) for key in stories})
