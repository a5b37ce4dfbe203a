"""The signal to stop, as an event that work in flight can look at."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Iterator

_STOPPING = (signal.SIGTERM, signal.SIGINT)


class Stop(asyncio.Event):
    """Set: begin nothing new, finish or release what is in flight. Cut: break off what is in flight as well."""

    def __init__(self) -> None:
        super().__init__()
        self.is_cut = False
        self._breaks_off: list[Callable[[], None]] = []

    def cut(self) -> None:
        """Set, and let nothing that is in flight be waited for."""
        self.is_cut = True
        self.set()
        for break_off in self._breaks_off:
            break_off()

    @contextlib.contextmanager
    def breaking_off(self, break_off: Callable[[], None]) -> Iterator[None]:
        """Within the block, call *break_off* when this is cut."""
        self._breaks_off.append(break_off)
        try:
            if self.is_cut:
                break_off()
            yield
        finally:
            self._breaks_off.remove(break_off)


@contextlib.asynccontextmanager
async def stop_signals() -> AsyncIterator[Stop]:
    """Give an event that is set when this process is told to stop. A second signal ends the process at once."""
    stop = Stop()
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
