"""Articles in pages, the newest first: each page begins behind the last article of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from storage.people import Role, name_key
from storage.queries.coverage import ArticleLine, article_lines
from storage.schema.articles import article
from storage.schema.people import article_person
from storage.schema.tags import article_entity


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles are wanted; None: whatever."""

    since: datetime | None = None
    until: datetime | None = None
    entity_id: str | None = None
    outlet: str | None = None


def list_articles(
    connection: Connection, wanted: ArticleFilter, *, before: tuple[datetime, int] | None = None, limit: int = 50
) -> list[ArticleLine]:
    """Return articles, the newest first; with *before* those behind the article of that `dated_at` and id."""
    if wanted.entity_id is not None:
        number, dated_at = article_entity.c.article_id, article_entity.c.dated_at
        found = select(number).where(article_entity.c.entity_id == wanted.entity_id)
        if wanted.outlet is not None:
            found = found.join(article, article.c.id == number).where(article.c.outlet == wanted.outlet)
    else:
        number, dated_at = article.c.id, article.c.dated_at
        found = select(number)
        if wanted.outlet is not None:
            found = found.where(article.c.outlet == wanted.outlet)
    if wanted.since is not None:
        found = found.where(dated_at >= wanted.since)
    if wanted.until is not None:
        found = found.where(dated_at < wanted.until)
    if before is not None:
        found = found.where(or_(dated_at < before[0], and_(dated_at == before[0], number < before[1])))
    ids = connection.scalars(found.order_by(dated_at.desc(), number.desc()).limit(limit)).all()
    return article_lines(connection, ids)


def articles_by(connection: Connection, author: str, limit: int = 100) -> list[ArticleLine]:
    """Return the newest articles with *author* in their byline, whatever its case, accents and punctuation."""
    person = article_person.c
    own = select(person.article_id).where(person.role == Role.AUTHOR, person.key == name_key(author))
    ids = connection.scalars(own.order_by(person.dated_at.desc(), person.article_id.desc()).limit(limit)).all()
    return article_lines(connection, ids)


def articles_dated(connection: Connection, since: datetime, until: datetime) -> int:
    """Return how many articles are dated in the stretch."""
    dated = select(func.count()).select_from(article).where(article.c.dated_at >= since, article.c.dated_at < until)
    return connection.execute(dated).scalar_one()
