"""What is forgotten, and when. Articles and stories stay; what is forgotten goes in short transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, or_, select, tuple_

from storage.schema.alerts import alert, delivery, message
from storage.schema.articles import run
from storage.schema.collect import fetch, item, page, page_body
from storage.schema.tags import new_name_sighting

MOST = 100_000  # rows of one kind in one go; what is left goes the next day
AT_ONCE = 500  # rows in one transaction
LONGEST_STEP = timedelta(days=2)  # the moment that retention reckons from moves on by no more in one go

Keys = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows: *find* those older than a moment, *drop* some of them and return how many went."""

    name: str
    find: Callable[[Connection, datetime], Keys]
    drop: Callable[[Connection, Keys], int]


@dataclass(frozen=True, slots=True)
class Last:
    """The last retention: when it was, and the moment it reckoned from."""

    at: datetime
    reckoned_from: datetime


def reckon_from(now: datetime, newest_fetch: datetime | None, last: Last | None) -> datetime:
    """Return the moment that ages are reckoned from: never later than *now* or *newest_fetch*.

    A clock that is wrong for a while must not have everything forgotten. So what counts is the newest fetch of
    earlier rounds, and the moment moves on by `LONGEST_STEP` at most, however wrong the clock and for how long.
    """
    found = min(now, newest_fetch) if newest_fetch is not None else now
    if last is not None and last.reckoned_from <= found:
        return min(found, last.reckoned_from + LONGEST_STEP)
    return found


def newest_fetch(connection: Connection, before: datetime) -> datetime | None:
    """Return when the last request before *before* was made."""
    return connection.execute(select(func.max(fetch.c.started_at)).where(fetch.c.started_at < before)).scalar()


def last_retention(connection: Connection) -> Last | None:
    """Return the last retention that was not broken off."""
    row = connection.execute(
        select(run.c.started_at, run.c.counts)
        .where(run.c.command == "retention", run.c.outcome.in_(("ok", "failed")))
        .order_by(run.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    reckoned = row.counts.get("reckoned_from")
    return Last(row.started_at, datetime.fromtimestamp(reckoned, row.started_at.tzinfo) if reckoned else row.started_at)


def _old_fetches(connection: Connection, before: datetime) -> Keys:
    return connection.scalars(select(fetch.c.id).where(fetch.c.started_at < before).limit(MOST)).all()


def _drop_fetches(connection: Connection, keys: Keys) -> int:
    return connection.execute(delete(fetch).where(fetch.c.id.in_(keys))).rowcount


def _old_bodies(connection: Connection, before: datetime) -> Keys:
    old = and_(page.c.stage == "settled", page.c.settled_at < before)
    kept = select(page_body.c.page_id).join(page, page.c.id == page_body.c.page_id)
    return connection.scalars(kept.where(old).limit(MOST)).all()


def _drop_bodies(connection: Connection, keys: Keys) -> int:
    return connection.execute(delete(page_body).where(page_body.c.page_id.in_(keys))).rowcount


def _old_items(connection: Connection, before: datetime) -> Keys:
    # All that a source lists is marked as seen at the same moment, so what was seen before the newest moment is no
    # longer listed. What was seen at that moment stays for as long as the source lists nothing else, however old.
    newest = select(item.c.source, func.max(item.c.last_seen_at).label("at")).group_by(item.c.source).subquery()
    old = and_(item.c.last_seen_at < before, item.c.last_seen_at < newest.c.at, item.c.state != "wanted")
    free = and_(item.c.leased_by.is_(None), or_(item.c.next_try_at.is_(None), item.c.next_try_at < before))
    chosen = select(item.c.id).join(newest, newest.c.source == item.c.source).where(old, free).limit(MOST)
    return connection.scalars(chosen).all()


def _drop_items(connection: Connection, keys: Keys) -> int:
    return connection.execute(delete(item).where(item.c.id.in_(keys), item.c.leased_by.is_(None))).rowcount


def _old_sightings(connection: Connection, before: datetime) -> Keys:
    sighting = new_name_sighting.c
    chosen = select(sighting.key, sighting.article_id).where(sighting.seen_at < before).limit(MOST)
    return [tuple(row) for row in connection.execute(chosen)]


def _drop_sightings(connection: Connection, keys: Keys) -> int:
    sighting = new_name_sighting.c
    statement = delete(new_name_sighting).where(tuple_(sighting.key, sighting.article_id).in_(keys))
    return connection.execute(statement).rowcount


def _old_runs(connection: Connection, before: datetime) -> Keys:
    newest = select(func.max(run.c.id)).group_by(run.c.command)  # each command's last one tells when it was
    chosen = select(run.c.id).where(run.c.started_at < before, run.c.id.not_in(newest)).limit(MOST)
    return connection.scalars(chosen).all()


def _drop_runs(connection: Connection, keys: Keys) -> int:
    return connection.execute(delete(run).where(run.c.id.in_(keys))).rowcount


def _old_alerts(connection: Connection, before: datetime) -> Keys:
    # What is on its way stays; an alert that waits for its story is as old as its decision.
    on_its_way = select(delivery.c.message_id).where(delivery.c.state.in_(("planned", "sending")))
    messages = select(message.c.id).where(message.c.made_at < before, message.c.id.not_in(on_its_way))
    alerts = select(alert.c.id).where(alert.c.decided_at < before)
    return [
        *(("message", key) for key in connection.scalars(messages.limit(MOST))),
        *(("alert", key) for key in connection.scalars(alerts.limit(MOST))),
    ]


def _drop_alerts(connection: Connection, keys: Keys) -> int:
    count = 0
    for table, name in ((message, "message"), (alert, "alert")):
        ids = [key for kind, key in keys if kind == name]
        count += connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount if ids else 0
    return count


KINDS = (
    Kind("fetches", _old_fetches, _drop_fetches),
    Kind("page_bodies", _old_bodies, _drop_bodies),
    Kind("items", _old_items, _drop_items),
    Kind("sightings", _old_sightings, _drop_sightings),
    Kind("runs", _old_runs, _drop_runs),
    Kind("alerts", _old_alerts, _drop_alerts),
)
