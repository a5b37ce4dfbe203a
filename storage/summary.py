"""A story's own columns, worked out from its members: who had it first, how many tell it, where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from pipeline.provenance.first_report import Cited, Edge, Report, find_first_report
from pipeline.provenance.publication_time import Doubt
from pipeline.records import Credit, Grade
from pipeline.stories.lifecycle import lifecycle
from storage.schema.articles import article, article_url
from storage.schema.stories import account, copy, credit, story, story_member

_TELLS_ENOUGH = 80  # words: more than a headline


def summarise(connection: Connection, story_id: int, now: datetime) -> None:
    """Work out a story's own columns, and which of its articles its credits mean, from its members."""
    rows = {row.id: row for row in _members(connection, story_id)}
    cited = _credits(connection, story_id)
    first = find_first_report(_report(row, cited.get(row.id, ())) for row in rows.values())
    own = [(rows[article_id], voice) for article_id, voice in first.own]
    reporter = rows[first.article_id]
    lead = next((row for row in (reporter, *(row for row, _ in own)) if row.words >= _TELLS_ENOUGH), reporter)
    lived = lifecycle((row.out_at, voice) for row, voice in own)
    connection.execute(
        update(story)
        .where(story.c.id == story_id)
        .values(
            headline=lead.title,
            lead_article_id=lead.id,
            articles=len(rows),
            outlets=len({voice for _, voice in own}),
            all_outlets=len({row.outlet for row in rows.values()}),
            first_article_id=first.article_id,
            first_outlet=first.outlet,
            first_at=first.at,
            first_why=list(first.why),
            credited_outlet=first.absent,
            last_at=max(row.out_at for row in rows.values()),
            velocity=first.velocity,
            state=lived.state.value,
            state_since=lived.since,
            dormant_at=lived.dormant_at,
            relevance=max(row.relevance for row in rows.values()),
            changed_at=now,
        )
    )
    _settle_credits(connection, cited, first.edges)


def _members(connection: Connection, story_id: int) -> Sequence[Any]:
    query = (
        select(
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
        .where(story_member.c.story_id == story_id)
    )
    return connection.execute(query).all()


def _credits(connection: Connection, story_id: int) -> dict[int, list[Row[Any]]]:
    """Return the credits of each article, with the article that each is linked to, wherever that is."""
    rows = connection.execute(
        select(credit, article_url.c.article_id.label("linked_id"))
        .join(story_member, story_member.c.article_id == credit.c.article_id)
        .outerjoin(article_url, article_url.c.url == credit.c.url_key)
        .where(story_member.c.story_id == story_id)
        .order_by(credit.c.article_id, credit.c.number)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(row)
    return found


def _report(row: Row[Any], cited: Sequence[Row[Any]]) -> Report:
    doubt = Doubt(row.doubt) if row.doubt else None
    resolved = tuple(Cited(_credit(each), each.linked_id) for each in cited)
    return Report(row.id, row.outlet, row.out_at, doubt, row.original_id, resolved)


def _credit(row: Row[Any]) -> Credit:
    return Credit(Grade(row.grade), row.phrase, row.outlet, row.url, row.prominent)


def _settle_credits(connection: Connection, cited: Mapping[int, Sequence[Row[Any]]], edges: Sequence[Edge]) -> None:
    """Write down which article each credit means, where that has changed."""
    meant = {(edge.article_id, edge.credit): edge.credited_id for edge in edges}
    changed = [
        {"of": row.article_id, "at": row.number, "meant": credited_id}
        for rows in cited.values()
        for row in rows
        if (credited_id := meant.get((row.article_id, _credit(row)))) != row.credited_id
    ]
    if changed:
        connection.execute(
            update(credit)
            .where(credit.c.article_id == bindparam("of"), credit.c.number == bindparam("at"))
            .values(credited_id=bindparam("meant")),
            changed,
        )
