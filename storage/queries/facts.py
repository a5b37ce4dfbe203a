"""The facts of stories, for people who look: each with its verdict, and who states it in which sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from pipeline.records import Bound, Modality, Part, ValueKind, Verdict
from storage.queries.batches import batches
from storage.schema.articles import article, article_text
from storage.schema.facts import fact, fact_statement, statement
from storage.schema.stories import copy


@dataclass(frozen=True, slots=True)
class StatedValue:
    """One statement of one article; ``text[start:end]`` of its part is *surface*."""

    article_id: int
    outlet: str
    url: str
    dated_at: datetime
    voice: str  # whose report it is
    part: Part
    start: int
    end: int
    surface: str
    sentence: str  # as it stands in the text
    sentence_start: int
    value: str  # the same for all spellings
    bound: Bound
    modality: Modality
    said_by: str | None
    outdated: bool  # its sentence says that another value took its place


@dataclass(frozen=True, slots=True)
class StoredFact:
    """One thing that a story's articles state, with its statements in order of time."""

    story_id: int
    number: int
    kind: ValueKind
    verdict: Verdict
    disputed: bool
    sources: int  # independent ones
    reprints: int  # copies of the articles that state it
    stated: tuple[StatedValue, ...]

    def restated(self, stated: tuple[StatedValue, ...], verdict: Verdict, disputed: bool, sources: int) -> StoredFact:
        """Return it as some of its statements tell it."""
        return replace(self, stated=stated, verdict=verdict, disputed=disputed, sources=sources)

    @property
    def contested(self) -> bool:
        """Whether its sources differ, dispute it, or changed it."""
        return self.disputed or self.verdict in (Verdict.DIFFERS, Verdict.UPDATED)

    @property
    def values(self) -> tuple[StatedValue, ...]:
        """One statement of each value, the newest value of an updated fact first, else in order of time."""
        found: dict[str, StatedValue] = {}
        in_order = reversed(self.stated) if self.verdict is Verdict.UPDATED else iter(self.stated)
        for one in in_order:
            found.setdefault(one.value, one)
        return tuple(sorted(found.values(), key=lambda one: one.outdated))


def facts_of(
    connection: Connection, story_ids: Collection[int], *, least_sources: int = 1
) -> dict[int, list[StoredFact]]:
    """Return the facts of each of these stories, those of most independent sources first.

    Only those that at least *least_sources* independent ones state.
    """
    found: dict[int, list[StoredFact]] = {}
    for some in batches(sorted(story_ids)):
        stated: dict[tuple[int, int], list[Any]] = {}
        wanted = _statements().where(fact_statement.c.story_id.in_(some), fact.c.sources >= least_sources)
        for row in connection.execute(wanted):
            stated.setdefault((row.story_id, row.fact_number), []).append(row)
        reprints = _reprints(connection, {row.article_id for rows in stated.values() for row in rows})
        query = select(fact).where(fact.c.story_id.in_(some), fact.c.sources >= least_sources)
        for one in connection.execute(query.order_by(fact.c.story_id, fact.c.number)):
            rows = stated.get((one.story_id, one.number), [])
            if not rows:
                continue  # only hidden articles state it
            articles = {row.article_id for row in rows}
            found.setdefault(one.story_id, []).append(
                StoredFact(
                    one.story_id,
                    one.number,
                    ValueKind(one.kind),
                    Verdict(one.verdict),
                    one.disputed,
                    one.sources,
                    sum(reprints.get(article_id, 0) for article_id in articles),
                    tuple(map(_stated, rows)),
                )
            )
    return found


def contested_facts(connection: Connection, story_ids: Collection[int]) -> dict[int, list[StoredFact]]:
    """Return those facts of these stories on which sources differ or dispute, or that changed."""
    some = select(fact.c.story_id).where(
        fact.c.story_id.in_(list(story_ids)),
        fact.c.disputed | fact.c.verdict.in_((Verdict.DIFFERS.value, Verdict.UPDATED.value)),
    )
    found = facts_of(connection, set(connection.scalars(some)))
    return {story_id: [one for one in facts if one.contested] for story_id, facts in found.items()}


def _statements() -> Any:
    # The database cuts out the sentence: a text of thousands of characters has dozens of them.
    text = case((statement.c.part == Part.TITLE.value, article.c.title), else_=article_text.c.text)
    length = statement.c.sentence_end - statement.c.sentence_start
    return (
        select(
            fact_statement.c.story_id,
            fact_statement.c.fact_number,
            fact_statement.c.voice,
            statement,
            article.c.outlet,
            article.c.url,
            article.c.dated_at,
            func.substr(text, statement.c.sentence_start + 1, length).label("sentence"),
        )
        .join(
            statement,
            (statement.c.article_id == fact_statement.c.article_id) & (statement.c.number == fact_statement.c.number),
        )
        .join(fact, (fact.c.story_id == fact_statement.c.story_id) & (fact.c.number == fact_statement.c.fact_number))
        .join(article, article.c.id == fact_statement.c.article_id)
        .join(article_text, article_text.c.article_id == fact_statement.c.article_id)
        .where(article.c.hidden_at.is_(None))
        .order_by(article.c.dated_at, article.c.id, fact_statement.c.number)
    )


def _stated(row: Any) -> StatedValue:
    begin = row.start - row.sentence_start
    return StatedValue(
        row.article_id,
        row.outlet,
        row.url,
        row.dated_at,
        row.voice,
        Part(row.part),
        row.start,
        row.end,
        row.sentence[begin : begin + row.end - row.start],
        row.sentence,
        row.sentence_start,
        row.normal,
        Bound(row.bound),
        Modality(row.modality),
        row.said_by,
        row.outdated,
    )


def _reprints(connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
    """Return how many copies each article has."""
    found: dict[int, int] = {}
    for some in batches(sorted(article_ids)):
        query = (
            select(copy.c.original_id, func.count()).where(copy.c.original_id.in_(some)).group_by(copy.c.original_id)
        )
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found
