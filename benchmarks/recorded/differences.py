"""How two recordings differ. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.recorded.rows import Record

_SHOWN_CHARS = 300  # of a value


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that one of two recordings lacks, or a field of it that differs."""

    kind: str  # "SET KIND", with ".FIELD" where both have the row
    key: str
    before: Any  # None when the row is new
    after: Any  # None when it is gone


def differences(before: Iterable[Record], after: Iterable[Record]) -> list[Difference]:
    """Return what differs, in the order of kinds and keys; a row is known by its set, kind and key."""
    old, new = _by_key(before), _by_key(after)
    found = []
    for one in sorted(old.keys() | new.keys()):
        name, kind, key = one
        if one not in old or one not in new:
            found.append(Difference(f"{name} {kind}", key, old.get(one), new.get(one)))
            continue
        for field in sorted(old[one].keys() | new[one].keys()):
            was, now = old[one].get(field), new[one].get(field)
            if was != now:
                found.append(Difference(f"{name} {kind}.{field}", key, was, now))
    return found


def report(found: Sequence[Difference], show: int) -> list[str]:
    """Return lines to print: each kind with its count, and the first *show* differences of it."""
    if not found:
        return ["no difference"]
    kinds: dict[str, list[Difference]] = defaultdict(list)
    for one in found:
        kinds[one.kind].append(one)
    lines = []
    for kind, several in sorted(kinds.items()):
        lines.append(f"{kind}: {len(several)}")
        for one in several[:show]:
            lines += [f"  {one.key}", f"    before: {_shown(one.before)}", f"    after:  {_shown(one.after)}"]
    return lines


def _by_key(records: Iterable[Record]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for one in records:
        fields = dict(one)
        key = (fields.pop("set"), fields.pop("kind"), fields.pop("key"))
        if key in found:
            raise ValueError(f"two rows of one recording have the key {key}")
        found[key] = fields
    return found


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "..."
