"""Coverage of one entity, topic or outlet over time: by day, its share, what it is named with, who says what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, func, select

from storage.queries.batches import batches
from storage.schema.articles import article
from storage.schema.stories import copy, story, story_member
from storage.schema.tags import article_entity, article_topic, entity, quote

_LOOKED_AT = 400  # newest articles about an entity, for whom it is named with and who reports on it
_LOOKED_THROUGH = (1_000, 6_000)  # of the newest articles, for those of a topic
_SELDOM = 6_000  # articles of a topic, at most, that are found by the topic


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many articles of one day (UTC), reprints included and without."""

    day: date
    articles: int
    originals: int
    of_all: int  # articles of the day, about whatever


@dataclass(frozen=True, slots=True)
class EntityLine:
    """An entity in a list."""

    id: str
    name: str
    type: str
    articles: int  # in the stretch that was asked for
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list."""

    id: int
    story_id: int | None
    title: str
    url: str
    outlet: str
    authors: tuple[str, ...]
    dated_at: datetime
    copy_of: int | None
    summary: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation of somebody."""

    article_id: int
    outlet: str
    dated_at: datetime
    start: int
    quote: str
    speaker: str | None


def find_entity_row(connection: Connection, entity_id: str) -> EntityLine | None:
    """Return the entity of this id, with no count."""
    row = connection.execute(select(entity).where(entity.c.id == entity_id)).one_or_none()
    return None if row is None else EntityLine(row.id, row.name, row.type, 0, row.parent_id)


def entities_by_coverage(
    connection: Connection, since: datetime, until: datetime, *, type_: str | None = None, limit: int = 200
) -> list[EntityLine]:
    """Return the entities that articles of the stretch name, the most named first."""
    tag = article_entity.c
    times = (
        select(func.count())
        .where(tag.entity_id == entity.c.id, tag.dated_at >= since, tag.dated_at < until, tag.implied.is_(False))
        .scalar_subquery()
    )
    wanted = select(entity, times.label("times"))
    if type_ is not None:
        wanted = wanted.where(entity.c.type == type_)
    rows = [row for row in connection.execute(wanted) if row.times]
    rows.sort(key=lambda row: (-row.times, row.id))
    return [EntityLine(row.id, row.name, row.type, row.times, row.parent_id) for row in rows[:limit]]


def entity_days(
    connection: Connection, entity_id: str, since: datetime, until: datetime, of_all: Mapping[date, int] | None = None
) -> list[DayCount]:
    """Return the days of the stretch with an article that names the entity or what belongs to it, in order.

    *of_all* are the `articles_by_day` of the stretch, for whoever has counted them already.
    """
    tag = article_entity.c
    day = func.date(tag.dated_at)
    rows = connection.execute(
        select(day.label("day"), func.count().label("articles"), func.count(copy.c.article_id).label("copies"))
        .outerjoin(copy, copy.c.article_id == tag.article_id)
        .where(tag.entity_id == entity_id, tag.dated_at >= since, tag.dated_at < until)
        .group_by(day)
        .order_by(day)
    ).all()
    return _days(rows, articles_by_day(connection, since, until) if of_all is None else of_all)


