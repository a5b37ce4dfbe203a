"""The digest that rounds write: once a day, when its hour has come."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from newsdesk.digest.cut import cut_digest
from newsdesk.digest.render import render
from newsdesk.digest.write import write_digest
from newsdesk.wiring import House
from storage.digests import digest_made, record_digest
from storage.transactions import reading, transact


def due_day(now: datetime, hour: int, zone: ZoneInfo) -> date:
    """Return the newest day whose digest is due: yesterday from *hour* o'clock on, before that the day before."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=1 if local.hour >= hour else 2)


def write_if_due(house: House) -> list[Path]:
    """Write the digest that is due into ``digest.out``; return its files, none when it was written before.

    The files come first and the note of them second: a process killed between writes the same files again.
    """
    settings = house.settings.digest
    now = house.clock()
    day = due_day(now, settings.hour, settings.zone)
    with reading(house.engine) as connection:
        if digest_made(connection, day) is not None:
            return []
    digest = cut_digest(house, day)
    files = write_digest(digest, settings.out, settings.formats)
    ids = [story.id for story in (*digest.stories, *digest.brief)]
    content = json.loads(render(digest, "json"))
    transact(house.engine, lambda connection: record_digest(connection, day, ids, content, now))
    return files
