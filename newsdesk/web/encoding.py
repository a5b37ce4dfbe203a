"""Values to JSON: records as objects, moments in RFC 3339, lengths of time in seconds; and pages that go on."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json, to_jsonable_python


class BadRequestError(Exception):
    """What a client asks for makes no sense; the text says why."""


def encoded(value: object, fields: Collection[str] | None = None) -> bytes:
    """Return *value* as JSON; with *fields* only these keys of it, or of each item of its list ``items``.

    Raises BadRequestError when there is no such key.
    """
    if not fields:
        return to_json(value, timedelta_mode="float")
    plain = to_jsonable_python(value, timedelta_mode="float")
    if isinstance(plain, dict) and isinstance(plain.get("items"), list):
        plain["items"] = [_only(item, fields) for item in plain["items"]]
    else:
        plain = _only(plain, fields)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def page_of(rows: Sequence[Any], limit: int, cursor_of: Any) -> Mapping[str, Any]:
    """Return up to *limit* of *rows*, of which there is one more when a page follows, and the cursor of that page."""
    shown = rows[:limit]
    following = cursor_of(shown[-1]) if len(rows) > limit and shown else None
    return {"items": shown, "next": following}


def cursor_at(at: datetime, number: int) -> str:
    """Return where a page ends, as a text that means nothing to its reader."""
    plain = f"{at.astimezone(UTC).isoformat()} {number}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def from_cursor(text: str | None) -> tuple[datetime, int] | None:
    """Return what `cursor_at` made *text* of. Raises BadRequestError."""
    if text is None:
        return None
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        at, _, number = plain.partition(" ")
        moment, row = datetime.fromisoformat(at), int(number)
        if moment.tzinfo is None or not 0 <= row < 2**63:
            raise ValueError(text)
    except (ValueError, binascii.Error) as exc:
        raise BadRequestError("cursor: expected what `next` of a page said") from exc
    return moment, row


def _only(item: Any, fields: Collection[str]) -> Any:
    if not isinstance(item, dict):
        return item
    if unknown := sorted(set(fields) - item.keys()):
        raise BadRequestError(f"fields: {unknown[0][:60]!r} is none of {', '.join(sorted(item))}")
    return {key: item[key] for key in item if key in fields}
