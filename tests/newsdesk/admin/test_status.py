"""What `newsdesk status` says of numbers, and which of it needs a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsdesk.admin.status import status_lines
from storage.queries.operation import Operation, RoundState

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GOOD = RoundState(NOW - 4 * MINUTE, NOW - 3 * MINUTE, "ok", {"crawl": 41.26, "process": 3.0})
WELL = Operation(
    at=NOW,
    sources={"ok": 38, "failing": 2},
    overdue=0,
    fetches={("list", "ok"): 30, ("page", "ok"): 10, ("page", "http_403"): 3},
    items_waiting=0,
    pages_waiting=0,
    waiting_since=None,
    quarantined=1,
    articles_hour=10,
    articles_day=1200,
    delays=[60.0 * minutes for minutes in range(1, 101)],
    leading_since=NOW - 300 * MINUTE,
    leader="desk/4711",
    last_round=GOOD,
    last_good_round=GOOD,
    digest_made_at=NOW - 180 * MINUTE,
    database_bytes=23_400_000,
)


def said(found=WELL, silent=0):
    return {line.name: line for line in status_lines(found, silent=silent)}


def test_all_of_it_is_said_in_words():
    lines = {name: line.value for name, line in said().items()}
    assert lines["leader"] == "process 4711 on desk, for 5 h"
    assert lines["last round"] == "ok, ended 3 min ago"
    assert lines["its jobs"] == "crawl 41.3 s, process 3.0 s"
    assert lines["sources"] == "2 failing, 38 ok"
    assert lines["requests"] == "40 answered in the last hour, 3 http_403"
    assert lines["articles"] == "10 in the last hour, 1,200 in the last day"
    assert lines["delay"].startswith("51 min from publication to storage for half of them, 96 min")
    assert lines["database"] == "23.4 MB"
    assert all(line.good for line in said().values())


@pytest.mark.parametrize(
    ("found", "silent", "name"),
    [
        (replace(WELL, overdue=3), 0, "overdue"),
        (WELL, 2, "silent"),
        (replace(WELL, last_good_round=replace(GOOD, ended_at=NOW - 300 * MINUTE)), 0, "last round"),
        (replace(WELL, last_good_round=None), 0, "last round"),
        (replace(WELL, sources={"ok": 4, "failing": 9}), 0, "requests"),
    ],
)
def test_what_needs_a_person_stands_out(found, silent, name):
    assert [line.name for line in said(found, silent).values() if not line.good] == [name]


def test_a_clock_that_was_put_back_makes_nothing_negative():
    ahead = replace(GOOD, started_at=NOW + 500 * MINUTE, ended_at=NOW + 501 * MINUTE)
    lines = said(replace(WELL, last_round=ahead, leading_since=NOW + 90 * MINUTE))
    assert not [line for line in lines.values() if "-" in line.value]


def test_of_nothing_it_says_so():
    nothing = replace(
        WELL, sources={}, fetches={}, delays=[], leader=None, last_round=None, last_good_round=None, digest_made_at=None
    )
    lines = said(nothing)
    assert "delay" not in lines
    assert lines["leader"].value == "nobody does rounds at this moment"
    assert (lines["last round"].value, lines["last digest"].value) == ("none yet", "none yet")
    assert all(line.good for line in lines.values())
