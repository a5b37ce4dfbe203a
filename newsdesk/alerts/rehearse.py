"""What a watchlist would have told of a time that is over: for whoever writes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from newsdesk.alerts.decide import SPIKE_REST, Known, decide, entities_of
from newsdesk.alerts.index import WatchIndex
from newsdesk.alerts.spikes import WINDOWS, spike
from newsdesk.settings.watching import Kind, Watchlist
from storage.alerts import AlertRow
from storage.engine import Connection
from storage.queries.watched import (
    articles_between,
    edits_since,
    first_mentions,
    watched_articles,
    windows_of,
)

AT_ONCE = 500  # articles in memory
SPIKES_EVERY = timedelta(hours=3)


def rehearse(connection: Connection, watchlist: Watchlist, since: datetime, now: datetime) -> list[AlertRow]:
    """Return what *watchlist* would have told of articles dated since then, as their stories stand now.

    Alerts without a time are of stories that matched and stayed below the thresholds.
    """
    one = replace(watchlist, max_age=now - since + timedelta(days=1))
    index = WatchIndex([one])
    known = Known(first_mentions=first_mentions(connection, sorted(entities_of(one.query))))
    found: dict[tuple[str, str], AlertRow] = {}
    ids = articles_between(connection, since, now)
    edits = edits_since(connection, since)
    for begin in range(0, len(ids), AT_ONCE):
        batch = watched_articles(connection, ids[begin : begin + AT_ONCE])
        for alert in decide(index, batch, [], known, now):
            found.setdefault((alert.kind, alert.subject), alert)
    for alert in decide(index, [], watched_articles(connection, sorted(edits), edits), known, now):
        found.setdefault((alert.kind, alert.subject), alert)
    return [*found.values(), *_spikes(connection, one, since, now)]


def _spikes(connection: Connection, watchlist: Watchlist, since: datetime, now: datetime) -> list[AlertRow]:
    found = []
    for entity_id in sorted(entities_of(watchlist.query)) if Kind.SPIKE in watchlist.tell else ():
        at, rested = since, since
        while at <= now:
            counts = windows_of(connection, entity_id, at, WINDOWS) if at >= rested else []
            if counts and (one := spike(counts)):
                why = f"{one.count} articles on {entity_id} in 24 hours, about {one.expected:.0f} expected"
                subject = f"{entity_id}/{at:%Y-%m-%dT%H:%M}"
                found.append(
                    AlertRow(watchlist.name, Kind.SPIKE, subject, entity_id, why, None, None, None, None, None, {}, at)
                )
                rested = at + SPIKE_REST
            at += SPIKES_EVERY
    return found
