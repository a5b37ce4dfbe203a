"""A value as one text, the same for all spellings: "2026-04-08", "14300000000 USD", "31-24"."""

from __future__ import annotations

from datetime import date

from pipeline.records import Value, ValueKind

_MONTH_DAYS = 31


def normal(value: Value) -> str:
    """Return *value* as text; a range as its two ends, a day, month or year as ISO 8601 writes it."""
    if value.kind is ValueKind.DATE:
        return _dated(value)
    if value.kind is ValueKind.ROLE:
        return value.unit
    if value.kind is ValueKind.TIME:
        hours, minutes = divmod(int(value.point), 60)
        return f"{hours:02}:{minutes:02}{'Z' if value.unit == 'UTC' else ''}"
    if value.kind is ValueKind.SCORE:
        return f"{_plain(value.low or 0)}-{_plain(value.high or 0)}"
    unit = f" {value.unit}" if value.unit and value.unit != "%" else value.unit
    if value.low is not None and value.high is not None and value.low != value.high:
        return f"{_plain(value.low)}..{_plain(value.high)}{unit}"
    return f"{_plain(value.point)}{unit}"


def _dated(value: Value) -> str:
    first, last = (date.fromordinal(max(1, int(end or 1))) for end in (value.low, value.high))
    if first == last:
        return first.isoformat()
    whole_month = first.day == 1 and first.month == last.month and (last - first).days >= _MONTH_DAYS - 4
    if whole_month and first.year == last.year:
        return f"{first:%Y-%m}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first:%Y}"
    return f"{first.isoformat()}/{last.isoformat()}"


def _plain(number: float) -> str:
    return f"{number:.10g}" if abs(number) < 1e10 else f"{number:.0f}"
