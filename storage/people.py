"""Who wrote an article and whom it quotes, as rows by folded names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete

from pipeline.query.words import words
from storage.schema.people import article_person, person_name
from storage.upsert import insert_many, upsert_many


class Role(StrEnum):
    """What a person has to do with an article."""

    AUTHOR = "author"
    SPEAKER = "speaker"


def name_key(name: str) -> str:
    """Return a name as it is compared: without differences of case, accent and punctuation."""
    return " ".join(words(name))


def add_people(connection: Connection, role: Role, named: Iterable[tuple[int, datetime, Sequence[str]]]) -> None:
    """Add the people of articles that have none in *role*: the id of each, what it is dated, and their names."""
    names: dict[str, str] = {}
    rows: dict[tuple[int, str], dict[str, object]] = {}
    for article_id, dated_at, said in named:
        for name in said:
            if key := name_key(name):
                names.setdefault(key, name)
                rows[article_id, key] = {"article_id": article_id, "role": role, "key": key, "dated_at": dated_at}
    # In order, so that two transactions that add the same names wait for each other and do not block each other.
    known = [{"role": role, "key": key, "name": name} for key, name in sorted(names.items())]
    upsert_many(connection, person_name, known)
    if rows:
        insert_many(connection, article_person, list(rows.values()))


def remove_people(connection: Connection, role: Role, article_ids: Collection[int]) -> None:
    """Take all people of these articles in *role* away."""
    if article_ids:
        person = article_person.c
        connection.execute(delete(article_person).where(person.role == role, person.article_id.in_(article_ids)))
