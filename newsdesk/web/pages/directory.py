"""The pages of who and what is covered, by whom, and how collecting goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from newsdesk.web.parameters import Key, OptionalKey
from newsdesk.web.reads import MONTH, as_of, read_entity, read_outlet, read_topic
from newsdesk.web.render import Pages
from storage.engine import Connection
from storage.queries.coverage import entities_by_coverage, topics_by_coverage
from storage.queries.digests import digest_archive, digest_content
from storage.queries.health import health, last_rounds
from storage.queries.listing import articles_by
from storage.queries.names import waiting_names
from storage.queries.outlets import outlet_lines

_NAMES = 200
_TYPES = ("organisation", "model", "product", "person", "benchmark", "community", "outlet")


def directory_pages(pages: Pages) -> APIRouter:
    """Return the routes of entities, topics and outlets."""
    routes = APIRouter(include_in_schema=False)
    deps = pages.deps

    @routes.get("/entities")
    def entities(request: Request, kind: OptionalKey = None) -> Response:
        def read(connection: Connection) -> Mapping[str, Any]:
            now = as_of(connection, pages.now())
            found = entities_by_coverage(connection, now - MONTH, now, type_=kind)
            return {"entities": found, "kind": kind, "kinds": _TYPES, "since": now - MONTH, "until": now}

        return pages.show(request, "entities.html", read)

    @routes.get("/entities/{entity_id}")
    def entity(request: Request, entity_id: Key) -> Response:
        return pages.show(request, "entity.html", lambda each: read_entity(each, entity_id, as_of(each, pages.now())))

    @routes.get("/topics")
    def topics(request: Request) -> Response:
        def read(connection: Connection) -> Mapping[str, Any]:
            now = as_of(connection, pages.now())
            return {"topics": topics_by_coverage(connection, now - MONTH, now), "since": now - MONTH, "until": now}

        return pages.show(request, "topics.html", read)

    @routes.get("/topics/{topic}")
    def topic(request: Request, topic: Key) -> Response:
        topic_id = topic if topic.startswith("topic:") else f"topic:{topic}"
        return pages.show(
            request, "topic.html", lambda each: read_topic(each, topic_id, deps.topics, as_of(each, pages.now()))
        )

    @routes.get("/outlets")
    def outlets(request: Request) -> Response:
        def read(connection: Connection) -> Mapping[str, Any]:
            now = as_of(connection, pages.now())
            return {"outlets": outlet_lines(connection, now - MONTH, now), "since": now - MONTH, "until": now}

        return pages.show(request, "outlets.html", read)

    @routes.get("/outlets/{outlet:path}")
    def outlet(request: Request, outlet: Key) -> Response:
        return pages.show(request, "outlet.html", lambda each: read_outlet(each, outlet, as_of(each, pages.now())))

    @routes.get("/authors/{author:path}")
    def author(request: Request, author: Key) -> Response:
        def read(connection: Connection) -> Mapping[str, Any] | None:
            lines = articles_by(connection, author)
            outlets = Counter(one.outlet for one in lines)
            return {"author": author, "lines": lines, "outlets": outlets.most_common()} if lines else None

        return pages.show(request, "author.html", read)

    return routes


def desk_pages(pages: Pages) -> APIRouter:
    """Return the routes of digests, sources and new names."""
    routes = APIRouter(include_in_schema=False)
    deps = pages.deps

    @routes.get("/digests")
    def digests(request: Request, before: Annotated[date | None, Query()] = None) -> Response:
        return pages.show(
            request, "digests.html", lambda each: {"digests": digest_archive(each, before=before), "before": before}
        )

    @routes.get("/digests/{day}")
    def digest(request: Request, day: date) -> Response:
        def read(connection: Connection) -> Mapping[str, Any] | None:
            content = digest_content(connection, day)
            return None if content is None else {"content": content, "day": day}

        return pages.show(request, "digest_page.html", read)

    @routes.get("/sources")
    def sources(request: Request) -> Response:
        def read(connection: Connection) -> Mapping[str, Any]:
            rows = [row for row in health(connection, deps.sources, pages.now()) if row.state != "disabled"]
            return {"sources": rows, "rounds": last_rounds(connection, 10)}

        return pages.show(request, "sources.html", read)

    @routes.get("/names")
    def names(request: Request) -> Response:
        return pages.show(request, "names.html", lambda each: {"names": waiting_names(each, _NAMES)})

    return routes
