"""A watch over newsdesk itself tells each trouble once while it lasts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from newsdesk.alerts.health import Measured, health_alerts
from newsdesk.settings.watching import Health, Watchlist
from tests.newsdesk.alerts.situations import NOON

HOUSE = Watchlist("house", ("desk",), health=frozenset(Health))


@pytest.mark.parametrize(
    ("measured", "kind", "says"),
    [
        (Measured(alarms=(("wire", "silent for 9 days", NOON),)), "sources", "silent for 9 days"),
        (Measured(asked=8, unanswered=5), "failing", "5 of 8 sources"),
        (Measured(waiting=40, waiting_since=NOON - timedelta(hours=7)), "waiting", "40 pages"),
        (Measured(free=0.031), "disk", "3.1% of the database's disk"),
        (Measured(last_good_round=NOON - timedelta(hours=13)), "rounds", "2026-10-14 23:00Z"),
        (Measured(late_digest=date(2026, 10, 14)), "digest", "hour came long ago"),
        (Measured(failed_deliveries=((7, "hook", "answered 404"),)), "deliveries", "answered 404"),
    ],
)
def test_each_trouble_is_told(measured, kind, says):
    (found,) = health_alerts([HOUSE], measured, NOON)
    assert found.kind == kind
    assert says in found.why


@pytest.mark.parametrize(
    "measured",
    [
        Measured(),
        Measured(asked=3, unanswered=3),
        Measured(asked=8, unanswered=4),
        Measured(waiting=40, waiting_since=NOON - timedelta(hours=5)),
        Measured(free=0.2),
        Measured(last_good_round=NOON - timedelta(hours=2)),
    ],
    ids=["nothing known", "few asked", "half answered", "waits shortly", "space left", "a round of late"],
)
def test_what_is_no_trouble(measured):
    assert health_alerts([HOUSE], measured, NOON) == []


def test_a_trouble_that_lasts_is_the_same_and_one_that_comes_back_is_another():
    def subject(since):
        return health_alerts([HOUSE], Measured(alarms=(("wire", "failed 6 times", since),)), NOON)[0].subject

    assert subject(NOON) == subject(NOON)
    assert subject(NOON) != subject(NOON + timedelta(days=1))


def test_only_what_was_asked_for_is_told():
    disk_only = Watchlist("disk", ("desk",), health=frozenset({Health.DISK}))
    assert health_alerts([disk_only], Measured(asked=8, unanswered=8), NOON) == []
