"""Ways to come by the articles that a query may match, newest first, from narrow indexes: each is one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, union_all

from pipeline.query.nodes import AllOf, Dated, Entity, Field, InStory, Is, Named, Not, Query
from storage.people import Role
from storage.schema.articles import article
from storage.schema.people import article_person, person_name
from storage.schema.stories import story_member
from storage.schema.tags import article_entity, article_topic, quote
from storage.search.conditions import dated_within, key_matches
from storage.search.fulltext import gathered, in_index


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a query that must all be so."""

    words: Query | None  # what the full-text index answers
    time: Dated
    others: tuple[Query, ...]


def parts_of(query: Query) -> Parts:
    """Take *query* apart."""
    every = query.parts if isinstance(query, AllOf) else (query,)
    times = [part for part in every if isinstance(part, Dated)]
    rest = gathered(AllOf, [part for part in every if not isinstance(part, Dated)])
    words = rest[0] if rest and in_index(rest[0]) else None
    since = max((one.since for one in times if one.since is not None), default=None)
    until = min((one.until for one in times if one.until is not None), default=None)
    return Parts(words, Dated(since, until), tuple(rest[1:] if words is not None else rest))


@dataclass(frozen=True, slots=True)
class Way:
    """A statement that gives the id and date of all that a part of a query finds, newest first if *sorted*."""

    statement: Select[Any]
    sorted: bool


def ways(parts: Parts, outlets: Mapping[Named, Sequence[str]]) -> list[Way]:
    """Return a way for each part of the query that an index finds."""
    found = []
    for part in parts.others:
        way = None if isinstance(part, Not) else _way(part, outlets)
        if way is None:
            continue
        article_id, dated_at = way.selected_columns
        if parts.time != Dated():
            way = way.where(dated_within(dated_at, parts.time))
        if isinstance(part, Is):
            found.append(Way(way, sorted=False))  # its index knows no dates, and sorting a frequent topic takes long
        else:
            found.append(Way(way.order_by(dated_at.desc(), article_id.desc()), sorted=True))
    return found


def newest(time: Dated) -> Select[Any]:
    """Return all articles' ids and dates in *time*, newest first."""
    every = select(article.c.id, article.c.dated_at).order_by(article.c.dated_at.desc(), article.c.id.desc())
    return every.where(dated_within(article.c.dated_at, time)) if time != Dated() else every


def _way(part: Query, outlets: Mapping[Named, Sequence[str]]) -> Select[Any] | None:
    match part:
        case Entity(entity_id, exact):
            tag = article_entity.c
            about = select(tag.article_id, tag.dated_at).where(tag.entity_id == entity_id)
            return about.where(tag.implied.is_(False)) if exact else about
        case InStory(story_id):
            member = story_member.c
            return select(member.article_id, member.dated_at).where(member.story_id == story_id)
        case Named(Field.OUTLET):
            return select(article.c.id, article.c.dated_at).where(article.c.outlet.in_(outlets[part]))
        case Named(Field.AUTHOR):
            return _people(part, Role.AUTHOR)
        case Named(Field.QUOTE):
            spoken = _people(part, Role.SPEAKER)
            if part.entity_id is None:
                return spoken
            said = quote.join(article, article.c.id == quote.c.article_id)
            by = select(article.c.id, article.c.dated_at).select_from(said).where(quote.c.speaker_id == part.entity_id)
            either = union_all(by, spoken).subquery()
            return select(*either.c).distinct()
        case Is(Field.TOPIC, value):
            topic = article_topic.c
            of = article_topic.join(article, article.c.id == topic.article_id)
            return select(article.c.id, article.c.dated_at).select_from(of).where(topic.topic_id == value)
        case _:
            return None


def _people(part: Named, role: Role) -> Select[Any]:
    person, name = article_person.c, person_name.c
    keys = select(name.key).where(name.role == role, key_matches(name.key, part))
    found = select(person.article_id, person.dated_at).where(person.role == role, person.key.in_(keys))
    return found.distinct()  # two authors of one article may have the name
