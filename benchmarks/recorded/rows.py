"""What was decided, as rows that know articles by their address and stories by their first article.

Only public views are read, and the few base tables and columns that no view shows.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

Record = dict[str, Any]  # with "kind" and "key", and "set" in a file
Clean = Callable[[Any], Any]  # makes of a value what is the same in every recording

_PLACES = 9
_STORY_NUMBER = re.compile(r"\b(story|article) \d+")


def read_database(file: Path, clean: Clean = lambda value: value) -> list[Record]:
    """Return everything that was decided in the SQLite database *file*, ids replaced by what they stand for."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        tables = _Tables(connection, clean)
        return [*tables.pages(), *tables.articles(), *tables.tags(), *tables.stories(), *tables.new_names()]


def digest_records(day: str, text: str) -> list[Record]:
    """Return a printed digest line by line."""
    lines = [_numberless(line) for line in text.splitlines()]
    return [{"kind": "digest", "key": f"{day} {number:04d}", "line": line} for number, line in enumerate(lines, 1)]


def write_records(file: Path, records: Iterable[Record]) -> None:
    """Write one canonical JSON object a line, in the order of set, kind and key."""
    ordered = sorted(records, key=lambda one: (one["set"], one["kind"], one["key"]))
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in ordered]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_records(file: Path) -> list[Record]:
    """Return the rows of a recording."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


class _Tables:
    """A database whose ids are translated."""

    def __init__(self, connection: sqlite3.Connection, clean: Clean) -> None:
        self._connection = connection
        self._clean = clean
        rows = self._all("SELECT id, url, story_id, dated_at FROM articles")
        rows.sort(
            key=lambda row: (row["dated_at"], row["url"])
        )  # as cleaned: ports differ from one newsroom to the next
        self._url = {row["id"]: row["url"] for row in rows}
        self._story: dict[int, str] = {}
        for row in rows:
            self._story.setdefault(row["story_id"], row["url"])  # the first of its members

    def pages(self) -> Iterator[Record]:
        again: dict[str, int] = {}
        for row in self._all("SELECT id, requested_url, outcome, detail, article_id FROM page ORDER BY id"):
            number = again[row["requested_url"]] = again.get(row["requested_url"], 0) + 1
            yield {
                "kind": "page",
                "key": f"{row['requested_url']} #{number}",
                "outcome": row["outcome"],
                "detail": row["detail"],
                "article": self._url.get(row["article_id"]),
            }

    def articles(self) -> Iterator[Record]:
        revisions = self._grouped("SELECT * FROM revisions ORDER BY article_id, number", "article_id")
        addresses = self._grouped("SELECT url, article_id FROM article_url ORDER BY url", "article_id")
        for row in self._all("SELECT * FROM articles"):
            yield {
                "kind": "article",
                "key": row["url"],
                "title": row["title"],
                "authors": json.loads(row["authors"]),
                "published_at": row["published_at"],
                "precision": row["published_precision"],
                "dated_at": row["dated_at"],
                "language": row["language"],
                "section": row["section"],
                "summary": row["summary"],
                "image_url": row["image_url"],
                "outlet": row["outlet"],
                "text_hash": _hash(row["text"]),
                "text_chars": len(row["text"]),
                "markdown_hash": _hash(row["markdown"]),
                "words": row["words"],
                "partial": bool(row["partial"]),
                "paywalled": bool(row["paywalled"]),
                "relevance": _rounded(row["relevance"]),
                "addresses": sorted(one["url"] for one in addresses.get(row["id"], ())),
                "revisions": [
                    [one["number"], one["edited"], one["notice"], one["title"], _hash(one["text"])]
                    for one in revisions.get(row["id"], ())
                ],
            }
            if row["duplicate_of"] is not None:
                yield {
                    "kind": "copy",
                    "key": row["url"],
                    "original": self._url[row["duplicate_of"]],
                    "how": row["copy_kind"],
                    "similarity": _rounded(row["copy_similarity"]),
                }

    def tags(self) -> Iterator[Record]:
        queries = {
            "mentions": "SELECT article_id, part, start_at, end_at, entity_id, surface, version FROM mentions",
            "entities": "SELECT article_id, entity_id, salience, main, mentions, implied FROM article_entities",
            "topics": "SELECT article_id, topic_id, score FROM topics",
            "quotes": "SELECT article_id, start_at, end_at, quote, speaker, speaker_entity_id, cue FROM quotes",
            "credits": "SELECT article_id, outlet, grade, phrase, url, credited_article_id FROM credits",
        }
        for kind, query in queries.items():
            for article_id, rows in self._grouped(query, "article_id").items():
                values = [self._values(row) for row in rows]
                yield {"kind": kind, "key": self._url[article_id], "rows": sorted(values, key=json.dumps)}

    def stories(self) -> Iterator[Record]:
        members = self._grouped(
            "SELECT s.*, a.url FROM story_articles s JOIN articles a ON a.id = s.article_id ORDER BY a.url", "story_id"
        )
        lives = self._grouped("SELECT id, state, state_since, dormant_at FROM story", "id")
        for row in self._all("SELECT * FROM stories WHERE merged_into IS NULL"):
            life = lives[row["id"]][0]
            yield {
                "kind": "story",
                "key": self._story[row["id"]],
                "members": sorted(one["url"] for one in members[row["id"]]),
                "headline": row["headline"],
                "lead": self._url.get(row["lead_article_id"]),
                "articles": row["articles"],
                "outlets": [row["outlets"], row["all_outlets"]],
                "first": [row["first_source"], self._url.get(row["first_article_id"]), row["first_seen"]],
                "first_why": json.loads(row["first_why"]),
                "credited_outlet": row["credited_outlet"],
                "last_seen": row["last_seen"],
                "follows": self._story.get(row["follows"]),
                "relevance": _rounded(row["relevance"]),
                "velocity": _rounded(row["velocity"]),
                "state": [life["state"], life["state_since"], life["dormant_at"]],
            }
            for one in members[row["id"]]:
                yield {
                    "kind": "place",
                    "key": one["url"],
                    "score": _rounded(one["score"]),
                    "why": [_numberless(reason) for reason in json.loads(one["why"])],
                    "out_at": one["out_at"],
                    "doubt": one["doubt"],
                    "novelty": _rounded(one["novelty"]),
                    "adds": json.loads(one["adds"]),
                }

    def new_names(self) -> Iterator[Record]:
        sightings = self._grouped("SELECT * FROM new_name_sighting", "key")
        for row in self._all("SELECT key, surface, kind, parent_id, evidence, state FROM new_name"):
            seen = [[self._url[one["article_id"]], one["outlet"], one["official"]] for one in sightings[row["key"]]]
            yield {**row, "kind": "new name", "key": row["key"], "of_kind": row["kind"], "seen": sorted(seen)}

    def _values(self, row: Record) -> list[Any]:
        found = {name: _rounded(value) for name, value in row.items() if name != "article_id"}
        if "credited_article_id" in found:
            found["credited_article_id"] = self._url.get(found["credited_article_id"])
        return list(found.values())

    def _all(self, query: str) -> list[Record]:
        return [
            {name: self._clean(row[name]) for name in row.keys()}  # noqa: SIM118 - a Row iterates over its values
            for row in self._connection.execute(query)
        ]

    def _grouped(self, query: str, by: str) -> dict[Any, Sequence[Record]]:
        found: dict[Any, list[Record]] = {}
        for row in self._all(query):
            found.setdefault(row[by], []).append(row)
        return dict(found)


def _rounded(value: Any) -> Any:
    return round(value, _PLACES) if isinstance(value, float) else value


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


def _numberless(line: str) -> str:
    return _STORY_NUMBER.sub(r"\1 N", line)
