"""What pages read of the database, each as the values of one template. The static site reads the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from newsdesk.digest.build import build_window
from newsdesk.digest.passages import passages
from newsdesk.web.deps import WebDeps
from newsdesk.web.views.front import front_stories, worth_ranking
from newsdesk.web.views.marked_text import marked_text
from newsdesk.web.views.timeline import bars, timeline
from newsdesk.web.views.window import WINDOWS, Window
from pipeline.provenance.publication_time import DOUBTS
from pipeline.records import Verdict
from storage.engine import Connection
from storage.queries.article_page import article_surroundings
from storage.queries.articles import ArticleVersion, article_details, article_tags, article_versions
from storage.queries.corrections import corrections_of_story
from storage.queries.coverage import (
    article_days,
    article_lines,
    articles_by_day,
    children_of,
    entity_days,
    find_entity_row,
    named_with,
    newest_about,
    newest_of_outlet,
    newest_of_topic,
    outlet_days,
    said_by,
    stories_of,
)
from storage.queries.digest import DigestRows, read_stories
from storage.queries.facts import facts_of
from storage.queries.first_named import first_named, remembers
from storage.queries.front import candidates, changed_articles, movers, newest_article_at, topics_told
from storage.queries.outlets import outlet_record
from storage.queries.stories import StoryDetails, stories_by_id, story_articles, story_details
from storage.queries.story_page import quotes_of, story_surroundings

MONTH = timedelta(days=30)
_SAYS_MORE = (Verdict.DIFFERS, Verdict.UPDATED, Verdict.MORE_PRECISE)
_MADE = ("correction", "silent", "headline")  # changes that an outlet made


def read_front(
    connection: Connection,
    deps: WebDeps,
    window: Window,
    *,
    entity_id: str | None = None,
    topic_id: str | None = None,
    visit: datetime | None = None,
) -> Mapping[str, Any]:
    """Return the stories of *window* in the digest's order, and what stands beside them."""
    rules = deps.rules
    found = candidates(
        connection,
        window.start,
        window.end,
        min_relevance=rules.min_relevance,
        entity_id=entity_id,
        topic_id=topic_id,
    )
    rows = read_stories(connection, worth_ranking(found))
    names = first_named(connection, window.start, window.end)
    day = window.day or window.end.astimezone(UTC).date()
    digest = build_window(
        DigestRows(rows, names, remembers(connection, window.start)), day, (window.start, window.end), rules
    )
    rising, falling = movers(connection, window.start, window.end)
    return {
        "digest": digest,
        "stories": front_stories(digest, rows, visit),
        "window": window,
        "windows": list(WINDOWS),
        "all_stories": len(found),
        "names": [name for name in names if name.outlets][:12],
        "rising": rising,
        "falling": falling,
        "changed": changed_articles(connection, window.start, window.end),
        "topics": list(topics_told(connection, [one.story_id for one in found]).items())[:24],
        "entity": None if entity_id is None else find_entity_row(connection, entity_id),
        "topic": topic_id,
    }


def read_story(connection: Connection, story_id: int, now: datetime) -> Mapping[str, Any] | None:
    """Return a story with its articles, and what they say."""
    story = story_details(connection, story_id)
    if story is None:
        return None
    articles = story_articles(connection, story.id)
    rows = read_stories(connection, [story.id])
    if not rows:
        return None  # a person has hidden all of it
    (row,) = rows
    facts = facts_of(connection, [story.id]).get(story.id, [])
    told = [fact for fact in facts if fact.sources > 1 or fact.verdict in _SAYS_MORE or fact.disputed]
    around = story_surroundings(connection, story.id, [one.id for one in articles])
    said_in = {one.id: one for one in row.articles}
    own = {one.id for one in articles if one.copy_of is None}
    copies: dict[int, list[Any]] = {}
    for one in articles:
        if one.copy_of in own and one.copy_of is not None:
            copies.setdefault(one.copy_of, []).append(one)
    return {
        "story": story,
        "asked": story_id,
        "state": story.lifecycle.at(now),
        "state_since": _since(story, now),
        "articles": [one for one in articles if one.copy_of not in own],
        "copies": copies,
        "said_in": said_in,
        "lead": said_in.get(row.lead_article_id or 0) or (row.articles[0] if row.articles else None),
        "around": around,
        "facts": sorted(told, key=lambda fact: fact.verdict not in _SAYS_MORE and not fact.disputed),
        "single_facts": len(facts) - len(told),
        "by_hand": corrections_of_story(connection, story.id, [one.id for one in articles]),
        "timeline": timeline(articles, story.first_article_id),
        "edits": [
            (one, edit, passages(edit.before, edit.after, without=_unwanted(edit.repeated, edit.notice)))
            for one in row.articles
            for edit in one.edits
            if edit.edited in _MADE
        ],
        "doubts": DOUBTS,
    }


