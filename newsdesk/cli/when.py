"""How people name moments on the command line, and how they are shown."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import click

_AGO = re.compile(r"(\d+)\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str, now: datetime) -> datetime:
    """Return the moment that *text* means: ``2d``, ``36h``, ``2026-11-20`` or ``2026-11-20T09:00Z``.

    Raises click.BadParameter.
    """
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise click.BadParameter(f"{text!r}: expected e.g. 2d, 36h or 2026-11-20") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def day(text: str, now: datetime, zone: ZoneInfo) -> date:
    """Return the day that *text* means in *zone*: ``today``, ``yesterday`` or ``2026-11-20``."""
    today = now.astimezone(zone).date()
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r}: expected today, yesterday or e.g. 2026-11-20") from None


def shown(when: datetime | None) -> str:
    """Return a moment as people read it, in UTC."""
    return "never" if when is None else f"{when:%Y-%m-%d %H:%M}"
