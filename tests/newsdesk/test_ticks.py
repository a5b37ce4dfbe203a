"""Jobs are due by a clock that nobody sets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newsdesk.ticks import Every, keep_time

MINUTE = timedelta(minutes=1)


class Monotonic:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_job_is_due_an_interval_after_it_was_due():
    clock = Monotonic()
    every = Every(MINUTE, clock)
    clock.now += 59
    assert not every.overdue
    clock.now += 2
    assert every.overdue
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert every.get_next_fire_time(None, noon) == noon + MINUTE
    assert not every.overdue


@pytest.mark.parametrize("far", [timedelta(days=2), timedelta(days=3650)])
def test_a_job_whose_time_a_wrong_clock_has_put_far_ahead_runs_at_its_next_tick(far):
    clock = Monotonic()

    async def work() -> int:
        ran = asyncio.Event()

        async def job() -> None:
            ran.set()

        scheduler = AsyncIOScheduler(timezone=UTC)
        every = Every(MINUTE, clock)
        # So the row of the job stands when the wall clock was put back by so much.
        # With no limit to how late a job may be, as the daemon has it: else it would only run an interval later.
        due = {"next_run_time": datetime.now(UTC) + far, "misfire_grace_time": None}
        added = scheduler.add_job(job, every, **due)
        scheduler.start()
        keep_time(scheduler)
        await asyncio.sleep(0)
        assert not ran.is_set()
        clock.now += 61
        keep_time(scheduler)
        await ran.wait()
        ahead = added.next_run_time - datetime.now(UTC)
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)
        return ahead <= MINUTE

    assert asyncio.run(work())
