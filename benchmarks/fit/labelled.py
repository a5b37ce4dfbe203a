"""Labels of this folder joined with the texts that they are about, which no file of the project holds.

``labels/*.jsonl`` has an object for each article: `id` in the corpus, `chars` of its text that were read, the hash of
those characters, `topics` that it has, `topics_optional` that it may have, `main` entities, and `names` as start, end
and kind. A name that no label covers is none. docs/decisions tells by which guide they were made.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.records import Article

LABELS = Path(__file__).with_name("labels")
CORPUS_FILE = "texts.jsonl"
FOLDS = 5

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One article with its labels."""

    key: str
    article: Article
    topics: frozenset[str]
    topics_optional: frozenset[str]
    main: frozenset[str]
    optional: frozenset[str] = frozenset()  # entities that are neither right nor wrong as main ones
    names: tuple[tuple[int, int, str], ...] = ()


def read_rows(file: Path) -> list[Row]:
    """Return the objects of *file*, one a line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def corpus_articles(folder: Path) -> dict[str, Article]:
    """Return the articles of the corpus by id."""
    return {row["id"]: _article(row.get("title"), row["text"]) for row in read_rows(folder / CORPUS_FILE)}


def labelled(corpus: Path, name: str) -> list[Labelled]:
    """Return the articles of ``labels/NAME.jsonl``. Raises ValueError if the corpus has another text."""
    texts = corpus_articles(corpus)
    found = []
    for row in read_rows(LABELS / f"{name}.jsonl"):
        whole = texts[row["id"]]
        text = whole.text[: row["chars"]]
        if text_hash(text) != row["sha256"]:
            raise ValueError(f"{corpus / CORPUS_FILE}: {row['id']} is not the text that was labelled")
        found.append(
            Labelled(
                row["id"],
                _article(whole.title, text),
                frozenset(row["topics"]),
                frozenset(row["topics_optional"]),
                frozenset(row["main"]),
                names=tuple((start, end, kind) for start, end, kind in row["names"]),
            )
        )
    return found


def open_set(folder: Path) -> list[Labelled]:
    """Return the labelled articles of ``entities.jsonl``; their names are not all labelled."""
    return [
        Labelled(
            row["id"],
            _article(row.get("title"), row["text"]),
            frozenset(row.get("topics", ())),
            frozenset(row.get("topics_optional", ())),
            frozenset(one["id"] for one in row["entities"] if one.get("main")),
            frozenset(row.get("optional", ())),
        )
        for row in read_rows(folder / "entities.jsonl")
        if row.get("relevant", True)
    ]


def text_hash(text: str) -> str:
    """Return the hash by which a labelled text is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fold(key: str) -> int:
    """Return which of `FOLDS` parts an article is of, the same in every run."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def f1(right: int, wrong: int, missed: int) -> Row:
    """Return precision, recall and F1."""
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    both = precision + recall
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / both, 3) if both else 0.0,
    }


def _article(title: str | None, text: str) -> Article:
    return Article(url="", title=title or "", text=text, outlet="", source="", language="en")
