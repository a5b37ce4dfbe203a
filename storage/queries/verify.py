"""What is collected that may bear on a claim: what the articles with its words state, and how much there is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.records import Part, Statement
from storage.queries.batches import batches
from storage.schema.articles import article, article_text
from storage.schema.facts import fact_statement, statement
from storage.schema.stories import copy
from storage.statements import from_row


@dataclass(frozen=True, slots=True)
class Stored:
    """One article that may bear on a claim, with what it states."""

    article_id: int
    outlet: str
    title: str
    text: str
    url: str
    dated_at: datetime
    copy_of: int | None
    voice: str
    stated: tuple[Statement, ...]

    def sentence(self, one: Statement) -> str:
        """Return the sentence of one of its statements, as it stands in its text."""
        begin, end = one.sentence
        return (self.title if one.part is Part.TITLE else self.text)[begin:end]


@dataclass(frozen=True, slots=True)
class Collected:
    """How much there is to look through; times are None when there is nothing."""

    articles: int
    outlets: int
    first_at: datetime | None
    last_at: datetime | None


def articles_by_id(connection: Connection, article_ids: Collection[int]) -> list[Stored]:
    """Return these articles, the earliest first."""
    rows: list[Any] = []
    stated: dict[int, list[Statement]] = {}
    voices: dict[int, str] = {}
    for some in batches(sorted(article_ids)):
        query = (
            select(
                article.c.id, article.c.outlet, article.c.title, article.c.url, article.c.dated_at, article_text.c.text,
                copy.c.original_id,
            )
            .join(article_text, article_text.c.article_id == article.c.id)
            .outerjoin(copy, copy.c.article_id == article.c.id)
            .where(article.c.id.in_(some), article.c.hidden_at.is_(None))
        )  # fmt: skip
        rows += connection.execute(query).all()
        for row in connection.execute(
            select(statement).where(statement.c.article_id.in_(some)).order_by(statement.c.number)
        ):
            stated.setdefault(row.article_id, []).append(from_row(row))
        spoken = select(fact_statement.c.article_id, fact_statement.c.voice).where(
            fact_statement.c.article_id.in_(some)
        )
        voices |= {row.article_id: row.voice for row in connection.execute(spoken.distinct())}
    rows.sort(key=lambda row: (row.dated_at, row.id))
    return [
        Stored(
            row.id,
            row.outlet,
            row.title,
            row.text,
            row.url,
            row.dated_at,
            row.original_id,
            voices.get(row.id, row.outlet),
            tuple(stated.get(row.id, ())),
        )
        for row in rows
    ]


def collected(connection: Connection) -> Collected:
    """Return how many articles there are, of how many outlets, and from when to when."""
    query = select(
        func.count(),
        func.count(func.distinct(article.c.outlet)),
        func.min(article.c.dated_at),
        func.max(article.c.dated_at),
    ).select_from(article)
    return Collected(*connection.execute(query).one())
