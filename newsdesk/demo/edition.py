"""Events and a moment to a printed edition: every article with its address, time and text."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from newsdesk.demo.events import Event, Piece
from newsdesk.demo.outlets import BY_SLUG, Outlet

DAYS = (-3, -2, -1, 0)
_NOON = timedelta(hours=12)  # every article of the newest day is out by then


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as an outlet publishes it."""

    id: str
    number: int  # as a content system would count it
    event: str  # Event.id, or the article's own id when it stands alone
    outlet: Outlet
    url: str
    path: str  # of the address, query included
    title: str
    authors: tuple[str, ...]
    standfirst: str | None
    paragraphs: tuple[str, ...]
    out_at: datetime
    published_at: datetime  # as it says itself
    updated_at: datetime
    entities: tuple[str, ...]
    kind: str
    copy_of: str | None
    credit: str | None
    attribution: str | None
    serve: str | None

    @property
    def old_path(self) -> str:
        """Where a moved article used to live: its feed still says so."""
        return f"/old/{self.number}"


@dataclass(frozen=True, slots=True)
class Edition:
    """All that is printed, newest first."""

    day: date  # the newest day, UTC
    articles: tuple[Printed, ...]

    def of(self, outlet: Outlet) -> tuple[Printed, ...]:
        return tuple(article for article in self.articles if article.outlet is outlet)


def newest_day(now: datetime) -> date:
    """Return the newest day that is complete at *now*: today from noon on, else yesterday (UTC)."""
    return (now.astimezone(UTC) - _NOON).date()


def print_edition(
    events: tuple[Event, ...], now: datetime, bases: Mapping[str, str], *, seed: int = 1, edited: bool = False
) -> Edition:
    """Return the edition of the four days that end with `newest_day(now)`.

    *bases* maps an outlet's slug to its scheme, host and port. With *edited* the articles that an editor
    changes later stand as they read afterwards, and what is listed late is there. The same arguments give
    the same edition.
    """
    newest = newest_day(now)
    pieces = {piece.id: piece for event in events for piece in event.pieces}
    printed = [
        _printed(event, piece, pieces, newest + timedelta(days=day), bases, seed, edited)
        for event in events
        for piece in event.pieces
        for day in (DAYS if piece.daily else (piece.day,))
        if edited or not piece.late
    ]
    return Edition(newest, tuple(sorted(printed, key=lambda article: (article.published_at, article.id), reverse=True)))


def _printed(  # limit: one caller, which has each of them at hand
    event: Event,
    piece: Piece,
    pieces: Mapping[str, Piece],
    day: date,
    bases: Mapping[str, str],
    seed: int,
    edited: bool,
) -> Printed:
    outlet = BY_SLUG[piece.outlet]
    identity = f"{piece.id}-{day:%m%d}" if piece.daily else piece.id
    dice = random.Random(f"{seed}:{identity}")
    number = dice.randrange(100_000, 999_999)
    words = _words(day, random.Random(f"{seed}:{day}"))
    out = datetime.combine(day, piece.at, UTC) + timedelta(seconds=dice.randrange(60))
    changes = piece.edit if edited else None
    paragraphs = _paragraphs(piece, pieces, words)
    updated = out
    if changes:
        paragraphs = tuple(_replaced(each, changes.replace) for each in paragraphs)
        paragraphs += (changes.correction,) if changes.correction else ()
        updated += timedelta(hours=3, minutes=dice.randrange(40))
    path = outlet.article_path.format(date=f"{day:%Y/%m/%d}", id=identity, number=number)
    if piece.serve == "forbidden":
        path = f"/members{path}"
    article = Printed(
        id=identity,
        number=number,
        event=identity if event.alone else event.id,
        outlet=outlet,
        url=bases[outlet.slug] + path,
        path=path,
        title=_filled(piece.title, words),
        authors=piece.authors or ((piece.credit,) if piece.credit else ()),
        standfirst=piece.standfirst,
        paragraphs=paragraphs,
        out_at=out,
        published_at=datetime.combine(day, piece.states, UTC) if piece.states else out,
        updated_at=updated,
        entities=event.entities if piece.entities is None else piece.entities,
        kind=piece.kind,
        copy_of=piece.copy_of,
        credit=piece.credit,
        attribution=piece.attribution,
        serve=piece.serve,
    )
    return _typeset(article) if outlet.curly else article


def _paragraphs(piece: Piece, pieces: Mapping[str, Piece], words: Mapping[str, str]) -> tuple[str, ...]:
    source = pieces[piece.copy_of] if piece.copy_of else piece
    whole = [" ".join(part.split()) for part in _filled(source.text, words).split("\n\n") if part.strip()]
    kept = whole[: len(whole) - piece.drop_last] if piece.drop_last else whole
    return tuple(_replaced(each, piece.replace) for each in kept)


def _words(day: date, dice: random.Random) -> dict[str, str]:
    """What stands in braces in a text; the market report's numbers are the day's."""
    up = dice.random() < 0.5
    change = dice.randrange(4, 190) / 100
    return {
        "weekday": f"{day:%A}",
        "yesterday": f"{day - timedelta(days=1):%A}",
        "direction": "up" if up else "down",
        "change": f"{change:.2f}",
        "level": f"{dice.uniform(1800, 2200):,.1f}",
        "volume": str(dice.randrange(180, 420)),
        "nvidia": f"{dice.uniform(90, 130):.2f}",
        "microsoft": f"{dice.uniform(60, 80):.2f}",
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], text)


def _replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def _typeset(article: Printed) -> Printed:
    return replace(
        article,
        title=_curly(article.title),
        standfirst=_curly(article.standfirst) if article.standfirst else None,
        paragraphs=tuple(_curly(each) for each in article.paragraphs),
    )


def _curly(text: str) -> str:
    opened = re.sub(r'(^|[\s(])"', r"\1“", text)
    return opened.replace('"', "”").replace("'", "’")