def topics_by_coverage(connection: Connection, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """Return the topics of the stretch's newest articles with how many are of each, the most frequent first."""
    dated = select(article.c.id).where(article.c.dated_at >= since, article.c.dated_at < until)
    newest = connection.scalars(dated.order_by(article.c.dated_at.desc()).limit(sum(_LOOKED_THROUGH))).all()
    times = Counter[str]()
    for some in batches(newest):
        rows = connection.execute(
            select(article_topic.c.topic_id, func.count().label("times"))
            .where(article_topic.c.article_id.in_(some))
            .group_by(article_topic.c.topic_id)
        )
        times.update({row.topic_id: row.times for row in rows})
    return sorted(times.items(), key=lambda one: (-one[1], one[0]))


def articles_by_day(connection: Connection, since: datetime, until: datetime) -> dict[date, int]:
    """Return how many articles are dated on each day (UTC) of the stretch."""
    day = func.date(article.c.dated_at)
    dated = select(day, func.count()).where(article.c.dated_at >= since, article.c.dated_at < until).group_by(day)
    return {_as_date(key): times for key, times in connection.execute(dated)}


def outlet_days(connection: Connection, outlet: str, since: datetime, until: datetime) -> list[DayCount]:
    """Return the days of the stretch with an article of the outlet, in order."""
    day = func.date(article.c.dated_at)
    rows = connection.execute(
        select(day.label("day"), func.count().label("articles"), func.count(copy.c.article_id).label("copies"))
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(article.c.outlet == outlet, article.c.dated_at >= since, article.c.dated_at < until)
        .group_by(day)
        .order_by(day)
    ).all()
    return _days(rows, {})


def article_days(connection: Connection, article_ids: Sequence[int]) -> list[DayCount]:
    """Return the days of these articles, in order."""
    day = func.date(article.c.dated_at)
    rows = [
        row
        for some in batches(article_ids)
        for row in connection.execute(
            select(day.label("day"), func.count().label("articles"), func.count(copy.c.article_id).label("copies"))
            .outerjoin(copy, copy.c.article_id == article.c.id)
            .where(article.c.id.in_(some))
            .group_by(day)
        )
    ]
    return _days(sorted(rows, key=lambda row: str(row.day)), {})


def newest_about(connection: Connection, entity_id: str, limit: int = _LOOKED_AT) -> list[int]:
    """Return the newest articles that name the entity or what belongs to it, newest first."""
    tag = article_entity.c
    about = select(tag.article_id).where(tag.entity_id == entity_id)
    return list(connection.scalars(about.order_by(tag.dated_at.desc(), tag.article_id.desc()).limit(limit)))


def newest_of_topic(connection: Connection, topic_id: str, limit: int = _LOOKED_AT) -> list[int]:
    """Return the newest articles of the topic, newest first.

    A frequent topic is found among the newest articles, a rare one among its own.
    """
    begin, found = 0, list[int]()
    tag = article_topic.c
    newest = select(article.c.id).order_by(article.c.dated_at.desc(), article.c.id.desc())
    for count in _LOOKED_THROUGH:
        ids = connection.scalars(newest.limit(count).offset(begin)).all()
        about = {
            article_id
            for some in batches(ids)
            for article_id in connection.scalars(
                select(tag.article_id).where(tag.topic_id == topic_id, tag.article_id.in_(some))
            )
        }
        found += [each for each in ids if each in about]
        if len(found) >= limit or len(ids) < count:
            return found[:limit]
        begin += count
    own = connection.scalars(select(tag.article_id).where(tag.topic_id == topic_id).limit(_SELDOM + 1)).all()
    if len(own) > _SELDOM:
        return found
    dated = [
        row
        for some in batches(own)
        for row in connection.execute(select(article.c.dated_at, article.c.id).where(article.c.id.in_(some)))
    ]
    return [row.id for row in sorted(dated, key=lambda row: (row.dated_at, row.id), reverse=True)[:limit]]


def newest_of_outlet(connection: Connection, outlet: str, limit: int = _LOOKED_AT) -> list[int]:
    """Return the newest articles of the outlet, newest first."""
    own = select(article.c.id).where(article.c.outlet == outlet)
    return list(connection.scalars(own.order_by(article.c.dated_at.desc(), article.c.id.desc()).limit(limit)))


def article_lines(connection: Connection, article_ids: Sequence[int]) -> list[ArticleLine]:
    """Return these articles, in their order; those that a person has hidden are left out."""
    columns = (article.c.title, article.c.url, article.c.outlet, article.c.authors, article.c.dated_at)
    found: dict[int, ArticleLine] = {}
    for some in batches(article_ids):
        rows = connection.execute(
            select(article.c.id, story_member.c.story_id, *columns, copy.c.original_id, article.c.summary)
            .outerjoin(story_member, story_member.c.article_id == article.c.id)
            .outerjoin(copy, copy.c.article_id == article.c.id)
            .where(article.c.id.in_(some), article.c.hidden_at.is_(None))
        )
        for row in rows:
            found[row.id] = ArticleLine(
                row.id, row.story_id, row.title, row.url, row.outlet, tuple(row.authors), row.dated_at,
                row.original_id, row.summary,
            )  # fmt: skip
    return [found[each] for each in article_ids if each in found]


def stories_of(connection: Connection, article_ids: Sequence[int], limit: int = 30) -> list[int]:
    """Return the stories of these articles, each once, in the articles' order."""
    of: dict[int, int] = {}
    for some in batches(article_ids):
        member = story_member.c
        of |= {
            row.article_id: row.story_id
            for row in connection.execute(select(member.article_id, member.story_id).where(member.article_id.in_(some)))
        }
    return list(dict.fromkeys(of[each] for each in article_ids if each in of))[:limit]


def named_with(
    connection: Connection, article_ids: Sequence[int], without: Sequence[str] = (), limit: int = 12
) -> list[EntityLine]:
    """Return who else these articles name, the most named first."""
    tag = article_entity.c
    times = Counter[str]()
    for some in batches(article_ids):
        rows = connection.execute(
            select(tag.entity_id, func.count().label("times"))
            .where(tag.article_id.in_(some), tag.implied.is_(False))
            .group_by(tag.entity_id)
        )
        times.update({row.entity_id: row.times for row in rows})
    for key in without:
        times.pop(key, None)
    first = sorted(times, key=lambda key: (-times[key], key))[:limit]
    rows = connection.execute(select(entity).where(entity.c.id.in_(first)))
    known = {row.id: EntityLine(row.id, row.name, row.type, times[row.id], row.parent_id) for row in rows}
    return [known[key] for key in first if key in known]


def said_by(connection: Connection, entity_id: str, limit: int = 12) -> list[Said]:
    """Return what the entity, or somebody who speaks for it, said last."""
    rows = connection.execute(
        select(article.c.id, article.c.outlet, article.c.dated_at, quote.c.start, quote.c.quote, quote.c.speaker)
        .join(article, article.c.id == quote.c.article_id)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(quote.c.speaker_id == entity_id, copy.c.article_id.is_(None), article.c.hidden_at.is_(None))
        .order_by(quote.c.article_id.desc(), quote.c.start)
        .limit(limit * 4)
    )
    found: dict[str, Said] = {}
    for row in rows:
        found.setdefault("".join(row.quote.casefold().split()).rstrip(".,"), Said(*row))
    return sorted(found.values(), key=lambda one: (one.dated_at, -one.start), reverse=True)[:limit]


def children_of(connection: Connection, entity_id: str) -> list[EntityLine]:
    """Return the entities that belong to this one, by name."""
    rows = connection.execute(select(entity).where(entity.c.parent_id == entity_id).order_by(entity.c.name))
    return [EntityLine(row.id, row.name, row.type, 0, row.parent_id) for row in rows]


def headlines(connection: Connection, story_ids: Sequence[int]) -> dict[int, str]:
    """Return the headlines of these stories."""
    rows = connection.execute(select(story.c.id, story.c.headline).where(story.c.id.in_(story_ids)))
    return {row.id: row.headline for row in rows}


def _days(rows: Sequence[Row[date, int, int]], of_all: Mapping[date, int]) -> list[DayCount]:
    return [
        DayCount(day := _as_date(row.day), row.articles, row.articles - row.copies, of_all.get(day, 0)) for row in rows
    ]


def _as_date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)  # SQLite has no type for it
