"""The pages of stories and articles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from newsdesk.web.answers import refusal
from newsdesk.web.parameters import EARLIEST, LATEST, LATEST_DAY, OptionalKey, RowId, WindowName
from newsdesk.web.reads import read_article, read_front, read_story
from newsdesk.web.render import Pages
from newsdesk.web.views.front import this_visit
from newsdesk.web.views.window import day_window, latest_window
from storage.engine import Connection
from storage.queries.front import newest_article_at
from storage.queries.stories import story_details
from storage.transactions import reading

VISIT = "newsdesk_visit"
_YEAR_S = 365 * 24 * 3600


def reading_pages(pages: Pages) -> APIRouter:
    """Return the routes of the front page, days, stories and articles."""
    routes = APIRouter(include_in_schema=False)
    deps = pages.deps

    @routes.get("/")
    def front(
        request: Request,
        window: WindowName = LATEST,
        entity: OptionalKey = None,
        topic: OptionalKey = None,
    ) -> Response:
        now = pages.now()
        visit = this_visit(request.cookies.get(VISIT), now)

        def read(connection: Connection) -> Mapping[str, Any]:
            shown = latest_window(now, newest_article_at(connection), window)
            return read_front(connection, deps, shown, entity_id=entity, topic_id=topic, visit=visit.before)

        before = int(visit.before.timestamp()) if visit.before else 0
        found = pages.show(request, "front.html", read, variant=str(before))
        found.set_cookie(VISIT, visit.cookie(), max_age=_YEAR_S, httponly=True, samesite="lax")
        return found

    @routes.get("/days/{day}")
    def whole_day(request: Request, day: date, entity: OptionalKey = None, topic: OptionalKey = None) -> Response:
        if not EARLIEST <= day <= LATEST_DAY:
            return refusal(request.url.path, HTTPStatus.NOT_FOUND, "there is no news of this day")
        shown = day_window(day, deps.rules.zone)
        return pages.show(
            request, "front.html", lambda each: read_front(each, deps, shown, entity_id=entity, topic_id=topic)
        )

    @routes.get("/stories/{story_id}")
    def story(request: Request, story_id: RowId) -> Response:
        with reading(deps.engine) as connection:
            found = story_details(connection, story_id)
        if found is not None and found.id != story_id:
            return RedirectResponse(f"/stories/{found.id}", HTTPStatus.FOUND)
        return pages.show(request, "story.html", lambda each: read_story(each, story_id, pages.now()))

    @routes.get("/articles/{article_id}")
    def article(request: Request, article_id: RowId) -> Response:
        return pages.show(request, "article.html", lambda each: read_article(each, article_id))

    return routes
