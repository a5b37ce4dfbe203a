"""Who asks: the session of a cookie, or a program with the token. Where access is closed, nobody else gets in."""

from __future__ import annotations

import base64
import binascii
import hmac
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from newsdesk.web.answers import refusal
from newsdesk.web.deps import WebDeps
from newsdesk.web.security.sessions import Session, Sessions

COOKIE = "newsdesk_session"
_ALWAYS_OPEN = ("/sign-in", "/static/")  # what is needed to get in
_FOR_PROGRAMS = ("/api/", "/mcp")
_ENDINGS = (".json", ".atom", ".csv")


class Door:
    """Finds the session of a request, and turns away who has none where access is closed."""

    def __init__(self, app: ASGIApp, deps: WebDeps, sessions: Sessions) -> None:
        self._app, self._deps, self._sessions = app, deps, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        session = self._session(Request(scope))
        scope.setdefault("state", {})["session"] = session
        path = scope["path"]
        known = session is not None or not self._deps.access.closed or path.startswith(_ALWAYS_OPEN)
        if known or self._has_token(Headers(scope=scope)):
            await self._app(scope, receive, send)
        else:
            await self._turned_away(scope, path)(scope, receive, send)

    def _session(self, request: Request) -> Session | None:
        number = request.cookies.get(COOKIE)
        if not number:
            return None
        return self._sessions.find(number, self._deps.access.users(), self._deps.clock())

    def _has_token(self, headers: Headers) -> bool:
        token = self._deps.access.token
        if token is None:
            return False
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":  # as feed readers send it; the name does not matter
            try:
                value = base64.b64decode(value, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return False
        elif kind.lower() != "bearer":
            return False
        return hmac.compare_digest(value.strip().encode(), token.encode())

    def _turned_away(self, scope: Scope, path: str) -> ASGIApp:
        if path.startswith(_FOR_PROGRAMS) or path.endswith(_ENDINGS) or scope["method"] != "GET":
            asks = 'Bearer realm="newsdesk", Basic realm="newsdesk"'
            return refusal(path, HTTPStatus.UNAUTHORIZED, "sign in, or send the token", {"www-authenticate": asks})
        return RedirectResponse(f"/sign-in?next={quote(path)}", HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})


def session_of(request: Request) -> Session | None:
    """Return the session that `Door` found."""
    found: Session | None = request.state.session
    return found


def is_same_origin(request: Request) -> bool:
    """Return whether a form was sent from a page of this server, as every browser of today says by itself.

    See Sec-Fetch-Site (W3C Fetch Metadata); older browsers send Origin (RFC 6454). What sends neither is no browser.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and origin.partition("://")[2] == request.headers.get("host")
