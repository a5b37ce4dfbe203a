"""Search: a page, and the same result for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from newsdesk.web.answers import CSV, JSON
from newsdesk.web.deps import WebDeps
from newsdesk.web.encoding import encoded
from newsdesk.web.parameters import Words
from newsdesk.web.render import Pages
from newsdesk.web.templating import iso
from pipeline.query import QueryError, parse, snippet
from storage.engine import Connection
from storage.queries.facets import facets, texts_of
from storage.queries.hits import Hit, hits_of
from storage.queries.search import matching_ids, search

SHOWN = 25
EXPORTED = 500
_COUNTED = 300  # newest matches, for the facets
_MOST = 2_000  # that one can page through

PageNumber = Annotated[int, Query(ge=1, le=_MOST // SHOWN)]

_COLUMNS = ("article_id", "story_id", "dated_at", "outlet", "title", "url", "summary")


def search_pages(pages: Pages) -> APIRouter:
    """Return the routes of search."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/search")
    def shown(request: Request, q: Words = "", page: PageNumber = 1) -> Response:
        return pages.show(request, "search.html", lambda each: read_search(each, pages.deps, q, page))

    @routes.get("/search.json")
    def as_json(request: Request, q: Words = "") -> Response:
        return pages.body(request, lambda each: encoded(found(each, pages.deps, q)), JSON)

    @routes.get("/search.csv")
    def as_csv(request: Request, q: Words = "") -> Response:
        answer = pages.body(request, lambda each: table(found(each, pages.deps, q)).encode(), CSV)
        answer.headers["content-disposition"] = 'attachment; filename="newsdesk-search.csv"'
        return answer

    return routes


def read_search(connection: Connection, deps: WebDeps, q: str, page: int) -> Mapping[str, Any]:
    """Return one page of what *q* finds, with the places that show why; or what is wrong with *q*."""
    values: dict[str, Any] = {"q": q, "hits": [], "page": page, "more": False, "problem": None, "facets": None}
    if not q.strip():
        return values
    try:
        query = parse(q, deps.meanings)
    except QueryError as problem:
        return values | {"problem": problem}
    first = (page - 1) * SHOWN
    ids = matching_ids(connection, query, limit=max(_COUNTED, first + SHOWN + 1))
    on_page = ids[first : first + SHOWN]
    texts = texts_of(connection, on_page)
    hits = [(hit, snippet(texts.get(hit.article_id, ""), query)) for hit in hits_of(connection, on_page)]
    return values | {
        "hits": hits,
        "more": len(ids) > first + SHOWN,
        "facets": facets(connection, ids[:_COUNTED]) if ids else None,
        "counted_all": len(ids) < _COUNTED,
    }


def found(connection: Connection, deps: WebDeps, q: str, limit: int = EXPORTED) -> Sequence[Hit]:
    """Return what *q* finds, newest first; nothing for no words. Raises QueryError."""
    return search(connection, parse(q, deps.meanings), limit=limit) if q.strip() else []


def table(hits: Sequence[Hit]) -> str:
    """Return *hits* as CSV (RFC 4180). A text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    for hit in hits:
        plain = (_cell(value) for value in (hit.outlet, hit.title, hit.url, hit.summary or ""))
        rows.writerow([hit.article_id, hit.story_id or "", iso(hit.dated_at), *plain])
    return text.getvalue()


def _cell(text: str) -> str:
    plain = " ".join(text.split())
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@")) else plain
