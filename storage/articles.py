"""Articles as rows: filed once, known by every address that led to them, revised when their text changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from pipeline.filing.plan import NewArticle, Revision, StoredArticle, TakenOver
from pipeline.query.words import index_words
from pipeline.records import IndexWords, Prepared
from pipeline.version import PIPELINE_VERSION
from storage.people import Role, add_people, remove_people
from storage.schema.articles import article, article_text, article_url, revision
from storage.schema.collect import page
from storage.schema.stories import story_member
from storage.search import index
from storage.upsert import insert_many, upsert_many

# What a source says of its article besides the text.
_SAID = frozenset(
    (
        "title",
        "summary",
        "authors",
        "published_at",
        "published_precision",
        "updated_at",
        "section",
        "keywords",
        "image_url",
    )
)


def known_addresses(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return the article that each of the address *keys* leads to, of those that lead to one."""
    rows = connection.execute(select(article_url.c.url, article_url.c.article_id).where(article_url.c.url.in_(keys)))
    return {row.url: row.article_id for row in rows}


def known_items(
    connection: Connection, item_ids: Collection[int], pages: Collection[int]
) -> dict[int, list[tuple[int, str]]]:
    """Return the articles made of each of these feed items by other pages than *pages*: ids and addresses."""
    found: dict[int, list[tuple[int, str]]] = {}
    if item_ids:
        rows = connection.execute(
            select(page.c.item_id, article.c.id, article.c.url)
            .join(article, page.c.article_id == article.c.id)
            .where(page.c.item_id.in_(item_ids), page.c.id.not_in(pages))
            .order_by(page.c.id)
        )
        for row in rows:
            found.setdefault(row.item_id, []).append((row.id, row.url))
    return found


def stored_articles(connection: Connection, article_ids: Collection[int]) -> dict[int, StoredArticle]:
    """Return these articles as new versions of them are judged, by id."""
    if not article_ids:
        return {}
    columns = article.c
    rows = connection.execute(
        select(
            columns.id,
            story_member.c.story_id,
            columns.url,
            columns.source,
            columns.outlet,
            article_text.c.text,
            columns.partial,
            columns.title,
        )
        .join(article_text, article_text.c.article_id == columns.id)
        .join(story_member, story_member.c.article_id == columns.id)
        .where(columns.id.in_(article_ids))
    )
    return {row.id: StoredArticle(*row) for row in rows}


def dated(connection: Connection, article_ids: Collection[int]) -> dict[int, datetime]:
    """Return what each of these articles is dated."""
    if not article_ids:
        return {}
    rows = connection.execute(select(article.c.id, article.c.dated_at).where(article.c.id.in_(article_ids)))
    return {row.id: row.dated_at for row in rows}


def add_articles(connection: Connection, new: Sequence[NewArticle], now: datetime) -> None:
    """Add articles, and let them be found by their words."""
    if not new:
        return
    rows = [
        {
            **_columns(one.submission.prepared),
            "id": one.article_id,
            "outlet": one.submission.prepared.article.outlet,
            "source": one.submission.prepared.article.source,
            "url": one.submission.prepared.article.url,
            "seen_at": one.submission.claimed.seen_at,
            "dated_at": one.published.dated_at,
            "filed_at": now,
            "page_id": one.submission.claimed.page_id,
        }
        for one in new
    ]
    insert_many(connection, article, rows)
    texts = [_text(one.article_id, one.submission.prepared) for one in new]
    insert_many(connection, article_text, texts)
    add_people(connection, Role.AUTHOR, [(row["id"], row["dated_at"], row["authors"]) for row in rows])
    index.add_words(connection, [(one.article_id, _index_words(one.submission.prepared)) for one in new])


def add_addresses(connection: Connection, keys: Sequence[tuple[str, int]], now: datetime) -> None:
    """Note which article each address leads to; one that leads to another keeps doing so."""
    rows = [{"url": key, "article_id": article_id, "seen_at": now} for key, article_id in keys]
    upsert_many(connection, article_url, rows)


