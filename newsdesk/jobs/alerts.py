"""Alerts: look at what was filed or edited since the last look, decide what is told, and plan who is sent it.

Needs the database, the watchlists and their recipients, and what a digest holds. What is told is decided by
`newsdesk.alerts`; every row is written once, so a look that was killed is simply taken again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from newsdesk.alerts.decide import Known, decide, watched_entities
from newsdesk.alerts.health import Measured, health_alerts
from newsdesk.alerts.index import WatchIndex
from newsdesk.alerts.message import compose
from newsdesk.alerts.spikes import WINDOWS, Spike, spike
from newsdesk.digest.build import DigestRules
from newsdesk.digest.cut import cut_digest
from newsdesk.digest.render import render
from newsdesk.jobs.report import Report
from newsdesk.settings.watching import Kind, Recipient, Watching, Watchlist
from storage.alerts import (
    NewMessage,
    begin_watching,
    digest_key,
    due_alerts,
    looked_up_to,
    plan_message,
    record_alerts,
)
from storage.engine import Connection, Engine
from storage.queries.facts import contested_facts
from storage.queries.watched import (
    WatchedArticle,
    WatchedEdit,
    alert_subjects,
    articles_after,
    digests_made,
    edits_since,
    first_mentions,
    told_before,
    watched_articles,
    windows_of,
)
from storage.transactions import reading, transact

BATCH = 200  # articles looked at in one transaction
EDITS_BACK = timedelta(days=3)  # pages may wait so long before their revision is filed
DIGESTS_BACK = timedelta(days=2)  # a recipient who is added today gets no older ones


@dataclass(frozen=True, slots=True)
class AlertDeps:
    """What the look needs."""

    engine: Engine
    watching: Watching
    zone: ZoneInfo  # in which messages state times
    rules: DigestRules
    measure: Callable[[Connection, datetime], Measured]  # how newsdesk itself stands


@dataclass(frozen=True, slots=True)
class AlertReport(Report):
    """What was found, and how many deliveries that makes."""

    alerts: int = 0
    planned: int = 0

    def lines(self) -> list[str]:
        if not self.alerts and not self.planned:
            return []
        return [f"alerts: {self.alerts} decided, {self.planned} deliveries planned"]

    def counts(self) -> Mapping[str, int]:
        return {"alerts": self.alerts, "deliveries_planned": self.planned} if self.alerts or self.planned else {}


def look(deps: AlertDeps, now: datetime, should_stop: Callable[[], bool] = lambda: False) -> AlertReport:
    """Decide and plan all that is due *now*. Raises StorageError."""
    watching = deps.watching
    if not watching.watchlists and not any(one.digests for one in watching.recipients):
        return AlertReport()
    names = [one.name for one in watching.watchlists]
    began = transact(deps.engine, lambda connection: begin_watching(connection, names, now))
    index = WatchIndex(watching.watchlists)
    decided = 0
    more = True
    while more and not should_stop():
        found, more = _look_once(deps, index, began, now)
        decided += found
    decided += _look_at_health(deps, now)
    return AlertReport(decided, _plan_alerts(deps, now) + _plan_digests(deps, now))


def _look_once(deps: AlertDeps, index: WatchIndex, began: Mapping[str, datetime], now: datetime) -> tuple[int, bool]:
    """Decide about the next articles; return how many alerts that gave, and whether there are more articles."""
    with reading(deps.engine) as connection:
        after = looked_up_to(connection)
        ids = articles_after(connection, after, BATCH)
        tells_edits = any(Kind.CORRECTION in one.tell for one in deps.watching.watchlists)
        edits = edits_since(connection, now - EDITS_BACK) if tells_edits and len(ids) < BATCH else {}
        new = watched_articles(connection, ids)
        edited = watched_articles(connection, sorted(edits.keys() - set(ids)), edits)
        known = _known(connection, deps.watching, new, edited, now)
    alerts = [
        one
        for one in decide(index, new, edited, known, now)
        if one.kind != Kind.CORRECTION or _seen_at(one.subject, edits) >= began[one.watchlist]
    ]
    up_to = ids[-1] if ids else after
    write = partial(record_alerts, rows=alerts, up_to=up_to, now=now)
    return transact(deps.engine, write), len(ids) == BATCH


def _seen_at(subject: str, edits: Mapping[int, list[WatchedEdit]]) -> datetime:
    article, revision = (int(part.partition(":")[2]) for part in subject.split("/"))
    return next(edit.seen_at for edit in edits[article] if edit.number == revision)


def _known(
    connection: Connection,
    watching: Watching,
    new: list[WatchedArticle],
    edited: list[WatchedArticle],
    now: datetime,
) -> Known:
    stories = {one.record.story_id for one in new if one.record.story_id is not None}
    told = told_before(connection, stories, [one.article_id for one in (*new, *edited)])
    named = {entity_id for one in new for entity_id in one.record.entities}
    spiking, last = _spikes(connection, watching, named, now)
    firsts = first_mentions(connection, sorted(watched_entities(watching.watchlists, Kind.FIRST_MENTION) & named))
    on_facts = any(Kind.FACT in one.tell for one in watching.watchlists)
    return Known(told, firsts, spiking, contested_facts(connection, stories) if on_facts else {}, last)


def _spikes(
    connection: Connection, watching: Watching, named: set[str], now: datetime
) -> tuple[dict[str, Spike], dict[tuple[str, str], datetime]]:
    found = {}
    for entity_id in sorted(watched_entities(watching.watchlists, Kind.SPIKE) & named):
        counts = windows_of(connection, entity_id, now, WINDOWS)
        if counts and (one := spike(counts)):
            found[entity_id] = one
    last: dict[tuple[str, str], datetime] = {}
    for row in alert_subjects(connection, (Kind.SPIKE,), now - timedelta(days=7)) if found else ():
        key = (row.watchlist, row.subject.rpartition("/")[0])
        last[key] = max(last.get(key, row.decided_at), row.decided_at)
    return found, last


def _look_at_health(deps: AlertDeps, now: datetime) -> int:
    watchlists = [one for one in deps.watching.watchlists if one.health]
    if not watchlists:
        return 0
    with reading(deps.engine) as connection:
        alerts = health_alerts(watchlists, deps.measure(connection, now), now)
        up_to = looked_up_to(connection)
    return transact(deps.engine, partial(record_alerts, rows=alerts, up_to=up_to, now=now))


def _plan_alerts(deps: AlertDeps, now: datetime) -> int:
    """Put what is due into one message for each watchlist; return how many deliveries that makes."""
    watchlists: Mapping[str, Watchlist] = {one.name: one for one in deps.watching.watchlists}
    planned = 0
    with reading(deps.engine) as connection:
        due = due_alerts(connection, now)
    groups = defaultdict(list)
    for alert in due:
        groups[alert.watchlist].append(alert)
    for name, alerts in groups.items():
        # What a watchlist found that is no longer configured is told to nobody.
        recipients = watchlists[name].recipients if name in watchlists else ()
        zone = watchlists[name].schedule.zone if name in watchlists else deps.zone
        message = compose(name, alerts, zone)
        keys = {recipient: f"watch/{name}/{alerts[0].id}-{alerts[-1].id}/{recipient}" for recipient in recipients}
        new = NewMessage(message.subject, message.text, message.html, message.data, [one.id for one in alerts], keys)
        planned += transact(deps.engine, partial(plan_message, new=new, now=now))
    return planned


def _plan_digests(deps: AlertDeps, now: datetime) -> int:
    """Plan each digest that was made for those who get digests; return how many deliveries that makes."""
    recipients: list[Recipient] = [one for one in deps.watching.recipients if one.digests]
    if not recipients:
        return 0
    planned = 0
    with reading(deps.engine) as connection:
        made = digests_made(connection, now - DIGESTS_BACK, [one.name for one in recipients])
    for day, missing in made.items():
        with reading(deps.engine) as connection:
            digest = cut_digest(connection, day, deps.rules)
        headline = f": {digest.stories[0].headline}" if digest.stories else ""
        new = NewMessage(
            f"{digest.title}, {day}{headline}",
            render(digest, "md"),
            render(digest, "html"),
            {"type": "newsdesk.digest", "day": day.isoformat(), "markdown": render(digest, "md")},
            (),
            {name: digest_key(day, name) for name in missing},
        )
        planned += transact(deps.engine, partial(plan_message, new=new, now=now))
    return planned
