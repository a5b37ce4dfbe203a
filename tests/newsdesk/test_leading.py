"""The lead is looked at while work goes on, and work is broken off when it is lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from newsdesk.leading import leading
from newsdesk.settings.model import Daemon
from newsdesk.signals import Stop

SETTINGS = Daemon(lead_check_s=0.5, silent_s=10)


@dataclass
class Lead:
    """Held for so many looks."""

    looks: int = 3
    predecessor_may_live: bool = False
    given_up: bool = False

    def held(self) -> bool:
        self.looks -= 1
        return self.looks >= 0

    def give_up(self) -> None:
        self.given_up = True


@dataclass
class Clock:
    """Time goes by when somebody waits."""

    waited: list[timedelta] = field(default_factory=list)

    async def wait(self, _event, longest):
        self.waited.append(longest)
        await asyncio.sleep(0)


def test_work_is_cut_off_once_the_lead_is_lost():
    clock, broken_off = Clock(), []

    async def work():
        stop = Stop()
        async with leading(Lead(looks=3), stop, SETTINGS, wait=clock.wait):
            with stop.breaking_off(lambda: broken_off.append(True)):
                await stop.wait()
        return stop.is_cut

    assert asyncio.run(work())
    assert broken_off == [True]
    assert clock.waited == [timedelta(seconds=0.5)] * 3


def test_work_begins_only_when_a_predecessor_that_may_live_has_had_the_time_to_notice():
    clock = Clock()

    async def work():
        async with leading(Lead(looks=100, predecessor_may_live=True), Stop(), SETTINGS, wait=clock.wait):
            return list(clock.waited)

    assert timedelta(seconds=3) in asyncio.run(work())


def test_the_lead_is_looked_at_while_a_predecessor_is_waited_for():
    lead = Lead(looks=100, predecessor_may_live=True)
    looked = asyncio.Event()

    async def wait(_event, longest):
        if longest == timedelta(seconds=3):
            await looked.wait()
        else:
            looked.set()
            await asyncio.sleep(0)

    async def work():
        async with leading(lead, Stop(), SETTINGS, wait=wait):
            return lead.looks < 100

    assert asyncio.run(work())


def test_whoever_looks_at_a_cut_stop_late_is_broken_off_at_once():
    broken_off = []
    stop = Stop()
    stop.cut()
    with stop.breaking_off(lambda: broken_off.append(True)):
        assert broken_off == [True]
