"""From rows to a page: one read of the database, a template, and what was rendered before if nothing changed."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from newsdesk.web.answers import HTML, answer, refusal
from newsdesk.web.deps import WebDeps
from newsdesk.web.security.door import session_of
from newsdesk.web.templating import environment, local
from storage.engine import Connection
from storage.queries.front import data_mark
from storage.transactions import reading

Read = Callable[[Connection], Mapping[str, Any] | None]

_STALE_S = 30.0  # what the mark does not see, such as a source's next try, is at most so old
_TURNS = 512  # locks, among which addresses are spread
MIB = 1024 * 1024


class Cache:
    """Bodies that were rendered, as long as the rows they were rendered from stand. Bounded in bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._size = most_bytes, 0
        self._of: OrderedDict[str, tuple[tuple[object, ...], float, bytes]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: str, mark: tuple[object, ...], now_s: float) -> bytes | None:
        with self._lock:
            kept = self._of.get(key)
            if kept is None or kept[0] != mark or now_s - kept[1] > _STALE_S:
                return None
            self._of.move_to_end(key)
            return kept[2]

    def keep(self, key: str, mark: tuple[object, ...], now_s: float, body: bytes) -> None:
        with self._lock:
            old = self._of.pop(key, None)
            self._size += len(body) - (len(old[2]) if old else 0)
            self._of[key] = (mark, now_s, body)
            while self._size > self._most:
                _, gone = self._of.popitem(last=False)
                self._size -= len(gone[2])

    def clear(self) -> None:
        with self._lock:
            self._of.clear()
            self._size = 0


class Pages:
    """Renders pages for requests."""

    def __init__(self, deps: WebDeps) -> None:
        self.deps = deps
        self.cache = Cache(deps.limits.cached_mib * MIB)
        self._turns = [Lock() for _ in range(_TURNS)]

    def show(
        self, request: Request, template: str, read: Read, *, media_type: str = HTML, variant: str = ""
    ) -> Response:
        """Answer with *template* over what *read* returns, with 404 when that is None.

        *variant* is what the page depends on besides its address and the rows. Nobody else's page is kept for a
        reader who is signed in.
        """
        session = session_of(request)

        def render(connection: Connection) -> bytes | None:
            found = read(connection)
            if found is None:
                return None
            frame = self.frame(request) | {"session": session}
            return environment().get_template(template).render(**frame, **found).encode()

        return self.body(request, render, media_type, variant=variant, keep=session is None)

    def body(
        self,
        request: Request,
        render: Callable[[Connection], bytes | None],
        media_type: str,
        *,
        variant: str = "",
        keep: bool = True,
    ) -> Response:
        """Answer with the bytes that *render* makes, or made before of the same rows; 404 when it makes none."""
        key = f"{request.headers.get('host', '')}{request.url.path}?{request.url.query}|{variant}"
        # Of many who ask for one page at once, one renders it and the others wait for that.
        turn = self._turns[hash(key) % _TURNS] if keep else nullcontext()
        with turn, reading(self.deps.engine) as connection:
            mark = data_mark(connection)
            body = self.cache.find(key, mark, time.monotonic()) if keep else None
            if body is None:
                body = render(connection)
                if body is not None and keep:
                    self.cache.keep(key, mark, time.monotonic(), body)
        if body is None:
            return refusal(request.url.path, HTTPStatus.NOT_FOUND, "there is nothing at this address")
        return answer(request, body, media_type)

    def frame(self, request: Request) -> dict[str, Any]:
        """Return what every page's frame shows."""
        zone = self.deps.rules.zone
        return {
            "path": request.url.path,
            "zone": zone,
            "local": lambda at: local(at, zone),
            "title": self.deps.rules.title,
            "topic_names": self.deps.topics,
            "link": link,
            "can_sign_in": bool(self.deps.access.users()),
            "is_static": False,
        }

    def now(self) -> datetime:
        return self.deps.clock()


def link(path: str) -> str:
    """Return the address of the page *path*. A static site has other ones."""
    return path
