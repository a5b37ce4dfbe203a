"""The queue of names that the catalog does not know."""

from __future__ import annotations

from collections import defaultdict
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
    outlets: tuple[str, ...]
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
    rows = connection.execute(query).all()
    sightings = new_name_sighting.c
    used = select(sightings.key, sightings.outlet).where(sightings.key.in_([row.key for row in rows])).distinct()
    by = defaultdict(list)
    for key, outlet in connection.execute(used.order_by(sightings.key, sightings.outlet)):
        by[key].append(outlet)
    return [
        WaitingName(
            one.surface, one.kind, one.parent_id, one.state, one.articles, tuple(by[one.key]), one.first_seen_at
        )
        for one in rows
    ]
