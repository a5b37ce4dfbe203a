"""What watchlists look at: articles that came or were edited, and what was told of their stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, cast, extract, func, literal, select

from pipeline.query import ArticleRecord
from storage.alerts import digest_key
from storage.queries.batches import batches
from storage.schema.alerts import alert, delivery
from storage.schema.articles import article, article_text, digest, revision
from storage.schema.stories import copy, story, story_member
from storage.schema.tags import article_entity, article_topic, new_name, new_name_sighting, quote

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WatchedEdit:
    """A revision of an article after its first."""

    number: int
    kind: str  # correction, silent
    notice: str | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class WatchedArticle:
    """An article with what watchlists ask of it."""

    article_id: int
    url: str
    title: str
    outlet: str
    dated_at: datetime
    headline: str  # of its story
    velocity: float  # of its story: outlets an hour that followed in the first six hours
    record: ArticleRecord
    edits: tuple[WatchedEdit, ...] = ()
    new_names: tuple[tuple[str, str], ...] = ()  # key, surface of provisional names that it uses


@dataclass(frozen=True, slots=True)
class Told:
    """What was decided before about some stories and articles."""

    subjects: frozenset[tuple[str, str, str]] = frozenset()  # watchlist, kind, subject
    stories: Mapping[tuple[str, int], int] = field(default_factory=dict)  # watchlist, story -> outlets when last told
    followed: Mapping[int, frozenset[str]] = field(default_factory=dict)  # story -> watchlists that it matched


def articles_after(connection: Connection, after: int, limit: int) -> list[int]:
    """Return the ids of the first *limit* articles filed after the one with id *after*."""
    return list(
        connection.scalars(select(article.c.id).where(article.c.id > after).order_by(article.c.id).limit(limit))
    )


def articles_between(connection: Connection, since: datetime, until: datetime) -> list[int]:
    """Return the ids of the articles dated ``since <= dated_at < until``, in order."""
    dated = (article.c.dated_at >= since) & (article.c.dated_at < until)
    return list(connection.scalars(select(article.c.id).where(dated).order_by(article.c.dated_at, article.c.id)))


def edits_since(connection: Connection, since: datetime) -> dict[int, list[WatchedEdit]]:
    """Return the revisions after the first that were seen from *since* on, by article."""
    found: dict[int, list[WatchedEdit]] = defaultdict(list)
    rows = connection.execute(
        select(revision.c.article_id, revision.c.number, revision.c.edited, revision.c.notice, revision.c.seen_at)
        .where(revision.c.seen_at >= since, revision.c.number > 1)
        .order_by(revision.c.article_id, revision.c.number)
    )
    for row in rows:
        found[row.article_id].append(WatchedEdit(row.number, row.edited or "silent", row.notice, row.seen_at))
    return dict(found)


def watched_articles(
    connection: Connection, ids: Sequence[int], edits: Mapping[int, Iterable[WatchedEdit]] | None = None
) -> list[WatchedArticle]:
    """Return the articles *ids* in their order; those that are gone are left out."""
    found: dict[int, WatchedArticle] = {}
    for batch in batches(ids):
        extras = _Extras.of(connection, batch)
        for row in connection.execute(_rows().where(article.c.id.in_(batch))):
            found[row.id] = _watched(row, extras, tuple((edits or {}).get(row.id, ())))
    return [found[article_id] for article_id in ids if article_id in found]


def told_before(connection: Connection, stories: Collection[int], articles: Collection[int]) -> Told:
    """Return what watchlists know of *stories* and *articles*.

    A story counts as told where it, one merged into it, or one whose told article lies in it now, was told.
    """
    subjects: set[tuple[str, str, str]] = set()
    outlets: dict[tuple[str, int], int] = {}
    followed: dict[int, set[str]] = defaultdict(set)
    for batch in batches(sorted(stories)):
        current = func.coalesce(story_member.c.story_id, story.c.merged_into, alert.c.story_id)
        about = (
            select(
                alert.c.watchlist, alert.c.kind, alert.c.subject, alert.c.outlets, alert.c.due_at, current.label("now")
            )
            .outerjoin(story_member, story_member.c.article_id == alert.c.article_id)
            .outerjoin(story, story.c.id == alert.c.story_id)
        )
        merged = select(story.c.id).where(story.c.merged_into.in_(batch))
        members = select(story_member.c.article_id).where(story_member.c.story_id.in_(batch))
        for named in (alert.c.story_id.in_(batch), alert.c.story_id.in_(merged), alert.c.article_id.in_(members)):
            for row in connection.execute(about.where(named, alert.c.kind.in_(("story", "growth")))):
                subjects.add((row.watchlist, row.kind, row.subject))
                followed[row.now].add(row.watchlist)
                if row.due_at is not None:
                    key = (row.watchlist, row.now)
                    outlets[key] = max(outlets.get(key, 0), row.outlets or 1)
    for batch in batches(sorted(articles)):
        others = select(alert.c.watchlist, alert.c.kind, alert.c.subject).where(alert.c.article_id.in_(batch))
        subjects.update((row.watchlist, row.kind, row.subject) for row in connection.execute(others))
    return Told(frozenset(subjects), outlets, {key: frozenset(names) for key, names in followed.items()})


def alert_subjects(connection: Connection, kinds: Collection[str], since: datetime | None = None) -> list[Row[Any]]:
    """Return (watchlist, kind, subject, decided_at) of all alerts of *kinds*."""
    query = select(alert.c.watchlist, alert.c.kind, alert.c.subject, alert.c.decided_at).where(alert.c.kind.in_(kinds))
    return list(connection.execute(query if since is None else query.where(alert.c.decided_at >= since)))


def digests_made(connection: Connection, since: datetime, recipients: Sequence[str]) -> dict[date, list[str]]:
    """Return the days whose digest was made since then, and to which of *recipients* it is not planned yet."""
    rows = connection.execute(
        select(digest.c.day).where(digest.c.made_at >= since, digest.c.name == "daily").order_by(digest.c.day)
    )
    days = [row.day for row in rows]
    keys = {digest_key(day, name): (day, name) for day in days for name in recipients}
    there = set(connection.scalars(select(delivery.c.key).where(delivery.c.key.in_(keys))))
    found: dict[date, list[str]] = defaultdict(list)
    for key, (day, name) in keys.items():
        if key not in there:
            found[day].append(name)
    return dict(found)


def first_mentions(connection: Connection, entities: Collection[str]) -> dict[str, int]:
    """Return for each of *entities* the article that names it first; those that none names are left out."""
    tag = article_entity.c
    found = {}
    for entity_id in entities:
        naming = select(tag.article_id).where(tag.entity_id == entity_id, tag.implied.is_(False))
        first = connection.execute(naming.order_by(tag.dated_at, tag.article_id).limit(1)).scalar()
        if first is not None:
            found[entity_id] = first
    return found


def windows_of(connection: Connection, entity_id: str, now: datetime, windows: int) -> list[int]:
    """Return how many originals name an entity in each of the last *windows* times 24 hours, the latest first.

    Windows from before the first article of all are left out.
    """
    oldest = connection.execute(select(func.min(article.c.dated_at))).scalar()
    if oldest is None:
        return []
    known = min(windows, max(1, int((now - oldest) / DAY)))
    since = now - known * DAY
    tag = article_entity.c
    bucket = _days_before(connection, now)
    rows = connection.execute(
        select(bucket.label("bucket"), func.count().label("times"))
        .select_from(article_entity.outerjoin(copy, copy.c.article_id == tag.article_id))
        .where(tag.entity_id == entity_id, tag.implied.is_(False), tag.dated_at > since, tag.dated_at <= now)
        .where(copy.c.article_id.is_(None))
        .group_by(bucket)
    )
    counts = {int(row.bucket): row.times for row in rows}
    return [counts.get(window, 0) for window in range(known)]


def _days_before(connection: Connection, now: datetime) -> Any:
    """Return the whole days from an article's date to *now*, as both databases count them."""
    dated = article_entity.c.dated_at
    if connection.dialect.name == "postgresql":
        return cast(func.floor(extract("epoch", literal(now) - dated) / 86_400), Integer)
    return cast(func.julianday(literal(now, dated.type)) - func.julianday(dated), Integer)


