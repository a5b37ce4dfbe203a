"""Articles as rows: filed once, known by every address that led to them, revised when their text changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from pipeline.canonical import site_of, url_key
from pipeline.records import Article, Page, Prepared
from pipeline.revisions import Edit
from storage.schema.articles import article, article_url, revision
from storage.schema.collect import page
from storage.search import index
from storage.upsert import upsert

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


def known_article(
    connection: Connection, found: Article, fetched: Page, page_id: int, item_id: int | None
) -> int | None:
    """Return the article that has one of these addresses, or stems from the same feed item and lies on the same site.

    *item_id* is None where the item is a source's that may not speak for the address: it says nothing of which article.
    """
    keys = addresses(found, fetched)
    row = connection.execute(
        select(article_url.c.article_id).where(article_url.c.url.in_(keys)).order_by(article_url.c.article_id).limit(1)
    ).scalar()
    if row is None and item_id is not None:
        earlier = connection.execute(
            select(article.c.id, article.c.url)
            .join(page, page.c.article_id == article.c.id)
            .where(page.c.item_id == item_id, page.c.id != page_id)
            .order_by(page.c.id)
        )
        site = site_of(found.url)
        row = next((one.id for one in earlier if site_of(one.url) == site), None)
    return None if row is None else int(row)


def addresses(found: Article, fetched: Page) -> list[str]:
    """Return the keys of every address on the article's site that led to it.

    One on another site that redirects here today may lead elsewhere tomorrow, and is not the article's.
    """
    site = site_of(found.url)
    there = [url for url in (found.url, fetched.url, fetched.requested_url) if site_of(url) == site]
    return [key for key in dict.fromkeys(map(_key, there)) if key]


def add_article(
    connection: Connection,
    prepared: Prepared,
    fetched: Page,
    page_id: int,
    seen_at: datetime,
    dated_at: datetime,
    now: datetime,
) -> int:
    """Add an article with its addresses and its words; return its id."""
    row = {
        **_columns(prepared),
        "outlet": prepared.article.outlet,
        "source": prepared.article.source,
        "url": prepared.article.url,
        "seen_at": seen_at,
        "dated_at": dated_at,
        "filed_at": now,
        "page_id": page_id,
    }
    article_id: int = connection.execute(insert(article).values(**row).returning(article.c.id)).scalar_one()
    add_addresses(connection, article_id, addresses(prepared.article, fetched), now)
    index.add(connection, article_id, prepared.article.title, prepared.article.text)
    return article_id


def add_addresses(connection: Connection, article_id: int, keys: Iterable[str], now: datetime) -> None:
    """Note that these addresses lead to the article; one that leads to another keeps doing so."""
    for key in keys:
        upsert(connection, article_url, {"url": key, "article_id": article_id, "seen_at": now})


def stored_article(connection: Connection, article_id: int) -> Row[Any]:
    """Return an article's row."""
    return connection.execute(select(article).where(article.c.id == article_id)).one()


def revise(connection: Connection, article_id: int, prepared: Prepared, page_id: int, edit: Edit, now: datetime) -> int:
    """Put a changed text in place of the old one, which is kept as a revision; return the new one's number."""
    old = stored_article(connection, article_id)
    newest = connection.execute(select(func.max(revision.c.number)).where(revision.c.article_id == article_id)).scalar()
    if newest is None:
        newest = 1
        first = {"number": 1, "seen_at": old.filed_at, "page_id": old.page_id}
        connection.execute(insert(revision).values(article_id=article_id, **first, **_version(old)))
    new = prepared.article
    connection.execute(
        insert(revision).values(
            article_id=article_id,
            number=newest + 1,
            title=new.title,
            summary=new.summary,
            text=new.text,
            text_hash=prepared.fingerprint.text_hash,
            seen_at=now,
            edited=edit.edited.value,
            notice=edit.notice,
            page_id=page_id,
        )
    )
    connection.execute(
        update(article).where(article.c.id == article_id).values(**_columns(prepared), revised_at=now, page_id=page_id)
    )
    index.replace(connection, article_id, (old.title, old.text), (new.title, new.text))
    return int(newest) + 1


def take_over(connection: Connection, article_id: int, prepared: Prepared) -> None:
    """Make an article its own source's that somebody else's list had led to: its name, and what that says of it.

    The text stays: whether it changed is for `revise`.
    """
    old = stored_article(connection, article_id)
    new = {name: value for name, value in _columns(prepared).items() if name in _SAID and value not in (None, [])}
    new["provenance"] = dict(old.provenance) | {
        name: origin for name, origin in prepared.article.provenance.items() if name in new
    }
    own = {"source": prepared.article.source, "outlet": prepared.article.outlet}
    connection.execute(update(article).where(article.c.id == article_id).values(**new, **own))
    index.replace(connection, article_id, (old.title, old.text), (new["title"], old.text))


def _columns(prepared: Prepared) -> dict[str, Any]:
    found = prepared.article
    return {
        "title": found.title,
        "text": found.text,
        "markdown": found.markdown,
        "summary": found.summary,
        "authors": list(found.authors),
        "published_at": found.published_at,
        "published_precision": found.published_precision and found.published_precision.value,
        "updated_at": found.updated_at,
        "language": found.language,
        "section": found.section,
        "keywords": list(found.keywords),
        "image_url": found.image_url,
        "links": [asdict(link) for link in found.links],
        "paywalled": found.paywalled,
        "partial": found.partial,
        "original": asdict(found.original) if found.original else None,
        "provenance": dict(found.provenance),
        "text_hash": prepared.fingerprint.text_hash,
        "words": prepared.fingerprint.words,
        "relevance": prepared.tags.relevance,
        "degraded": list(prepared.degraded),
    }


def _version(row: Row[Any]) -> dict[str, Any]:
    return {"title": row.title, "summary": row.summary, "text": row.text, "text_hash": row.text_hash}


def _key(url: str) -> str:
    return url_key(url) or url
