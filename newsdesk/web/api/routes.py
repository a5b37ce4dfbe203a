"""The addresses of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from newsdesk.web.answers import JSON
from newsdesk.web.api import records
from newsdesk.web.api.described import documented
from newsdesk.web.encoding import BadRequestError, cursor_at, encoded, from_cursor, page_of
from newsdesk.web.parameters import EARLIEST, LATEST_DAY, Key, RowId
from newsdesk.web.reads import MONTH, as_of, read_entity, read_front, read_outlet, read_topic
from newsdesk.web.render import Pages
from newsdesk.web.views.window import day_window, latest_window
from pipeline.query import parse
from storage.engine import Connection
from storage.queries.article_page import article_surroundings
from storage.queries.articles import article_details, article_tags, article_versions
from storage.queries.coverage import entities_by_coverage, topics_by_coverage
from storage.queries.digests import digest_archive, digest_content
from storage.queries.front import newest_article_at
from storage.queries.health import health
from storage.queries.listing import ArticleFilter, list_articles
from storage.queries.names import waiting_names
from storage.queries.outlets import outlet_lines
from storage.queries.search import search
from storage.queries.stories import list_stories, story_articles, story_details
from storage.queries.story_page import story_surroundings

_MOST_PAGED = 5_000  # hits of a search that one can page through

Read = Callable[[Connection], object | None]
Fields = Annotated[
    str | None,
    Query(max_length=500, description="Only these keys of each item, or of the answer: names parted by commas."),
]
Limit = Annotated[int, Query(ge=1, le=200)]
CursorText = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
Since = Annotated[AwareDatetime | None, Query(description="Not before this moment (RFC 3339 with a zone).")]
Until = Annotated[AwareDatetime | None, Query(description="Before this moment.")]
EntityId = Annotated[str | None, Query(max_length=300, description="An entity's id, e.g. org:meta.")]
OutletName = Annotated[str | None, Query(max_length=300)]


class Api:
    """Answers with rows as JSON."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def answer(self, request: Request, fields: str | None, read: Read) -> Response:
        """Answer with what *read* returns, 404 when that is None."""
        wanted = [name.strip() for name in fields.split(",") if name.strip()] if fields else None

        def render(connection: Connection) -> bytes | None:
            found = read(connection)
            return None if found is None else encoded(found, wanted)

        return self.pages.body(request, render, JSON)


def api_routes(pages: Pages) -> APIRouter:
    """Return every route of the API."""
    routes = APIRouter(prefix="/api/v1")
    api = Api(pages)
    _front_route(routes, api)
    _story_routes(routes, api)
    _article_routes(routes, api)
    _directory_routes(routes, api)
    _topic_and_outlet_routes(routes, api)
    _desk_routes(routes, api)
    return routes


def _front_route(routes: APIRouter, api: Api) -> None:
    deps = api.pages.deps

    @routes.get("/front", **documented(records.FrontAnswer))
    def front(
        request: Request,
        window: Literal["24h", "3d", "7d"] = "24h",
        day: date | None = None,
        entity: EntityId = None,
        topic: Annotated[str | None, Query(max_length=300)] = None,
    ) -> Response:
        """Return the stories of now, or of a day in the digest's zone, in the order of the front page."""
        if day is not None and not EARLIEST <= day <= LATEST_DAY:
            raise BadRequestError(f"day: expected one from {EARLIEST} to {LATEST_DAY}")

        def read(connection: Connection) -> object:
            newest = newest_article_at(connection)
            shown = latest_window(api.pages.now(), newest, window) if day is None else day_window(day, deps.rules.zone)
            found = read_front(connection, deps, shown, entity_id=entity, topic_id=topic)
            return {"start": shown.start, "end": shown.end, "stories": [asdict(one.story) for one in found["stories"]]}

        return api.answer(request, None, read)


