"""Pages at rest: kept when fetched, leased while processed, settled once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import zstandard
from sqlalchemy import Connection, func, insert, or_, select, update

from pipeline.records import Page, Reason
from storage.entries import entry_from_json, entry_to_json
from storage.schema.collect import item, page

_LEVEL = 3  # of zstd: a median page shrinks to a fifth in under a millisecond


@dataclass(frozen=True, slots=True)
class PageAtRest:
    """A page this process has leased."""

    page_id: int
    page: Page
    attempt: int
    item_id: int | None
    listed_at: datetime  # when its item was first seen, else when the page was fetched


def keep_page(connection: Connection, kept: Page, item_id: int | None = None) -> int:
    """Add a page at rest; return its id."""
    row = connection.execute(
        insert(page)
        .values(
            item_id=item_id,
            source=kept.source,
            outlet=kept.outlet,
            requested_url=kept.requested_url,
            url=kept.url,
            fetched_at=kept.fetched_at,
            status=kept.status,
            headers=[list(pair) for pair in kept.headers],
            body=zstandard.compress(kept.body, _LEVEL),
            body_bytes=len(kept.body),
            entry=entry_to_json(kept.entry) if kept.entry else None,
            from_feed=kept.from_feed,
            stage="waiting",
            attempts=0,
        )
        .returning(page.c.id)
    )
    found: int = row.scalar_one()
    return found


def body_hash(body: bytes) -> bytes:
    """Return what tells two bodies apart, 32 bytes."""
    return hashlib.sha256(body).digest()


def claim_pages(
    connection: Connection, now: datetime, *, holder: str, limit: int, lease: timedelta
) -> list[PageAtRest]:
    """Lease up to *limit* waiting pages, oldest first; the attempt counts from now."""
    chosen = (
        select(page.c.id)
        .where(page.c.stage == "waiting", or_(page.c.leased_until.is_(None), page.c.leased_until <= now))
        .order_by(page.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [row.id for row in connection.execute(chosen)]
    if not found:
        return []
    connection.execute(
        update(page)
        .where(page.c.id.in_(found))
        .values(leased_until=now + lease, leased_by=holder, attempts=page.c.attempts + 1)
    )
    rows = connection.execute(
        select(page, item.c.first_seen_at)
        .outerjoin(item, item.c.id == page.c.item_id)
        .where(page.c.id.in_(found))
        .order_by(page.c.id)
    )
    return [
        PageAtRest(
            row.id,
            Page(
                url=row.url,
                requested_url=row.requested_url,
                source=row.source,
                outlet=row.outlet,
                fetched_at=row.fetched_at,
                status=row.status,
                headers=tuple((name, value) for name, value in row.headers),
                body=zstandard.decompress(row.body),
                entry=entry_from_json(row.entry) if row.entry else None,
                from_feed=row.from_feed,
            ),
            row.attempts,
            row.item_id,
            row.first_seen_at or row.fetched_at,
        )
        for row in rows
    ]


def settle_page(
    connection: Connection,
    page_id: int,
    outcome: str,
    now: datetime,
    *,
    detail: str | None = None,
    article_id: int | None = None,
) -> bool:
    """Give a page its one outcome; False when another process, after a lease that ran out, was first."""
    settled = connection.execute(
        update(page)
        .where(page.c.id == page_id, page.c.stage == "waiting")
        .values(
            stage="settled",
            outcome=outcome,
            detail=detail,
            article_id=article_id,
            settled_at=now,
            leased_until=None,
            leased_by=None,
        )
    )
    return settled.rowcount == 1


def give_back_page(connection: Connection, page_id: int, problem: str, *, blame: bool) -> None:
    """End the lease of a page that was not settled; without *blame* the attempt does not count."""
    attempts = {} if blame else {"attempts": page.c.attempts - 1}
    connection.execute(
        update(page)
        .where(page.c.id == page_id, page.c.stage == "waiting")
        .values(leased_until=None, leased_by=None, detail=problem, **attempts)
    )


def pages_waiting(connection: Connection) -> int:
    """Return how many pages are at rest."""
    return connection.execute(select(func.count()).select_from(page).where(page.c.stage == "waiting")).scalar_one()


def pages_quarantined(connection: Connection) -> int:
    """Return how many pages could not be read in any of their attempts, whether or not their feed's words were."""
    quarantined = select(func.count()).select_from(page).where(page.c.outcome == Reason.QUARANTINED.value)
    return connection.execute(quarantined).scalar_one()
