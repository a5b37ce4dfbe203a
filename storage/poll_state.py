"""What earlier polls taught about a source, as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from pipeline.records import PollState

_TIMES = ("rated_at", "plain_at")


def poll_state_to_json(state: PollState) -> dict[str, Any]:
    """Return what a JSON column holds of *state*; absent fields are left out."""
    found = {name: value for name, value in asdict(state).items() if value not in (None, (), 0)}
    for name in _TIMES:
        if name in found:
            found[name] = found[name].isoformat()
    if "week" in found:
        found["week"] = [round(count, 4) for count in found["week"]]
    return found


def poll_state_from_json(stored: Mapping[str, Any]) -> PollState:
    """Return the state that `poll_state_to_json` stored; fields that are not known are left out."""
    known = {field.name for field in fields(PollState)}
    found = {name: value for name, value in stored.items() if name in known}
    for name in _TIMES:
        if name in found:
            found[name] = datetime.fromisoformat(found[name])
    if "week" in found:
        found["week"] = tuple(found["week"])
    return PollState(**found)
