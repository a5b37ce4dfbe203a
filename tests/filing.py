"""Filing one article at a time, as most situations need it."""

from __future__ import annotations

from datetime import datetime

from pipeline.claimed import Claimed
from pipeline.filing.plan import Submission
from pipeline.records import Filed, Prepared
from storage.article_store import ArticleStore


def file_one(store: ArticleStore, work: Claimed, prepared: Prepared, now: datetime) -> Filed | None:
    """File *prepared* by itself; None when the page was lost."""
    (outcome,) = store.file([Submission(work, prepared)], now)
    return outcome
