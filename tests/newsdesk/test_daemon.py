"""The daemon: one leads and works, another stands by; a round that lasts too long is told to stop, never doubled."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

import pytest

from newsdesk.daemon import DaemonDeps, _finish, run_limited, serve_until
from newsdesk.jobs.health import HealthReport
from newsdesk.settings.model import Daemon
from newsdesk.signals import Stop
from pipeline.errors import StorageError

NONE = timedelta(0)


@dataclass
class Lead:
    looks: float = float("inf")
    predecessor_may_live: bool = False
    given_up: int = 0

    def held(self) -> bool:
        self.looks -= 1
        return self.looks >= 0

    def give_up(self) -> None:
        self.given_up += 1


def taking(*leads: Lead | Exception | None) -> DaemonDeps:
    """Return what gives *leads* in turn; an error is raised, None is another's lead."""
    left = list(leads)

    def take_lead():
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    return DaemonDeps(Daemon(), take_lead, no_jobs)


def no_jobs():
    raise AssertionError("the work is the test's own")


async def at_once(_event, _longest):
    await asyncio.sleep(0)


def served(deps: DaemonDeps, work) -> bool:
    async def run() -> bool:
        stop = Stop()

        async def working(ending):
            return await work(stop, ending)

        return await serve_until(stop, deps, work=working, wait=at_once)

    return asyncio.run(run())


def test_a_second_daemon_stands_by_until_the_lead_is_free_and_says_so_once(caplog):
    caplog.set_level(logging.INFO)
    lead = Lead()

    async def work(stop, _ending):
        stop.set()
        return True

    assert served(taking(None, None, None, lead), work)
    assert lead.given_up == 1
    assert [record.message for record in caplog.records] == ["another newsdesk leads on this database; standing by"]


def test_a_database_that_cannot_be_reached_is_waited_for(caplog):
    caplog.set_level(logging.INFO)
    gone = StorageError("desk: cannot connect: refused")

    async def work(stop, _ending):
        stop.set()
        return True

    assert served(taking(gone, gone, Lead()), work)
    assert [record.message for record in caplog.records] == [f"{gone}; trying until it can be reached"]


def test_whoever_loses_the_lead_breaks_off_and_stands_by_again():
    lost, won = Lead(looks=2), Lead()
    ended = []

    async def work(stop, ending):
        if ended:
            stop.set()
        await ending.wait()
        ended.append(ending.is_cut)
        return True

    assert served(taking(lost, None, won), work)
    assert ended == [True, False]
    assert (lost.given_up, won.given_up) == (1, 1)


def test_work_that_has_not_ended_keeps_the_lead_until_the_process_ends():
    lead = Lead()

    async def work(stop, _ending):
        stop.set()
        return False

    assert not served(taking(lead), work)
    assert lead.given_up == 0


def test_a_round_past_its_limit_is_told_to_stop_and_holds_its_place_until_it_has_ended(caplog):
    async def run():
        told, let_go, running = asyncio.Event(), asyncio.Event(), {}

        async def stubborn(stop):
            await stop.wait()
            told.set()
            await let_go.wait()
            return HealthReport()

        job = asyncio.ensure_future(run_limited("round", stubborn, NONE, running))
        await told.wait()
        held_its_place = not job.done() and len(running) == 1
        let_go.set()
        await job
        return held_its_place and not running

    assert asyncio.run(run())
    assert "round: told to stop after 0:00:00" in caplog.text


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_a_report_is_logged_at_its_jobs_level(caplog, level):
    caplog.set_level(logging.INFO)

    async def alarmed(_stop):
        return HealthReport(("wire: nothing new for 9 days",))

    asyncio.run(run_limited("health", alarmed, timedelta(minutes=1), {}, level))
    assert [(one.levelno, one.message) for one in caplog.records] == [(level, "wire: nothing new for 9 days")]


def test_a_job_that_fails_ends_nothing_else(caplog):
    async def broken(_stop):
        raise ZeroDivisionError("a defect")

    asyncio.run(run_limited("health", broken, timedelta(minutes=1), {}))
    assert "health failed; it is tried again at its next tick" in caplog.text


def test_a_database_that_is_gone_is_one_line_in_the_log(caplog):
    async def unlucky(_stop):
        raise StorageError("desk: cannot connect: refused")

    asyncio.run(run_limited("round", unlucky, timedelta(minutes=1), {}))
    (record,) = caplog.records
    assert record.message.endswith("next tick: desk: cannot connect: refused")
    assert record.exc_info is None


@pytest.mark.parametrize("cut", [False, True])
def test_work_that_ends_when_told_is_waited_for(cut):
    async def run():
        stop, running = Stop(), {}

        async def willing(own):
            await own.wait()
            return own.is_cut

        task = asyncio.ensure_future(willing(own := Stop()))
        running[task] = own
        task.add_done_callback(running.pop)
        if cut:
            stop.cut()
        else:
            stop.set()
        return await _finish(running, stop, timedelta(minutes=1)), task.result()

    assert asyncio.run(run()) == (True, cut)


def test_work_that_does_not_end_within_its_grace_is_given_up():
    async def run():
        stop, running = Stop(), {}
        task = asyncio.ensure_future(asyncio.Event().wait())
        running[task] = Stop()
        stop.set()
        ended = await _finish(running, stop, NONE)
        await asyncio.wait({task})
        return ended, task.cancelled()

    assert asyncio.run(run()) == (False, True)
