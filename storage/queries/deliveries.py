"""What was sent, what was not, and what watchlists found, for people who look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.schema.alerts import alert, delivery, message, paused_recipient


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One message to one recipient."""

    id: int
    recipient: str
    subject: str
    state: str  # planned, sending, sent, failed, doubtful
    attempts: int
    planned_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One thing that a watchlist found."""

    id: int
    watchlist: str
    kind: str
    headline: str
    why: str
    url: str | None
    outlet: str | None
    story_id: int | None
    decided_at: datetime
    due_at: datetime | None  # None: its story is still below the thresholds
    told: bool


def list_deliveries(
    connection: Connection, *, state: str | None = None, recipient: str | None = None, limit: int = 50
) -> list[DeliveryLine]:
    """Return deliveries, those planned last first."""
    query = (
        select(
            delivery.c.id,
            delivery.c.recipient,
            message.c.subject,
            delivery.c.state,
            delivery.c.attempts,
            delivery.c.planned_at,
            delivery.c.next_try_at,
            delivery.c.sent_at,
            delivery.c.problem,
        )
        .join(message, message.c.id == delivery.c.message_id)
        .order_by(delivery.c.id.desc())
        .limit(limit)
    )
    if state is not None:
        query = query.where(delivery.c.state == state)
    if recipient is not None:
        query = query.where(delivery.c.recipient == recipient)
    return [DeliveryLine(*row) for row in connection.execute(query)]


def troubled_deliveries(connection: Connection, limit: int = 100) -> list[tuple[int, str, str]]:
    """Return id, recipient and problem of the latest deliveries that failed or are doubtful."""
    rows = connection.execute(
        select(delivery.c.id, delivery.c.recipient, delivery.c.problem)
        .where(delivery.c.state.in_(("failed", "doubtful")))
        .order_by(delivery.c.id.desc())
        .limit(limit)
    )
    return [(row.id, row.recipient, row.problem or "unknown") for row in rows]


def paused(connection: Connection) -> dict[str, datetime]:
    """Return the recipients whose deliveries wait, and since when."""
    rows = connection.execute(select(paused_recipient).order_by(paused_recipient.c.name))
    return {row.name: row.since for row in rows}


def list_alerts(connection: Connection, *, watchlist: str | None = None, limit: int = 50) -> list[AlertLine]:
    """Return what watchlists found, the latest first."""
    query = (
        select(
            alert.c.id,
            alert.c.watchlist,
            alert.c.kind,
            alert.c.headline,
            alert.c.why,
            alert.c.url,
            alert.c.outlet,
            alert.c.story_id,
            alert.c.decided_at,
            alert.c.due_at,
            alert.c.message_id.is_not(None).label("told"),
        )
        .order_by(alert.c.id.desc())
        .limit(limit)
    )
    if watchlist is not None:
        query = query.where(alert.c.watchlist == watchlist)
    return [AlertLine(*row) for row in connection.execute(query)]
