"""A letter that shows whether a recipient can be reached."""

from __future__ import annotations

from datetime import datetime

from newsdesk.deliver.channel import Letter


def trial(watchlist: str, now: datetime) -> Letter:
    """Return a trial letter of *watchlist*; each moment's is another."""
    text = f"This is a trial of the watchlist {watchlist}. What it finds will come this way.\n"
    html = f'<!doctype html><meta charset="utf-8"><p style="font:16px/22px Arial,sans-serif">{text}</p>\n'
    data = {"type": "newsdesk.trial", "watchlist": watchlist}
    return Letter(f"trial/{watchlist}/{now.isoformat()}", f"[{watchlist}] A trial", text, html, data, now)
