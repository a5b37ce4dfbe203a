"""Alerts as a message: one text, the same as HTML for mail, and data for programs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline.redact import one_line
from storage.alerts import DueAlert

IN_FULL = 40  # alerts; the others of one message are counted
_LONGEST = 300  # characters of a headline or a reason, which are foreign text
_SECTIONS = {
    "story": "Stories",
    "growth": "Stories that grew",
    "spike": "Far more coverage than usual",
    "first_mention": "Named for the first time",
    "new_name": "New names",
    "fact": "Values that changed or differ",
    "correction": "Edits",
}
_HEALTH = "newsdesk itself"


@dataclass(frozen=True, slots=True)
class Composed:
    """What is sent."""

    subject: str
    text: str
    html: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One alert as it is shown."""

    headline: str
    why: str
    outlet: str | None
    url: str | None  # http or https alone
    number: int | None  # of the story


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[Item, ...]


def compose(watchlist: str, alerts: Sequence[DueAlert], zone: ZoneInfo) -> Composed:
    """Return the message that tells *alerts*, one or more of one watchlist."""
    shown = alerts[:IN_FULL]
    kinds = list(dict.fromkeys(_SECTIONS.get(one.kind, _HEALTH) for one in shown))
    order = [*_SECTIONS.values(), _HEALTH]
    sections = [
        Section(title, tuple(_item(one) for one in shown if _SECTIONS.get(one.kind, _HEALTH) == title))
        for title in sorted(kinds, key=order.index)
    ]
    first = sections[0].items[0].headline
    more = f" and {len(alerts) - 1} more" if len(alerts) > 1 else ""
    values = {
        "watchlist": watchlist,
        "sections": sections,
        "left_out": len(alerts) - len(shown),
        "at": alerts[-1].decided_at.astimezone(zone),
    }
    return Composed(
        subject=f"[{watchlist}] {first}{more}",
        text=_environment().get_template("alerts.txt").render(values).strip() + "\n",
        html=_environment().get_template("alerts.html").render(values).strip() + "\n",
        data={"type": "newsdesk.alert", "watchlist": watchlist, "alerts": [_data(one) for one in alerts]},
    )


def _item(alert: DueAlert) -> Item:
    url = alert.url if alert.url and urlsplit(alert.url).scheme in ("http", "https") else None
    return Item(_cut(alert.headline), _cut(alert.why), alert.outlet and _cut(alert.outlet), url, alert.story_id)


def _cut(text: str) -> str:
    line = one_line(" ".join(text.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _data(alert: DueAlert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "kind": alert.kind,
        "headline": alert.headline,
        "why": alert.why,
        "url": alert.url,
        "outlet": alert.outlet,
        "story_id": alert.story_id,
        "article_id": alert.article_id,
        "decided_at": alert.decided_at.isoformat().replace("+00:00", "Z"),
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("newsdesk.alerts"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
