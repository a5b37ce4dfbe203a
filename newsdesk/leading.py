"""Leading: rounds are done while the lead is held, and broken off as soon as it is not."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol

from newsdesk.settings.model import Daemon, seconds
from newsdesk.signals import Stop

_log = logging.getLogger(__name__)

Wait = Callable[[asyncio.Event, timedelta], Awaitable[None]]


class HeldLead(Protocol):
    """What is asked of `storage.lead.Lead`."""

    @property
    def predecessor_may_live(self) -> bool: ...

    def held(self) -> bool: ...

    def give_up(self) -> None: ...


async def wait_for(event: asyncio.Event, longest: timedelta) -> None:
    """Wait until *event* is set, for *longest* at most."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), longest.total_seconds())


@contextlib.asynccontextmanager
async def leading(lead: HeldLead, stop: Stop, settings: Daemon, *, wait: Wait = wait_for) -> AsyncIterator[None]:
    """Within the block, cut *stop* once *lead* is no longer held.

    The block begins late when the process that led before may still be at work: it looks at its lead as often as
    this one will, and so has noticed by then.
    """
    check = seconds(settings.lead_check_s)
    patience = 4 * check  # an answer may take its time while the server is busy, or goes down
    watching = asyncio.ensure_future(_watch(lead, stop, check, patience, wait))
    try:
        if lead.predecessor_may_live:
            await wait(stop, check + patience + check)
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(lead: HeldLead, stop: Stop, every: timedelta, patience: timedelta, wait: Wait) -> None:
    never = asyncio.Event()
    # A thread of its own: it must not wait its turn behind the round's work.
    looking = ThreadPoolExecutor(1, "lead")
    try:
        while await _held(looking.submit(lead.held), patience):
            await wait(never, every)
    finally:
        looking.shutdown(wait=False)
    _log.warning("this newsdesk no longer leads on its database; the round is broken off")
    stop.cut()


async def _held(answer: Future[bool], patience: timedelta) -> bool:
    await asyncio.wait({asyncio.wrap_future(answer)}, timeout=patience.total_seconds())
    # When the event loop was busy for long, the time is over and the answer is there as well.
    return answer.done() and answer.result()
