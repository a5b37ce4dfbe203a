"""The full-text index in each database: its upkeep."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from pipeline.query.words import FREE_POSITION, index_words
from pipeline.records import IndexWords


def add(connection: Connection, articles: Sequence[tuple[int, str, str]]) -> None:
    """Index new articles: the id, title and text of each."""
    add_words(connection, [(article_id, index_words(title, body)) for article_id, title, body in articles])


def add_words(connection: Connection, articles: Sequence[tuple[int, IndexWords]]) -> None:
    """Index new articles: the id and the words of each."""
    if not articles:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(
            text("INSERT INTO article_search (rowid, title, text) VALUES (:id, :title, :text)"),
            [_columns(article_id, found) for article_id, found in articles],
        )
    else:
        connection.execute(
            text("INSERT INTO article_search (article_id, words) VALUES (:id, CAST(:words AS tsvector))"),
            [{"id": article_id, "words": _tsvector(found)} for article_id, found in articles],
        )


def remove(connection: Connection, articles: Sequence[tuple[int, str, str]]) -> None:
    """Take articles out: the id of each, and title and text exactly as it was indexed with them."""
    if not articles:
        return
    if connection.dialect.name == "sqlite":
        # An index without a copy of its text must be told what to forget (sqlite.org/fts5.html, 6.3).
        connection.execute(
            text(
                "INSERT INTO article_search (article_search, rowid, title, text) VALUES ('delete', :id, :title, :text)"
            ),
            [_columns(article_id, index_words(title, body)) for article_id, title, body in articles],
        )
    else:
        connection.execute(
            text("DELETE FROM article_search WHERE article_id = :id"), [{"id": each[0]} for each in articles]
        )


def _columns(article_id: int, words: IndexWords) -> dict[str, object]:
    return {"id": article_id, "title": words.title, "text": words.text}


def _tsvector(words: IndexWords) -> str:
    positions: dict[str, list[str]] = {}
    title = words.title.split()
    for position, word in enumerate(title, 1):
        positions.setdefault(word, []).append(f"{position}A")
    # A position stays free between the two, so that no phrase runs from the title into the text.
    for position, word in enumerate(words.text.split(), len(title) + 2):
        positions.setdefault(word, []).append(str(position))
    positions.pop(FREE_POSITION, None)
    return " ".join(f"'{word}':{','.join(where)}" for word, where in positions.items())
