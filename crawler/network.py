"""Whether it is our own network that fails, so that no source is counted as failed for it.

A host that gives no answer says little: it may be down, or we are. So before the failure counts, others are asked:
two that answered meanwhile count, or else those that answered most recently are asked. When hardly any of them answers,
the network is down, and the rest of the round is not begun.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from crawler.address_guard import AddressRefusedError
from pipeline.hosts import host_name

ENOUGH_ANSWERS = 2  # hosts that answered while another was asked: the network is up
FEW = 3  # hosts without an answer, before anything but the machine's own word counts
ASKED_AT_ONCE = 5  # hosts asked to learn whether the network is up
BELIEVED_FOR_S = 10.0  # how long their answer counts

UNREACHABLE = "network unreachable"

Witnesses = Callable[[], Awaitable[Sequence[str]]]
AskHost = Callable[[str], Awaitable[bool | None]]

# What the machine says of itself: no route, no interface, no name server that answers.
_OUR_ERRNOS = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.ENONET})


@dataclass
class NetworkWatch:
    """What one round has learned of the network.

    All methods are called from the event loop's thread. *monotonic* returns seconds.
    """

    monotonic: Callable[[], float]
    down: bool = False
    _answered: dict[str, float] = field(default_factory=dict)  # host -> when it last answered
    _silent: set[str] = field(default_factory=set)  # hosts that gave no answer in this round
    _found_up_at: float | None = None
    _judging: asyncio.Lock = field(default_factory=asyncio.Lock)

    def answered(self, url: str) -> None:
        """Note that the host of *url* gave an answer, good or bad."""
        self._answered[host_name(url)] = self.monotonic()

    async def is_at_fault(
        self, url: str, error: BaseException, started: float, witnesses: Witnesses, ask: AskHost
    ) -> bool:
        """Return whether *error* on a request for *url*, begun at *started*, is our network's and not the host's.

        *witnesses* returns addresses of hosts that answered of late. *ask* returns whether a host answers, in whatever
        way; None when it may not be asked now.
        """
        host = host_name(url)
        async with self._judging:
            if self.down:
                return True
            if self._is_up(host, started):
                self._silent.add(host)
                return False
            others = self._others(host, await witnesses())
            heard = dict(zip(others, await asyncio.gather(*(ask(other) for other in others)), strict=True))
            answers = [answer for answer in heard.values() if answer is not None]
            self._silent.add(host)
            silent = self._silent | {host_name(other) for other, answer in heard.items() if answer is False}
            self.down = is_down(len(silent), answers, machine_says_so=is_our_word(error))
            self._found_up_at = None if self.down else self.monotonic()
            return self.down

    def _is_up(self, host: str, started: float) -> bool:
        heard = sum(when >= started for other, when in self._answered.items() if other != host)
        recently = self._found_up_at is not None and self.monotonic() - self._found_up_at < BELIEVED_FOR_S
        return heard >= ENOUGH_ANSWERS or recently

    def _others(self, host: str, witnesses: Sequence[str]) -> list[str]:
        by_host = {host_name(url): url for url in witnesses}
        urls = [url for name, url in by_host.items() if name != host]
        # A host that gave no answer in this round is a bad witness; without any other it is asked all the same.
        good = [url for url in urls if host_name(url) not in self._silent]
        return (good or urls)[:ASKED_AT_ONCE]


def is_down(silent: int, answers: Sequence[bool], *, machine_says_so: bool) -> bool:
    """Return whether the network is down when *silent* hosts gave no answer and witnesses gave *answers*.

    One answer of five does not speak for the network: it may be a service on this machine.
    """
    if sum(answers) * 3 >= len(answers) > 0:
        return False
    return machine_says_so or silent >= FEW


def is_silence(error: BaseException) -> bool:
    """Return whether *error* means no answer at all: no address, no connection, or one that ended before any data."""
    # A round in which nothing is due loads neither.
    from aiohttp import ClientConnectorError, ClientOSError, ServerDisconnectedError
    from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError

    causes = list(_causes(error))
    refused = next((one for one in causes if isinstance(one, AddressRefusedError)), None)
    if refused is not None:
        return refused.resolved  # a hotel's name server gives its own address for every name
    if isinstance(error, CannotResolveHostError | DownloadConnectionRefusedError | DownloadTimeoutError):
        return True
    return any(isinstance(one, ClientConnectorError | ClientOSError | ServerDisconnectedError) for one in causes)


def is_our_word(error: BaseException) -> bool:
    """Return whether the machine itself says that it has no network, or no name server."""
    return any(
        (isinstance(one, socket.gaierror) and one.errno == socket.EAI_AGAIN)
        or (isinstance(one, OSError) and one.errno in _OUR_ERRNOS)
        for one in _causes(error)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        inner = getattr(error, "os_error", None)
        if isinstance(inner, BaseException):
            yield inner
        error = error.__cause__ or error.__context__
