"""What watchlists found, as rows: written once, told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from storage.schema.alerts import alert, delivery, message, watch_mark
from storage.schema.articles import article
from storage.upsert import upsert_many

ALL = "*"


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as it is written; `storage.schema.alerts` says what each is."""

    watchlist: str
    kind: str
    subject: str
    headline: str
    why: str
    url: str | None
    outlet: str | None
    story_id: int | None
    article_id: int | None
    outlets: int | None
    more: Mapping[str, str]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class DueAlert:
    """An alert whose time has come."""

    id: int
    watchlist: str
    kind: str
    headline: str
    why: str
    url: str | None
    outlet: str | None
    story_id: int | None
    article_id: int | None
    more: Mapping[str, str]
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message, the alerts that it tells, and a delivery's key for each recipient."""

    subject: str
    text: str
    html: str | None
    data: Mapping[str, Any]
    alerts: Sequence[int]
    recipients: Mapping[str, str]  # name -> key


def digest_key(day: date, recipient: str) -> str:
    """Return the key of the delivery of the digest of *day* to *recipient*: each is sent once."""
    return f"digest/daily/{day}/{recipient}"


def begin_watching(connection: Connection, names: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Note watchlists that were not known; return for each when it began. What was filed before is no news to it."""
    known = {row.name: row.began_at for row in connection.execute(select(watch_mark.c.name, watch_mark.c.began_at))}
    new = [name for name in (ALL, *names) if name not in known]
    if new:
        newest = connection.execute(select(func.coalesce(func.max(article.c.id), 0))).scalar_one()
        rows = [{"name": name, "began_at": now, "article_id": newest} for name in new]
        upsert_many(connection, watch_mark, rows)
    return known | dict.fromkeys(new, now)


def looked_up_to(connection: Connection) -> int:
    """Return the id of the newest article that watchlists have looked at."""
    found: int = connection.execute(select(watch_mark.c.article_id).where(watch_mark.c.name == ALL)).scalar_one()
    return found


def record_alerts(connection: Connection, rows: Sequence[AlertRow], up_to: int, now: datetime) -> int:
    """Write *rows* and that articles were looked at *up_to* this id; return how many were not there before.

    A row that is there stays as it is, but for one that waited and is due now.
    """
    connection.execute(update(watch_mark).where(watch_mark.c.name == ALL).values(article_id=up_to))
    if not rows:
        return 0
    keys = {(row.watchlist, row.kind, row.subject) for row in rows}
    wanted = (alert.c.watchlist.in_({key[0] for key in keys}), alert.c.subject.in_({key[2] for key in keys}))
    there = {
        (row.watchlist, row.kind, row.subject): row
        for row in connection.execute(
            select(alert.c.id, alert.c.watchlist, alert.c.kind, alert.c.subject, alert.c.due_at).where(*wanted)
        )
    }
    new = [row for row in rows if (row.watchlist, row.kind, row.subject) not in there]
    if new:
        connection.execute(alert.insert(), [_written(row, now) for row in new])
    for row in rows:
        before = there.get((row.watchlist, row.kind, row.subject))
        if before is not None and before.due_at is None and row.due_at is not None:
            connection.execute(update(alert).where(alert.c.id == before.id).values(**_written(row, now)))
    return len(new)


def due_alerts(connection: Connection, now: datetime, limit: int = 1000) -> list[DueAlert]:
    """Return alerts whose time has come and that no message tells yet, the oldest first."""
    columns = (
        alert.c.id,
        alert.c.watchlist,
        alert.c.kind,
        alert.c.headline,
        alert.c.why,
        alert.c.url,
        alert.c.outlet,
        alert.c.story_id,
        alert.c.article_id,
        alert.c.more,
        alert.c.decided_at,
    )
    due = select(*columns).where(alert.c.due_at <= now, alert.c.message_id.is_(None))
    return [DueAlert(*row) for row in connection.execute(due.order_by(alert.c.due_at, alert.c.id).limit(limit))]


def plan_message(connection: Connection, new: NewMessage, now: datetime) -> int:
    """Write a message, its deliveries, and that its alerts are told; return how many deliveries are planned.

    Deliveries whose key is there are left out; a message without any is not written.
    """
    keys = list(new.recipients.values())
    there = set(connection.scalars(select(delivery.c.key).where(delivery.c.key.in_(keys))))
    missing = {name: key for name, key in new.recipients.items() if key not in there}
    if not missing and not new.alerts:
        return 0
    values = {"subject": new.subject, "text": new.text, "html": new.html, "data": dict(new.data), "made_at": now}
    message_id = connection.execute(message.insert().values(**values).returning(message.c.id)).scalar_one()
    if new.alerts:
        connection.execute(update(alert).where(alert.c.id.in_(new.alerts)).values(message_id=message_id))
    if missing:
        connection.execute(
            delivery.insert(),
            [
                {
                    "key": key,
                    "message_id": message_id,
                    "recipient": name,
                    "state": "planned",
                    "attempts": 0,
                    "planned_at": now,
                    "next_try_at": now,
                }
                for name, key in missing.items()
            ],
        )
    return len(missing)


def _written(row: AlertRow, now: datetime) -> dict[str, Any]:
    return {
        "watchlist": row.watchlist,
        "kind": row.kind,
        "subject": row.subject,
        "headline": row.headline,
        "why": row.why,
        "url": row.url,
        "outlet": row.outlet,
        "story_id": row.story_id,
        "article_id": row.article_id,
        "outlets": row.outlets,
        "more": dict(row.more),
        "decided_at": now,
        "due_at": row.due_at,
    }
