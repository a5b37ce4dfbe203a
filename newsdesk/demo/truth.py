"""What the newsroom was generated from, so that a test can say what is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsdesk.demo.edition import Edition, Printed
from newsdesk.demo.events import Event

_UNREADABLE = {"missing", "forbidden"}


class Lie(StrEnum):
    """What is wrong with the time that an article states."""

    FUTURE = "future"  # it had not come when the article was first listed
    UNLISTED = "unlisted"  # its outlet did not list it at noon, hours after that time
    CREDITS = "credits"  # it is before that of the report that the article credits


@dataclass(frozen=True, slots=True)
class TruthArticle:
    """One article and what it really is."""

    id: str
    url: str  # where it finally lives
    outlet: str  # title of the outlet
    source: str  # name in the sources' configuration
    event: str
    title: str
    text: str  # paragraphs parted by one newline, without the credit line
    published_at: datetime  # in truth; what it says itself may be
    lie: Lie | None
    entities: tuple[str, ...]  # catalog ids that stand in its text or title
    kind: str  # report, opinion, other_news or template
    copy_of: str | None  # id of the agency's text that it prints
    attribution: str | None  # title of the outlet that it says was first
    readable: bool  # False: its page is gone or closed to robots


@dataclass(frozen=True, slots=True)
class TruthEvent:
    """One event: its articles in order of time, and who had it first."""

    id: str
    summary: str
    articles: tuple[TruthArticle, ...]
    first: TruthArticle  # the earliest that is no copy
    follows: str | None  # id of the event that this one continues


@dataclass(frozen=True, slots=True)
class Truth:
    articles: tuple[TruthArticle, ...]  # in order of time
    events: tuple[TruthEvent, ...]

    def article(self, identity: str) -> TruthArticle:
        return next(article for article in self.articles if article.id == identity)

    def event(self, identity: str) -> TruthEvent:
        return next(event for event in self.events if event.id == identity)


def tell_truth(events: tuple[Event, ...], edition: Edition) -> Truth:
    """Return what *edition* was made from."""
    outlets = {article.outlet.slug: article.outlet.title for article in edition.articles}
    printed = sorted(edition.articles, key=lambda article: (article.out_at, article.id))
    articles = tuple(_article(each, outlets) for each in printed)
    known = {event.id: event for event in events}
    groups: dict[str, list[TruthArticle]] = {}
    for article in articles:
        groups.setdefault(article.event, []).append(article)
    return Truth(articles, tuple(_event(name, members, known.get(name)) for name, members in groups.items()))


def _article(printed: Printed, outlets: dict[str, str]) -> TruthArticle:
    return TruthArticle(
        id=printed.id,
        url=printed.url,
        outlet=printed.outlet.title,
        source=printed.outlet.slug,
        event=printed.event,
        title=printed.title,
        text="\n".join(printed.paragraphs),
        published_at=printed.out_at,
        lie=_lie(printed),
        entities=printed.entities,
        kind=printed.kind,
        copy_of=printed.copy_of,
        attribution=outlets[printed.attribution] if printed.attribution else None,
        readable=printed.serve not in _UNREADABLE,
    )


def _lie(printed: Printed) -> Lie | None:
    if printed.published_at == printed.out_at:
        return None
    if printed.published_at > printed.out_at:
        return Lie.FUTURE
    return Lie.CREDITS if printed.attribution else Lie.UNLISTED


def _event(name: str, members: list[TruthArticle], event: Event | None) -> TruthEvent:
    first = next(article for article in members if article.copy_of is None)
    return TruthEvent(
        id=name,
        summary=event.summary if event else first.title,
        articles=tuple(members),
        first=first,
        follows=event.follows if event else None,
    )
