"""Pages at rest: kept when fetched, leased while processed, settled once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import zstandard
from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, insert, or_, select, update

from pipeline.records import Page, Reason
from storage.entries import entry_from_json, entry_to_json
from storage.schema.collect import item, page, page_body

if TYPE_CHECKING:
    from pipeline.claimed import Claimed
    from pipeline.filing.plan import Settled

_LEVEL = 3  # of zstd: a median page shrinks to a fifth in under a millisecond


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a page that became no article."""

    outcome: str  # a pipeline.records.Reason
    at: datetime
    detail: str | None = None


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
            body_bytes=len(kept.body),
            entry=entry_to_json(kept.entry) if kept.entry else None,
            from_feed=kept.from_feed,
            stage="waiting",
            attempts=0,
        )
        .returning(page.c.id)
    )
    found: int = row.scalar_one()
    connection.execute(insert(page_body).values(page_id=found, body=zstandard.compress(kept.body, _LEVEL)))
    return found


def body_hash(body: bytes) -> bytes:
    """Return what tells two bodies apart, 32 bytes."""
    return hashlib.sha256(body).digest()


def claim_pages(
    connection: Connection,
    now: datetime,
    *,
    holder: str,
    limit: int,
    lease: timedelta,
    begun_at: datetime | None = None,
) -> list[Claimed]:
    """Lease up to *limit* waiting pages, oldest first; the attempt counts from now.

    A page that failed at or after *begun_at*, when the holder's run began, is left to a later run.
    """
    free = or_(
        page.c.leased_until.is_(None),
        and_(page.c.leased_by.is_not(None), page.c.leased_until <= now),
        and_(page.c.leased_by.is_(None), page.c.leased_until < (begun_at or now)),  # see retry_page
        # No lease lasts as long: it was taken under a clock that was wrong.
        page.c.leased_until > now + 2 * lease,
    )
    chosen = (
        select(page.c.id)
        .where(page.c.stage == "waiting", free)
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
        select(page, page_body.c.body, item.c.first_seen_at)
        .join(page_body, page_body.c.page_id == page.c.id)
        .outerjoin(item, item.c.id == page.c.item_id)
        .where(page.c.id.in_(found))
        .order_by(page.c.id)
    )
    return [_claimed(row) for row in rows]


def _claimed(row: Any) -> Claimed:
    from pipeline.claimed import Claimed  # with what reads pages, which those who only look at rows do not load

    fetched = Page(
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
    )
    return Claimed(row.id, fetched, row.attempts, row.first_seen_at or row.fetched_at, row.item_id)


def renew_pages(connection: Connection, page_ids: Collection[int], holder: str, until: datetime) -> set[int]:
    """Lease these pages for longer; return those that were settled, or that another than *holder* has taken up.

    A lost page's attempt does not count: it says that the holder was slow, not that the page cannot be read.
    """
    kept = connection.scalars(
        update(page)
        .where(page.c.id.in_(page_ids), page.c.stage == "waiting", _is_nobody_elses(holder))
        .values(leased_until=until, leased_by=holder)
        .returning(page.c.id)
    ).all()
    lost = set(page_ids).difference(kept)
    if lost:
        connection.execute(
            update(page)
            .where(page.c.id.in_(lost), page.c.stage == "waiting", page.c.attempts > 0)
            .values(attempts=page.c.attempts - 1)
        )
    return lost


def still_held(connection: Connection, page_ids: Collection[int], holder: str) -> set[int]:
    """Return which of these pages *holder* may settle. Until the end of the transaction nobody else can."""
    mine = page.c.id.in_(page_ids) & (page.c.stage == "waiting") & _is_nobody_elses(holder)
    return set(connection.scalars(select(page.c.id).where(mine).with_for_update()))


def settle_pages(connection: Connection, settled: Sequence[Settled], now: datetime) -> None:
    """Give pages that became articles, and are still held, their outcome."""
    if not settled:
        return
    rows = [
        {"of": one.page_id, "outcome": one.outcome, "article_id": one.article_id, "detail": one.detail}
        for one in settled
    ]
    connection.execute(
        update(page)
        .where(page.c.id == bindparam("of"))
        .values(stage="settled", settled_at=now, leased_until=None, leased_by=None),
        rows,
    )


def settle_page(connection: Connection, page_id: int, holder: str, settlement: Settlement) -> bool:
    """Give a page its one outcome; False when it has one, or another than *holder* has taken it up."""
    settled = connection.execute(
        update(page)
        .where(page.c.id == page_id, page.c.stage == "waiting", _is_nobody_elses(holder))
        .values(
            stage="settled",
            outcome=settlement.outcome,
            detail=settlement.detail,
            settled_at=settlement.at,
            leased_until=None,
            leased_by=None,
        )
    )
    return settled.rowcount == 1


def release_pages(connection: Connection, page_ids: Collection[int], holder: str) -> None:
    """End the leases of pages that were not begun with; they are free at once and the attempt does not count."""
    connection.execute(
        update(page)
        .where(page.c.id.in_(page_ids), page.c.stage == "waiting", page.c.leased_by == holder)
        .values(leased_until=None, leased_by=None, attempts=page.c.attempts - 1)
    )


def retry_page(
    connection: Connection, page_id: int, holder: str, problem: str, now: datetime, *, count_attempt: bool
) -> bool:
    """End the lease of a page that failed; False when *holder* has lost it.

    ``leased_until`` without a holder is when it failed: only a run that begins after that claims it again.
    """
    attempts = {} if count_attempt else {"attempts": page.c.attempts - 1}
    ended = connection.execute(
        update(page)
        .where(page.c.id == page_id, page.c.stage == "waiting", _is_nobody_elses(holder))
        .values(leased_until=now, leased_by=None, detail=problem, **attempts)
    )
    return ended.rowcount == 1


def retry_quarantined(connection: Connection, page_ids: Collection[int] | None) -> list[int]:
    """Let pages in quarantine be processed again, all of them for None; return those that will be.

    Pages whose bodies retention has dropped stay. Their attempts count anew, and their last problem is kept until then.
    """
    chosen = page.c.outcome == Reason.QUARANTINED.value
    if page_ids is not None:
        chosen &= page.c.id.in_(page_ids)
    again = (
        update(page)
        .where(chosen, page.c.id.in_(select(page_body.c.page_id)))
        .values(stage="waiting", attempts=0, outcome=None, settled_at=None, leased_until=None, leased_by=None)
        .returning(page.c.id)
    )
    return sorted(connection.scalars(again))


def _is_nobody_elses(holder: str) -> ColumnElement[bool]:
    # A page whose lease ran out, and which another process tried in vain meanwhile, is still good to have.
    return or_(page.c.leased_by == holder, page.c.leased_by.is_(None))


def pages_waiting(connection: Connection) -> int:
    """Return how many pages are at rest."""
    return connection.execute(select(func.count()).select_from(page).where(page.c.stage == "waiting")).scalar_one()


def pages_quarantined(connection: Connection) -> int:
    """Return how many pages could not be read in any of their attempts, whether or not their feed's words were."""
    quarantined = select(func.count()).select_from(page).where(page.c.outcome == Reason.QUARANTINED.value)
    return connection.execute(quarantined).scalar_one()