def _rows() -> Select[Any]:
    return (
        select(
            article.c.id,
            article.c.url,
            article.c.title,
            article.c.outlet,
            article.c.source,
            article.c.authors,
            article.c.language,
            article.c.dated_at,
            article.c.relevance,
            article_text.c.text,
            story_member.c.story_id,
            story.c.headline,
            story.c.outlets,
            story.c.velocity,
            copy.c.article_id.label("copied"),
        )
        .outerjoin(article_text, article_text.c.article_id == article.c.id)
        .outerjoin(story_member, story_member.c.article_id == article.c.id)
        .outerjoin(story, story.c.id == story_member.c.story_id)
        .outerjoin(copy, copy.c.article_id == article.c.id)
    )


@dataclass(frozen=True, slots=True)
class _Extras:
    """What stands in rows of its own, by article."""

    entities: Mapping[int, dict[str, bool]]
    topics: Mapping[int, set[str]]
    speakers: Mapping[int, list[tuple[str | None, str | None]]]
    names: Mapping[int, list[tuple[str, str]]]

    @staticmethod
    def of(connection: Connection, ids: Sequence[int]) -> _Extras:
        entities: dict[int, dict[str, bool]] = defaultdict(dict)
        tag = article_entity.c
        named = select(tag.article_id, tag.entity_id, tag.implied).where(tag.article_id.in_(ids))
        for article_id, entity_id, implied in connection.execute(named):
            entities[article_id][entity_id] = implied
        topics: dict[int, set[str]] = defaultdict(set)
        topic = article_topic.c
        for row in connection.execute(select(topic.article_id, topic.topic_id).where(topic.article_id.in_(ids))):
            topics[row.article_id].add(row.topic_id)
        speakers: dict[int, list[tuple[str | None, str | None]]] = defaultdict(list)
        said = select(quote.c.article_id, quote.c.speaker, quote.c.speaker_id).where(quote.c.article_id.in_(ids))
        for who in connection.execute(said):
            speakers[who.article_id].append((who.speaker, who.speaker_id))
        names: dict[int, list[tuple[str, str]]] = defaultdict(list)
        used = (
            select(new_name_sighting.c.article_id, new_name.c.key, new_name.c.surface)
            .join(new_name, new_name.c.key == new_name_sighting.c.key)
            .where(new_name_sighting.c.article_id.in_(ids), new_name.c.state == "provisional")
            .order_by(new_name.c.key)
        )
        for article_id, key, surface in connection.execute(used):
            names[article_id].append((key, surface))
        return _Extras(entities, topics, speakers, names)


def _watched(row: Row[Any], extras: _Extras, edits: tuple[WatchedEdit, ...]) -> WatchedArticle:
    speakers = extras.speakers.get(row.id, [])
    record = ArticleRecord.of(
        title=row.title,
        text=row.text or "",
        outlet=row.outlet,
        authors=row.authors,
        speakers=[name for name, _ in speakers if name],
        source=row.source,
        language=row.language,
        dated_at=row.dated_at,
        relevance=row.relevance,
        entities=extras.entities.get(row.id, {}),
        topics=frozenset(extras.topics.get(row.id, ())),
        speaker_ids=frozenset(entity_id for _, entity_id in speakers if entity_id),
        is_copy=row.copied is not None,
        story_id=row.story_id,
        story_outlets=row.outlets,
    )
    names = tuple(extras.names.get(row.id, ()))
    headline = row.headline or row.title
    return WatchedArticle(
        row.id, row.url, row.title, row.outlet, row.dated_at, headline, row.velocity or 0.0, record, edits, names
    )
