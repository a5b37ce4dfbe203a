"""A small archive: a story of three outlets and a reprint, one of a single outlet, and what is named in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert

from newsdesk.web.deps import Access, Limits, WebDeps
from storage.people import Role, add_people
from storage.schema.articles import article, article_text, article_url, digest, revision
from storage.schema.collect import source
from storage.schema.stories import account, copy, credit, story, story_member
from storage.schema.tags import (
    article_entity,
    article_topic,
    entity,
    mention,
    new_name,
    new_name_sighting,
    quote,
)
from storage.search.index import add

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
NOW = NOON + timedelta(hours=2)

TEXT = (
    "Meta opened the weights of Llama Lantern on Thursday. It reads four million tokens.\n"
    '"People kept asking for the whole cabinet," said Ada Vance of Meta.'
)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def a_story(connection: Connection, number: int, headline: str, **fields: Any) -> None:
    values: dict[str, Any] = {"headline": headline, "articles": 1, "outlets": 1, "all_outlets": 1, "relevance": 0.9}
    values |= {"first_why": ["the earliest account"], "velocity": 0.0, "state": "growing", "first_outlet": "Ledger"}
    values |= dict.fromkeys(("first_at", "opened_at", "state_since"), at(-6))
    values |= {"last_at": at(-1), "changed_at": at(-1), "dormant_at": at(48)}
    connection.execute(insert(story).values(id=number, **values | fields))


def an_article(connection: Connection, number: int, in_story: int, hours: float, **fields: Any) -> None:
    when = at(hours)
    values: dict[str, Any] = {"url": f"https://a.example/{number}", "title": f"Title {number}", "outlet": "Ledger"}
    values |= {"source": "ledger", "text_hash": number.to_bytes(4), "words": 24, "relevance": 0.9, "language": "en"}
    values |= {"paywalled": False, "partial": False, "authors": ["Ada Penn"], "keywords": [], "links": []}
    values |= {"provenance": {"title": "json-ld", "text": "trafilatura"}}
    values |= dict.fromkeys(("seen_at", "dated_at", "filed_at", "published_at"), when)
    values["published_precision"] = "minute"
    text = fields.pop("text", TEXT)
    values |= fields
    connection.execute(insert(article).values(id=number, **values))
    connection.execute(insert(article_text).values(article_id=number, text=text))
    connection.execute(insert(article_url).values(url=values["url"], article_id=number, seen_at=when))
    member = {"change": number, "terms": {}, "dated_at": when, "score": 0.8, "why": ["shared names: Meta"]}
    connection.execute(insert(story_member).values(article_id=number, story_id=in_story, placed_at=when, **member))
    added = {
        "facts": {"names": {}, "numbers": {}, "quotes": []},
        "novelty": 0.5,
        "adds": [{"kind": "number", "text": "80 gigabytes"}],
    }
    connection.execute(insert(account).values(article_id=number, out_at=when, **added))
    add(connection, [(number, values["title"], text)])
    add_people(connection, Role.AUTHOR, [(number, when, values["authors"])])


def tags(connection: Connection, number: int, hours: float) -> None:
    """Tag an article of `TEXT`."""
    about = {"salience": 0.8, "main": True, "mentions": 2, "implied": False, "dated_at": at(hours)}
    for key in ("org:meta", "model:llama"):
        connection.execute(insert(article_entity).values(article_id=number, entity_id=key, **about))
    for surface, key in (("Meta", "org:meta"), ("Llama", "model:llama")):
        start = TEXT.index(surface)
        place = {"part": "text", "start": start, "end": start + len(surface), "surface": surface}
        connection.execute(insert(mention).values(article_id=number, entity_id=key, **place))
    connection.execute(insert(article_topic).values(article_id=number, topic_id="topic:model-release", score=0.9))
    words = "People kept asking for the whole cabinet,"
    start = TEXT.index(words)
    said = {"start": start, "end": start + len(words), "quote": words, "speaker": "Ada Vance", "speaker_id": "org:meta"}
    connection.execute(insert(quote).values(article_id=number, cue="said", **said))


def fill(engine: Engine, headline: str = "Meta opens the weights of Llama Lantern") -> None:
    """Write the archive into an empty database."""
    with engine.begin() as connection:
        known = {"status": "catalog"}
        connection.execute(insert(entity).values(id="org:meta", name="Meta", type="organisation", **known))
        connection.execute(
            insert(entity).values(id="model:llama", name="Llama", type="model", parent_id="org:meta", **known)
        )
        several = {"articles": 4, "outlets": 3, "all_outlets": 4, "lead_article_id": 1, "first_article_id": 1}
        a_story(connection, 1, headline, **several)
        an_article(connection, 1, 1, -6, title=headline)
        an_article(connection, 2, 1, -5, title="Llama Lantern, read closely", outlet="Courier", authors=["Bo Reed"])
        an_article(connection, 3, 1, -2, title="What Llama Lantern is for", outlet="Gazette")
        an_article(connection, 4, 1, -1, title=headline, outlet="Star")
        connection.execute(insert(copy).values(article_id=4, original_id=1, kind="wire", similarity=0.98))
        phrase = {"grade": "first", "phrase": "first reported by Ledger", "outlet": "Ledger", "prominent": True}
        connection.execute(insert(credit).values(article_id=2, number=1, credited_id=1, **phrase))
        for number, hours in ((1, -6), (2, -5), (3, -2), (4, -1)):
            tags(connection, number, hours)
        a_story(connection, 2, "A small lab hires a gardener", follows=1, first_at=at(-3), lead_article_id=5)
        an_article(
            connection, 5, 2, -3, title="A small lab hires a gardener", text="The garden is large. It has a pond."
        )
        for number, text in ((1, "The garden is small."), (2, "The garden is large. It has a pond.")):
            version = {
                "title": "A small lab hires a gardener",
                "text": text,
                "text_hash": b"v",
                "seen_at": at(number - 4),
            }
            edited = "correction" if number == 2 else None
            notice = "Correction: the garden is large." if edited else None
            connection.execute(
                insert(revision).values(article_id=5, number=number, edited=edited, notice=notice, **version)
            )
        seen = {"first_seen_at": at(-6), "last_seen_at": at(-2)}
        name = {"key": "llama lantern", "surface": "Llama Lantern", "kind": "model", "parent_id": "model:llama"}
        connection.execute(insert(new_name).values(state="provisional", **name, **seen))
        for number, outlet in ((1, "Ledger"), (2, "Courier")):
            sighting = {"outlet": outlet, "official": False, "seen_at": at(-5)}
            connection.execute(insert(new_name_sighting).values(key="llama lantern", article_id=number, **sighting))
        a_source(connection)
        content: Mapping[str, Any] = {"title": "newsdesk daily", "stories": [], "brief": []}
        made = {"day": at(-24).date(), "name": "daily", "made_at": at(-6), "story_ids": [1], "content": content}
        connection.execute(insert(digest).values(**made))


def a_source(connection: Connection) -> None:
    values: dict[str, Any] = {"name": "ledger", "url": "https://a.example/feed", "kind": "feed", "title": "Ledger"}
    values |= {"outlet": "Ledger", "category": "press", "weight": 1.0, "enabled": True, "added_at": at(-400)}
    values |= {"configured_url": "https://a.example/feed", "poll_state": {}, "state": "ok", "failures": 0.0}
    connection.execute(insert(source).values(**values, last_fetch_at=at(-1), last_success_at=at(-1)))


def deps_of(engine: Engine, access: Access = Access(), limits: Limits = Limits(requests_per_minute=0)) -> WebDeps:  # noqa: B008
    return WebDeps(engine, lambda: NOW, topics={"topic:model-release": "model release"}, access=access, limits=limits)
