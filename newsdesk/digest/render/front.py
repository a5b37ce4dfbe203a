"""What leads from one digest to the others: a feed that rolls on and a page that lists the days. Made from what is
recorded of digests (see `newsdesk.digest.render.json`), so that the same records give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from newsdesk.digest.render.templating import environment
from newsdesk.digest.render.words import count

FEED_ENTRIES = 200  # about a week of many stories
NAMED_ON_INDEX = 5  # headlines of a day


@dataclass(frozen=True, slots=True)
class Made:
    """A digest that was made: its day and what it said."""

    day: date
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One story of one day, as the feed has it."""

    id: str
    url: str
    headline: str
    summary: str
    published: datetime
    updated: datetime
    names: tuple[Mapping[str, Any], ...]


def render_feed(made: Sequence[Made]) -> str:
    """Return an Atom feed (RFC 4287) of the stories of *made*, newest day first, as many as `FEED_ENTRIES`."""
    entries = list(islice((entry for one in made for entry in _entries(one)), FEED_ENTRIES))
    title = str(made[0].content["title"]) if made else "newsdesk"
    updated = max((entry.updated for entry in entries), default=_moment(made[0].content["end"]) if made else None)
    found = environment().get_template("feed.atom")
    return found.render(title=title, updated=updated, entries=entries).strip() + "\n"


def render_index(made: Sequence[Made], earlier: Sequence[date]) -> str:
    """Return a page of the days, newest first: *made* with their headlines, *earlier* as links alone."""
    days = [(one.day, _counted(one), [story["headline"] for story in _stories(one)[:NAMED_ON_INDEX]]) for one in made]
    title = str(made[0].content["title"]) if made else "newsdesk"
    return environment().get_template("index.html").render(title=title, days=days, earlier=earlier).strip() + "\n"


def _entries(one: Made) -> list[Entry]:
    def summary(story: Mapping[str, Any]) -> str:
        reach = f"{count(story['all_outlets'], 'outlet')}; first: {story['first_outlet']}"
        return f"{' '.join(story['lead'])} ({reach})"

    return [
        Entry(
            id=f"urn:newsdesk:digest:{one.day}:story:{story['id']}",
            url=story["url"],
            headline=story["headline"],
            summary=summary(story),
            published=_moment(story["first_at"]),
            updated=max(_moment(coverage["at"]) for coverage in story["coverage"]),
            names=tuple(story["names"]),
        )
        for story in _stories(one)
    ]


def _stories(one: Made) -> list[Mapping[str, Any]]:
    return [*one.content["stories"], *one.content["brief"]]


def _counted(one: Made) -> str:
    totals = one.content["totals"]
    return f"{count(totals['stories'], 'story', 'stories')}, {count(totals['outlets'], 'outlet')}"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
