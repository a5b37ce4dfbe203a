"""Feeds: Atom (RFC 4287) of the front page, a story, an entity, a topic, an outlet and any search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from newsdesk.web.answers import ATOM
from newsdesk.web.deps import WebDeps
from newsdesk.web.pages.searching import found
from newsdesk.web.parameters import Key, RowId, Words
from newsdesk.web.reads import read_front, read_story
from newsdesk.web.render import Pages
from newsdesk.web.templating import environment, quoted
from newsdesk.web.views.window import latest_window
from storage.engine import Connection
from storage.queries.coverage import ArticleLine, article_lines, find_entity_row, newest_about, newest_of_outlet
from storage.queries.coverage import newest_of_topic as newest_topical
from storage.queries.front import newest_article_at
from storage.queries.outlets import is_outlet

_MOST = 50  # entries
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; *path* is its page here, *original* the address of what it is about."""

    id: str
    title: str
    path: str
    published: datetime
    updated: datetime
    author: str
    summary: str
    original: str | None = None
    categories: tuple[tuple[str, str], ...] = ()  # id, name


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; *id* stays what it is wherever the pages are served."""

    id: str
    title: str
    path: str  # of the page that shows the same
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=_NEVER)


def feed_pages(pages: Pages) -> APIRouter:
    """Return the routes of all feeds."""
    routes = APIRouter(include_in_schema=False)

    def show(request: Request, read: Callable[[Connection], Feed | None]) -> Response:
        def render(connection: Connection) -> bytes | None:
            found = read(connection)
            return None if found is None else render_feed(found, str(request.base_url), str(request.url))

        return pages.body(request, render, ATOM)

    @routes.get("/front.atom")
    def front(request: Request) -> Response:
        return show(request, lambda each: front_feed(each, pages.deps))

    @routes.get("/stories/{story_id}.atom")
    def story(request: Request, story_id: RowId) -> Response:
        return show(request, lambda each: story_feed(each, story_id, pages.now()))

    @routes.get("/entities/{entity_id}.atom")
    def entity(request: Request, entity_id: Key) -> Response:
        return show(request, lambda each: entity_feed(each, entity_id))

    @routes.get("/topics/{topic}.atom")
    def topic(request: Request, topic: Key) -> Response:
        return show(request, lambda each: topic_feed(each, f"topic:{topic}", pages.deps))

    @routes.get("/outlets/{outlet}.atom")
    def outlet(request: Request, outlet: Key) -> Response:
        return show(request, lambda each: outlet_feed(each, outlet))

    @routes.get("/search.atom")
    def searched(request: Request, q: Words = "") -> Response:
        return show(request, lambda each: search_feed(each, pages.deps, q))

    return routes


def render_feed(feed: Feed, base: str, own: str) -> bytes:
    """Return *feed* as a document; *base* is the address of the front page, *own* of the feed itself."""
    text = environment().get_template("feed.atom").render(feed=feed, base=base.rstrip("/"), own=own)
    return text.encode()


def front_feed(connection: Connection, deps: WebDeps) -> Feed:
    """Return the stories of the last three days, as the front page ranks them."""
    window = latest_window(deps.clock(), newest_article_at(connection), "3d")
    shown: dict[str, Any] = dict(read_front(connection, deps, window))
    entries = [
        Entry(
            f"urn:newsdesk:story:{story.id}",
            story.headline,
            f"/stories/{story.id}",
            story.first_at,
            max(each.at for each in story.coverage),
            story.outlet,
            " ".join(story.lead),
            story.url,
            tuple((name.id, name.name) for name in story.names if name.id),
        )
        for story in (one.story for one in shown["stories"])
    ]
    return Feed("urn:newsdesk:front", deps.rules.title, "/", tuple(entries))


def story_feed(connection: Connection, story_id: int, now: datetime) -> Feed | None:
    """Return the articles of a story, the newest first."""
    read = read_story(connection, story_id, now)
    if read is None:
        return None
    story = read["story"]
    lines = article_lines(connection, [one.id for one in read["said_in"].values()])
    newest = sorted(lines, key=lambda one: (one.dated_at, one.id), reverse=True)
    return Feed(f"urn:newsdesk:story:{story.id}", story.headline, f"/stories/{story.id}", _entries(newest))


def entity_feed(connection: Connection, entity_id: str) -> Feed | None:
    """Return the newest articles that name an entity."""
    entity = find_entity_row(connection, entity_id)
    if entity is None:
        return None
    lines = article_lines(connection, newest_about(connection, entity_id, _MOST))
    return Feed(
        f"urn:newsdesk:entity:{quoted(entity_id)}", entity.name, f"/entities/{quoted(entity_id)}", _entries(lines)
    )


def topic_feed(connection: Connection, topic_id: str, deps: WebDeps) -> Feed | None:
    """Return the newest articles of a topic."""
    newest = newest_topical(connection, topic_id, _MOST)
    if not newest and topic_id not in deps.topics:
        return None
    name = deps.topics.get(topic_id, topic_id)
    path = f"/topics/{quoted(topic_id.removeprefix('topic:'))}"
    return Feed(f"urn:newsdesk:{quoted(topic_id)}", name, path, _entries(article_lines(connection, newest)))


def outlet_feed(connection: Connection, outlet: str) -> Feed | None:
    """Return the newest articles of an outlet."""
    if not is_outlet(connection, outlet):
        return None
    lines = article_lines(connection, newest_of_outlet(connection, outlet, _MOST))
    return Feed(f"urn:newsdesk:outlet:{quoted(outlet)}", outlet, f"/outlets/{quoted(outlet)}", _entries(lines))


def search_feed(connection: Connection, deps: WebDeps, words: str) -> Feed:
    """Return the newest articles that match *words*."""
    lines = article_lines(connection, [hit.article_id for hit in found(connection, deps, words, _MOST)])
    return Feed(
        f"urn:newsdesk:search:{quoted(words)}", words or "Search", f"/search?q={quoted(words)}", _entries(lines)
    )


def _entries(lines: Sequence[ArticleLine]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            f"urn:newsdesk:article:{one.id}",
            one.title,
            f"/articles/{one.id}",
            one.dated_at,
            one.dated_at,
            one.outlet,
            one.summary or "",
            one.url,
        )
        for one in lines
    )
