"""Search: the same query finds the same articles on SQLite and on Postgres.

The newest matches are sought without looking at all that match: among the articles of whatever part of the query finds
few, else down the full-text index, else among the newest articles. Only what none of these comes by is asked of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Connection, Select, select

from pipeline.query.nodes import Named, Query
from pipeline.query.ranking import rank
from pipeline.query.walk import entities_in
from storage.queries.batches import batches
from storage.queries.hits import Hit, hits_of, saliences_of
from storage.schema.articles import article
from storage.search.conditions import Conditions
from storage.search.endings import with_endings
from storage.search.fulltext import latest_ids
from storage.search.names import outlets_meant
from storage.search.ways import Parts, newest, parts_of, ways

RANKED = 500  # of what matches, the newest
_FEW = 1_000  # articles that one part of a query finds, so that all are looked at
_CHUNKS = (200, 300, 1_000, 5_000)  # matches of words looked at in one go, at first and then
_LOOKED_AT = (50, 200, 750)  # of the newest articles, asked one lot after the other whether they match
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def search(connection: Connection, query: Query, *, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Return the articles that match *query*, newest first."""
    ids = matching_ids(connection, query, limit=limit, offset=offset)
    return hits_of(connection, ids)


def best(connection: Connection, query: Query, now: datetime, *, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Return the articles that answer *query* best, of the `RANKED` newest that match it."""
    hits = search(connection, query, limit=RANKED)
    salience = saliences_of(connection, [hit.article_id for hit in hits], entities_in(query))

    def worth(hit: Hit) -> tuple[float, datetime, int]:
        about = salience.get(hit.article_id, 0.0)
        score = rank(query, title=hit.title, salience=about, relevance=hit.relevance, dated_at=hit.dated_at, now=now)
        return score, hit.dated_at, hit.article_id

    return sorted(hits, key=worth, reverse=True)[offset : offset + limit]


def story_ids_matching(connection: Connection, query: Query, limit: int) -> list[int]:
    """Return the stories with an article that matches *query*, the newest match first."""
    found: dict[int, None] = {}
    size, offset = limit * 3, 0
    while len(found) < limit:
        hits = search(connection, query, limit=size, offset=offset)
        found.update((hit.story_id, None) for hit in hits if hit.story_id is not None)
        if len(hits) < size:
            break
        offset, size = offset + size, size * 2
    return list(found)[:limit]


def matching_ids(connection: Connection, query: Query, *, limit: int, offset: int = 0) -> list[int]:
    """Return the ids of the articles that match *query*, newest first."""
    return _Search(connection, query).newest(offset + limit)[offset:]


def all_matching(connection: Connection, query: Query) -> Select[Any]:
    """Return the statement that finds the ids of all articles that match *query*, in no order."""
    return _Search(connection, query).all()


class _Search:
    """One query to one database."""

    def __init__(self, connection: Connection, query: Query) -> None:
        self._connection = connection
        self._backend = connection.dialect.name
        self._query = with_endings(connection, query)
        self._outlets: dict[Named, list[str]] = outlets_meant(connection, query)
        self._parts: Parts = parts_of(self._query)

    def all(self) -> Select[Any]:
        condition = Conditions(self._backend, self._outlets).of(self._query)
        return select(article.c.id).where(condition, article.c.hidden_at.is_(None))

    def newest(self, count: int) -> list[int]:
        """Return the ids of the *count* newest matches."""
        frequent = []
        for way in ways(self._parts, self._outlets):
            candidates = self._connection.execute(way.statement.limit(_FEW + 1)).all()
            if len(candidates) <= _FEW:
                newest_first = sorted(((row[1], row[0]) for row in candidates), reverse=True)
                return self._among([article_id for _, article_id in newest_first], count)
            if way.sorted:
                frequent.append((candidates[-1][1], [row[0] for row in candidates]))
        words = self._parts.words if self._parts.time.until is None else None
        found = self._by_words(words, count, _CHUNKS[:1]) if words is not None and frequent else None  # if they are few
        if found is None and frequent:
            found = self._among_newest(frequent, count)
        if found is None and words is not None:
            found = self._by_words(words, count, _CHUNKS if self._parts.others else chain(_CHUNKS, repeat(_CHUNKS[-1])))
        if found is None and not frequent:
            found = self._among_newest(frequent, count)
        if found is None:
            every = self.all().order_by(article.c.dated_at.desc(), article.c.id.desc())
            found = list(self._connection.scalars(every.limit(count)))
        return found

    def _among(self, newest_first: Sequence[int], count: int) -> list[int]:
        """Return the first *count* of the articles that match."""
        found: list[int] = []
        begin = 0
        for size in chain(_LOOKED_AT, repeat(_LOOKED_AT[-1])):
            some = newest_first[begin : begin + size]
            if not some or len(found) >= count:
                return found[:count]
            match = self._matching(some)
            found += [each for each in some if each in match]
            begin += size
        return found

    def _among_newest(self, frequent: list[tuple[datetime, list[int]]], count: int) -> list[int] | None:
        """Return the *count* newest matches if they are among the newest of what is asked for, or of all; else None."""
        if frequent:
            _, some = min(frequent)  # those that reach furthest back are the fewest
        else:
            some = list(self._connection.scalars(newest(self._parts.time).limit(_FEW)))
        found = self._among(some, count)
        return found if len(found) == count or len(some) < _FEW else None

    def _by_words(self, words: Query, count: int, chunks: Iterable[int]) -> list[int] | None:
        """Return the *count* newest matches, without looking at all that have the words.

        The index gives what has the words by id, the latest first. Articles are numbered as they are filed, and none
        is dated after it was filed: what comes later in that order is dated before the article at hand was filed. So
        the search ends as soon as it has *count* articles that are newer than that. None when *chunks*, how many
        matches to look at in one go, end before.
        """
        since = self._parts.time.since
        found: list[tuple[datetime, int]] = []
        below: int | None = None
        for size in chunks:
            ids = latest_ids(self._connection, words, below, size)
            rows = [row for some in batches(ids) for row in self._dates(some)]
            match = set(ids) if not self._parts.others and since is None else self._others(ids)
            found += [(row.dated_at, row.id) for row in rows if row.id in match]
            found = sorted(found, reverse=True)[:count]
            filed = min((row.filed_at for row in rows), default=_EARLIEST)
            if len(ids) < size or (since and filed < since) or (len(found) == count and found[-1][0] >= filed):
                return [article_id for _, article_id in found]
            below = ids[-1]
        return None

    def _dates(self, article_ids: Collection[int]) -> Sequence[Any]:
        columns = (article.c.id, article.c.dated_at, article.c.filed_at)
        shown = article.c.id.in_(article_ids) & article.c.hidden_at.is_(None)
        return self._connection.execute(select(*columns).where(shown)).all()

    def _others(self, article_ids: Sequence[int]) -> set[int]:
        """Return those of the articles that match what is asked besides words."""
        found: set[int] = set()
        for some in batches(article_ids):
            conditions = Conditions(self._backend, self._outlets, some)
            wanted = [conditions.of(part) for part in self._parts.others]
            if self._parts.time.since is not None:
                wanted.append(article.c.dated_at >= self._parts.time.since)
            found.update(self._connection.scalars(select(article.c.id).where(article.c.id.in_(some), *wanted)))
        return found

    def _matching(self, article_ids: Sequence[int]) -> set[int]:
        condition = Conditions(self._backend, self._outlets, article_ids).of(self._query)
        shown = article.c.id.in_(article_ids) & article.c.hidden_at.is_(None)
        return set(self._connection.scalars(select(article.c.id).where(shown, condition)))
