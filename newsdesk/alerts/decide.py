"""What is told of new articles: pure, from what was read in one look at the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from newsdesk.alerts.index import WatchIndex
from newsdesk.alerts.schedule import due_at
from newsdesk.alerts.spikes import Spike
from newsdesk.settings.watching import Kind, Watchlist
from pipeline.query import AllOf, AnyOf, Entity, Query
from pipeline.records import Verdict
from storage.alerts import AlertRow
from storage.queries.facts import StoredFact
from storage.queries.watched import Told, WatchedArticle

GROWTH_FROM = 5  # outlets; then at each doubling
SPIKE_REST = timedelta(hours=72)  # an entity's next spike is told after so long at the earliest


@dataclass(frozen=True, slots=True)
class Known:
    """What was decided before, and what only the database knows."""

    told: Told = field(default_factory=Told)
    first_mentions: Mapping[str, int] = field(default_factory=dict)  # entity -> the article that names it first
    spikes: Mapping[str, Spike] = field(default_factory=dict)  # entity -> what is unusual now
    contested: Mapping[int, Sequence[StoredFact]] = field(default_factory=dict)  # story -> what sources differ on
    last_spike: Mapping[tuple[str, str], datetime] = field(default_factory=dict)  # watchlist, entity -> decided at


def decide(
    index: WatchIndex,
    new: Sequence[WatchedArticle],
    edited: Sequence[WatchedArticle],
    known: Known,
    now: datetime,
) -> list[AlertRow]:
    """Return the alerts of *new* and of *edited* articles, each kind and subject of a watchlist once.

    An alert without `due_at` notes that a story matched and has to grow before it is told; when it does, the alert
    is returned again with its time.
    """
    found: dict[tuple[str, str, str], AlertRow] = {}
    for article in new:
        matching = index.matching(article.record)
        for watchlist in matching:
            for alert in _alerts(watchlist, article, known, now):
                _keep(found, alert)
        # What was matched may pass the thresholds, or grow, by articles that do not match themselves.
        followed = known.told.followed.get(article.record.story_id or 0, frozenset())
        for watchlist in index.named(sorted(followed - {one.name for one in matching})):
            if told := _of_story(watchlist, article, known, now):
                _keep(found, told)
    for article in edited:
        for watchlist in index.matching(article.record):
            for alert in _corrections(watchlist, article, now):
                _keep(found, alert)
    # The note that a story waits is taken up again when it passes the thresholds; anything else is told once.
    before = known.told.subjects
    return [one for key, one in found.items() if key not in before or (one.kind == Kind.STORY and one.due_at)]


def _keep(found: dict[tuple[str, str, str], AlertRow], alert: AlertRow) -> None:
    """Keep *alert* unless the same was found before; one that is due takes the place of one that waits."""
    key = (alert.watchlist, alert.kind, alert.subject)
    if key not in found or (found[key].due_at is None and alert.due_at is not None):
        found[key] = alert


def _corrections(watchlist: Watchlist, article: WatchedArticle, now: datetime) -> Iterator[AlertRow]:
    if Kind.CORRECTION not in watchlist.tell:
        return
    make = _Maker(watchlist, article)
    for edit in article.edits:
        notice = edit.kind == "correction" and edit.notice
        why = f"corrected: {edit.notice}" if notice else "edited without a notice"
        subject = f"article:{article.article_id}/revision:{edit.number}"
        yield make(Kind.CORRECTION, subject, why, due_at(watchlist.schedule, now))


def _alerts(watchlist: Watchlist, article: WatchedArticle, known: Known, now: datetime) -> Iterator[AlertRow]:
    if now - article.dated_at > watchlist.max_age:
        return
    if told := _of_story(watchlist, article, known, now):
        yield told
    due = due_at(watchlist.schedule, now)
    make = _Maker(watchlist, article)
    entities = sorted(entities_of(watchlist.query) & article.record.entities.keys())
    for entity_id in entities if Kind.FIRST_MENTION in watchlist.tell else ():
        if known.first_mentions.get(entity_id) == article.article_id:
            yield make(Kind.FIRST_MENTION, entity_id, f"the first article that names {entity_id}", due)
    for entity_id in entities if Kind.SPIKE in watchlist.tell else ():
        last = known.last_spike.get((watchlist.name, entity_id))
        if entity_id in known.spikes and (last is None or now - last >= SPIKE_REST):
            one = known.spikes[entity_id]
            why = f"{one.count} articles on {entity_id} in 24 hours, about {one.expected:.0f} expected"
            yield make(Kind.SPIKE, f"{entity_id}/{now:%Y-%m-%dT%H:%M}", why, due)
    contested = known.contested.get(article.record.story_id or 0, ()) if Kind.FACT in watchlist.tell else ()
    for fact in contested:
        if any(one.article_id == article.article_id for one in fact.stated):
            values = sorted({one.value for one in fact.stated})
            yield make(Kind.FACT, f"story:{fact.story_id}/{fact.kind}:{'|'.join(values)}", _on_fact(fact), due)
    for key, surface in article.new_names if Kind.NEW_NAME in watchlist.tell else ():
        yield make(Kind.NEW_NAME, f"name:{key}", f"a name that the catalog lacks: {surface}", due)


def _of_story(watchlist: Watchlist, article: WatchedArticle, known: Known, now: datetime) -> AlertRow | None:
    """Return what to tell of the story of *article*: that it is there, or that it has grown."""
    story_id, outlets = article.record.story_id, article.record.story_outlets or 1
    if story_id is None or not watchlist.tell & {Kind.STORY, Kind.GROWTH}:
        return None
    make = _Maker(watchlist, article)
    told = known.told.stories.get((watchlist.name, story_id))
    due = due_at(watchlist.schedule, now)
    if told is not None:
        level = growth_level(outlets)
        if Kind.GROWTH not in watchlist.tell or level <= growth_level(told):
            return None
        return make(Kind.GROWTH, f"story:{story_id}/outlets:{level}", f"{outlets} outlets tell it now", due)
    passes = outlets >= watchlist.min_outlets and article.velocity >= watchlist.min_velocity
    why = "1 outlet tells it" if outlets == 1 else f"{outlets} outlets tell it"
    return make(Kind.STORY, f"story:{story_id}", why, due if passes else None)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the alerts of one article and watchlist."""

    watchlist: Watchlist
    article: WatchedArticle

    def __call__(self, kind: Kind, subject: str, why: str, due: datetime | None) -> AlertRow:
        article = self.article
        is_story = kind in (Kind.STORY, Kind.GROWTH)
        return AlertRow(
            self.watchlist.name,
            kind,
            subject,
            article.headline if is_story else article.title,
            why,
            article.url,
            article.outlet,
            article.record.story_id,
            article.article_id,
            (article.record.story_outlets or 1) if is_story else None,
            {},
            due,
        )


def _on_fact(fact: StoredFact) -> str:
    said = [f"{one.surface} ({one.outlet})" for one in fact.values]
    if fact.verdict is Verdict.UPDATED:
        return f"a value changed: {said[0]}, before {', '.join(said[1:]) or 'another'}"
    return f"sources {'dispute' if fact.disputed else 'differ'}: {', '.join(said)}"


def growth_level(outlets: int) -> int:
    """Return the highest of 5, 10, 20, 40, ... that *outlets* reaches, 0 below all of them."""
    level = 0
    step = GROWTH_FROM
    while outlets >= step:
        level, step = step, step * 2
    return level


def entities_of(query: Query | None) -> frozenset[str]:
    """Return the entities that *query* asks for; those under a NOT are none."""
    match query:
        case Entity(entity_id):
            return frozenset({entity_id})
        case AllOf(parts) | AnyOf(parts):
            return frozenset(entity_id for part in parts for entity_id in entities_of(part))
        case _:
            return frozenset()


def watched_entities(watchlists: Iterable[Watchlist], kind: Kind) -> frozenset[str]:
    """Return the entities of the queries of those *watchlists* that tell *kind*."""
    return frozenset(entity for one in watchlists if kind in one.tell for entity in entities_of(one.query))
