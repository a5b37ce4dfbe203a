"""How the API is described: what each address answers, with an example, and how it refuses."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI

from newsdesk.web.answers import JSON, PROBLEM
from newsdesk.web.api.examples import EXAMPLES
from newsdesk.web.api.records import Problem

_REFUSALS = {
    400: "The request makes no sense; `detail` says why.",
    401: "Access is closed, and neither a session nor the token came along.",
    404: "There is nothing at this address.",
    405: "The API is only read.",
    414: "The address is too long.",
    421: "The Host header is none of this server's names.",
    429: "Too many requests; `Retry-After` says when to ask again.",
    503: "The database is busy, or the answer took too long.",
}


def documented(model: Any) -> dict[str, Any]:
    """Return the arguments of a route that answers with *model*."""
    refusals = {
        status: {"description": text, "content": {PROBLEM: {"schema": _problem()}}}
        for status, text in _REFUSALS.items()
    }
    good: dict[str, Any] = {"description": "The answer.", "model": model}
    kept = {"description": "Unchanged: the client's `If-None-Match` named what it would be sent."}
    return {"responses": {200: good, 304: kept, **refusals}}


@cache
def _problem() -> dict[str, Any]:
    return Problem.model_json_schema()


def description(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of *app*, without the 422 that FastAPI adds and this API never answers."""
    found = app.openapi()
    for path in found["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            # FastAPI would leave out of an example what is null.
            good = operation["responses"]["200"]["content"][JSON]
            name = good["schema"].get("$ref", "").rpartition("/")[2]
            if name in EXAMPLES:
                good["example"] = EXAMPLES[name]
    for name in ("HTTPValidationError", "ValidationError"):
        found.get("components", {}).get("schemas", {}).pop(name, None)
    return found
