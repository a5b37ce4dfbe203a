"""The application: pages, API and feeds behind the guard and the door."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsdesk import __version__
from newsdesk.clock import utc_now
from newsdesk.web.answers import answer, refusal
from newsdesk.web.api.described import description
from newsdesk.web.api.page import describing_pages
from newsdesk.web.api.routes import api_routes
from newsdesk.web.deps import WebDeps
from newsdesk.web.encoding import BadRequestError
from newsdesk.web.pages.correcting import correcting_pages
from newsdesk.web.pages.directory import desk_pages, directory_pages
from newsdesk.web.pages.feeds import feed_pages
from newsdesk.web.pages.reading import reading_pages
from newsdesk.web.pages.searching import search_pages
from newsdesk.web.pages.signing_in import sign_in_pages
from newsdesk.web.render import Pages
from newsdesk.web.security.door import Door
from newsdesk.web.security.guard import Guard
from newsdesk.web.security.sessions import Sessions
from newsdesk.web.templating import STATIC, static_file
from pipeline.errors import RetryLaterError
from pipeline.query import QueryError
from storage.engine import open_engine

_log = logging.getLogger(__name__)
_ABOUT = "What newsdesk collected: stories, articles, entities, outlets, digests and sources. Reading only."
_YEAR = "public, max-age=31536000, immutable"


def create_app(deps: WebDeps) -> FastAPI:
    """Return the application over *deps*."""
    app = FastAPI(
        title="newsdesk", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None, openapi_url=None
    )
    pages = Pages(deps)
    sessions = Sessions(deps.limits.session_time)
    for routes in (
        feed_pages(pages),
        api_routes(pages),
        reading_pages(pages),
        search_pages(pages),
        directory_pages(pages),
        desk_pages(pages),
        sign_in_pages(pages, sessions),
        correcting_pages(pages),
        describing_pages(pages, app),
    ):
        app.include_router(routes)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(BadRequestError, _bad)
    app.add_exception_handler(QueryError, _bad)
    app.add_exception_handler(RetryLaterError, _later)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(Door, deps=deps, sessions=sessions)
    app.add_middleware(Guard, access=deps.access, limits=deps.limits)
    return app


def described() -> dict[str, Any]:
    """Return the description of the API, OpenAPI 3.1; it needs no database."""
    engine = open_engine("sqlite://")
    try:
        return description(create_app(WebDeps(engine, utc_now)))
    finally:
        engine.dispose()


def _static(request: Request, name: str) -> Response:
    stem, _, rest = name.partition(".")
    plain = f"{stem}.{rest.rpartition('.')[2]}"
    if plain not in STATIC:
        return refusal(request.url.path, HTTPStatus.NOT_FOUND, "there is no such file")
    return answer(request, static_file(plain), STATIC[plain], headers={"cache-control": _YEAR, "vary": "accept"})


def _invalid(request: Request, exc: Exception) -> Response:
    if not isinstance(exc, RequestValidationError):
        raise exc
    problems = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in exc.errors()]
    # An address that no page can have is one that there is not; what stands behind the question mark is a mistake.
    in_path = any(one["loc"][0] == "path" for one in exc.errors())
    status = HTTPStatus.NOT_FOUND if in_path else HTTPStatus.BAD_REQUEST
    return refusal(request.url.path, status, "; ".join(problems)[:500])


def _refused(request: Request, exc: Exception) -> Response:
    if not isinstance(exc, HTTPException):
        raise exc
    known = {404: "there is nothing at this address", 405: "this address is only read"}
    return refusal(request.url.path, exc.status_code, known.get(exc.status_code, exc.detail), exc.headers)


def _bad(request: Request, exc: Exception) -> Response:
    return refusal(request.url.path, HTTPStatus.BAD_REQUEST, str(exc))


def _later(request: Request, exc: Exception) -> Response:
    _log.warning("%s: %s", request.url.path, exc)
    return refusal(request.url.path, HTTPStatus.SERVICE_UNAVAILABLE, "the database is busy", {"retry-after": "5"})


def _failed(request: Request, exc: Exception) -> Response:
    _log.error("%s failed", request.url.path, exc_info=exc)
    return refusal(request.url.path, HTTPStatus.INTERNAL_SERVER_ERROR, "newsdesk failed; its log says how")
