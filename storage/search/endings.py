"""Words that begin alike, as the words of the index that do.

SQLite merges every place of every such word before it gives the first, which takes seconds for a frequent one
(sqlite.org/fts5.html, 4.2; an index of beginnings would make each article dearer to file). Its index lists its words
in order, though, and of words that are looked for by themselves it gives the newest places first.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from pipeline.query.nodes import AllOf, AnyOf, Not, Phrase, Query

MOST = 400  # words of the index in place of the beginnings in one query; a beginning that has more is left as it is
_LAST = "\U0010ffff"  # after any letter

# From each word straight to the next one, past all the places where it stands.
_WORDS = text("""
    WITH RECURSIVE found (term) AS (
        SELECT (SELECT t.term FROM article_search_terms t WHERE t.term >= :beginning ORDER BY t.term LIMIT 1)
        UNION ALL
        SELECT (SELECT t.term FROM article_search_terms t WHERE t.term >= found.term || char(1)
                ORDER BY t.term LIMIT 1)
        FROM found WHERE found.term < :last
    )
    SELECT term FROM found WHERE term < :last LIMIT :most
""")


def with_endings(connection: Connection, query: Query) -> Query:
    """Return *query* with beginnings of words replaced by the words that SQLite's index has of them.

    On Postgres, whose index finds them by itself, and where there are too many, nothing is replaced.
    """
    if connection.dialect.name != "sqlite":
        return query
    beginnings = {phrase.words[-1] for phrase in _beginnings(query)}
    found = {each: _words(connection, each, MOST // len(beginnings)) for each in beginnings}
    return _replaced(query, found)


def _beginnings(query: Query) -> list[Phrase]:
    match query:
        case Phrase():
            return [query] if query.prefix else []
        case Not(part):
            return _beginnings(part)
        case AllOf(parts) | AnyOf(parts):
            return [phrase for part in parts for phrase in _beginnings(part)]
        case _:
            return []


def _words(connection: Connection, beginning: str, most: int) -> list[str]:
    """Return the words of the index that begin with *beginning*; none where there are more than *most*."""
    asked = {"beginning": beginning, "last": beginning + _LAST, "most": most + 1}
    found = list(connection.scalars(_WORDS, asked))
    return found if len(found) <= most else []


def _replaced(query: Query, found: dict[str, list[str]]) -> Query:
    match query:
        case Phrase(words, True, in_title):
            phrases = tuple(Phrase((*words[:-1], word), in_title=in_title) for word in found[words[-1]])
            return phrases[0] if len(phrases) == 1 else AnyOf(phrases) if phrases else query
        case Not(part):
            return Not(_replaced(part, found))
        case AllOf(parts):
            return AllOf(tuple(_replaced(part, found) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_replaced(part, found) for part in parts))
        case _:
            return query
