"""The one way to the network: every request of every spider, redirect hops and robots.txt included, passes here.

Scrapy's aiohttp handler, with the host's turn taken first, the address checked after it is resolved, and
that very address connected to.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.downloader.handlers._base_streaming import BaseStreamingDownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    UnsupportedURLSchemeError,
)

from crawler.errors import HostUnavailableError
from crawler.guard import AddressRefusedError, Guard
from crawler.network import UNREACHABLE, is_silence
from crawler.outcomes import asked_to_wait
from crawler.witnesses import witness_request
from pipeline.hosts import host_name

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class _GuardedResolver(AbstractResolver):
    """Refuses a name if any of its addresses is refused: a mixed answer is an attack or a mistake."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        self._guard.check_addresses(host, [result["host"] for result in found])
        return found

    async def close(self) -> None:
        await self._resolver.close()


@cache
def _ssl_context() -> ssl.SSLContext:
    """Return the one context of this process: reading the certificates of the machine takes longer than a request."""
    return ssl.create_default_context()


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """Downloads http and https for a spider that has a `crawler.desk.Desk`."""

    experimental = False
    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        BaseStreamingDownloadHandler.__init__(self, crawler)
        desk = crawler.spider.desk  # type: ignore[union-attr] # the engine makes handlers after its spider
        self._desk = desk
        self._ssl_context = _ssl_context()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_GuardedResolver(desk.guard),
                socket_factory=self._guarded_socket,
                limit=0,  # the gate counts
                limit_per_host=1,
                use_dns_cache=False,
                keepalive_timeout=15,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=desk.limits.header_bytes,
            max_field_size=desk.limits.header_bytes,
        )

    async def download_request(self, request: Request) -> Response:
        """Wait for the host's turn, then download. Raises HostUnavailableError, AddressRefusedError.

        A request that our own network lost raises HostUnavailableError too, and so do all that come after it.
        """
        self._desk.guard.check_url(request.url)
        network = self._desk.network
        try:
            response = await self._download_in_turn(request)
        except Exception as exc:
            if is_silence(exc) and not request.meta.get("witness"):
                asked_at: float = request.meta.get("asked_at", 0.0)
                if await network.is_at_fault(request.url, exc, asked_at, self._hears):
                    self._desk.gate.shut(UNREACHABLE)
                    host = host_name(request.url)
                    raise HostUnavailableError(host, self._desk.clock(), UNREACHABLE, tried=True) from exc
            raise
        network.answered(request.url)
        return response

    async def _download_in_turn(self, request: Request) -> Response:
        gate, clock = self._desk.gate, self._desk.clock
        async with gate.turn(request.url, request.meta.get("delay")):
            request.meta["asked_at"] = self._desk.network.monotonic()
            response: Response = await gate.in_flight(request.url, super().download_request(request))
            # Before the turn passes on: whoever waits for it must learn that the host wants to be left alone.
            wait = asked_to_wait(response, clock())
            if wait is not None:
                until = clock() + min(wait, self._desk.rules.longest_retry_after)
                await gate.hold(request.url, until, f"answered {response.status}")
            return response

    async def _hears(self, url: str) -> bool | None:
        """Return whether the host of *url* answers anything at all; None when it may not be asked now."""
        wait = self._desk.limits.connect_timeout.total_seconds()
        asking = witness_request(url, self._desk.user_agent, wait)
        try:
            await asyncio.wait_for(self._download_in_turn(asking), 1.5 * wait)
        except (HostUnavailableError, AddressRefusedError):
            return None
        except Exception as exc:  # noqa: BLE001 - a bad answer is an answer
            return not (is_silence(exc) or isinstance(exc, TimeoutError))
        return True

    @asynccontextmanager
    async def _make_request(
        self,
        request: Request,
        timeout: float,  # noqa: ASYNC109 - Scrapy's signature
    ) -> AsyncIterator[_ClientResponse]:
        # As Scrapy's own, with a limit for connecting (TLS included), no proxy, and no empty body: a GET that
        # states a length is what bots send.
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.body or None,
                headers=self._request_headers(request).to_tuple_list(),
                timeout=aiohttp.ClientTimeout(
                    total=timeout, sock_connect=min(timeout, self._desk.limits.connect_timeout.total_seconds())
                ),
                ssl=self._ssl_context,
                allow_redirects=False,
            ) as response:
                if sum(len(name) + len(value) for name, value in response.raw_headers) > self._desk.limits.header_bytes:
                    raise DownloadCancelledError(f"headers larger than {self._desk.limits.header_bytes / 1024:g} KiB")
                yield cast("_ClientResponse", response)
        except TimeoutError as exc:
            raise DownloadTimeoutError(f"no whole answer within {timeout:g} s") from exc
        except (aiohttp.InvalidUrlClientError, aiohttp.NonHttpUrlClientError) as exc:
            raise UnsupportedURLSchemeError(str(exc)) from exc
        except aiohttp.ClientConnectorDNSError as exc:
            raise CannotResolveHostError(str(exc)) from exc
        except aiohttp.ClientConnectorError as exc:
            raise DownloadConnectionRefusedError(str(exc)) from exc
        except aiohttp.ClientError as exc:
            raise DownloadFailedError(str(exc)) from exc

    def _guarded_socket(self, address: tuple[Any, ...]) -> socket.socket:
        # The last word: literal addresses are never resolved, and a name may resolve to something new.
        family, kind, protocol, _, where = address
        self._desk.guard.check_addresses(where[0], [where[0]])
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened
