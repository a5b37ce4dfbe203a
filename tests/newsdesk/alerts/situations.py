"""Articles and watchlists for the tests of alerts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from newsdesk.settings.watching import Watchlist
from pipeline.query import ArticleRecord, parse
from storage.queries.watched import WatchedArticle

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)


def article(number: int = 1, **given: Any) -> WatchedArticle:
    """Return an article of today; *given* are fields of it or of its record."""
    of_record = {
        "title": "Lantern opens its model",
        "text": "The lab said that Lantern is open to all.",
        "outlet": "Wire Daily",
        "source": "wire-daily",
        "language": "en",
        "dated_at": NOON - timedelta(hours=1),
        "relevance": 0.9,
        "entities": {},
        "story_id": 17,
        "story_outlets": 1,
    }
    of_record |= {name: given.pop(name) for name in list(given) if name in ArticleRecord.__match_args__}
    record = ArticleRecord.of(**of_record)
    fields = {
        "url": f"https://wire.example/{number}",
        "title": "Lantern opens its model",
        "outlet": "Wire Daily",
        "dated_at": record.dated_at,
        "headline": "Lantern opens its model",
        "velocity": 0.0,
    }
    return WatchedArticle(article_id=number, record=record, **(fields | given))


def watchlist(query: str = "lantern", name: str = "lanterns", **given: Any) -> Watchlist:
    return Watchlist(name=name, recipients=("desk",), query=parse(query), query_text=query, **given)
