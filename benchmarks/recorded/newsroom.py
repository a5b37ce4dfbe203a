"""The demonstration's newsroom, crawled, processed and digested by `newsdesk demo`."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.recorded.commands import CONFIG, newsdesk
from benchmarks.recorded.rows import Record, digest_records, read_database

DAYS = ("2026-10-14", "2026-10-15")
_OPENS = datetime(2026, 10, 15, 12, tzinfo=UTC)  # the newsroom's noon: later times are those at which newsdesk looked
_COARSE = timedelta(minutes=10)  # what a crawl may take without any other row
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?")


def record_newsroom(folder: Path) -> list[Record]:
    """Return what the walk over the newsroom decided; ports and seconds of the crawl are left out."""
    newsdesk(CONFIG, "demo", "--dir", str(folder))
    ports = json.loads((folder / "newsroom.json").read_text("utf-8"))["ports"]
    hosts = {f"127.0.0.1:{port}": f"{slug}.example" for slug, port in ports.items()}
    records = read_database(folder / "newsdesk.db", lambda value: _timeless(value, hosts))
    for day in DAYS:
        printed = newsdesk(folder / "config", "digest", "--date", day, now=_OPENS + timedelta(days=2))
        records += digest_records(day, _timeless(printed, hosts))
    return records


def _timeless(value: Any, hosts: dict[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    for there, here in hosts.items():
        value = value.replace(there, here)
    return _TIME.sub(_coarse, value)


def _coarse(match: re.Match[str]) -> str:
    when = datetime.fromisoformat(match.group()).replace(tzinfo=UTC)
    if when < _OPENS:
        return match.group()
    return f"{_OPENS + (when - _OPENS) // _COARSE * _COARSE:%F %T}"
