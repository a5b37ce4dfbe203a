"""What articles tell, when they were out and whom they credit, as rows; and what is new in them to their story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from pipeline.canonical import url_key
from pipeline.facts.novelty import KnownFacts, novelty
from pipeline.provenance.credits import resolve
from pipeline.provenance.outlets import Outlets
from pipeline.provenance.publication_time import PublicationTime
from pipeline.records import Facts, Prepared
from storage.features import features_from_json
from storage.schema.collect import fetch
from storage.schema.stories import account, copy, credit, story_member, story_told
from storage.upsert import upsert

_POLL = timedelta(minutes=10)  # a request that first lists an item begins at most so long before it is seen


def unlisted_at(connection: Connection, source: str, seen_at: datetime) -> datetime | None:
    """Return when *source* last gave its list before the request at *seen_at*; None when it never did."""
    found: datetime | None = connection.execute(
        select(fetch.c.started_at)
        .where(
            fetch.c.source == source,
            fetch.c.started_at < seen_at - _POLL,
            fetch.c.purpose == "list",
            fetch.c.outcome.in_(("ok", "unchanged")),
        )
        .order_by(fetch.c.started_at.desc())
        .limit(1)
    ).scalar()
    return found


def file_account(
    connection: Connection, article_id: int, prepared: Prepared, published: PublicationTime, outlets: Outlets
) -> None:
    """Add what an article tells, when it was out and whom it credits."""
    connection.execute(
        insert(account).values(
            article_id=article_id,
            out_at=published.out_at,
            doubt=published.doubt.value if published.doubt else None,
            facts=asdict(prepared.facts),
            adds=[],
        )
    )
    _add_credits(connection, article_id, prepared, outlets)


def take_over(connection: Connection, article_id: int, prepared: Prepared, outlets: Outlets) -> None:
    """Work out anew whom an article credits that turned out to be another outlet's."""
    connection.execute(delete(credit).where(credit.c.article_id == article_id))
    _add_credits(connection, article_id, prepared, outlets)


def refile_account(connection: Connection, article_id: int, prepared: Prepared, outlets: Outlets) -> None:
    """Put what a changed text tells and credits in place of what the old one did. When it was out stands."""
    connection.execute(update(account).where(account.c.article_id == article_id).values(facts=asdict(prepared.facts)))
    connection.execute(delete(credit).where(credit.c.article_id == article_id))
    _add_credits(connection, article_id, prepared, outlets)


def tell(connection: Connection, story_id: int, article_id: int, *, is_copy: bool) -> None:
    """Work out what a story's newest article adds to it, and remember that it was told."""
    hashes = connection.execute(select(story_told.c.hashes).where(story_told.c.story_id == story_id)).scalar()
    told = KnownFacts() if hashes is None else KnownFacts.unpack(hashes)
    row = connection.execute(_tellings().where(account.c.article_id == article_id)).one()
    _remember(connection, story_id, _told(connection, row, told, is_copy=is_copy))


def retell(connection: Connection, story_id: int) -> None:
    """Work out anew what each article of a story adds, in the order in which they were filed."""
    told = KnownFacts()
    members = _tellings().where(story_member.c.story_id == story_id).order_by(story_member.c.article_id)
    for row in connection.execute(members).all():
        told = _told(connection, row, told, is_copy=row.original_id is not None)
    _remember(connection, story_id, told)


def _add_credits(connection: Connection, article_id: int, prepared: Prepared, outlets: Outlets) -> None:
    article = prepared.article
    found = resolve(prepared.credits, article.links, article.outlet, outlets, article.url)
    rows: Sequence[Mapping[str, Any]] = [
        {
            "article_id": article_id,
            "number": number,
            "grade": one.grade.value,
            "phrase": one.phrase,
            "outlet": one.outlet,
            "url": one.url,
            "url_key": url_key(one.url) if one.url else None,
            "prominent": one.prominent,
        }
        for number, one in enumerate(found, 1)
    ]
    if rows:
        connection.execute(insert(credit), rows)


def _tellings() -> Any:
    return (
        select(account.c.article_id, account.c.facts, story_member.c.terms, copy.c.original_id)
        .join(story_member, story_member.c.article_id == account.c.article_id)
        .outerjoin(copy, copy.c.article_id == account.c.article_id)
    )


def _told(connection: Connection, row: Any, told: KnownFacts, *, is_copy: bool) -> KnownFacts:
    """Write down what an article adds to *told*; return what has been told with it."""
    if is_copy:
        values: dict[str, Any] = {"novelty": None, "adds": []}
    else:
        facts = Facts(row.facts["names"], row.facts["numbers"], tuple(row.facts["quotes"]))
        words = features_from_json(row.terms).words
        new = novelty(facts, words, told)
        values = {"novelty": new.score, "adds": [asdict(one) for one in new.adds] if told.hashes else []}
        told = told.plus(facts, words)
    connection.execute(update(account).where(account.c.article_id == row.article_id).values(**values))
    return told


def _remember(connection: Connection, story_id: int, told: KnownFacts) -> None:
    upsert(connection, story_told, {"story_id": story_id, "hashes": told.packed()}, update=("hashes",))
