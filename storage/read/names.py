"""The queue of names that the catalog does not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.schema.tags import new_name, new_name_sighting
from storage.tags import name_key


@dataclass(frozen=True, slots=True)
class WaitingName:
    """One name, and who used it."""

    surface: str
    kind: str | None
    parent_id: str | None
    state: str  # waiting, provisional
    articles: int
    outlets: int
    first_seen_at: datetime


def waiting_names(connection: Connection, limit: int, surface: str | None = None) -> list[WaitingName]:
    """Return undecided names, those that most outlets use first; with *surface* only that one."""
    outlets = func.count(new_name_sighting.c.outlet.distinct()).label("outlets")
    articles = func.count(new_name_sighting.c.article_id.distinct()).label("articles")
    query = (
        select(new_name, outlets, articles)
        .join(new_name_sighting, new_name_sighting.c.key == new_name.c.key)
        .where(new_name.c.state.in_(("waiting", "provisional")))
        .group_by(*new_name.c)
        .order_by(outlets.desc(), articles.desc(), new_name.c.last_seen_at.desc(), new_name.c.key)
        .limit(limit)
    )
    if surface is not None:
        query = query.where(new_name.c.key == name_key(surface))
    return [
        WaitingName(row.surface, row.kind, row.parent_id, row.state, row.articles, row.outlets, row.first_seen_at)
        for row in connection.execute(query)
    ]
