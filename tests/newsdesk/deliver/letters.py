"""A letter for the tests of channels."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from newsdesk.deliver.channel import Letter

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)


def a_letter(**given: Any) -> Letter:
    fields: dict[str, Any] = {
        "key": "watch/lanterns/1-1/anna",
        "subject": "[lanterns] Lantern opens – “at last”",
        "text": "Lantern opens.\n.\nFrom the lab\n",
        "html": "<p>Lantern opens.</p>\n",
        "data": {"type": "newsdesk.alert", "watchlist": "lanterns"},
        "planned_at": NOON,
    }
    return Letter(**fields | given)
