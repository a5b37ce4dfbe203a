"""What an editor puts right on the pages, by the same function as `newsdesk correct`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from newsdesk.web.answers import refusal
from newsdesk.web.deps import WebDeps
from newsdesk.web.pages.signing_in import is_from_form, within
from newsdesk.web.render import Pages
from newsdesk.web.security.door import session_of
from pipeline.errors import ConfigError
from pipeline.records import Correction, CorrectionKind
from storage.corrections import correct

Kind = Literal["merge", "part", "keep", "hide", "tag", "untag", "title", "not_copy"]
Number = Annotated[int, Form(ge=1, le=2**63 - 1)]
Text = Annotated[str, Form(max_length=1000)]


def correcting_pages(pages: Pages) -> APIRouter:
    """Return the route that corrects; only an editor who is signed in gets through it."""
    routes = APIRouter(include_in_schema=False)
    deps = pages.deps

    @routes.post("/correct")
    def put_right(  # limit: the fields of the form
        request: Request,
        kind: Annotated[Kind, Form()],
        number: Number,
        csrf: Text,
        value: Text = "",
        why: Text = "",
        next: Text = "/",  # noqa: A002
    ) -> Response:
        path = request.url.path
        session = session_of(request)
        if session is None or not is_from_form(request, csrf):
            return refusal(path, HTTPStatus.FORBIDDEN, "this form was not sent from here")
        if not session.is_editor or deps.writing is None:
            return refusal(path, HTTPStatus.FORBIDDEN, "only an editor may correct")
        try:
            made = correction_of(deps, kind, number, value.strip(), session.user, why.strip() or None)
            correct(deps.writing, made, pages.now())
        except ConfigError as problem:
            return refusal(path, HTTPStatus.BAD_REQUEST, str(problem))
        pages.cache.clear()
        return RedirectResponse(within(next), HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})

    return routes


def correction_of(deps: WebDeps, kind: Kind, number: int, value: str, who: str, why: str | None) -> Correction:
    """Return what a form asks for; *number* is a story's for ``merge``, else an article's. Raises ConfigError."""
    details: dict[str, Any] = {}
    if kind == "merge":
        if not (value.isascii() and value.isdecimal() and 0 < int(value[:19] or 0) < 2**63):
            raise ConfigError("expected the number of the story that it is part of")
        return Correction(CorrectionKind.MERGE, who, why, None, number, {"into": int(value[:19])})
    if kind in ("tag", "untag"):
        details = {"id": _tag_id(deps, value)}
    elif kind == "title":
        if not value:
            raise ConfigError("expected a headline, not an empty text")
        details = {"title": value}
    elif kind == "hide":
        details = {"at": deps.clock().isoformat()}
    return Correction(CorrectionKind(kind), who, why, number, None, details)


def _tag_id(deps: WebDeps, named: str) -> str:
    if not named.startswith("topic:"):
        return deps.meanings.entity(named)
    if named not in deps.topics:
        raise ConfigError(f"{named}: no topic has this id")
    return named
