"""The clock that everything is given: the machine's, or one set by hand for the demonstration and tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from newsdesk.settings.load import CLOCK_VARIABLE
from pipeline.errors import ConfigError

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def clock_from(environ: Mapping[str, str]) -> Clock:
    """Return the machine's clock, or one that starts now at the moment in $NEWSDESK_NOW and runs on.

    Raises ConfigError when the variable is no time with a zone.
    """
    text = environ.get(CLOCK_VARIABLE)
    if not text:
        return utc_now
    try:
        ahead = datetime.fromisoformat(text) - utc_now()
    except (ValueError, TypeError) as exc:  # TypeError: a time without a zone
        raise ConfigError(f"environment: {CLOCK_VARIABLE}: expected a time such as 2026-10-15T12:00:00Z") from exc
    return lambda: utc_now() + ahead
