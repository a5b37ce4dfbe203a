"""Rows of made-up archives: how they are written, and how those of the first days are repeated at later times."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from storage.schema.articles import article, article_text, article_url
from storage.schema.base import UtcDateTime
from storage.schema.collect import fetch, item, page, source
from storage.schema.people import article_person, person_name
from storage.schema.stories import account, copy, credit, story, story_member
from storage.schema.tags import article_entity, article_topic, entity, mention, quote

BASE = 10_000  # articles that are made up one by one
ORDER: tuple[Table, ...] = (
    source, entity, item, page, story, article, article_text, article_url, account, story_member, copy, credit,
    mention, article_entity, article_topic, quote, person_name, article_person, fetch,
)  # fmt: skip


@dataclass
class Rows:
    """Rows to be written, by table, and what the search index is given."""

    of: dict[Table, list[dict[str, Any]]] = field(default_factory=lambda: {table: [] for table in ORDER})
    indexed: list[tuple[int, str, str]] = field(default_factory=list)  # id, words of the title, words of the text

    def add(self, table: Table, **columns: Any) -> None:
        self.of[table].append(columns)


_IDS = {"id", "article_id", "story_id", "original_id", "lead_article_id", "first_article_id", "item_id", "page_id"}
_ADDRESSES = {"url", "url_key", "guid", "requested_url"}


def repeat(connection: Connection, number: int, later: timedelta) -> None:
    """Add the first days' rows once more, as the *number*-th copy of them, *later*."""
    sqlite = connection.dialect.name == "sqlite"
    days = later / timedelta(days=1)

    def value(table: Table, name: str) -> str:
        column = table.c[name]
        if name in _IDS or name == "change":
            return f'"{name}" + {BASE * number}'
        if isinstance(column.type, UtcDateTime):
            if sqlite:
                return f"strftime('%Y-%m-%d %H:%M:%f000', \"{name}\", '+{days} days')"
            return f"\"{name}\" + interval '{days} days'"
        if name in _ADDRESSES and table is not fetch:
            return f"\"{name}\" || '?copy={number}'"
        if name == "text_hash":
            return "randomblob(32)" if sqlite else f"sha256(convert_to(url || '{number}', 'UTF8'))"
        return f'"{name}"'

    for table in ORDER:
        if table in (source, entity, person_name):
            continue
        names = [column.name for column in table.c if not (table is fetch and column.name == "id")]
        first = next((name for name in ("article_id", "id") if name in names), None)
        base = f'"{first}" <= {BASE}' if first else f"started_at < {_MADE_UP[connection.dialect.name]}"
        listed, values = (
            ", ".join(each) for each in ([f'"{one}"' for one in names], [value(table, one) for one in names])
        )
        connection.execute(
            text(f'INSERT INTO "{table.name}" ({listed}) SELECT {values} FROM "{table.name}" WHERE {base}')
        )
    connection.execute(text(_INDEX_AGAIN[connection.dialect.name].format(base=BASE, off=BASE * number)))


_MADE_UP = {
    "sqlite": f"(SELECT datetime(dated_at) FROM article WHERE id = {BASE})",
    "postgresql": f"(SELECT dated_at FROM article WHERE id = {BASE})",
}
_INDEX_AGAIN = {
    "sqlite": "INSERT INTO article_search (rowid, title, text) SELECT id + {off}, title, text FROM made_up_words",
    "postgresql": "INSERT INTO article_search (article_id, words) SELECT article_id + {off}, words FROM article_search"
    " WHERE article_id <= {base}",
}


def write(connection: Connection, rows: Rows) -> None:
    for table in ORDER:
        if rows.of[table]:
            connection.execute(insert(table), rows.of[table])
    if not rows.indexed:
        return
    data = [{"id": number, "title": title, "text": body} for number, title, body in rows.indexed]
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO article_search (rowid, title, text) VALUES (:id, :title, :text)"), data)
        # The index keeps no text to copy it from.
        connection.execute(text("CREATE TABLE IF NOT EXISTS made_up_words (id INTEGER PRIMARY KEY, title, text)"))
        connection.execute(text("INSERT INTO made_up_words VALUES (:id, :title, :text)"), data)
    else:
        connection.execute(
            text(
                "INSERT INTO article_search (article_id, words) VALUES (:id,"
                " setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :text))"
            ),
            data,
        )
