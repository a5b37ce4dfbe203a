"""The API's description: for programs, and as a page for people."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from newsdesk.web.answers import JSON, answer
from newsdesk.web.api.described import description
from newsdesk.web.encoding import encoded
from newsdesk.web.render import Pages


def describing_pages(pages: Pages, app: FastAPI) -> APIRouter:
    """Return the routes that describe *app*."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/api/v1/openapi.json")
    def openapi(request: Request) -> Response:
        return answer(request, encoded(description(app)), JSON)

    @routes.get("/api")
    def api(request: Request) -> Response:
        return pages.show(request, "api.html", lambda _: {"paths": description(app)["paths"]})

    return routes
