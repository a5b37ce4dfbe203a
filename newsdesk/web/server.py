"""Serving: uvicorn, with a time limit for what a client sends before it is known what it asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from socket import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

_LARGEST_HEAD = 32 * 1024  # bytes of request line and headers
_WAITING = 512  # connections that the system keeps for us


def serve(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    header_time: timedelta,
    on_start: Callable[[str], None],
    has_lifespan: bool = False,
) -> None:
    """Serve *app* until interrupted; *on_start* is told the address once it is open.

    With *has_lifespan* the application is told when serving begins and ends.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=patient_for(header_time),
        ws="none",
        lifespan="on" if has_lifespan else "off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=True,  # of a proxy on this machine, uvicorn's default
        timeout_keep_alive=max(1, int(header_time.total_seconds())),
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        backlog=_WAITING,
    )
    _Server(config, on_start).run()


class _Server(uvicorn.Server):
    def __init__(self, config: Config, on_start: Callable[[str], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self.servers:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._on_start(f"http://{f'[{host}]' if ':' in host else host}:{port}/")


def patient_for(header_time: timedelta) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol that closes a connection whose first request is not read in *header_time*.

    uvicorn itself limits only the time between two requests (`timeout_keep_alive`), so that a client which sends one
    byte a minute would keep its connection for ever.
    """

    class Patient(H11Protocol):
        def __init__(
            self,
            config: Config,
            server_state: ServerState,
            app_state: dict[str, object],
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            super().__init__(config, server_state, app_state, _loop)
            self._impatience: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._calm()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._is_answering():
                self._calm()  # a request is at work: it has its own limit
            elif self._impatience is None:
                self._wait()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._calm()  # from here on uvicorn's own limit counts, until the next byte

        def _is_answering(self) -> bool:
            cycle: RequestResponseCycle | None = self.cycle  # None before the first request
            return cycle is not None and not cycle.response_complete

        def _wait(self) -> None:
            self._impatience = self.loop.call_later(header_time.total_seconds(), self._close)

        def _calm(self) -> None:
            if self._impatience is not None:
                self._impatience.cancel()
                self._impatience = None

        def _close(self) -> None:
            if not self.transport.is_closing():
                self.transport.abort()

    return Patient
