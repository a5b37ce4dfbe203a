"""Signing in and out."""

from __future__ import annotations

import hmac
import time
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from newsdesk.web.answers import HTML, refusal
from newsdesk.web.render import Pages
from newsdesk.web.security.door import COOKIE, is_same_origin, session_of
from newsdesk.web.security.rates import FailedSignIns
from newsdesk.web.security.sessions import Session, Sessions
from newsdesk.web.security.users import verified
from newsdesk.web.templating import environment

_NO_STORE = {"cache-control": "no-store"}
Field = Annotated[str, Form(max_length=400)]


def sign_in_pages(pages: Pages, sessions: Sessions) -> APIRouter:
    """Return the routes of the door."""
    routes = APIRouter(include_in_schema=False)
    deps = pages.deps
    failed = FailedSignIns(deps.limits.sign_in_failures, deps.limits.sign_in_window)

    def form(request: Request, next_: str, problem: str | None, status: int) -> Response:
        values = {"next": within(next_), "problem": problem, "session": session_of(request)}
        text = environment().get_template("sign_in.html").render(**pages.frame(request), **values)
        return Response(text.encode(), status, _NO_STORE, HTML)

    @routes.get("/sign-in")
    def ask(request: Request, next: Annotated[str, Query(max_length=500)] = "/") -> Response:  # noqa: A002
        return form(request, next, None, HTTPStatus.OK)

    @routes.post("/sign-in")
    def sign_in(request: Request, name: Field, password: Field, next: Field = "/") -> Response:  # noqa: A002
        if not is_same_origin(request):
            return refusal(request.url.path, HTTPStatus.FORBIDDEN, "this form was not sent from here")
        address = request.client.host if request.client else ""
        keys = (f"address {address}", f"name {name}")
        now_s = time.monotonic()
        if any(failed.must_wait(key, now_s) for key in keys):
            return form(request, next, "Too many attempts. Try again in a few minutes.", HTTPStatus.TOO_MANY_REQUESTS)
        user = verified(deps.access.users(), name, password)
        if user is None:
            for key in keys:
                failed.count(key, now_s)
            return form(request, next, "Name and password do not belong together.", HTTPStatus.FORBIDDEN)
        if old := request.cookies.get(COOKIE):
            sessions.end(old)
        answer = RedirectResponse(within(next), HTTPStatus.SEE_OTHER, _NO_STORE)
        answer.set_cookie(
            COOKIE,
            sessions.begin(user, pages.now()),
            max_age=int(deps.limits.session_time.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    @routes.post("/sign-out")
    def sign_out(request: Request, csrf: Field) -> Response:
        if not is_from_form(request, csrf):
            return refusal(request.url.path, HTTPStatus.FORBIDDEN, "this form was not sent from here")
        sessions.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER, _NO_STORE)
        answer.delete_cookie(COOKIE)
        return answer

    return routes


def is_from_form(request: Request, csrf: str) -> bool:
    """Return whether a signed-in reader sent this from a form of ours."""
    session: Session | None = session_of(request)
    return session is not None and is_same_origin(request) and hmac.compare_digest(csrf.encode(), session.csrf.encode())


def within(path: str) -> str:
    """Return *path* when it leads to a page of this server, else the front page."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if plain else "/"
