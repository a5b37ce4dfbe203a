"""What corrections by hand set on articles: written when they are made, and again whenever an article changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from pipeline.records import CopyKind, CorrectionKind
from pipeline.stories.corrected import Pair
from storage.people import Role, add_people, remove_people
from storage.schema.articles import article, article_text
from storage.schema.corrections import correction, correction_pair
from storage.schema.people import article_person
from storage.schema.stories import account, copy, story_member
from storage.schema.tags import article_entity, article_topic, entity, mention, quote
from storage.search import index
from storage.upsert import upsert

Details = Mapping[str, Any]
_TOPIC = "topic:"
# What a new version says of itself; of the rest, what was there before the correction is not made again.
_MADE_ANEW = {
    CorrectionKind.TITLE,
    CorrectionKind.AUTHORS,
    CorrectionKind.TAG,
    CorrectionKind.UNTAG,
    CorrectionKind.SPEAKER,
}


def corrected_pairs(connection: Connection) -> list[Pair]:
    """Return which articles people put together or parted."""
    pair = correction_pair.c
    return [Pair(*row) for row in connection.execute(select(pair.one, pair.other, pair.together))]


def correct_again(connection: Connection, article_ids: Collection[int]) -> None:
    """Set anew what people corrected about articles that were made anew; what is there now is what undoing gives back.

    Membership is not among it: no new version of an article moves it.
    """
    if not article_ids:
        return
    made = correction.c
    rows = connection.execute(
        select(made.id, made.kind, made.article_id, made.details)
        .where(made.article_id.in_(article_ids), made.undone_at.is_(None), made.kind.in_(list(SETTERS)))
        .order_by(made.id)
    ).all()
    for row in rows:
        before = SETTERS[CorrectionKind(row.kind)](connection, row.article_id, row.details)
        if row.kind in _MADE_ANEW:
            connection.execute(update(correction).where(made.id == row.id).values(before=before))


def stored_article(connection: Connection, article_id: int) -> Row[Any] | None:
    """Return an article with its text, None if there is none of this id."""
    stored = select(article, article_text.c.text).join(article_text).where(article.c.id == article_id)
    return connection.execute(stored).one_or_none()


def _existing(connection: Connection, article_id: int) -> Row[Any]:
    row = stored_article(connection, article_id)
    if row is None:
        raise LookupError(article_id)
    return row


def _set_title(connection: Connection, article_id: int, details: Details) -> Details:
    row = _existing(connection, article_id)
    connection.execute(update(article).where(article.c.id == article_id).values(title=details["title"]))
    index.remove(connection, [(article_id, row.title, row.text)])
    index.add(connection, [(article_id, details["title"], row.text)])
    return {"title": row.title}


def _set_authors(connection: Connection, article_id: int, details: Details) -> Details:
    row = _existing(connection, article_id)
    connection.execute(update(article).where(article.c.id == article_id).values(authors=details["authors"]))
    remove_people(connection, Role.AUTHOR, [article_id])
    add_people(connection, Role.AUTHOR, [(article_id, row.dated_at, details["authors"])])
    return {"authors": list(row.authors)}


def _set_time(connection: Connection, article_id: int, details: Details) -> Details:
    """Set when an article was published; its outlet's own word on it counts again only when this is undone."""
    row = _existing(connection, article_id)
    told = connection.execute(select(account).where(account.c.article_id == article_id)).one_or_none()
    at = datetime.fromisoformat(details["at"])
    stated = datetime.fromisoformat(details["stated"]) if details.get("stated") else None
    restoring = "stated" in details
    connection.execute(
        update(article)
        .where(article.c.id == article_id)
        .values(
            published_at=stated if restoring else at,
            published_precision=details["precision"] if restoring else "second",
            dated_at=at,
        )
    )
    for table in (article_entity, article_person, story_member):
        _redate(connection, table, article_id, at)
    out_at = datetime.fromisoformat(details["out_at"]) if details.get("out_at") else at
    known = update(account).where(account.c.article_id == article_id)
    connection.execute(known.values(out_at=out_at, doubt=details.get("doubt")))
    return {
        "at": row.dated_at.isoformat(),
        "stated": row.published_at and row.published_at.isoformat(),
        "precision": row.published_precision,
        "out_at": told and told.out_at.isoformat(),
        "doubt": told and told.doubt,
    }


def _redate(connection: Connection, table: Table, article_id: int, at: datetime) -> None:
    connection.execute(update(table).where(table.c.article_id == article_id).values(dated_at=at))


