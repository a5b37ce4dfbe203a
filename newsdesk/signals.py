"""SIGTERM and Ctrl-C as an event that work in hand can look at."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator

_STOPPING = (signal.SIGTERM, signal.SIGINT)


@contextlib.asynccontextmanager
async def told_to_stop() -> AsyncIterator[asyncio.Event]:
    """Give an event that is set when this process is told to stop. A second signal ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heed() -> None:
        stop.set()
        for number in _STOPPING:
            loop.remove_signal_handler(number)

    for number in _STOPPING:
        loop.add_signal_handler(number, heed)
    try:
        yield stop
    finally:
        for number in _STOPPING:
            loop.remove_signal_handler(number)