def _since(story: StoryDetails, now: datetime) -> datetime:
    life = story.lifecycle
    return life.dormant_at if life.dormant_at <= now else life.since


def _unwanted(repeated: frozenset[str], notice: str | None) -> frozenset[str]:
    return repeated | ({notice} if notice else set())


def read_article(connection: Connection, article_id: int) -> Mapping[str, Any] | None:
    """Return an article with everything that is marked in it and known of it."""
    article = article_details(connection, article_id)
    around = article_surroundings(connection, article_id)
    if article is None or around is None:
        return None
    versions = article_versions(connection, article_id)
    return {
        "article": article,
        "around": around,
        "tags": article_tags(connection, article_id),
        "paragraphs": marked_text(article.text, around.mentions, around.quotes, article.language),
        "changes": list(_changes(versions)),
    }


def _changes(versions: list[ArticleVersion]) -> list[tuple[ArticleVersion, ArticleVersion, Any]]:
    return [(old, new, passages(old.text, new.text)) for old, new in pairwise(versions) if new.edited in _MADE]


def read_entity(connection: Connection, entity_id: str, now: datetime) -> Mapping[str, Any] | None:
    """Return the coverage of an entity: by day over a month, its stories, with whom it is named, what it says."""
    entity = find_entity_row(connection, entity_id)
    if entity is None:
        return None
    since = now - MONTH
    of_all = articles_by_day(connection, since, now)
    days = entity_days(connection, entity_id, since, now, of_all)
    newest = newest_about(connection, entity_id)
    children = children_of(connection, entity_id)
    own = [entity_id, *(one.id for one in children), *([entity.parent_id] if entity.parent_id else [])]
    return {
        "entity": entity,
        "parent": find_entity_row(connection, entity.parent_id) if entity.parent_id else None,
        "children": children,
        "said": said_by(connection, entity_id),
        "named_with": named_with(connection, newest, without=own),
        **_coverage(connection, newest, days, since.date(), now.date()),
        "share": sum(day.articles for day in days) / (sum(of_all.values()) or 1),
    }


def _coverage(
    connection: Connection, newest: list[int], days: list[Any], since: date, until: date
) -> Mapping[str, Any]:
    lines = article_lines(connection, newest)
    reporters: dict[str, int] = {}
    authors: dict[str, int] = {}
    for one in lines:
        if one.copy_of is None:
            reporters[one.outlet] = reporters.get(one.outlet, 0) + 1
            for author in one.authors:
                authors[author] = authors.get(author, 0) + 1
    return {
        "days": days,
        "bars": bars(days, since, until),
        "since": since,
        "until": until,
        "articles": sum(day.articles for day in days),
        "originals": sum(day.originals for day in days),
        "stories": stories_by_id(connection, stories_of(connection, newest)),
        "looked_at": len(newest),
        "outlets": sorted(reporters.items(), key=lambda one: (-one[1], one[0]))[:12],
        "authors": sorted(authors.items(), key=lambda one: (-one[1], one[0]))[:12],
    }


def read_topic(
    connection: Connection, topic_id: str, names: Mapping[str, str], now: datetime
) -> Mapping[str, Any] | None:
    """Return the coverage of a topic; None when nothing is of it and the configuration has none of this id."""
    newest = newest_of_topic(connection, topic_id)
    if not newest and topic_id not in names:
        return None
    since = now - MONTH
    days = [day for day in article_days(connection, newest) if since.date() <= day.day <= now.date()]
    return {
        "topic_id": topic_id,
        "named_with": named_with(connection, newest),
        "said": quotes_of(connection, newest[:60])[:8] if newest else [],
        **_coverage(connection, newest, days, since.date(), now.date()),
    }


def read_outlet(connection: Connection, outlet: str, now: datetime) -> Mapping[str, Any] | None:
    """Return how an outlet reports: how much, how much of it its own, how often first, how late, what it changed."""
    since = now - MONTH
    record = outlet_record(connection, outlet, since, now)
    if record is None:
        return None
    newest = newest_of_outlet(connection, outlet, 120)
    days = outlet_days(connection, outlet, since, now)
    return {
        "record": record,
        "named_with": named_with(connection, newest),
        "changed": changed_articles(connection, since, now, outlet=outlet, limit=20),
        "lines": article_lines(connection, newest[:30]),
        **_coverage(connection, newest, days, since.date(), now.date()),
    }


def as_of(connection: Connection, now: datetime) -> datetime:
    """Return the moment up to which coverage is counted: *now*, or just behind the newest article of an old archive."""
    newest = newest_article_at(connection)
    return newest + timedelta(seconds=1) if newest is not None and newest < now - timedelta(days=7) else now
