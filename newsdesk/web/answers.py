"""Answers: whole bodies with an ETag, and refusals that people and programs can read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from html import escape
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

HTML = "text/html; charset=utf-8"
JSON = "application/json"
ATOM = "application/atom+xml; charset=utf-8"
CSV = "text/csv; charset=utf-8"
PROBLEM = "application/problem+json"  # RFC 9457


def answer(
    request: Request, body: bytes, media_type: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return *body*, or 304 when the client has it already (RFC 9110, 13.1.2). What is kept is asked for again."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    kept = {"etag": etag, "cache-control": "private, no-cache", "vary": "cookie, authorization", **(headers or {})}
    if status == HTTPStatus.OK and _has(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=kept)
    return Response(body, status, kept, media_type)


def refusal(path: str, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return why a request is refused: as problem+json below ``/api`` and ``/mcp``, else as a page."""
    title = HTTPStatus(status).phrase
    kept = {"cache-control": "no-store", **(headers or {})}
    if path.startswith(("/api/", "/mcp")) or path.endswith((".json", ".atom", ".csv")):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return Response(json.dumps(problem, ensure_ascii=False).encode(), status, kept, PROBLEM)
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head><body><main><h1>{escape(title)}</h1><p>{escape(detail)}</p>"
        '<p><a href="/">To the front page</a></p></main></body></html>\n'
    )
    return Response(page.encode(), status, kept, HTML)


def _has(if_none_match: str, etag: str) -> bool:
    given = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return etag in given or given == ["*"]
