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
from dataclasses import dataclass, field
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

from crawler.address_guard import AddressGuard, AddressRefusedError
from crawler.errors import HostUnavailableError
from crawler.failures import asked_to_wait
from crawler.fetch_task import WitnessTask, task_of
from crawler.network import UNREACHABLE, is_silence
from crawler.request_options import options_for, proxy_endpoint, with_options
from crawler.witnesses import witness_request
from pipeline.hosts import host_name

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response


@dataclass
class _Proxies:
    """The proxies that sources name, each as host (or resolved address) and port."""

    endpoints: set[tuple[str, int]] = field(default_factory=set)
    addresses: set[tuple[str, int]] = field(default_factory=set)

    def add(self, proxy: str) -> None:
        """Let connections be made to *proxy*."""
        self.endpoints.add(proxy_endpoint(proxy))


class _GuardedResolver(AbstractResolver):
    """Refuses a name if any of its addresses is refused: a mixed answer is an attack or a mistake."""

    def __init__(self, address_guard: AddressGuard, proxies: _Proxies) -> None:
        self._address_guard = address_guard
        self._proxies = proxies
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if (host, port) in self._proxies.endpoints:  # whoever runs newsdesk named it: it may be on their own network
            self._proxies.addresses |= {(result["host"], port) for result in found}
        else:
            self._address_guard.check_addresses(host, [result["host"] for result in found])
        return found

    async def close(self) -> None:
        await self._resolver.close()


@cache
def _ssl_context() -> ssl.SSLContext:
    """Return the one context of this process: reading the certificates of the machine takes longer than a request."""
    return ssl.create_default_context()


@dataclass
class _Attempt:
    """When a request was sent, on the round's monotonic clock in seconds; 0 while it waits for its turn."""

    started: float = 0.0


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """Downloads http and https for a spider that has a `crawler.context.CrawlContext`."""

    experimental = False
    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        BaseStreamingDownloadHandler.__init__(self, crawler)
        context = crawler.spider.context  # type: ignore[union-attr] # the engine makes handlers after its spider
        self._context = context
        self._ssl_context = _ssl_context()
        self._proxies = _Proxies()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_GuardedResolver(context.address_guard, self._proxies),
                socket_factory=self._guarded_socket,
                limit=0,  # politeness counts
                limit_per_host=1,
                use_dns_cache=False,
                keepalive_timeout=15,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=context.limits.header_bytes,
            max_field_size=context.limits.header_bytes,
        )

    async def download_request(self, request: Request) -> Response:
        """Wait for the host's turn, then download. Raises HostUnavailableError, AddressRefusedError.

        A request that our own network lost raises HostUnavailableError too, and so do all that come after it.
        """
        context = self._context
        context.address_guard.check_url(request.url)
        if proxy_endpoint(request.url) in self._proxies.endpoints:
            raise AddressRefusedError("a proxy is no site", host_name(request.url))
        attempt = _Attempt()
        try:
            response = await self._download_in_turn(request, attempt)
        except Exception as exc:
            if is_silence(exc) and not isinstance(task_of(request), WitnessTask):
                network, started = context.state.network, attempt.started
                if await network.is_at_fault(request.url, exc, started, context.witnesses, self._answers):
                    context.politeness.shut(UNREACHABLE)
                    host = host_name(request.url)
                    raise HostUnavailableError(host, context.clock(), UNREACHABLE, tried=True) from exc
            raise
        context.state.network.answered(request.url)
        return response

    async def _download_in_turn(self, request: Request, attempt: _Attempt) -> Response:
        context, task = self._context, task_of(request)
        politeness, clock = context.politeness, context.clock
        async with politeness.turn(request.url, task.delay if task is not None else None):
            attempt.started = context.state.network.monotonic()
            response: Response = await politeness.in_flight(request.url, super().download_request(request))
            # Before the turn ends: the next request for this host must learn that the host wants to be left alone.
            wait = asked_to_wait(response, clock())
            if wait is not None:
                until = clock() + min(wait, context.rules.longest_retry_after)
                await politeness.defer(request.url, until, f"answered {response.status}")
            return response

    async def _answers(self, url: str) -> bool | None:
        """Return whether the host of *url* answers anything at all; None when it may not be asked now."""
        wait = self._context.limits.connect_timeout
        asking = witness_request(url, self._context.user_agent, wait)
        try:
            await asyncio.wait_for(self._download_in_turn(asking, _Attempt()), 1.5 * wait.total_seconds())
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
        # As Scrapy's own, with a limit for connecting (TLS included), no proxy but the source's own, and no empty body:
        # a GET that states a length is what bots send.
        options = options_for(request)
        if options.proxy is not None:
            self._proxies.add(options.proxy)
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.body or None,
                headers=with_options(self._request_headers(request).to_tuple_list(), options),
                proxy=options.proxy,
                timeout=aiohttp.ClientTimeout(
                    total=timeout, sock_connect=min(timeout, self._context.limits.connect_timeout.total_seconds())
                ),
                ssl=self._ssl_context,
                allow_redirects=False,
            ) as response:
                most = self._context.limits.header_bytes
                if sum(len(name) + len(value) for name, value in response.raw_headers) > most:
                    raise DownloadCancelledError(f"headers larger than {most / 1024:g} KiB")
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
        if where[:2] not in self._proxies.endpoints | self._proxies.addresses:
            self._context.address_guard.check_addresses(where[0], [where[0]])
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened
