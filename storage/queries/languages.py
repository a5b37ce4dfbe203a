"""In which languages articles came, and what could not be done well in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.schema.articles import article


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many articles of one language were filed, and which stages do not know it."""

    language: str | None  # BCP 47 primary tag; None where nothing told it
    articles: int
    degraded: tuple[str, ...] | None  # None: they were filed before that was noted


def languages_since(connection: Connection, since: datetime) -> list[LanguageCount]:
    """Return the languages of the articles filed from *since* on, the most frequent first."""
    times = func.count().label("times")
    rows = connection.execute(
        select(article.c.language, article.c.degraded, times)
        .where(article.c.filed_at >= since)
        .group_by(article.c.language, article.c.degraded)
    )
    found = [LanguageCount(row.language, row.times, _noted(row.degraded)) for row in rows]
    return sorted(found, key=lambda one: (-one.articles, one.language or "", one.degraded or ()))


def _noted(degraded: list[str] | None) -> tuple[str, ...] | None:
    return None if degraded is None else tuple(degraded)
