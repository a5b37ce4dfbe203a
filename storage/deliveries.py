"""Deliveries as rows: what is under way is written before it is done, so that a kill leaves no second copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, select, update

from storage.schema.alerts import delivery, message, paused_recipient
from storage.upsert import upsert

INTERRUPTED = "the process ended while it was being sent: nobody knows whether it arrived"


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery to try now, with what is sent."""

    id: int
    key: str
    recipient: str
    attempts: int  # before this one
    planned_at: datetime
    subject: str
    text: str
    html: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CameTo:
    """What a try came to."""

    state: str  # sent, failed, doubtful, or planned for *next_try_at*
    problem: str | None = None
    next_try_at: datetime | None = None


def doubt_interrupted(connection: Connection, repeatable: Sequence[str], now: datetime) -> int:
    """Settle deliveries that a process which is gone was sending; return how many are doubtful now.

    Those to *repeatable* recipients, where a second copy replaces the first, are planned again.
    """
    sending = delivery.c.state == "sending"
    connection.execute(
        update(delivery)
        .where(sending, delivery.c.recipient.in_(repeatable))
        .values(state="planned", next_try_at=now, problem="the process ended while it was being sent")
    )
    rest = update(delivery).where(sending).values(state="doubtful", next_try_at=None, problem=INTERRUPTED)
    return connection.execute(rest).rowcount


def due_deliveries(connection: Connection, now: datetime, limit: int = 200) -> list[DueDelivery]:
    """Return planned deliveries whose time has come, of recipients that are not paused, the oldest first."""
    paused = select(paused_recipient.c.name)
    rows = connection.execute(
        select(
            delivery.c.id,
            delivery.c.key,
            delivery.c.recipient,
            delivery.c.attempts,
            delivery.c.planned_at,
            message.c.subject,
            message.c.text,
            message.c.html,
            message.c.data,
        )
        .join(message, message.c.id == delivery.c.message_id)
        .where(delivery.c.state == "planned", delivery.c.next_try_at <= now, delivery.c.recipient.not_in(paused))
        .order_by(delivery.c.next_try_at, delivery.c.id)
        .limit(limit)
    )
    return [DueDelivery(*row) for row in rows]


def begin_sending(connection: Connection, delivery_id: int, now: datetime) -> bool:
    """Note that a delivery is about to leave; return False when it is no longer planned."""
    claimed = (
        update(delivery)
        .where(delivery.c.id == delivery_id, delivery.c.state == "planned")
        .values(state="sending", tried_at=now, attempts=delivery.c.attempts + 1)
    )
    return connection.execute(claimed).rowcount == 1


def end_sending(connection: Connection, delivery_id: int, came_to: CameTo, now: datetime, *, left: bool) -> None:
    """Note what a try came to; if nothing had *left*, the try has not been counted yet."""
    values: dict[str, Any] = {
        "state": came_to.state,
        "problem": came_to.problem,
        "next_try_at": came_to.next_try_at,
        "tried_at": now,
    }
    if came_to.state == "sent":
        values["sent_at"] = now
    if not left:
        values["attempts"] = delivery.c.attempts + 1
    open_states = ("planned", "sending", "doubtful")
    connection.execute(
        update(delivery).where(delivery.c.id == delivery_id, delivery.c.state.in_(open_states)).values(**values)
    )


def retry_delivery(connection: Connection, delivery_id: int, now: datetime) -> str | None:
    """Plan a delivery that failed or is doubtful again; return the state it was in, None when there is none."""
    state: str | None = connection.execute(
        select(delivery.c.state).where(delivery.c.id == delivery_id).with_for_update()
    ).scalar()
    if state in ("failed", "doubtful", "planned"):
        # A count of attempts that goes on would end it at once.
        values = {
            "state": "planned",
            "next_try_at": now,
            "attempts": case((delivery.c.state == "planned", delivery.c.attempts), else_=0),
        }
        connection.execute(update(delivery).where(delivery.c.id == delivery_id).values(**values))
    return state


def pause_recipient(connection: Connection, name: str, now: datetime) -> bool:
    """Let a recipient's deliveries wait; return False when they do already."""
    if connection.execute(select(paused_recipient.c.name).where(paused_recipient.c.name == name)).first():
        return False
    upsert(connection, paused_recipient, {"name": name, "since": now})
    return True


def resume_recipient(connection: Connection, name: str) -> bool:
    """Let a recipient's deliveries go on; return False when they were not paused."""
    return connection.execute(paused_recipient.delete().where(paused_recipient.c.name == name)).rowcount == 1
