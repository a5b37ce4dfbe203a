"""A query as a condition on articles, for SQLite and for Postgres.

Both databases are asked for the same rows with the same SQL; only the full-text index differs, see
`storage.search.fulltext`. A condition on few articles looks each of them up by its key; one on all of them begins
with what the indexes find.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, not_, or_, select

from pipeline.query.nodes import AllOf, AnyOf, Compare, Dated, Entity, Field, InStory, Is, Named, Not, Phrase, Query
from storage.people import Role
from storage.schema.articles import article
from storage.schema.people import article_person
from storage.schema.stories import copy, story, story_member
from storage.schema.tags import article_entity, article_topic, quote
from storage.search.fulltext import gathered, in_index, indexed_ids

# SQLite's index begins a query anew for each article that is asked about, and in that time reads so many matches.
_WORTH_A_LOOK = 100
_ROLES = {Field.AUTHOR: Role.AUTHOR, Field.QUOTE: Role.SPEAKER}
_COMPARED: Mapping[str, Callable[[ColumnElement[float], float], ColumnElement[bool]]] = {
    "<": lambda column, number: column < number,
    "<=": lambda column, number: column <= number,
    "=": lambda column, number: column == number,
    ">=": lambda column, number: column >= number,
    ">": lambda column, number: column > number,
}


@dataclass(frozen=True)
class Conditions:
    """Makes conditions on `storage.schema.articles.article`."""

    backend: str  # the dialect's name
    outlets: Mapping[Named, Collection[str]] = field(default_factory=dict)  # what each name of the query means
    among: Collection[int] | None = None  # the articles that are asked about; None: all

    def of(self, query: Query) -> ColumnElement[bool]:
        """Return the condition that the article matches *query*."""
        if in_index(query):
            return self._indexed(query)
        match query:
            case Not(part):
                return not_(self.of(part))
            case AllOf(parts):
                return and_(*(self.of(part) for part in gathered(AllOf, parts)))
            case AnyOf(parts):
                return or_(*(self.of(part) for part in gathered(AnyOf, parts)))
            case Entity(entity_id, exact):
                tag = article_entity.c
                about = select(tag.article_id).where(tag.entity_id == entity_id)
                return self._has(about.where(tag.implied.is_(False)) if exact else about)
            case Named():
                return self._named(query)
            case InStory(story_id):
                return self._has(select(story_member.c.article_id).where(story_member.c.story_id == story_id))
            case Dated():
                return dated_within(article.c.dated_at, query)
            case Compare(Field.RELEVANCE, how, number):
                return _COMPARED[how](article.c.relevance, number)
            case Compare(_, how, number):
                told = select(story_member.c.article_id).join(story, story.c.id == story_member.c.story_id)
                return self._has(told.where(_COMPARED[how](story.c.outlets, number)))
            case Is():
                return self._is(query)
            case Phrase():
                raise AssertionError("the index answers a phrase")

    def _has(self, rows: Select[int]) -> ColumnElement[bool]:
        """Return the condition that the article is one of *rows*, whose column is an article's id."""
        if self.among is None:
            return article.c.id.in_(rows)
        (key,) = rows.selected_columns
        return rows.where(key == article.c.id).correlate(article).exists()

    def _indexed(self, query: Query) -> ColumnElement[bool]:
        found = indexed_ids(query, self.backend)
        if self.among is None:
            return article.c.id.in_(found)
        (key,) = found.selected_columns
        if self.backend != "sqlite":
            return found.where(key == article.c.id).correlate(article).exists()
        low, high = min(self.among, default=0), max(self.among, default=0)
        if high - low < _WORTH_A_LOOK * len(self.among):
            return article.c.id.in_(found.where(key.between(low, high)))
        return article.c.id.in_(found.where(key.in_(self.among)))

    def _named(self, query: Named) -> ColumnElement[bool]:
        if query.field is Field.OUTLET:
            return article.c.outlet.in_(self.outlets[query]) if self.outlets[query] else false()
        person = article_person.c
        named = select(person.article_id).where(person.role == _ROLES[query.field], key_matches(person.key, query))
        if query.entity_id is None:
            return self._has(named)
        return or_(self._has(named), self._has(select(quote.c.article_id).where(quote.c.speaker_id == query.entity_id)))

    def _is(self, query: Is) -> ColumnElement[bool]:
        match query.field:
            case Field.SOURCE:
                return article.c.source == query.value
            case Field.TOPIC:
                topic = article_topic.c
                return self._has(select(topic.article_id).where(topic.topic_id == query.value))
            case Field.KIND:
                copied = self._has(select(copy.c.article_id))
                return copied if query.value == "copy" else not_(copied)
            case _:
                language = func.lower(func.coalesce(article.c.language, ""))
                return or_(language == query.value, language.like(f"{query.value}-%"))


def dated_within(dated_at: ColumnElement, query: Dated) -> ColumnElement[bool]:  # type: ignore[type-arg] # of any table
    """Return the condition that *dated_at* lies in the time that is asked for."""
    bounds = []
    if query.since is not None:
        bounds.append(dated_at >= query.since)
    if query.until is not None:
        bounds.append(dated_at < query.until)
    return and_(*bounds)


def key_matches(key: ColumnElement[str], query: Named) -> ColumnElement[bool]:
    """Return the condition that *key*, of `storage.people.name_key`, is a name that is asked for."""
    wanted = " ".join(query.words)  # letters, digits and blanks alone: nothing that LIKE takes for a pattern
    if not query.exact:
        return (literal(" ") + key + literal(" ")).like(f"% {wanted}{'' if query.prefix else ' '}%")
    if not query.prefix:
        return key == wanted
    return and_(key.like(f"{wanted}%"), key.not_like(f"{wanted}% %"))
