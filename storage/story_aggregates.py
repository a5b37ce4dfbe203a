"""The columns of stories that `pipeline.filing` works out from their members."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from pipeline.filing.aggregates import MeantCredit, StoredCredit, StoryAggregates, StoryMember, aggregate
from pipeline.provenance.publication_time import Doubt
from pipeline.records import Credit, Grade
from storage.schema.articles import article, article_url
from storage.schema.stories import account, copy, credit, story, story_member


def summarise(connection: Connection, story_ids: Collection[int], now: datetime) -> None:
    """Work out the columns of these stories, and which of their articles their credits mean, from their members."""
    if not story_ids:
        return
    stored = _credits(connection, story_ids)
    columns: list[dict[str, Any]] = []
    meant: list[MeantCredit] = []
    shown = _members(connection, story_ids)
    if hidden := set(story_ids) - shown.keys():
        empty = {"changed_at": now, "articles": 0, "outlets": 0, "all_outlets": 0}
        connection.execute(update(story).where(story.c.id.in_(hidden)).values(**empty))
    for story_id, members in shown.items():
        cited = {one.article_id: stored[one.article_id] for one in members if one.article_id in stored}
        found, changed = aggregate(members, cited)
        columns.append({"of": story_id, "changed_at": now, **_row(found)})
        meant += changed
    if columns:
        connection.execute(update(story).where(story.c.id == bindparam("of")), columns)
    if meant:
        connection.execute(
            update(credit)
            .where(credit.c.article_id == bindparam("of"), credit.c.number == bindparam("at"))
            .values(credited_id=bindparam("meant")),
            [{"of": one.article_id, "at": one.number, "meant": one.credited_id} for one in meant],
        )


def _row(found: StoryAggregates) -> dict[str, Any]:
    columns = {one.name: getattr(found, one.name) for one in fields(found)}
    return columns | {"state": found.state.value, "first_why": list(found.first_why)}


def _members(connection: Connection, story_ids: Collection[int]) -> dict[int, list[StoryMember]]:
    rows = connection.execute(
        select(
            story_member.c.story_id,
            article.c.id,
            article.c.title,
            article.c.outlet,
            article.c.words,
            article.c.relevance,
            account.c.out_at,
            account.c.doubt,
            copy.c.original_id,
        )
        .join(story_member, story_member.c.article_id == article.c.id)
        .join(account, account.c.article_id == article.c.id)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(story_member.c.story_id.in_(story_ids), article.c.hidden_at.is_(None))
        .order_by(article.c.id)
    )
    found: dict[int, list[StoryMember]] = {}
    for row in rows:
        found.setdefault(row.story_id, []).append(_member(row))
    return found


def _member(row: Any) -> StoryMember:
    doubt = Doubt(row.doubt) if row.doubt else None
    return StoryMember(row.id, row.title, row.outlet, row.words, row.relevance, row.out_at, doubt, row.original_id)


def _credits(connection: Connection, story_ids: Collection[int]) -> dict[int, list[StoredCredit]]:
    """Return the credits of each article, with the article that each is linked to, wherever that is."""
    rows = connection.execute(
        select(credit, article_url.c.article_id.label("linked_id"))
        .join(story_member, story_member.c.article_id == credit.c.article_id)
        .outerjoin(article_url, article_url.c.url == credit.c.url_key)
        .where(story_member.c.story_id.in_(story_ids))
        .order_by(credit.c.article_id, credit.c.number)
    )
    found: dict[int, list[StoredCredit]] = {}
    for article_id, stored in map(_stored, rows):
        found.setdefault(article_id, []).append(stored)
    return found


def _stored(row: Row[Any]) -> tuple[int, StoredCredit]:
    said = Credit(Grade(row.grade), row.phrase, row.outlet, row.url, row.prominent)
    return row.article_id, StoredCredit(row.number, said, row.linked_id, row.credited_id)
