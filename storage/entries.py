"""A feed entry as JSON and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from pipeline.records import FeedEntry

_TIMES = ("published_at", "updated_at")
_LISTS = ("authors", "tags")


def entry_to_json(entry: FeedEntry) -> dict[str, Any]:
    """Return what a JSON column holds of *entry*; absent fields are left out."""
    found = {field.name: getattr(entry, field.name) for field in fields(entry)}
    for name in _TIMES:
        if found[name] is not None:
            found[name] = found[name].isoformat()
    for name in _LISTS:
        found[name] = list(found[name])
    return {name: value for name, value in found.items() if value not in (None, [])}


def entry_from_json(stored: dict[str, Any]) -> FeedEntry:
    """Return the entry that `entry_to_json` stored."""
    found = {"url": None, **stored}
    for name in _TIMES:
        if found.get(name):
            found[name] = datetime.fromisoformat(found[name])
    for name in _LISTS:
        found[name] = tuple(found.get(name, ()))
    return FeedEntry(**found)
