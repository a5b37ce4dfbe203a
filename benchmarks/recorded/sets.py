"""Samples of the labelled sets, as pages that rest in a new database for `newsdesk process`.

A set of pages keeps its HTML; a set of texts is typeset as plain HTML, and a headline without a text is an entry of
a feed. Pages arrive in the order in which they were published, a batch at a time, so that stories age; some are
fetched again, changed.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import zstandard

from benchmarks.recorded.commands import CONFIG, newsdesk
from benchmarks.recorded.rows import Record, digest_records, read_database

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Files of one kind, and how many rows of each are taken, evenly chosen."""

    name: str
    files: tuple[str, ...]  # below the folder of sets
    most: int
    batch: int = 130  # pages that arrive together


SETS = (
    LabelledSet(
        "pages", ("extraction/aeb/index.jsonl", "extraction/fundus/index.jsonl", "extraction/traf/index.jsonl"), 120
    ),
    LabelledSet("stories", ("stories/ecb_dev.jsonl",), 600),
    LabelledSet("headlines", ("stories/uci_dev.jsonl",), 400),
    LabelledSet("copies", ("stories/neardup_dev.jsonl",), 400, batch=200),
    LabelledSet("reprints", ("stories/neardup_real_dev_docs.jsonl",), 250, batch=250),
    LabelledSet(
        "texts",
        (
            "tagging/entities.jsonl",
            "tagging/negatives.jsonl",
            "tagging/discovery.jsonl",
            "tagging/relevance.jsonl",
            "tagging/quotes_docs.jsonl",
            "tagging/silver.jsonl",
            "corpus/texts.jsonl",
        ),
        60,
        batch=200,
    ),
)

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_OUTLETS = 30  # that texts without a source are shared among
_LISTED_AFTER = timedelta(minutes=20)
_CHANGED = 17  # one page of so many is fetched again
_CORRECTION = "Correction: an earlier version of this article misstated the number of the offices, which is 4,117."


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page before it lies in the database."""

    url: str
    outlet: str
    fetched_at: datetime
    body: bytes
    entry: Row | None = None  # set for a headline alone


def record_set(labelled: LabelledSet, sets: Path, folder: Path) -> list[Record]:
    """Return what newsdesk decides about the rows of *labelled*; [] when *sets* has none of its files."""
    arrivals = [one for name in labelled.files if (sets / name).exists() for one in _arrivals(sets / name, labelled)]
    if not arrivals:
        return []
    arrivals.sort(key=lambda one: (one.fetched_at, one.url))
    config, database = _configure(folder)
    newsdesk(config, "migrate")
    again: list[Arrival] = []
    for first in range(0, len(arrivals), labelled.batch):
        batch = arrivals[first : first + labelled.batch]
        now = batch[-1].fetched_at + timedelta(minutes=30)
        _put(database, [*batch, *(replace(one, fetched_at=now - timedelta(minutes=1)) for one in again)])
        newsdesk(config, "process", now=now)
        again = [_changed(one) for one in batch[::_CHANGED] if one.entry is None]
    records = read_database(database)
    for day in _busiest_days(arrivals):
        end = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=2)
        records += digest_records(str(day), newsdesk(config, "digest", "--date", str(day), now=end))
    return records


def _arrivals(file: Path, labelled: LabelledSet) -> Iterator[Arrival]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    step = max(1, -(-len(rows) // labelled.most))
    for number, row in enumerate(rows[::step]):
        when = _time(row, number)
        url = row.get("url") or f"https://{_slug(row.get('source') or file.stem)}.example/{row['id']}"
        outlet = row.get("source") or f"Paper {int(hashlib.sha256(row['id'].encode()).hexdigest(), 16) % _OUTLETS}"
        if "file" in row:
            host = urlsplit(url).hostname or "unknown"
            body = gzip.decompress((file.parent / row["file"]).read_bytes())
            yield Arrival(url, host.removeprefix("www."), when + _LISTED_AFTER, body)
        elif not row["text"]:
            entry = {"source": "recorded", "url": url, "title": row["title"], "published_at": when.isoformat()}
            yield Arrival(url, outlet, when + _LISTED_AFTER, b"", entry)
        else:
            yield Arrival(url, outlet, when + _LISTED_AFTER, _typeset(row, url, when))


def _time(row: Row, number: int) -> datetime:
    stated = row.get("published") or row.get("date") or (row.get("gold") or {}).get("published")
    if not stated:
        return _EARLIEST + timedelta(minutes=number)
    when = datetime.fromisoformat(stated)
    if len(stated) == len("2026-01-01"):
        when += timedelta(minutes=number)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _typeset(row: Row, url: str, when: datetime) -> bytes:
    title = html.escape(row.get("title") or row["text"].strip().split("\n")[0][:120])
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in row["text"].split("\n") if line.strip())
    return f"""<!doctype html><html lang="{row.get("lang") or "en"}"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{html.escape(url)}"><meta property="og:type" content="article">
<meta property="article:published_time" content="{when.isoformat()}"></head>
<body><main><article><h1>{title}</h1>
{paragraphs}
</article></main></body></html>""".encode()


def _changed(arrival: Arrival) -> Arrival:
    paragraph = f"<p>{_CORRECTION}</p>".encode()
    head, end, tail = arrival.body.rpartition(b"</article>")
    return replace(arrival, body=head + paragraph + end + tail if end else arrival.body + paragraph)


def _configure(folder: Path) -> tuple[Path, Path]:
    config, database = folder / "config", folder / "recorded.db"
    (config / "sources").mkdir(parents=True)
    shutil.copytree(CONFIG / "entities", config / "entities")
    shutil.copyfile(CONFIG / "topics.toml", config / "topics.toml")
    settings = f"""
[database]
url = "sqlite:///{database}"

[process]
workers = 2
batch = 1000  # all that arrived together, in order of time

[tags]
min_relevance = 0.0  # a digest of whatever there is
"""
    source = '[[source]]\nname = "recorded"\nurl = "https://recorded.example/feed"\ntitle = "Recorded"\n'
    (config / "newsdesk.toml").write_text(settings, "utf-8")
    (config / "sources" / "recorded.toml").write_text(source, "utf-8")
    return config, database


def _put(database: Path, arrivals: Sequence[Arrival]) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for one in arrivals:
            row = (
                "recorded",
                one.outlet,
                one.url,
                one.url,
                one.fetched_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
                len(one.body),
                json.dumps(one.entry) if one.entry else None,
                one.entry is not None,
            )
            page = connection.execute(
                "INSERT INTO page (source, outlet, requested_url, url, fetched_at, status, headers, body_bytes,"
                " entry, from_feed, stage, attempts) VALUES (?, ?, ?, ?, ?, 200, '[]', ?, ?, ?, 'waiting', 0)",
                row,
            )
            body = (page.lastrowid, zstandard.compress(one.body))
            connection.execute("INSERT INTO page_body (page_id, body) VALUES (?, ?)", body)
        connection.commit()


def _busiest_days(arrivals: Sequence[Arrival]) -> list[date]:
    days: dict[date, int] = {}
    for one in arrivals:
        day = one.fetched_at.astimezone(UTC).date()
        days[day] = days.get(day, 0) + 1
    return sorted(days, key=lambda day: (-days[day], day))[:2]


def _slug(text: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in text.casefold()).strip("-")
