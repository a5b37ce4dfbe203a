"""How well an article answers a query, among those that match it. Pure, so that every database ranks alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.query.nodes import Query
from pipeline.query.snippets import hits_in
from pipeline.query.walk import phrases

HALF_LIFE = timedelta(days=7)  # what is so much older counts half as new
IN_TITLE = 2.0  # all that is asked for stands in the title


def rank(query: Query, *, title: str, salience: float, relevance: float, dated_at: datetime, now: datetime) -> float:
    """Return a number that is higher for the better answer.

    *salience* (0..1) is that of the entities asked for, *relevance* (0..1) how much the article is about AI.
    """
    wanted = set(phrases(query))
    told = sum(bool(hits_in(title, phrase)) for phrase in wanted)
    age = max(now - dated_at, timedelta(0))
    recency: float = 0.5 ** (age / HALF_LIFE)
    return IN_TITLE * told / max(len(wanted), 1) + salience + relevance + recency
