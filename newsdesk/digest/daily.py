"""The digests that rounds write: each day's when its hour has come, again while its news still comes in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from newsdesk.digest.build import day_bounds
from newsdesk.digest.cut import cut_digest
from newsdesk.digest.due import Act, DayRows, DigestTimes, DueDay, Polling, days_in_question, due_days
from newsdesk.digest.model import Digest
from newsdesk.digest.render import render
from newsdesk.digest.write import write_digest
from newsdesk.settings.model import Settings
from newsdesk.wiring import House
from storage.digests import content_of, first_source_added, rows_of_day, touch_digest
from storage.digests import record_digest as record
from storage.engine import Connection
from storage.queries.health import enabled_sources
from storage.transactions import reading, transact


@dataclass(frozen=True, slots=True)
class Written:
    """The files of digests that were due, and the days that had to wait, with why."""

    files: tuple[Path, ...] = ()
    waiting: tuple[DueDay, ...] = ()


def write_if_due(house: House) -> Written:
    """Write what is due into ``digest.out``.

    The files come first and the note of them second: a process killed between writes the same files again.
    """
    now = house.clock()
    times = times_of(house.settings)
    with reading(house.engine) as connection:
        due = _due(connection, now, times)
    files = [file for one in due if one.act is not Act.WAIT for file in _write(house, one, now)]
    return Written(tuple(files), tuple(one for one in due if one.act is Act.WAIT))


def times_of(settings: Settings) -> DigestTimes:
    """Return what the settings say of when digests are written."""
    digest = settings.digest
    return DigestTimes(digest.zone, digest.hour, digest.rewrite_until_h, digest.min_sources_answered)


def _due(connection: Connection, now: datetime, times: DigestTimes) -> list[DueDay]:
    days = days_in_question(now, times, first_source_added(connection))
    if not days:
        return []
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


def _write(house: House, due: DueDay, now: datetime) -> list[Path]:
    settings = house.settings.digest
    digest = cut_digest(house, due.day)
    content = json.loads(render(digest, "json"))
    if due.act is Act.REWRITE:
        with reading(house.engine) as connection:
            same = content_of(connection, due.day) == content
        if same:
            transact(house.engine, lambda connection: touch_digest(connection, due.day, now))
            return []
    files = write_digest(digest, settings.out, settings.formats)
    transact(house.engine, _recording(digest, content, now))
    return files


def _recording(digest: Digest, content: dict[str, object], now: datetime) -> Callable[[Connection], None]:
    ids = [story.id for story in (*digest.stories, *digest.brief)]
    return lambda connection: record(connection, digest.day, ids, content, now)
