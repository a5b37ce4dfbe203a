"""The full-text index in each database: its upkeep, and a query as a condition on articles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    TextClause,
    and_,
    column,
    not_,
    or_,
    select,
    table,
    text,
)

from pipeline.query.words import FREE_POSITION, index_words
from pipeline.records import IndexWords
from storage.search.query import AllOf, AnyOf, Not, Phrase, Query

_numbers = count()
# SQLite's index begins a query anew for each article that is asked about, and in that time reads so many matches.
_WORTH_A_LOOK = 100


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


def is_positive(query: Query) -> bool:
    """Return whether an index alone can answer: what only says what is *not* there needs the articles."""
    match query:
        case Phrase():
            return True
        case Not():
            return False
        case AllOf(parts):
            positive = [part for part in parts if is_positive(part)]
            negative = [part.part for part in parts if isinstance(part, Not)]
            return bool(positive) and len(positive) + len(negative) == len(parts) and all(map(is_positive, negative))
        case AnyOf(parts):
            return all(map(is_positive, parts))


def latest_matches(query: Query, below: int | None, count: int, backend: str) -> Select[int]:
    """Return the *count* highest ids of what matches a positive *query*, highest first; with *below* only lower ones.

    A database can stop there, and need not find all that match.
    """
    key = column("rowid" if backend == "sqlite" else "article_id", BigInteger)
    found = select(key).select_from(table("article_search")).where(_index_condition(query, backend))
    if below is not None:
        found = found.where(key < below)
    return found.order_by(key.desc()).limit(count)


def matching(connection: Connection, query: Query, article_ids: Collection[int]) -> set[int]:
    """Return those of *article_ids* that match *query*, positive or not."""
    if not article_ids or is_positive(query):
        return _positive_matching(connection, query, article_ids) if article_ids else set()
    match query:
        case Not(part):
            return set(article_ids) - matching(connection, part, article_ids)
        case AllOf(parts):
            left = set(article_ids)
            for part in _gathered(AllOf, parts):
                left = matching(connection, part, left)
            return left
        case AnyOf(parts):
            return set().union(*(matching(connection, part, article_ids) for part in _gathered(AnyOf, parts)))
        case Phrase():
            raise AssertionError("a phrase is positive")


def _positive_matching(connection: Connection, query: Query, article_ids: Collection[int]) -> set[int]:
    sqlite = connection.dialect.name == "sqlite"
    key = column("rowid" if sqlite else "article_id", BigInteger)
    found = select(key).select_from(table("article_search")).where(_index_condition(query, connection.dialect.name))
    low, high = min(article_ids), max(article_ids)
    if sqlite and high - low < _WORTH_A_LOOK * len(article_ids):
        return set(connection.scalars(found.where(key.between(low, high)))).intersection(article_ids)
    return set(connection.scalars(found.where(key.in_(article_ids))))


def _index_condition(query: Query, backend: str) -> TextClause:
    if backend == "sqlite":
        return _unique(text("article_search MATCH :terms").bindparams(terms=_fts5(query)))
    return _unique(text("words @@ CAST(:terms AS tsquery)").bindparams(terms=_tsquery(query)))


def matches(query: Query, article_id: ColumnElement[int], backend: str) -> ColumnElement[bool]:
    """Return the condition that the article of *article_id* matches *query*; *backend* is the dialect's name."""
    if is_positive(query):
        key = column("rowid" if backend == "sqlite" else "article_id", BigInteger)
        hits = select(key).select_from(table("article_search"))
        return article_id.in_(hits.where(_index_condition(query, backend)))  # of which one statement may hold several
    match query:
        case Not(part):
            return not_(matches(part, article_id, backend))
        case AllOf(parts):
            return and_(*(matches(part, article_id, backend) for part in _gathered(AllOf, parts)))
        case AnyOf(parts):
            return or_(*(matches(part, article_id, backend) for part in _gathered(AnyOf, parts)))
        case Phrase():
            raise AssertionError("a phrase is positive")


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


def _gathered(kind: type[AllOf] | type[AnyOf], parts: Sequence[Query]) -> list[Query]:
    """Return *parts* with those that the index can answer gathered into one."""
    positive = tuple(part for part in parts if is_positive(part))
    others = [part for part in parts if not is_positive(part)]
    if not positive:
        return others
    return [positive[0] if len(positive) == 1 else kind(positive), *others]


def _fts5(query: Query) -> str:
    match query:
        case Phrase(words, prefix):
            return f'"{" ".join(words)}"' + ("*" if prefix else "")
        case AnyOf(parts):
            return "(" + " OR ".join(_fts5(part) for part in parts) + ")"
        case AllOf(parts):
            positive = " AND ".join(_fts5(part) for part in parts if not isinstance(part, Not))
            negative = [_fts5(part.part) for part in parts if isinstance(part, Not)]
            return f"(({positive}) NOT ({' OR '.join(negative)}))" if negative else f"({positive})"
        case Not():
            raise AssertionError("FTS5 knows NOT only between two terms")


def _tsquery(query: Query) -> str:
    match query:
        case Phrase(words, prefix):
            quoted = [f"'{word}'" for word in words]
            return "(" + " <-> ".join(quoted) + (":*" if prefix else "") + ")"
        case AnyOf(parts):
            return "(" + " | ".join(_tsquery(part) for part in parts) + ")"
        case AllOf(parts):
            return "(" + " & ".join(_tsquery(part) for part in parts) + ")"
        case Not(part):
            return f"!{_tsquery(part)}"


def _unique(found: TextClause) -> TextClause:
    """Give the bound parameter a name of its own."""
    name = f"terms_{next(_numbers)}"
    value = found.compile().params["terms"]
    return text(found.text.replace(":terms", f":{name}")).bindparams(**{name: value})
