"""How much matches a query: in all, and by day, outlet, entity, topic or author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, literal_column, select

from pipeline.query import Query
from storage.people import Role
from storage.queries.search import all_matching
from storage.schema.articles import article
from storage.schema.people import article_person, person_name
from storage.schema.stories import copy, story_member
from storage.schema.tags import article_entity, article_topic, entity


class By(StrEnum):
    """What is counted apart."""

    DAY = "day"
    OUTLET = "outlet"
    ENTITY = "entity"
    TOPIC = "topic"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Count:
    """Articles of one day, outlet and so on."""

    key: str  # a date, an id or a name
    name: str  # as people read it
    originals: int  # written by their outlet: copies do not count
    articles: int  # copies included


@dataclass(frozen=True, slots=True)
class Total:
    """All that matches."""

    articles: int
    originals: int
    stories: int
    outlets: int


def total(connection: Connection, query: Query) -> Total:
    """Return how much matches *query*."""
    found = all_matching(connection, query).subquery()
    row = connection.execute(
        select(
            func.count(),
            func.count().filter(copy.c.article_id.is_(None)),
            func.count(story_member.c.story_id.distinct()),
            func.count(article.c.outlet.distinct()),
        )
        .select_from(found.join(article, article.c.id == found.c.id))
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .outerjoin(story_member, story_member.c.article_id == article.c.id)
    ).one()
    return Total(row[0], row[1], row[2], row[3])


def counts(connection: Connection, query: Query, by: By, *, zone: tzinfo = UTC, limit: int = 50) -> list[Count]:
    """Return how much matches *query*: days of *zone* in order, else the *limit* keys with most originals first."""
    if by is By.DAY:
        return _by_day(connection, query, zone)
    found = all_matching(connection, query).subquery()
    key, name, listed = _listed(by, found)
    originals, articles = func.count().filter(copy.c.article_id.is_(None)), func.count()
    rows = connection.execute(
        listed.add_columns(originals.label("originals"), articles.label("articles"))
        .outerjoin(copy, copy.c.article_id == found.c.id)
        .group_by(key, name)
        .order_by(originals.desc(), articles.desc(), key)
        .limit(limit)
    )
    return [Count(row.key, row.name or row.key, row.originals, row.articles) for row in rows]


def _listed(by: By, found: Any) -> tuple[Any, Any, Select[Any]]:
    match by:
        case By.ENTITY:
            tag = article_entity.c
            key, name = tag.entity_id, entity.c.name
            listed = select(key.label("key"), name.label("name")).select_from(
                found.join(article_entity, (tag.article_id == found.c.id) & tag.implied.is_(False)).outerjoin(
                    entity, entity.c.id == key
                )
            )
            return key, name, listed
        case By.TOPIC:
            key = article_topic.c.topic_id
            joined = found.join(article_topic, article_topic.c.article_id == found.c.id)
        case By.AUTHOR:
            person = article_person.c
            key, name = person.key, person_name.c.name
            is_author = (person.article_id == found.c.id) & (person.role == Role.AUTHOR)
            named = (person_name.c.key == person.key) & (person_name.c.role == Role.AUTHOR)
            authors = found.join(article_person, is_author).join(person_name, named)
            return key, name, select(key.label("key"), name.label("name")).select_from(authors)
        case _:
            key = article.c.outlet
            joined = found.join(article, article.c.id == found.c.id)
    return key, key, select(key.label("key"), key.label("name")).select_from(joined)


def _by_day(connection: Connection, query: Query, zone: tzinfo) -> list[Count]:
    found = all_matching(connection, query).subquery()
    minute = _minute(connection)
    rows = connection.execute(
        select(minute.label("minute"), func.count().filter(copy.c.article_id.is_(None)), func.count())
        .select_from(found.join(article, article.c.id == found.c.id))
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .group_by(literal_column("minute"))
    )
    days: Mapping[str, list[int]] = defaultdict(lambda: [0, 0])
    for at, originals, articles in rows:
        day = datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone(zone).date().isoformat()
        days[day][0] += originals
        days[day][1] += articles
    return [Count(day, day, *days[day]) for day in sorted(days)]


def _minute(connection: Connection) -> Any:
    """Return the minute of an article's date in UTC, as text: days of any zone can be made of it."""
    if connection.dialect.name == "sqlite":
        return func.substr(cast(article.c.dated_at, String), 1, 16)
    return func.to_char(func.timezone("UTC", article.c.dated_at), "YYYY-MM-DD HH24:MI")
