"""What each tool answers, from the rows. Pure but for reading; `NotFoundError` says what there is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from newsdesk.admin.verify import Found, verify_claim
from newsdesk.mcp.sizing import shortened, sized
from newsdesk.web.deps import WebDeps
from newsdesk.web.reads import as_of
from pipeline.errors import NewsdeskError
from pipeline.query import parse, snippet
from pipeline.records import Verdict
from pipeline.text.sentences import sentence_starts
from storage.engine import Connection
from storage.queries.articles import article_details, article_tags
from storage.queries.coverage import (
    articles_by_day,
    entity_days,
    find_entity_row,
    named_with,
    newest_about,
    said_by,
    stories_of,
)
from storage.queries.digests import digest_archive, digest_content
from storage.queries.facets import texts_of
from storage.queries.facts import StoredFact, facts_of
from storage.queries.health import health
from storage.queries.hits import hits_of
from storage.queries.search import matching_ids
from storage.queries.stories import stories_by_id, story_articles, story_details
from storage.queries.story_page import quotes_of

_STATED = 4  # statements shown of one fact
_STORIES = 12
_SENTENCES = 60


class NotFoundError(NewsdeskError):
    """What was asked for is not in the collection."""


def search_answer(connection: Connection, deps: WebDeps, query: str, limit: int, offset: int) -> dict[str, Any]:
    """Return the newest articles that match *query* (docs/search.md), each with the place that shows why."""
    asked = parse(query, deps.meanings)
    ids = matching_ids(connection, asked, limit=limit + 1, offset=offset)
    texts = texts_of(connection, ids[:limit])
    articles = [
        {
            "article_id": hit.article_id,
            "story_id": hit.story_id,
            "outlet": hit.outlet,
            "dated_at": hit.dated_at,
            "title": shortened(hit.title),
            "snippet": snippet(texts.get(hit.article_id, ""), asked).text,
            "url": hit.url,
        }
        for hit in hits_of(connection, ids[:limit])
    ]
    following = offset + limit if len(ids) > limit else None
    return sized({"articles": articles, "next_offset": following}, ("articles",))


def story_answer(connection: Connection, story_id: int) -> dict[str, Any]:
    """Return a story: who had it first, each article with what it adds, quotes with their places, its facts."""
    story = story_details(connection, story_id)
    if story is None:
        raise NotFoundError(f"there is no story {story_id}")
    articles = story_articles(connection, story.id)
    quotes = quotes_of(connection, [one.id for one in articles][:500])
    facts = [one for one in facts_of(connection, [story.id]).get(story.id, []) if one.sources > 1]
    return sized(
        {
            "story_id": story.id,
            "headline": story.headline,
            "independent_outlets": story.outlets,
            "outlets_with_copies": story.all_outlets,
            "first": {"outlet": story.first_outlet, "at": story.first_at, "article_id": story.first_article_id},
            "first_why": story.first_why,
            "last_at": story.last_at,
            "articles": [
                {
                    "article_id": one.id,
                    "outlet": one.outlet,
                    "out_at": one.out_at,
                    "title": shortened(one.title),
                    "copy_of": one.copy_of,
                    "credits": [each.outlet for each in one.credits],
                    "adds": [shortened(each, 200) for each in one.adds],
                    "url": one.url,
                }
                for one in articles
            ],
            "facts": [_fact(one) for one in facts[:12]],
            "quotes": [
                {
                    "article_id": one.article_id,
                    "start": one.start,
                    "end": one.start + len(one.quote),
                    "speaker": one.speaker,
                    "quote": shortened(one.quote),
                }
                for one in quotes
            ],
        },
        ("articles", "facts", "quotes"),
    )


def article_answer(connection: Connection, article_id: int, start: int) -> dict[str, Any]:
    """Return an article's sentences from the place *start* on, each with where it begins and ends in the text."""
    article = article_details(connection, article_id)
    if article is None:
        raise NotFoundError(f"there is no article {article_id}")
    text, tags = article.text, article_tags(connection, article_id)
    places = [0, *sentence_starts(text, tag=article.language or "en"), len(text)]
    sentences = [
        {"start": low, "end": high, "text": text[low:high].strip()}
        for low, high in pairwise(places)
        if high > start and text[low:high].strip()
    ]
    answer = sized(
        {
            "article_id": article.id,
            "story_id": article.story_id,
            "title": article.title,
            "outlet": article.outlet,
            "authors": article.authors,
            "dated_at": article.dated_at,
            "url": article.url,
            "entities": [one.entity_id for one in tags.entities if not one.implied][:20],
            "topics": [one.topic_id for one in tags.topics],
            "letters": len(text),
            "sentences": sentences[:_SENTENCES],
        },
        ("sentences",),
    )
    shown = answer["sentences"]
    answer["next_start"] = shown[-1]["end"] if shown and shown[-1]["end"] < sentences[-1]["end"] else None
    return answer


def facts_answer(connection: Connection, story_id: int, *, differing: bool) -> dict[str, Any]:
    """Return a story's facts with their verdicts, and the sentence of each statement."""
    story = story_details(connection, story_id)
    if story is None:
        raise NotFoundError(f"there is no story {story_id}")
    facts = facts_of(connection, [story.id]).get(story.id, [])
    if differing:
        facts = [one for one in facts if one.verdict in (Verdict.DIFFERS, Verdict.UPDATED) or one.disputed]
    return sized({"story_id": story.id, "facts": [_fact(one) for one in facts]}, ("facts",))


