"""What a story's own columns say, worked out from its members: who had it first, how many tell it, where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.provenance.first_report import Cited, Report, find_first_report
from pipeline.provenance.publication_time import Doubt
from pipeline.records import Credit
from pipeline.stories.lifecycle import State, lifecycle

_TELLS_ENOUGH = 80  # words: more than a headline


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story, as far as the story's columns depend on it."""

    article_id: int
    title: str
    outlet: str
    words: int
    relevance: float  # 0..1
    out_at: datetime  # by then it was certainly out
    doubt: Doubt | None  # why its stated time does not decide who was first
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class StoredCredit:
    """A credit of an article: *number* counts those of the article, *linked_id* is the article it is linked to."""

    number: int
    credit: Credit
    linked_id: int | None = None
    credited_id: int | None = None  # the article of the story that it was last found to mean


@dataclass(frozen=True, slots=True)
class MeantCredit:
    """The credit *number* of *article_id* means *credited_id*, which was not known before."""

    article_id: int
    number: int
    credited_id: int | None


@dataclass(frozen=True, slots=True)
class StoryAggregates:
    """A story's own columns. Times are UTC."""

    headline: str  # of the lead article
    lead_article_id: int
    articles: int
    outlets: int  # that wrote their own
    all_outlets: int  # those that print copies included
    first_article_id: int
    first_outlet: str
    first_at: datetime
    first_why: tuple[str, ...]
    credited_outlet: str | None
    last_at: datetime
    velocity: float
    state: State
    state_since: datetime
    dormant_at: datetime
    relevance: float  # the highest of its articles


def aggregate(
    members: Sequence[StoryMember], cited: Mapping[int, Sequence[StoredCredit]]
) -> tuple[StoryAggregates, list[MeantCredit]]:
    """Return the columns of a story of *members*, and what is new about which article each of its credits means.

    *cited* holds the credits of each article, by its id. Raises ValueError when there are no members.
    """
    by_id = {member.article_id: member for member in members}
    first = find_first_report(_report(member, cited.get(member.article_id, ())) for member in members)
    own = [(by_id[article_id], voice) for article_id, voice in first.own]
    reporter = by_id[first.article_id]
    lead = next((one for one in (reporter, *(one for one, _ in own)) if one.words >= _TELLS_ENOUGH), reporter)
    lived = lifecycle((one.out_at, voice) for one, voice in own)
    columns = StoryAggregates(
        headline=lead.title,
        lead_article_id=lead.article_id,
        articles=len(members),
        outlets=len({voice for _, voice in own}),
        all_outlets=len({member.outlet for member in members}),
        first_article_id=first.article_id,
        first_outlet=first.outlet,
        first_at=first.at,
        first_why=tuple(first.why),
        credited_outlet=first.absent,
        last_at=max(member.out_at for member in members),
        velocity=first.velocity,
        state=lived.state,
        state_since=lived.since,
        dormant_at=lived.dormant_at,
        relevance=max(member.relevance for member in members),
    )
    meant = {(edge.article_id, edge.credit): edge.credited_id for edge in first.edges}
    changed = [
        MeantCredit(article_id, one.number, credited_id)
        for article_id, stored in cited.items()
        for one in stored
        if (credited_id := meant.get((article_id, one.credit))) != one.credited_id
    ]
    return columns, changed


def _report(member: StoryMember, stored: Sequence[StoredCredit]) -> Report:
    cited = tuple(Cited(one.credit, one.linked_id) for one in stored)
    return Report(member.article_id, member.outlet, member.out_at, member.doubt, member.copy_of, cited)
