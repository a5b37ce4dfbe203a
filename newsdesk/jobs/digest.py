"""Digest: write each day's digest when its hour has come, and again while the day's articles still come in.

Needs the database, the rules of what a digest holds, when digests are due, and where the files go. Which days are due
is decided by `newsdesk.digest.due`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsdesk.digest.due import Act, DayRows, DigestTimes, DueDay, Polling, day_bounds, days_in_question, due_days
from newsdesk.jobs.report import Report
from storage.digests import content_of, contents_of, days_made, first_source_added, rows_of_day, touch_digest
from storage.digests import record_digest as record
from storage.engine import Connection, Engine
from storage.transactions import reading, transact

if TYPE_CHECKING:  # what cuts and renders a digest is loaded when one is due
    from newsdesk.digest.build import DigestRules
    from newsdesk.digest.model import Digest

ROLLING = "atom"  # the format of which there is one file for all days
FRONT_DAYS = 31  # of feed and index


@dataclass(frozen=True, slots=True)
class DigestDeps:
    """What the digest job needs."""

    engine: Engine
    rules: Callable[[], DigestRules]
    times: DigestTimes
    out: Path  # the folder of the files
    formats: Sequence[str]  # md, html, json, atom


@dataclass(frozen=True, slots=True)
class DigestReport(Report):
    """The files of digests that were due, and the days whose digest has to wait, with why."""

    files: tuple[Path, ...] = ()
    waiting: tuple[DueDay, ...] = ()

    def lines(self) -> list[str]:
        return [f"digest: {file}" for file in self.files] + self.problems()

    def problems(self) -> list[str]:
        """Return what a person should hear of however little they want to hear."""
        return [f"digest of {one.day}: not written yet, {one.why}" for one in self.waiting]


def write_due_digests(deps: DigestDeps, now: datetime) -> DigestReport:
    """Write the digests that are due *now*.

    The files come first and the row second: a process killed between writes the same files again. Raises ConfigError
    when the folder cannot be written to, and RetryLaterError when the disk is full.
    """
    with reading(deps.engine) as connection:
        due = _due(connection, now, deps.times)
    files = [file for one in due if one.act is not Act.WAIT for file in _write(deps, one, now)]
    if any(one.act is not Act.WAIT for one in due):
        files += _write_front(deps)
    return DigestReport(tuple(files), tuple(one for one in due if one.act is Act.WAIT))


def _due(connection: Connection, now: datetime, times: DigestTimes) -> list[DueDay]:
    days = days_in_question(now, times, first_source_added(connection))
    if not days:
        return []
    from storage.queries.health import enabled_sources

    rows = [_rows(connection, day, times) for day in days]
    sources = [
        Polling(one.last_fetch_at, one.last_success_at, one.next_fetch_at, one.failures)
        for one in enabled_sources(connection)
    ]
    return due_days(now, times, rows, sources)


def _rows(connection: Connection, day: date, times: DigestTimes) -> DayRows:
    start, end = day_bounds(day, times.zone.key)
    found = rows_of_day(connection, day, start, end)
    return DayRows(day, end, found.made_at, found.articles, found.changed, found.watched)


def _write(deps: DigestDeps, due: DueDay, now: datetime) -> list[Path]:
    from newsdesk.digest.cut import cut_digest
    from newsdesk.digest.render import render
    from newsdesk.digest.write import write_digest

    with reading(deps.engine) as connection:
        digest = cut_digest(connection, due.day, deps.rules())
        recorded = content_of(connection, due.day) if due.act is Act.REWRITE else None
    content = json.loads(render(digest, "json"))
    if due.act is Act.REWRITE and recorded == content:
        transact(deps.engine, lambda connection: touch_digest(connection, due.day, now))
        return []
    daily = [form for form in deps.formats if form != ROLLING]
    files = write_digest(digest, deps.out, daily)
    transact(deps.engine, _recording(digest, content, now))
    return files


def _write_front(deps: DigestDeps) -> list[Path]:
    """Write what leads to the digests: `feed.atom`, `index.html` and `latest.html`; return those that changed."""
    from newsdesk.digest.render.front import Made, render_feed, render_index
    from newsdesk.digest.write import write_changed

    with reading(deps.engine) as connection:
        days = days_made(connection)
        contents = contents_of(connection, days[:FRONT_DAYS])
    made = [Made(day, contents[day]) for day in days[:FRONT_DAYS] if _is_read(contents[day])]
    texts: dict[str, str] = {}
    if ROLLING in deps.formats:
        texts["feed.atom"] = render_feed(made)
    if "html" in deps.formats:
        texts["index.html"] = render_index(made, days[FRONT_DAYS:])
        newest = deps.out / f"{days[0]}.html"
        if newest.exists():
            texts["latest.html"] = newest.read_text("utf-8")
    return write_changed(deps.out, texts)


def _is_read(content: Mapping[str, object]) -> bool:
    """Return whether a record has what feed and index show; what an early version noted has not."""
    return {"title", "end", "stories", "brief", "totals"} <= content.keys()


def _recording(digest: Digest, content: dict[str, object], now: datetime) -> Callable[[Connection], None]:
    ids = [story.id for story in (*digest.stories, *digest.brief)]
    return lambda connection: record(connection, digest.day, ids, content, now)
