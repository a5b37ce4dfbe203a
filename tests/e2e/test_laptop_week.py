"""Two days of a laptop, in short: `benchmarks.laptop_week` is the whole of it."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.laptop_week import Event, Plan, at, live

TWO_DAYS = Plan(
    length=timedelta(days=2.4),
    tick=timedelta(hours=4),
    outlets=3,
    events=(
        Event("asleep", at(0, 8), at(1, 9)),  # over the digest's hour
        Event("no network", at(1, 13), at(1, 19)),
        Event("clock", at(1, 20), at(1, 20), timedelta(days=-3)),
        Event("no name server", at(2, 0), at(2, 2)),
    ),
)


def test_whatever_befalls_a_laptop_each_article_ends_up_with_its_page(tmp_path):
    week = live(TWO_DAYS, tmp_path / "config")
    assert week.listed
    assert week.without_page == set()
    assert week.days >= week.days_over
    assert [row.minutes_to_first_request for row in week.rows if row.minutes_to_first_request] == [1, 1]
    assert {row.stand_ins for row in week.rows} == {0}
