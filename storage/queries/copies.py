"""Who was copied from whom."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from storage.schema.articles import article
from storage.schema.stories import copy


def originals(connection: Connection) -> dict[str, int]:
    """Return for each article's URL the id of its original, its own id when it is one."""
    rows = connection.execute(
        select(article.c.url, func.coalesce(copy.c.original_id, article.c.id)).outerjoin(
            copy, copy.c.article_id == article.c.id
        )
    )
    return {url: original for url, original in rows}  # noqa: C416 - a Row is not the pair that dict() wants to see typed