def _tag(connection: Connection, article_id: int, details: Details) -> Details:
    wanted = details["id"]
    table, key = _tag_table(wanted)
    known = set(connection.scalars(select(table.c[key]).where(table.c.article_id == article_id)))
    if table is article_topic:
        added = [wanted] if wanted not in known else []
        rows = [{"topic_id": each, "score": 1.0} for each in added]
    else:
        dated_at = _existing(connection, article_id).dated_at
        added = [each for each in _with_parents(connection, wanted) if each not in known]
        tag = {"salience": 1.0, "mentions": 0, "dated_at": dated_at}
        rows = [tag | {"entity_id": each, "implied": each != wanted, "main": each == wanted} for each in added]
        itself = (article_entity.c.article_id == article_id) & (article_entity.c.entity_id == wanted)
        connection.execute(update(article_entity).where(itself).values(implied=False))
    if rows:
        connection.execute(insert(table), [{"article_id": article_id, **row} for row in rows])
    return {"added": added}


def _tag_table(tag_id: str) -> tuple[Table, str]:
    return (article_topic, "topic_id") if tag_id.startswith(_TOPIC) else (article_entity, "entity_id")


def _with_parents(connection: Connection, entity_id: str) -> list[str]:
    found = [entity_id]
    while True:
        parent = connection.scalar(select(entity.c.parent_id).where(entity.c.id == found[-1]))
        if parent is None or parent in found:
            return found
        found.append(parent)


def _untag(connection: Connection, article_id: int, details: Details) -> Details:
    wanted = details["id"]
    table, key = _tag_table(wanted)
    before = {table.name: _take(connection, table, (table.c.article_id == article_id) & (table.c[key] == wanted))}
    if table is article_entity:
        named = (mention.c.article_id == article_id) & (mention.c.entity_id == wanted)
        before[mention.name] = _take(connection, mention, named)
    return before


def _take(connection: Connection, table: Table, which: Any) -> list[dict[str, Any]]:
    """Take rows out of *table*; return them as JSON."""
    rows = [dict(row) for row in connection.execute(select(table).where(which)).mappings()]
    connection.execute(delete(table).where(which))
    return [{name: _json(value) for name, value in row.items()} for row in rows]


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _set_speaker(connection: Connection, article_id: int, details: Details) -> Details:
    said = quote.c
    this = (said.article_id == article_id) & (said.quote == details["quote"])
    rows = connection.execute(select(said.speaker, said.speaker_id).where(this)).all()
    speaker = {"speaker": details["speaker"], "speaker_id": details.get("speaker_id")}
    connection.execute(update(quote).where(this).values(**speaker))
    names = connection.scalars(select(said.speaker).where(said.article_id == article_id, said.speaker.is_not(None)))
    people = [(article_id, _existing(connection, article_id).dated_at, names.all())]
    remove_people(connection, Role.SPEAKER, [article_id])
    add_people(connection, Role.SPEAKER, people)
    first = rows[0] if rows else None
    return {
        "quote": details["quote"],
        "speaker": first and first.speaker,
        "speaker_id": first and first.speaker_id,
    }


def _hide(connection: Connection, article_id: int, details: Details) -> Details:
    row = _existing(connection, article_id)
    hidden_at = datetime.fromisoformat(details["at"]) if details.get("at") else None
    connection.execute(update(article).where(article.c.id == article_id).values(hidden_at=hidden_at))
    return {"at": row.hidden_at and row.hidden_at.isoformat()}


def _set_copy(connection: Connection, article_id: int, details: Details) -> Details:
    row = connection.execute(select(copy).where(copy.c.article_id == article_id)).one_or_none()
    connection.execute(delete(copy).where(copy.c.article_id == article_id))
    if details.get("of") is not None:
        kind, similarity = details.get("kind", CopyKind.REPUBLICATION.value), details.get("similarity", 1.0)
        values = {"article_id": article_id, "original_id": details["of"], "kind": kind, "similarity": similarity}
        connection.execute(insert(copy).values(**values))
    return {"of": None} if row is None else {"of": row.original_id, "kind": row.kind, "similarity": row.similarity}


# Each sets what a correction says, and returns what was there before, in the form that sets it again.
SETTERS: Mapping[CorrectionKind, Callable[[Connection, int, Details], Details]] = {
    CorrectionKind.TITLE: _set_title,
    CorrectionKind.AUTHORS: _set_authors,
    CorrectionKind.TIME: _set_time,
    CorrectionKind.TAG: _tag,
    CorrectionKind.UNTAG: _untag,
    CorrectionKind.SPEAKER: _set_speaker,
    CorrectionKind.HIDE: _hide,
    CorrectionKind.COPY: _set_copy,
    CorrectionKind.NOT_COPY: _set_copy,
}


def undo_tag(connection: Connection, article_id: int, before: Details) -> None:
    """Take away what a TAG added."""
    for table, key in ((article_topic, "topic_id"), (article_entity, "entity_id")):
        added = (table.c.article_id == article_id) & table.c[key].in_(before["added"])
        connection.execute(delete(table).where(added))


def undo_untag(connection: Connection, article_id: int, before: Details) -> None:
    """Put back what an UNTAG took away."""
    dated_at = _existing(connection, article_id).dated_at
    for table in (article_topic, article_entity, mention):
        for row in before.get(table.name, ()):
            upsert(connection, table, row | ({"dated_at": dated_at} if "dated_at" in row else {}))
