"""A day's stories as rows, with all that a digest says about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from pipeline.provenance.publication_time import Doubt
from pipeline.records import Grade
from storage.queries.batches import batches
from storage.queries.credits import CreditRow, credits_of, displayed
from storage.queries.facts import StoredFact, facts_of
from storage.queries.first_named import NewNameRow, first_named, remembers
from storage.schema.articles import article, article_text, outlet_line, revision
from storage.schema.collect import fetch, source
from storage.schema.stories import account, copy, story, story_member
from storage.schema.tags import article_entity, entity, quote

_ANSWERS = frozenset({"ok", "unchanged"})  # outcomes of a request for a list


@dataclass(frozen=True, slots=True)
class NamedRow:
    """An entity that an article names."""

    id: str
    name: str
    type: str
    salience: float  # 0..1
    main: bool
    mentions: int  # 0 when only a child of it is named


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """Words that an article puts into somebody's mouth."""

    quote: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class EditRow:
    """A change of an article's text."""

    number: int  # 2 is the first change
    seen_at: datetime
    edited: str  # pipeline.revisions.Edited
    notice: str | None
    before: str  # the text
    after: str
    repeated: frozenset[str] = frozenset()  # beginnings of lines that stand in several of the outlet's articles


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A member of a story."""

    id: int
    story_id: int
    url: str
    title: str
    summary: str | None
    text: str
    outlet: str
    weight: float  # of its source, 0..2
    authors: tuple[str, ...]
    dated_at: datetime
    words: int
    relevance: float  # 0..1
    paywalled: bool
    credits: str | None  # the outlet that it rests on, by its own words
    original_id: int | None  # set: it is a copy of that article
    copy_kind: str | None
    named: tuple[NamedRow, ...] = ()
    quotes: tuple[QuoteRow, ...] = ()
    edits: tuple[EditRow, ...] = ()
    text_of: str | None = None  # the outlet whose text it prints, as its byline or dateline says
    doubt: Doubt | None = None  # why the time that it states does not count
    novelty: float | None = None  # 0..1, to its story when it was filed; None for a copy
    adds: tuple[str, ...] = ()  # some of what was new then

    @property
    def voice(self) -> str:
        """Whose words it prints: what makes an account independent."""
        return self.text_of or self.outlet


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story with every member it has, in order of time."""

    id: int
    relevance: float  # 0..1
    lead_article_id: int | None
    follows: int | None  # the story it continues
    follows_headline: str | None
    articles: tuple[ArticleRow, ...]
    first_article_id: int | None = None
    credited_outlet: str | None = None  # had it first, as others say, and has no article in it
    facts: tuple[StoredFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what was asked for in a period could be had."""

    asked: int  # sources
    answered: int  # that gave a list, if only the same as before
    failed: tuple[str, ...]  # names of those that gave none


@dataclass(frozen=True, slots=True)
class DigestRows:
    """All that a digest of a period is made of."""

    stories: tuple[StoryRow, ...]
    new_names: tuple[NewNameRow, ...]
    remembers: bool = False  # the database is old enough to call a name new
    completeness: Completeness | None = None  # None: of no request in that time is anything known


def read_digest(connection: Connection, start: datetime, end: datetime, *, min_relevance: float = 0.0) -> DigestRows:
    """Return every story with an article dated in ``start <= dated_at < end``, and what was new in that time.

    Stories less relevant than *min_relevance* are left out.
    """
    told = (
        select(story.c.id)
        .join(story_member, story_member.c.story_id == story.c.id)
        .where(story_member.c.dated_at >= start, story_member.c.dated_at < end, story.c.relevance >= min_relevance)
        .distinct()
        .order_by(story.c.id)
    )
    # Ids first: what is said of them is then found by key, and no query is asked twice.
    story_ids = connection.scalars(told).all()
    return DigestRows(
        stories=read_stories(connection, story_ids),
        new_names=first_named(connection, start, end),
        remembers=remembers(connection, start),
        completeness=_completeness(connection, start, end),
    )


def _completeness(connection: Connection, start: datetime, end: datetime) -> Completeness | None:
    listed = select(fetch.c.source, fetch.c.outcome).where(
        fetch.c.purpose == "list", fetch.c.started_at >= start, fetch.c.started_at < end
    )
    answers: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(listed.distinct()):
        answers[row.source].add(row.outcome)
    if not answers:
        return None
    failed = sorted(name for name, outcomes in answers.items() if not outcomes & _ANSWERS)
    return Completeness(len(answers), len(answers) - len(failed), tuple(failed))


def read_stories(connection: Connection, story_ids: Sequence[int]) -> tuple[StoryRow, ...]:
    """Return these stories by id, each with every member it has; one that was merged away has none."""
    articles = {
        story_id: members for some in batches(story_ids) for story_id, members in _articles(connection, some).items()
    }
    rows = [row for some in batches(story_ids) for row in _story_rows(connection, some)]
    facts = facts_of(connection, story_ids, least_sources=2)
    # Those without an article are hidden as a whole.
    return tuple(_story(row, articles[row.id], facts.get(row.id, ())) for row in rows if row.id in articles)


def _story_rows(connection: Connection, story_ids: Sequence[int]) -> list[Row[Any]]:
    before = story.alias("before")
    now = story.alias("now")  # what *before* means after merges
    return list(
        connection.execute(
            select(
                story.c.id,
                story.c.relevance,
                story.c.lead_article_id,
                story.c.first_article_id,
                story.c.credited_outlet,
                func.coalesce(now.c.id, before.c.id).label("follows"),
                func.coalesce(now.c.headline, before.c.headline).label("follows_headline"),
            )
            .outerjoin(before, before.c.id == story.c.follows)
            .outerjoin(now, now.c.id == before.c.merged_into)
            .where(story.c.id.in_(story_ids))
            .order_by(story.c.id)
        )
    )


def _story(row: Row[Any], articles: Iterable[ArticleRow], facts: Iterable[StoredFact]) -> StoryRow:
    return StoryRow(
        row.id,
        row.relevance,
        row.lead_article_id,
        row.follows,
        row.follows_headline,
        tuple(articles),
        row.first_article_id,
        row.credited_outlet,
        tuple(facts),
    )


def _articles(connection: Connection, story_ids: Sequence[int]) -> dict[int, list[ArticleRow]]:
    columns = ("id", "url", "title", "summary", "outlet", "authors", "dated_at", "words", "relevance")
    rows = connection.execute(
        select(
            *(article.c[name] for name in columns),
            article_text.c.text,
            article.c.paywalled,
            account.c.doubt,
            account.c.novelty,
            account.c.adds,
            story_member.c.story_id,
            source.c.weight,
            copy.c.original_id,
            copy.c.kind,
        )
        .join(story_member, story_member.c.article_id == article.c.id)
        .join(article_text, article_text.c.article_id == article.c.id)
        .join(account, account.c.article_id == article.c.id)
        .outerjoin(source, source.c.name == article.c.source)
        .outerjoin(copy, copy.c.article_id == article.c.id)
        .where(story_member.c.story_id.in_(story_ids), article.c.hidden_at.is_(None))
        .order_by(article.c.dated_at, article.c.id)
    ).all()
    said = _said_of(connection, [row.id for row in rows])
    found: dict[int, list[ArticleRow]] = defaultdict(list)
    for row in rows:
        rests_on = next(iter(said.credits.get(row.id, ())), None)
        found[row.story_id].append(
            ArticleRow(
                id=row.id,
                story_id=row.story_id,
                url=row.url,
                title=row.title,
                summary=row.summary,
                text=row.text,
                outlet=row.outlet,
                weight=1.0 if row.weight is None else row.weight,
                authors=tuple(row.authors),
                dated_at=row.dated_at,
                words=row.words,
                relevance=row.relevance,
                paywalled=row.paywalled,
                credits=rests_on.outlet if rests_on else None,
                text_of=rests_on.outlet if rests_on and rests_on.grade is Grade.WIRE else None,
                original_id=row.original_id,
                copy_kind=row.kind,
                named=tuple(said.named.get(row.id, ())),
                quotes=tuple(said.quotes.get(row.id, ())),
                edits=tuple(said.edits.get(row.id, ())),
                doubt=Doubt(row.doubt) if row.doubt else None,
                novelty=row.novelty,
                adds=tuple(displayed(one) for one in row.adds),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of articles besides their own row, by article."""

    named: dict[int, list[NamedRow]] = field(default_factory=dict)
    quotes: dict[int, list[QuoteRow]] = field(default_factory=dict)
    edits: dict[int, list[EditRow]] = field(default_factory=dict)
    credits: dict[int, list[CreditRow]] = field(default_factory=dict)


def _said_of(connection: Connection, article_ids: Sequence[int]) -> _Said:
    said = _Said()
    for some in batches(article_ids):
        said.named.update(_named(connection, some))
        said.quotes.update(_quotes(connection, some))
        said.edits.update(_edits(connection, some))
        said.credits.update(credits_of(connection, some))
    return said


def _named(connection: Connection, article_ids: Sequence[int]) -> dict[int, list[NamedRow]]:
    rows = connection.execute(
        select(
            article_entity.c.article_id,
            article_entity.c.entity_id,
            func.coalesce(entity.c.name, article_entity.c.entity_id).label("name"),
            func.coalesce(entity.c.type, "").label("type"),
            article_entity.c.salience,
            article_entity.c.main,
            article_entity.c.mentions,
        )
        .outerjoin(entity, entity.c.id == article_entity.c.entity_id)
        .where(article_entity.c.article_id.in_(article_ids))
        .order_by(article_entity.c.article_id, article_entity.c.salience.desc(), article_entity.c.entity_id)
    )
    found: dict[int, list[NamedRow]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(NamedRow(row.entity_id, row.name, row.type, row.salience, row.main, row.mentions))
    return found


def _quotes(connection: Connection, article_ids: Sequence[int]) -> dict[int, list[QuoteRow]]:
    rows = connection.execute(
        select(quote.c.article_id, quote.c.quote, quote.c.speaker)
        .where(quote.c.article_id.in_(article_ids))
        .order_by(quote.c.article_id, quote.c.start)
    )
    found: dict[int, list[QuoteRow]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(QuoteRow(row.quote, row.speaker))
    return found


def _edits(connection: Connection, article_ids: Sequence[int]) -> dict[int, list[EditRow]]:
    before = revision.alias("before")
    rows = connection.execute(
        select(
            article.c.outlet,
            revision.c.article_id,
            revision.c.number,
            revision.c.seen_at,
            revision.c.edited,
            revision.c.notice,
            before.c.text.label("before"),
            revision.c.text.label("after"),
        )
        .join(before, (before.c.article_id == revision.c.article_id) & (before.c.number == revision.c.number - 1))
        .join(article, article.c.id == revision.c.article_id)
        .where(revision.c.article_id.in_(article_ids), revision.c.edited.is_not(None))
        .order_by(revision.c.article_id, revision.c.number)
    ).all()
    repeated = _repeated(connection, {row.outlet for row in rows})
    found: dict[int, list[EditRow]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(
            EditRow(
                row.number, row.seen_at, row.edited, row.notice, row.before, row.after, frozenset(repeated[row.outlet])
            )
        )
    return found


def _repeated(connection: Connection, outlets: Collection[str]) -> dict[str, set[str]]:
    rows = connection.execute(
        select(outlet_line.c.outlet, outlet_line.c.text).where(
            outlet_line.c.outlet.in_(outlets), outlet_line.c.seen > 1
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.outlet].add(row.text)
    return found
