"""What every request passes before anything is read for it, and what every answer carries.

Refused are: names in the Host header that are not ours (so that no other site's page can reach a reader's own
newsdesk by a name that it controls), addresses and bodies that are too long, an address that asks too often, and
requests that take too long.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsdesk.web.answers import refusal
from newsdesk.web.deps import Access, Limits
from newsdesk.web.security.rates import RequestRate

_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-frame-options": "DENY",
}
_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, access: Access, limits: Limits) -> None:
        self._app, self._access, self._limits = app, access, limits
        self._rate = RequestRate(limits.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        refused = self._refused(scope)
        if refused is not None:
            status, detail, headers = refused
            await refusal(scope["path"], status, detail, headers)(scope, receive, answer.send)
            return
        body = _Body(receive, self._limits.max_body_bytes)
        try:
            async with asyncio.timeout(self._limits.request_time.total_seconds()):
                await self._app(scope, body.receive, answer.send)
        except TimeoutError:
            if not answer.begun:
                await refusal(scope["path"], 503, "this took too long")(scope, receive, answer.send)
        except BodyTooLargeError:
            if not answer.begun:
                await refusal(scope["path"], 413, "the request's body is too large")(scope, receive, answer.send)

    def _refused(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        headers = Headers(scope=scope)
        client = scope.get("client")
        wait_s = self._rate.wait_s(client[0] if client else "", time.monotonic())
        if wait_s > 0:
            return 429, "too many requests", {"retry-after": str(int(wait_s) + 1)}
        if not self._answers_to(headers.get("host", "")):
            return 421, "this is not a name of this server", {}
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > self._limits.max_address_bytes:
            return 414, "the address is too long", {}
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._limits.max_body_bytes:
            return 413, "the request's body is too large", {}
        return None

    def _answers_to(self, host: str) -> bool:
        if self._access.hosts is None:
            return True
        name = host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        return name.lower() in self._access.hosts


class BodyTooLargeError(HTTPException):
    """A body that announced no length went on past the limit."""

    def __init__(self) -> None:
        super().__init__(413, "the request's body is too large")


class _Body:
    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLargeError
        return message


class _Answer:
    """Passes an answer on, with the headers that every answer carries."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            given = {name for name, _ in message.get("headers", ())}
            message = {
                **message,
                "headers": [*message.get("headers", ()), *(one for one in _HEADERS if one[0] not in given)],
            }
        await self._send(message)