def _fact(fact: StoredFact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "verdict": fact.verdict,
        "disputed": fact.disputed,
        "independent_sources": fact.sources,
        "reprints": fact.reprints,
        "stated": [
            {
                "value": one.surface,
                "outlet": one.outlet,
                "article_id": one.article_id,
                "start": one.start,
                "end": one.end,
                "sentence": shortened(one.sentence, 300),
            }
            for one in fact.stated[:_STATED]
        ],
    }


def claim_answer(connection: Connection, claim: str, now: datetime) -> dict[str, Any]:
    """Return the stored sentences that support or contradict *claim*, and what was searched."""
    found = verify_claim(connection, claim, now)
    return sized(
        {
            "claim": claim,
            "verdict": "found" if found.any else "not found in what is collected",
            "supporting": [_sentence(one) for one in found.supporting],
            "contradicting": [_sentence(one) for one in found.contradicting],
            "mentioning": [_sentence(one) for one in found.mentioning],
            "searched": asdict(found.collected),
        },
        ("supporting", "contradicting", "mentioning"),
    )


def _sentence(one: Found) -> dict[str, Any]:
    return {
        "article_id": one.article_id,
        "outlet": one.outlet,
        "reprint": one.reprint,
        "at": one.at,
        "sentence": shortened(one.sentence, 400),
        "url": one.url,
    }


def timeline_answer(connection: Connection, deps: WebDeps, entity: str, days: int) -> dict[str, Any]:
    """Return an entity's coverage by day, its share of all, its stories, whom it is named with and what it says."""
    entity_id = deps.meanings.entity(entity)
    known = find_entity_row(connection, entity_id)
    if known is None:
        raise NotFoundError(f"{entity}: no article names it yet")
    now = as_of(connection, deps.clock())
    since = now - timedelta(days=days)
    newest = newest_about(connection, entity_id)
    stories = stories_by_id(connection, stories_of(connection, newest, _STORIES))
    return sized(
        {
            "entity_id": entity_id,
            "name": known.name,
            "since": since,
            "until": now,
            "days": [
                {"day": one.day, "articles": one.articles, "originals": one.originals, "of_all": one.of_all}
                for one in entity_days(connection, entity_id, since, now)
            ],
            "stories": [
                {"story_id": one.id, "headline": one.headline, "outlets": one.outlets, "first_at": one.first_at}
                for one in stories
            ],
            "named_with": [
                {"entity_id": one.id, "name": one.name, "articles": one.articles}
                for one in named_with(connection, newest, without=[entity_id])
            ],
            "said": [
                {
                    "article_id": one.article_id,
                    "start": one.start,
                    "end": one.start + len(one.quote),
                    "outlet": one.outlet,
                    "speaker": one.speaker,
                    "quote": shortened(one.quote),
                }
                for one in said_by(connection, entity_id)
            ],
        },
        ("stories", "days", "named_with", "said"),
    )


def compare_answer(connection: Connection, deps: WebDeps, entities: Sequence[str], days: int) -> dict[str, Any]:
    """Return the coverage of several entities side by side, raw and without reprints."""
    now = as_of(connection, deps.clock())
    since = now - timedelta(days=days)
    everything = sum(articles_by_day(connection, since, now).values())
    rows = []
    for wanted in entities:
        entity_id = deps.meanings.entity(wanted)
        counted = entity_days(connection, entity_id, since, now)
        articles = sum(one.articles for one in counted)
        rows.append(
            {
                "entity_id": entity_id,
                "articles": articles,
                "originals": sum(one.originals for one in counted),
                "share": round(articles / everything, 4) if everything else 0.0,
                "by_day": {one.day.isoformat(): one.articles for one in counted},
            }
        )
    return sized({"since": since, "until": now, "all_articles": everything, "entities": rows}, ("entities",))


def digest_answer(connection: Connection, day: date | None) -> dict[str, Any]:
    """Return the digest of a day as it was written, the newest by default."""
    if day is None:
        newest = digest_archive(connection, limit=1)
        if not newest:
            raise NotFoundError("no digest has been written yet")
        day = newest[0].day
    content = digest_content(connection, day)
    if content is None:
        raise NotFoundError(f"no digest was written of {day}")
    stories = [*content.get("stories", ()), *content.get("brief", ())]
    return sized(
        {
            "day": day,
            "title": content.get("title"),
            "stories": [
                {
                    "story_id": one.get("id"),
                    "headline": shortened(str(one.get("headline", ""))),
                    "lead": shortened(" ".join(one.get("lead") or ())),
                    "outlet": one.get("outlet"),
                    "url": one.get("url"),
                    "outlets": one.get("all_outlets"),
                    "first_outlet": one.get("first_outlet"),
                }
                for one in stories
            ],
        },
        ("stories",),
    )


def health_answer(connection: Connection, deps: WebDeps, now: datetime, *, alarms_only: bool) -> dict[str, Any]:
    """Return how each source fares; those that need a person first."""
    rows = [row for row in health(connection, deps.sources, now) if row.state != "disabled"]
    shown = sorted((row for row in rows if row.alarm or not alarms_only), key=lambda row: (row.alarm is None, row.name))
    return sized(
        {
            "sources": len(rows),
            "need_a_person": sum(row.alarm is not None for row in rows),
            "listed": [
                {
                    "name": row.name,
                    "state": row.state,
                    "alarm": row.alarm,
                    "last_success_at": row.last_success_at,
                    "last_new_at": row.last_new_at,
                    "items_per_day": None if row.items_per_day is None else round(row.items_per_day, 1),
                }
                for row in shown
            ],
        },
        ("listed",),
    )
