"""The digest as JSON, for programs; docs/tables.md says which rows it was made from."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from newsdesk.digest.model import Digest

SCHEMA = 2  # grows when a key changes its meaning or goes


def render(digest: Digest) -> str:
    """Return *digest* as JSON: the keys of `newsdesk.digest.model`, times as RFC 3339 in UTC."""
    return json.dumps({"schema": SCHEMA, **content(digest)}, ensure_ascii=False, indent=2, default=_plain) + "\n"


def content(digest: Digest) -> dict[str, Any]:
    """Return *digest* as plain mappings and lists; times and dates stay what they are."""
    found = asdict(digest)
    for group in ("stories", "brief"):
        for table, story in zip(found[group], getattr(digest, group), strict=True):
            table["score"]["total"] = story.score.total
    return found


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
