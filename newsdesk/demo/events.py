"""The made-up events under ``newsdesk/demo/news``: what happened, and what each outlet wrote of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Edit:
    """How an article changes between two polls; without *correction* it changes in silence."""

    replace: tuple[tuple[str, str], ...]
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as its author filed it.

    A wire copy has no text of its own: it prints that of *copy_of* after *replace* and without its
    *drop_last* closing paragraphs.
    """

    id: str
    outlet: str  # Outlet.slug
    title: str
    at: time  # UTC
    states: time | None = None  # the time of day it gives instead of its own
    late: bool = False  # listed only when editors have made their changes
    day: int = 0  # 0 is the newest day, -1 the one before
    daily: bool = False  # printed afresh on each of the four days
    text: str = ""  # paragraphs parted by an empty line
    authors: tuple[str, ...] = ()
    standfirst: str | None = None
    copy_of: str | None = None  # Piece.id
    credit: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    drop_last: int = 0
    attribution: str | None = None  # the outlet it says was first
    entities: tuple[str, ...] | None = None  # None takes the event's
    kind: str = "report"  # report, opinion, other_news or template
    serve: str | None = None  # slow, moved, missing, forbidden or bad-bytes
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that never happened, and the articles about it."""

    id: str
    summary: str
    pieces: tuple[Piece, ...]
    entities: tuple[str, ...] = ()  # catalog ids that every one of its articles names
    follows: str | None = None  # Event.id of what it continues
    alone: bool = field(default=False)  # a drawer of single items: each is an event of its own


def load_events() -> tuple[Event, ...]:
    """Return every event, in the order of their files' names."""
    files = sorted(resources.files("newsdesk.demo").joinpath("news").iterdir(), key=lambda file: file.name)
    return tuple(_event(tomllib.loads(file.read_text("utf-8"))) for file in files if file.name.endswith(".toml"))


def _event(table: Mapping[str, Any]) -> Event:
    rest = {key: value for key, value in table.items() if key != "article"}
    rest["entities"] = tuple(rest["entities"])
    return Event(pieces=tuple(_piece(each) for each in table["article"]), **rest)


def _piece(table: Mapping[str, Any]) -> Piece:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    values |= {key: time.fromisoformat(values[key]) for key in ("at", "states") if key in values}
    values["replace"] = _pairs(values.get("replace", ()))
    if edit := values.get("edit"):
        values["edit"] = Edit(replace=_pairs(edit["replace"]), correction=edit.get("correction"))
    return Piece(**values)


def _pairs(rows: Any) -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for old, new in rows)
