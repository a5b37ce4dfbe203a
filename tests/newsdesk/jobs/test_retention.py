"""Retention comes once a day, whoever does the rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine, insert, select

from newsdesk.jobs.retention import RetentionDeps, drop_old_rows, is_due
from newsdesk.settings.model import Settings
from storage.retention import AT_ONCE, Last
from storage.schema.articles import run
from storage.schema.collect import fetch
from storage.transactions import reading, transact

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Desk:
    """A database whose clock is set by hand."""

    engine: Engine
    now: datetime = NOW

    def drops(self, round_began: datetime, should_stop=lambda: False):
        days = Settings().retention.model_dump()
        return drop_old_rows(RetentionDeps(self.engine, days, lambda: self.now), round_began, should_stop=should_stop)


def requests(engine: Engine, *at: datetime) -> None:
    row = {"source": "wire", "purpose": "list", "url": "https://wire.example/feed", "seconds": 0.1, "outcome": "ok"}
    rows = [row | {"started_at": each} for each in at]
    transact(engine, lambda connection: connection.execute(insert(fetch), rows))


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (NOW - timedelta(hours=19), False),
        (NOW - DAY + timedelta(minutes=3), True),  # cron begins at the same minute, and the round was faster
        (NOW + 300 * DAY, True),  # written by a wrong clock
    ],
)
def test_retention_is_due_once_a_day_and_when_the_last_lies_ahead(last, due):
    assert is_due(last and Last(last, last), NOW) is due


def test_what_is_old_is_forgotten_once_and_the_day_after_again(engine):
    requests(engine, NOW - 40 * DAY, NOW - DAY)
    desk = Desk(engine)
    report = desk.drops(NOW)
    assert report.lines() == ["retention: 1 fetches dropped"]
    desk.now += timedelta(hours=1)
    assert desk.drops(desk.now).reckoned_from is None
    desk.now += DAY
    assert desk.drops(desk.now).lines() == []


def test_a_round_ten_years_ahead_forgets_nothing_of_last_month(engine):
    requests(engine, NOW - 29 * DAY, NOW)
    desk = Desk(engine, NOW + 3650 * DAY)
    requests(engine, desk.now)  # the round's own
    assert desk.drops(desk.now).dropped["fetches"] == 0


def test_told_to_stop_retention_leaves_the_rest_to_the_next_round(engine):
    requests(engine, NOW, *[NOW - 40 * DAY] * (2 * AT_ONCE))
    asked = count()
    desk = Desk(engine)
    report = desk.drops(NOW + DAY, lambda: next(asked) >= 1)
    assert report.dropped["fetches"] == AT_ONCE
    assert desk.drops(NOW + DAY).dropped["fetches"] == AT_ONCE


def test_each_retention_leaves_a_row(engine):
    requests(engine, NOW - DAY)
    Desk(engine).drops(NOW)
    with reading(engine) as connection:
        (row,) = connection.execute(select(run)).all()
    assert (row.command, row.outcome, row.started_at) == ("retention", "ok", NOW)
    assert row.counts["reckoned_from"] == int((NOW - DAY).timestamp())
