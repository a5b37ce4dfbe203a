"""What a list of articles is made of: how many are of which outlet, name whom and are about what; and their texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.queries.batches import batches
from storage.queries.coverage import EntityLine, named_with
from storage.schema.articles import article, article_text
from storage.schema.tags import article_topic


@dataclass(frozen=True, slots=True)
class Facets:
    """The most frequent outlets, entities and topics of some articles, each with the number of its articles."""

    articles: int  # that were counted
    outlets: tuple[tuple[str, int], ...]
    entities: tuple[EntityLine, ...]
    topics: tuple[tuple[str, int], ...]


def facets(connection: Connection, article_ids: Sequence[int], most: int = 8) -> Facets:
    """Return what these articles are made of, up to *most* of each kind."""
    outlets, topics = Counter[str](), Counter[str]()
    for some in batches(article_ids):
        count = func.count().label("times")
        by_outlet = select(article.c.outlet, count).where(article.c.id.in_(some)).group_by(article.c.outlet)
        outlets.update({row.outlet: row.times for row in connection.execute(by_outlet)})
        tag = article_topic.c
        by_topic = select(tag.topic_id, count).where(tag.article_id.in_(some)).group_by(tag.topic_id)
        topics.update({row.topic_id: row.times for row in connection.execute(by_topic)})
    return Facets(
        len(article_ids),
        _first(outlets, most),
        tuple(named_with(connection, article_ids, limit=most)),
        _first(topics, most),
    )


def texts_of(connection: Connection, article_ids: Sequence[int]) -> dict[int, str]:
    """Return the texts of these articles."""
    found = select(article_text.c.article_id, article_text.c.text)
    return {
        row.article_id: row.text
        for some in batches(article_ids)
        for row in connection.execute(found.where(article_text.c.article_id.in_(some)))
    }


def _first(times: Counter[str], most: int) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(times.items(), key=lambda one: (-one[1], one[0]))[:most])