def _story_routes(routes: APIRouter, api: Api) -> None:
    @routes.get("/stories", **documented(records.StoryPage))
    def stories(  # limit: one parameter for each of the address
        request: Request,
        since: Since = None,
        entity: EntityId = None,
        min_relevance: Annotated[float, Query(ge=0, le=1)] = 0.0,
        limit: Limit = 50,
        cursor: CursorText = None,
        fields: Fields = None,
    ) -> Response:
        """List stories, the newest coverage first."""
        before = from_cursor(cursor)

        def read(connection: Connection) -> object:
            rows = list_stories(
                connection,
                since=since,
                entity_id=entity,
                min_relevance=min_relevance,
                before=before,
                limit=limit + 1,
            )
            return page_of(rows, limit, lambda row: cursor_at(row.last_at, row.id))

        return api.answer(request, fields, read)

    @routes.get("/stories/{story_id}", **documented(records.StoryAnswer))
    def story(request: Request, story_id: RowId, fields: Fields = None) -> Response:
        """Return a story; the number of one that was merged leads to what it became."""

        def read(connection: Connection) -> object | None:
            found = story_details(connection, story_id)
            if found is None:
                return None
            articles = story_articles(connection, found.id)
            around = story_surroundings(connection, found.id, [one.id for one in articles])
            return {"story": found, "articles": articles, "around": around}

        return api.answer(request, fields, read)


def _article_routes(routes: APIRouter, api: Api) -> None:
    @routes.get("/articles", **documented(records.ArticlePage))
    def articles(  # limit: one parameter for each of the address
        request: Request,
        since: Since = None,
        until: Until = None,
        entity: EntityId = None,
        outlet: OutletName = None,
        limit: Limit = 50,
        cursor: CursorText = None,
        fields: Fields = None,
    ) -> Response:
        """List articles, the newest first."""
        before = from_cursor(cursor)
        wanted = ArticleFilter(since, until, entity, outlet)

        def read(connection: Connection) -> object:
            rows = list_articles(connection, wanted, before=before, limit=limit + 1)
            return page_of(rows, limit, lambda row: cursor_at(row.dated_at, row.id))

        return api.answer(request, fields, read)

    @routes.get("/articles/{article_id}", **documented(records.ArticleAnswer))
    def article(request: Request, article_id: RowId, fields: Fields = None) -> Response:
        """Return an article: its text, what is marked in it, and where each field came from."""

        def read(connection: Connection) -> object | None:
            found, around = article_details(connection, article_id), article_surroundings(connection, article_id)
            if found is None or around is None:
                return None
            tags, versions = article_tags(connection, article_id), article_versions(connection, article_id)
            return {"article": found, "tags": tags, "around": around, "versions": versions}

        return api.answer(request, fields, read)

    @routes.get("/search", **documented(records.HitPage))
    def found(
        request: Request,
        q: Annotated[str, Query(max_length=2000, description="A query, as in docs/search.md.")],
        limit: Limit = 50,
        cursor: Annotated[int, Query(ge=0, le=_MOST_PAGED, description="`next` of the page before.")] = 0,
        fields: Fields = None,
    ) -> Response:
        """Find articles by a query of words and fields, the newest first."""

        def read(connection: Connection) -> object:
            rows = search(connection, parse(q, api.pages.deps.meanings), limit=limit + 1, offset=cursor)
            following = cursor + limit
            return page_of(rows, limit, lambda _row: str(following) if following <= _MOST_PAGED else None)

        return api.answer(request, fields, read)


def _directory_routes(routes: APIRouter, api: Api) -> None:
    @routes.get("/entities", **documented(records.EntityList))
    def entities(
        request: Request,
        type: Annotated[str | None, Query(max_length=40)] = None,  # noqa: A002
        limit: Limit = 100,
        fields: Fields = None,
    ) -> Response:
        """List who is named in the last 30 days of the collection, the most named first."""

        def read(connection: Connection) -> object:
            now = as_of(connection, api.pages.now())
            found = entities_by_coverage(connection, now - MONTH, now, type_=type, limit=limit)
            return {"since": now - MONTH, "until": now, "items": found}

        return api.answer(request, fields, read)

    @routes.get("/entities/{entity_id}", **documented(records.EntityAnswer))
    def entity(request: Request, entity_id: Key, fields: Fields = None) -> Response:
        """Return an entity's coverage by day, its share, its stories, whom it is named with and what it says."""
        return api.answer(
            request,
            fields,
            lambda each: _kept(
                read_entity(each, entity_id, as_of(each, api.pages.now())), records.EntityAnswer.model_fields
            ),
        )


