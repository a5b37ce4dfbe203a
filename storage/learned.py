"""What outlets repeat from article to article: counts of lines, bounded for each outlet."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from pipeline.extract.learned import DEFAULT_RULES, LearningRules, LineCount, SiteLines, counted
from pipeline.records import Article
from storage.schema.articles import outlet_line, outlet_reading
from storage.upsert import upsert


def site_lines(connection: Connection, outlet: str) -> SiteLines:
    """Return what has been learned of *outlet*; nothing, for one not met before."""
    articles = readings(connection, outlet)
    if not articles:
        return SiteLines()
    columns = outlet_line.c
    rows = connection.execute(
        select(columns.key, columns.text, columns.seen, columns.first, columns.last).where(columns.outlet == outlet)
    )
    return SiteLines(articles, {bytes(key): LineCount(*count) for key, *count in rows})


def readings(connection: Connection, outlet: str) -> int:
    """Return how many articles of *outlet* were counted."""
    found = connection.scalar(select(outlet_reading.c.articles).where(outlet_reading.c.outlet == outlet))
    return int(found or 0)


def count_lines(connection: Connection, article: Article, rules: LearningRules = DEFAULT_RULES) -> None:
    """Add a new article's lines to its outlet's counts; not to be called for a revision of one."""
    known = site_lines(connection, article.outlet)
    after = counted(known, article, rules)
    if after is known:
        return
    upsert(connection, outlet_reading, {"outlet": article.outlet, "articles": after.articles}, update=("articles",))
    for key, line in after.lines.items():
        if known.lines.get(key) != line:
            row = {"outlet": article.outlet, "key": key, "text": line.text, "seen": line.seen}
            upsert(
                connection,
                outlet_line,
                {**row, "first": line.first, "last": line.last},
                update=("seen", "first", "last"),
            )
    _forget(connection, article.outlet, known.lines.keys() - after.lines.keys())


def _forget(connection: Connection, outlet: str, keys: Iterable[bytes]) -> None:
    for key in keys:
        connection.execute(delete(outlet_line).where(outlet_line.c.outlet == outlet, outlet_line.c.key == key))
