"""What tagging found, as rows; and the queue of names that the catalog does not know."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, func, insert, select, update

from pipeline.records import NewName, Tags
from storage.schema.tags import article_entity, article_topic, entity, mention, new_name, new_name_sighting, quote
from storage.upsert import upsert

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


def file_tags(connection: Connection, article_id: int, tags: Tags) -> None:
    """Add an article's tags, in place of any it has."""
    for table in (mention, article_entity, article_topic, quote):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    rows: Mapping[object, list[dict[str, object]]] = {
        mention: [
            {
                "part": one.part.value,
                "start": one.start,
                "end": one.end,
                "entity_id": one.entity_id,
                "surface": one.surface,
                "version": one.version,
            }
            for one in tags.mentions
        ],
        article_entity: [
            {
                "entity_id": one.entity_id,
                "salience": one.salience,
                "main": one.main,
                "mentions": one.mentions,
                "implied": one.implied,
            }
            for one in tags.entities
        ],
        article_topic: [{"topic_id": one.topic_id, "score": one.score} for one in tags.topics],
        quote: [
            {
                "start": one.start,
                "end": one.end,
                "quote": one.quote,
                "speaker": one.speaker,
                "speaker_id": one.speaker_id,
                "cue": one.cue,
            }
            for one in tags.quotes
        ],
    }
    for table in (mention, article_entity, article_topic, quote):
        found = rows[table]
        if found:
            connection.execute(insert(table), [{"article_id": article_id, **row} for row in found])


def file_new_names(
    connection: Connection,
    article_id: int,
    names: Collection[NewName],
    *,
    outlet: str,
    official: bool,
    now: datetime,
) -> None:
    """Count an article's unknown names; one that enough sources name becomes provisional."""
    for name in {name_key(one.surface): one for one in names}.items():
        key, found = name
        if not key:
            continue
        upsert(
            connection,
            new_name,
            {
                "key": key,
                "surface": found.surface,
                "kind": found.kind,
                "parent_id": found.parent_id,
                "evidence": found.evidence,
                "state": "waiting",
                "first_seen_at": now,
                "last_seen_at": now,
                "first_article_id": article_id,
            },
            update=("last_seen_at",),
        )
        for column, guess in ((new_name.c.kind, found.kind), (new_name.c.parent_id, found.parent_id)):
            if guess is not None:  # the first article may have said less
                missing = update(new_name).where(new_name.c.key == key, column.is_(None))
                connection.execute(missing.values({column: guess}))
        sighting = {"key": key, "article_id": article_id, "outlet": outlet, "official": official, "seen_at": now}
        upsert(connection, new_name_sighting, sighting)
        if _is_provisional(connection, key, now):
            connection.execute(
                update(new_name).where(new_name.c.key == key, new_name.c.state == "waiting").values(state="provisional")
            )


def decide_name(connection: Connection, surface: str, state: str) -> bool:
    """Accept or reject a name; False when the queue does not hold it."""
    decided = connection.execute(update(new_name).where(new_name.c.key == name_key(surface)).values(state=state))
    return decided.rowcount > 0


def name_key(surface: str) -> str:
    """Return what spellings of one name share."""
    return re.sub(r"[\W_]+", " ", surface).strip().casefold()


def _is_provisional(connection: Connection, key: str, now: datetime) -> bool:
    sightings = new_name_sighting.c
    outlets, official = connection.execute(
        select(
            func.count(sightings.outlet.distinct()),
            func.coalesce(func.sum(case((sightings.official.is_(True), 1), else_=0)), 0),
        ).where(sightings.key == key, sightings.seen_at >= now - WITHIN)
    ).one()
    return bool(outlets >= OUTLETS or official > 0)
