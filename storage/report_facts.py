"""What articles tell, when they were out and whom they credit, as rows; and what is new in them to their story."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Text, and_, bindparam, column, delete, or_, select, update, values

from pipeline.canonical import url_key
from pipeline.facts.novelty import KnownFacts, hash_facts, novelty
from pipeline.filing.plan import NewArticle
from pipeline.provenance.credits import resolve
from pipeline.provenance.outlets import Outlets
from pipeline.records import Credit, FactHashes, Facts, Grade, Prepared
from storage.features import features_from_json
from storage.schema.articles import article_url
from storage.schema.base import UtcDateTime
from storage.schema.collect import fetch
from storage.schema.stories import account, copy, credit, story_member, story_told
from storage.upsert import insert_many, upsert_many

_AT_ONCE = 500  # ids in one statement
_POLL = timedelta(minutes=10)  # a request that first lists an item begins at most so long before it is seen


def add_reports(connection: Connection, new: Sequence[NewArticle], outlets: Outlets) -> None:
    """Add what new articles tell and add to their stories, when they were out and whom they credit.

    *new* are in the order in which their stories are told.
    """
    if not new:
        return
    told = _told_by(connection, {one.story_id for one in new})
    rows = []
    for one in new:
        prepared = one.submission.prepared
        is_copy = one.placement.copy_of is not None
        before = told.get(one.story_id, KnownFacts())
        hashes = prepared.hashes or hash_facts(prepared.facts, prepared.features.words)
        values, told[one.story_id] = _telling(prepared.facts, hashes, before, is_copy=is_copy)
        rows.append(
            {
                "article_id": one.article_id,
                "out_at": one.published.out_at,
                "doubt": one.published.doubt.value if one.published.doubt else None,
                "facts": _facts_json(prepared.facts),
                **values,
            }
        )
    insert_many(connection, account, rows)
    _remember(connection, told)
    add_credits(connection, [(one.article_id, one.submission.prepared) for one in new], outlets)


def revise_reports(connection: Connection, revised: Sequence[tuple[int, Prepared]], outlets: Outlets) -> None:
    """Put what changed texts tell and credit in place of what the old ones did. When they were out stands."""
    if not revised:
        return
    connection.execute(
        update(account).where(account.c.article_id == bindparam("of")),
        [{"of": article_id, "facts": _facts_json(prepared.facts)} for article_id, prepared in revised],
    )
    replace_credits(connection, revised, outlets)


def replace_credits(connection: Connection, articles: Sequence[tuple[int, Prepared]], outlets: Outlets) -> None:
    """Put whom articles credit in place of what was found before."""
    if articles:
        ids = [article_id for article_id, _ in articles]
        connection.execute(delete(credit).where(credit.c.article_id.in_(ids)))
        add_credits(connection, articles, outlets)


def add_credits(connection: Connection, articles: Sequence[tuple[int, Prepared]], outlets: Outlets) -> None:
    """Add whom articles credit."""
    rows = [
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
        for article_id, prepared in articles
        for number, one in enumerate(_resolved(prepared, outlets), 1)
    ]
    if rows:
        insert_many(connection, credit, rows)


def credited_articles(connection: Connection, story_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the articles of these stories that link to others as what they rest on, with these others."""
    firm = or_(
        credit.c.grade.in_((Grade.WIRE.value, Grade.FIRST.value)),
        and_(credit.c.grade == Grade.REPORT.value, credit.c.prominent.is_(True)),
    )  # as pipeline.provenance.credits.is_firm
    found: dict[int, list[int]] = {}
    ordered = sorted(story_ids)
    for at in range(0, len(ordered), _AT_ONCE):
        rows = connection.execute(
            select(credit.c.article_id, article_url.c.article_id.label("target"))
            .join(story_member, story_member.c.article_id == credit.c.article_id)
            .join(article_url, article_url.c.url == credit.c.url_key)
            .where(story_member.c.story_id.in_(ordered[at : at + _AT_ONCE]), firm)
            .order_by(credit.c.article_id, credit.c.number)
        )
        for row in rows:
            found.setdefault(row.article_id, []).append(row.target)
    return found


