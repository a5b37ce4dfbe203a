"""What tagging found, as rows; and the queue of names that the catalog does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, bindparam, case, delete, func, insert, or_, select, update

from pipeline.records import NewName, Tags
from storage.people import Role, add_people, remove_people
from storage.schema.tags import article_entity, article_topic, entity, mention, new_name, new_name_sighting, quote
from storage.upsert import insert_many, upsert_many

# Named by so many independent outlets, or by one official source, within this time, a name counts by itself.
OUTLETS = 2
WITHIN = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity of the catalog, as readers need it."""

    id: str
    name: str
    type: str
    parent_id: str | None = None


def sync_entities(connection: Connection, catalog: Collection[EntityRow]) -> None:
    """Make the rows agree with the catalog; an entity that left it stays, marked gone, for old mentions."""
    stored = {row.id: row for row in connection.execute(select(entity))}
    for one in catalog:
        row = stored.get(one.id)
        facts = {"name": one.name, "type": one.type, "parent_id": one.parent_id, "status": "catalog"}
        if row is None:
            connection.execute(insert(entity).values(id=one.id, **facts))
        elif any(getattr(row, name) != value for name, value in facts.items()):
            connection.execute(update(entity).where(entity.c.id == one.id).values(**facts))
    gone = [key for key, row in stored.items() if row.status == "catalog"]
    known = {one.id for one in catalog}
    for key in gone:
        if key not in known:
            connection.execute(update(entity).where(entity.c.id == key).values(status="gone"))


def add_tags(connection: Connection, tagged: Sequence[tuple[int, datetime, Tags]]) -> None:
    """Add the tags of articles that have none: the id of each, what it is dated, and its tags."""
    for table, rows_of in _ROWS.items():
        rows = [{"article_id": article_id, **row} for article_id, at, tags in tagged for row in rows_of(tags, at)]
        if rows:
            insert_many(connection, table, rows)
    add_people(connection, Role.SPEAKER, ((article_id, at, _speakers(tags)) for article_id, at, tags in tagged))


def _speakers(tags: Tags) -> list[str]:
    return [one.speaker for one in tags.quotes if one.speaker is not None]


def remove_tags(connection: Connection, article_ids: Collection[int]) -> None:
    """Take all tags of these articles away."""
    if article_ids:
        for table in _ROWS:
            connection.execute(delete(table).where(table.c.article_id.in_(article_ids)))
        remove_people(connection, Role.SPEAKER, article_ids)


def _mentions(tags: Tags, _dated_at: datetime) -> Iterator[dict[str, object]]:
    for one in tags.mentions:
        yield {
            "part": one.part.value,
            "start": one.start,
            "end": one.end,
            "entity_id": one.entity_id,
            "surface": one.surface,
            "version": one.version,
        }


def _entities(tags: Tags, dated_at: datetime) -> Iterator[dict[str, object]]:
    for one in tags.entities:
        yield {
            "entity_id": one.entity_id,
            "salience": one.salience,
            "main": one.main,
            "mentions": one.mentions,
            "implied": one.implied,
            "dated_at": dated_at,
        }


def _topics(tags: Tags, _dated_at: datetime) -> Iterator[dict[str, object]]:
    for one in tags.topics:
        yield {"topic_id": one.topic_id, "score": one.score}


def _quotes(tags: Tags, _dated_at: datetime) -> Iterator[dict[str, object]]:
    for one in tags.quotes:
        yield {
            "start": one.start,
            "end": one.end,
            "quote": one.quote,
            "speaker": one.speaker,
            "speaker_id": one.speaker_id,
            "cue": one.cue,
        }


_ROWS: Mapping[Table, Callable[[Tags, datetime], Iterator[dict[str, object]]]] = {
    mention: _mentions,
    article_entity: _entities,
    article_topic: _topics,
    quote: _quotes,
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name that the catalog lacks, and who used it. *official*: a source that speaks for its maker."""

    name: NewName
    article_id: int
    outlet: str
    official: bool


def add_sightings(connection: Connection, seen: Sequence[Sighting], now: datetime) -> None:
    """Count unknown names; one that enough sources name becomes provisional."""
    # An article that writes one name in two ways has said it once.
    by_key = {(name_key(one.name.surface), one.article_id): one for one in seen}
    keyed = [(key, one) for (key, _), one in by_key.items() if key]
    if not keyed:
        return
    _add_names(connection, keyed, now)
    rows = [
        {"key": key, "article_id": one.article_id, "outlet": one.outlet, "official": one.official, "seen_at": now}
        for key, one in keyed
    ]
    upsert_many(connection, new_name_sighting, rows)
    keys = sorted({key for key, _ in keyed})
    sightings = new_name_sighting.c
    official = func.coalesce(func.sum(case((sightings.official.is_(True), 1), else_=0)), 0)
    believed = (
        select(sightings.key)
        .where(sightings.key.in_(keys), sightings.seen_at >= now - WITHIN)
        .group_by(sightings.key)
        .having(or_(func.count(sightings.outlet.distinct()) >= OUTLETS, official > 0))
    )
    waiting = (new_name.c.state == "waiting") & new_name.c.key.in_(believed)
    connection.execute(update(new_name).where(waiting).values(state="provisional"))


def _add_names(connection: Connection, keyed: Sequence[tuple[str, Sighting]], now: datetime) -> None:
    firsts: dict[str, Sighting] = {}
    for key, one in keyed:
        firsts.setdefault(key, one)
    rows = [
        {
            "key": key,
            "surface": one.name.surface,
            "kind": one.name.kind,
            "parent_id": one.name.parent_id,
            "evidence": one.name.evidence,
            "state": "waiting",
            "first_seen_at": now,
            "last_seen_at": now,
            "first_article_id": one.article_id,
        }
        for key, one in sorted(firsts.items())
    ]
    upsert_many(connection, new_name, rows, update=("last_seen_at",))
    for column in (new_name.c.kind, new_name.c.parent_id):
        # The first article may have said less than a later one.
        guesses = [{"of": key, "guess": guess} for key, one in keyed if (guess := getattr(one.name, column.name))]
        if guesses:
            missing = update(new_name).where(new_name.c.key == bindparam("of"), column.is_(None))
            connection.execute(missing.values({column: bindparam("guess")}), guesses)


def decide_name(connection: Connection, surface: str, state: str) -> bool:
    """Accept or reject a name; False when the queue does not hold it."""
    decided = connection.execute(update(new_name).where(new_name.c.key == name_key(surface)).values(state=state))
    return decided.rowcount > 0


def name_key(surface: str) -> str:
    """Return what spellings of one name share."""
    return re.sub(r"[\W_]+", " ", surface).strip().casefold()