def revise_articles(connection: Connection, revised: Sequence[Revision], now: datetime) -> None:
    """Put changed texts in place of the old ones, which are kept as revisions."""
    if not revised:
        return
    ids = [one.article_id for one in revised]
    old = _stored(connection, ids)
    numbers = select(revision.c.article_id, func.max(revision.c.number).label("number"))
    numbers = numbers.where(revision.c.article_id.in_(ids)).group_by(revision.c.article_id)
    newest = {row.article_id: row.number for row in connection.execute(numbers)}
    firsts = [_first_version(old[article_id]) for article_id in ids if article_id not in newest]
    versions = [_new_version(one, newest.get(one.article_id, 1) + 1, now) for one in revised]
    insert_many(connection, revision, firsts + versions)
    connection.execute(
        update(article).where(article.c.id == bindparam("of")),
        [
            {
                **_columns(one.submission.prepared),
                "of": one.article_id,
                "revised_at": now,
                "page_id": one.submission.claimed.page_id,
            }
            for one in revised
        ],
    )
    texts = [_text(one.article_id, one.submission.prepared) for one in revised]
    upsert_many(connection, article_text, texts, update=("text", "markdown"))
    index.remove(connection, [(article_id, old[article_id].title, old[article_id].text) for article_id in ids])
    index.add_words(connection, [(one.article_id, _index_words(one.submission.prepared)) for one in revised])
    said = [(one.article_id, one.submission.prepared.article.authors) for one in revised]
    _rename_authors(connection, [(article_id, old[article_id].dated_at, names) for article_id, names in said])


def take_over(connection: Connection, taken: Sequence[TakenOver]) -> None:
    """Make articles their own source's that somebody else's list had led to: its name, and what that says of them.

    The text stays: whether it changed is for `revise_articles`.
    """
    ids = [one.article_id for one in taken]
    old = _stored(connection, ids)
    for one in taken:  # rare, and each says something else
        row, said = old[one.article_id], one.submission.prepared.article
        columns = _columns(one.submission.prepared)
        new = {name: value for name, value in columns.items() if name in _SAID and value not in (None, [])}
        origins = {name: origin for name, origin in said.provenance.items() if name in new}
        new["provenance"] = dict(row.provenance) | origins
        own = {"source": said.source, "outlet": said.outlet}
        connection.execute(update(article).where(article.c.id == row.id).values(**new, **own))
        if "authors" in new:
            _rename_authors(connection, [(row.id, row.dated_at, new["authors"])])
        index.remove(connection, [(row.id, row.title, row.text)])
        index.add(connection, [(row.id, new["title"], row.text)])


def _rename_authors(connection: Connection, named: Sequence[tuple[int, datetime, Sequence[str]]]) -> None:
    remove_people(connection, Role.AUTHOR, [article_id for article_id, _, _ in named])
    add_people(connection, Role.AUTHOR, named)


def _stored(connection: Connection, article_ids: Collection[int]) -> dict[int, Row[Any]]:
    """Return these articles with their texts, by id."""
    if not article_ids:
        return {}
    query = select(article, article_text.c.text).join(article_text).where(article.c.id.in_(article_ids))
    return {row.id: row for row in connection.execute(query)}


def _text(article_id: int, prepared: Prepared) -> dict[str, Any]:
    return {"article_id": article_id, "text": prepared.article.text, "markdown": prepared.article.markdown}


def _index_words(prepared: Prepared) -> IndexWords:
    return prepared.index_words or index_words(prepared.article.title, prepared.article.text)


def _first_version(row: Row[Any]) -> dict[str, Any]:
    return {
        "article_id": row.id,
        "number": 1,
        "title": row.title,
        "summary": row.summary,
        "text": row.text,
        "text_hash": row.text_hash,
        "seen_at": row.filed_at,
        "edited": None,
        "notice": None,
        "page_id": row.page_id,
    }


def _new_version(one: Revision, number: int, now: datetime) -> dict[str, Any]:
    new = one.submission.prepared.article
    return {
        "article_id": one.article_id,
        "number": number,
        "title": new.title,
        "summary": new.summary,
        "text": new.text,
        "text_hash": one.submission.prepared.fingerprint.text_hash,
        "seen_at": now,
        "edited": one.edit.edited.value,
        "notice": one.edit.notice,
        "page_id": one.submission.claimed.page_id,
    }


def _columns(prepared: Prepared) -> dict[str, Any]:
    found = prepared.article
    return {
        "title": found.title,
        "summary": found.summary,
        "authors": list(found.authors),
        "published_at": found.published_at,
        "published_precision": found.published_precision and found.published_precision.value,
        "updated_at": found.updated_at,
        "language": found.language,
        "section": found.section,
        "keywords": list(found.keywords),
        "image_url": found.image_url,
        "links": [{"url": link.url, "text": link.text} for link in found.links],
        "paywalled": found.paywalled,
        "partial": found.partial,
        "original": asdict(found.original) if found.original else None,
        "provenance": dict(found.provenance),
        "text_hash": prepared.fingerprint.text_hash,
        "words": prepared.fingerprint.words,
        "relevance": prepared.tags.relevance,
        "degraded": list(prepared.degraded),
        "pipeline_version": PIPELINE_VERSION,
    }