def retell(connection: Connection, story_ids: Collection[int]) -> None:
    """Work out anew what each article of these stories adds, in the order in which they were filed."""
    if not story_ids:
        return
    told: dict[int, KnownFacts] = {story_id: KnownFacts() for story_id in story_ids}
    changed = []
    query = _tellings().where(story_member.c.story_id.in_(story_ids)).order_by(story_member.c.article_id)
    for row in connection.execute(query):
        facts = Facts(row.facts["names"], row.facts["numbers"], tuple(row.facts["quotes"]))
        before = told[row.story_id]
        hashes = hash_facts(facts, features_from_json(row.terms).words)
        values, told[row.story_id] = _telling(facts, hashes, before, is_copy=row.original_id is not None)
        if values != {"novelty": row.novelty, "adds": row.adds}:
            changed.append({"of": row.article_id, **values})
    if changed:
        connection.execute(update(account).where(account.c.article_id == bindparam("of")), changed)
    _remember(connection, told)


def _told_by(connection: Connection, story_ids: Collection[int]) -> dict[int, KnownFacts]:
    rows = connection.execute(select(story_told).where(story_told.c.story_id.in_(story_ids)))
    return {row.story_id: KnownFacts.unpack(row.hashes) for row in rows}


def _telling(facts: Facts, hashes: FactHashes, told: KnownFacts, *, is_copy: bool) -> tuple[dict[str, Any], KnownFacts]:
    """Return what an article adds to *told*, as columns, and what has been told with it."""
    if is_copy:
        return {"novelty": None, "adds": []}, told
    new = novelty(facts, hashes, told)
    adds = [{"kind": one.kind, "text": one.text} for one in new.adds] if told.hashes else []
    return {"novelty": new.score, "adds": adds}, told.plus(hashes)


def unlisted(
    connection: Connection, listings: Collection[tuple[str, datetime]]
) -> dict[tuple[str, datetime], datetime]:
    """Return when each source last gave its list before it listed something at a time.

    *listings* are pairs of a source and that time; those whose source never gave a list before are left out.
    """
    ordered = sorted(listings)
    asked = values(column("number", Integer), column("source", Text), column("before", UtcDateTime), name="asked")
    data = [(number, source, seen_at - _POLL) for number, (source, seen_at) in enumerate(ordered)]
    listing = asked.data(data).cte("asked")
    latest = (
        select(fetch.c.started_at)
        .where(
            fetch.c.source == listing.c.source,
            fetch.c.started_at < listing.c.before,
            fetch.c.purpose == "list",
            fetch.c.outcome.in_(("ok", "unchanged")),
        )
        .order_by(fetch.c.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(listing.c.number, latest.label("latest")))
    return {ordered[row.number]: row.latest for row in rows if row.latest is not None}


def _facts_json(found: Facts) -> dict[str, Any]:
    # As `asdict` gives it, which would copy every value.
    return {"names": dict(found.names), "numbers": dict(found.numbers), "quotes": list(found.quotes)}


def _resolved(prepared: Prepared, outlets: Outlets) -> Sequence[Credit]:
    article = prepared.article
    return list(resolve(prepared.credits, article.links, article.outlet, outlets, article.url))


def _tellings() -> Any:
    return (
        select(
            account.c.article_id,
            account.c.facts,
            account.c.novelty,
            account.c.adds,
            story_member.c.story_id,
            story_member.c.terms,
            copy.c.original_id,
        )
        .join(story_member, story_member.c.article_id == account.c.article_id)
        .outerjoin(copy, copy.c.article_id == account.c.article_id)
    )


def _remember(connection: Connection, told: Mapping[int, KnownFacts]) -> None:
    rows = [{"story_id": story_id, "hashes": one.packed()} for story_id, one in sorted(told.items())]
    upsert_many(connection, story_told, rows, update=("hashes",))
