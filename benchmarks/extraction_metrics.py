"""How an extracted article is compared with what a person marked up.

Body: overlap of word 4-grams as multisets, precision and recall averaged over documents, F1 of the two means
(the measure of scrapinghub's article-extraction-benchmark). Segments: which of the marked pieces are in the
text. Title: equal after folding quotes, dashes, case and blanks. Authors: sets of names. Date: the same day, in
the zone it was written in or in UTC; minute: the same instant, for those that have a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from statistics import fmean
from typing import Any

FIELDS = ("title", "authors", "published", "text")
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans(dict.fromkeys("‘’‚´`", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—‑−", "-"))
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
_BYLINE = re.compile(r"^(?:by|von|par|por|di|av|af|door|van)\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|&|\band\b|\bund\b|\bet\b)\s*")


@dataclass(slots=True)
class Tally:
    """Scores of one extractor over one set of documents."""

    documents: int = 0
    crashes: int = 0
    cpu_seconds: float = 0.0
    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    segments: Counter[str] = field(default_factory=Counter)  # hit, extra, missed
    titles: list[bool] = field(default_factory=list)
    authors: list[bool] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)  # hit, extra, missed
    days: list[bool] = field(default_factory=list)
    minutes: list[bool] = field(default_factory=list)

    def add(self, gold: Mapping[str, Any], found: Mapping[str, Any], fields: Collection[str] = FIELDS) -> None:
        """Score one document; gold that is missing or null is not scored, nor are fields the extractor never gives."""
        self.documents += 1
        text = found.get("text") or ""
        if gold.get("text") and "text" in fields:
            self._add_body(gold["text"], text)
        for marked, hit, miss in (("with", "hit", "missed"), ("without", "extra", "avoided")):
            for segment in gold.get(marked) or ():
                self.segments[hit if _squashed(segment) in _squashed(text) else miss] += 1
        if gold.get("title") and "title" in fields:
            self.titles.append(_folded(gold["title"]) == _folded(found.get("title") or ""))
        if gold.get("authors") is not None and "authors" in fields:
            self._add_authors(_names(gold["authors"]), _names(found.get("authors") or ()))
        if (when := _moment(gold.get("published"))) and "published" in fields:
            other = _moment(found.get("published"))
            self.days.append(other is not None and bool(_days(when) & _days(other)))
            if isinstance(when, datetime):
                self.minutes.append(isinstance(other, datetime) and _is_same_minute(when, other))

    def scores(self) -> dict[str, float]:
        """Return the measures that the gold of this set allows, 0..1, and documents per CPU second."""
        found: dict[str, float] = {}
        if self.precisions or self.recalls:
            precision, recall = _mean(self.precisions), _mean(self.recalls)
            found |= {"body": _f1(precision, recall), "body_precision": precision, "body_recall": recall}
        if self.segments:
            hit, extra, missed = (self.segments[kind] for kind in ("hit", "extra", "missed"))
            found["segments"] = 2 * hit / max(1, 2 * hit + extra + missed)
        if self.names:
            hit, extra, missed = (self.names[kind] for kind in ("hit", "extra", "missed"))
            found["authors_f1"] = 2 * hit / max(1, 2 * hit + extra + missed)
        for name, hits in (
            ("title", self.titles),
            ("authors", self.authors),
            ("day", self.days),
            ("minute", self.minutes),
        ):
            if hits:
                found[name] = _mean(hits)
        return found | {"docs_per_cpu_second": self.documents / self.cpu_seconds if self.cpu_seconds else 0.0}

    def _add_body(self, gold: str, text: str) -> None:
        wanted, got = _shingles(gold), _shingles(text)
        shared = (wanted & got).total()
        if got:
            self.precisions.append(shared / got.total())
        if wanted:
            self.recalls.append(shared / wanted.total())

    def _add_authors(self, wanted: frozenset[str], got: frozenset[str]) -> None:
        self.authors.append(wanted == got)
        self.names.update(hit=len(wanted & got), extra=len(got - wanted), missed=len(wanted - got))


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[start : start + size]) for start in range(max(1, len(words) - size + 1)))


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _squashed(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES)
    return _squashed(text.casefold())


def _names(raw: Iterable[str]) -> frozenset[str]:
    names: set[str] = set()
    for entry in raw:
        for one in re.split(r"\s*[;|\n]\s*", entry or ""):
            parts = [part for part in _BETWEEN_NAMES.split(one) if part]
            whole = len(parts) > 1 and all(" " in part for part in parts)
            names |= {
                _squashed(re.sub(r"[^\w'\- ]+", " ", _folded(_BYLINE.sub("", part))))
                for part in (parts if whole else [one])
            }
    return frozenset(names - {""})


def _moment(value: object) -> datetime | date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value) if len(value) == len("2026-11-20") else datetime.fromisoformat(value)
    except ValueError:
        return None


def _days(when: datetime | date) -> set[date]:
    if not isinstance(when, datetime):
        return {when}
    return {when.date(), when.astimezone(UTC).date()} if when.tzinfo else {when.date()}


def _is_same_minute(one: datetime, other: datetime) -> bool:
    if one.tzinfo and other.tzinfo:
        one, other = one.astimezone(UTC), other.astimezone(UTC)
    return one.replace(tzinfo=None, second=0, microsecond=0) == other.replace(tzinfo=None, second=0, microsecond=0)