def _topic_and_outlet_routes(routes: APIRouter, api: Api) -> None:
    deps = api.pages.deps

    @routes.get("/topics", **documented(records.TopicList))
    def topics(request: Request, fields: Fields = None) -> Response:
        """List the topics of the newest articles, the most frequent first."""

        def read(connection: Connection) -> object:
            now = as_of(connection, api.pages.now())
            rows = topics_by_coverage(connection, now - MONTH, now)
            items = [{"id": key, "name": deps.topics.get(key, key), "articles": times} for key, times in rows]
            return {"since": now - MONTH, "until": now, "items": items}

        return api.answer(request, fields, read)

    @routes.get("/topics/{topic_id}", **documented(records.TopicAnswer))
    def topic(request: Request, topic_id: Key, fields: Fields = None) -> Response:
        """Return a topic's newest coverage."""
        return api.answer(
            request,
            fields,
            lambda each: _kept(
                read_topic(each, topic_id, deps.topics, as_of(each, api.pages.now())),
                records.TopicAnswer.model_fields,
            ),
        )

    @routes.get("/outlets", **documented(records.OutletList))
    def outlets(request: Request, limit: Limit = 200, fields: Fields = None) -> Response:
        """List the outlets of the last 30 days of the collection, the most frequent first."""

        def read(connection: Connection) -> object:
            now = as_of(connection, api.pages.now())
            found = outlet_lines(connection, now - MONTH, now, limit)
            return {"since": now - MONTH, "until": now, "items": found}

        return api.answer(request, fields, read)

    @routes.get("/outlets/{outlet:path}", **documented(records.OutletAnswer))
    def outlet(request: Request, outlet: Key, fields: Fields = None) -> Response:
        """Return how an outlet reports: how much, how much its own, how often first, how late, what it changed."""
        return api.answer(
            request,
            fields,
            lambda each: _kept(
                read_outlet(each, outlet, as_of(each, api.pages.now())), records.OutletAnswer.model_fields
            ),
        )


def _desk_routes(routes: APIRouter, api: Api) -> None:
    deps = api.pages.deps

    @routes.get("/digests", **documented(records.DigestList))
    def digests(request: Request, before: date | None = None, limit: Limit = 60, fields: Fields = None) -> Response:
        """List the digests that were written, the newest first."""

        def read(connection: Connection) -> object:
            rows = digest_archive(connection, before=before, limit=limit)
            return {"items": rows, "next": rows[-1].day if len(rows) == limit else None}

        return api.answer(request, fields, read)

    @routes.get("/digests/{day}", **documented(dict[str, Any]))
    def digest(request: Request, day: date, fields: Fields = None) -> Response:
        """Return the digest of a day as it was written (see docs/digest.md for its keys)."""
        return api.answer(request, fields, lambda each: digest_content(each, day))

    @routes.get("/sources", **documented(records.SourceList))
    def sources(request: Request, fields: Fields = None) -> Response:
        """Return how each source fares, with an alarm where one needs a person."""
        return api.answer(request, fields, lambda each: {"items": health(each, deps.sources, api.pages.now())})

    @routes.get("/names", **documented(records.NameList))
    def names(request: Request, limit: Limit = 100, fields: Fields = None) -> Response:
        """Return the names that the catalog lacks and an editor has not decided on."""
        return api.answer(request, fields, lambda each: {"items": waiting_names(each, limit)})


def _kept(found: Mapping[str, Any] | None, names: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return None if found is None else {name: found[name] for name in names}
