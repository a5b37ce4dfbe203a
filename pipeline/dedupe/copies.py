"""Is this article a copy? Candidates come from an index; whether one is a copy is read off the two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.dedupe.fingerprints import shingles, words_of
from pipeline.records import Article, CopyKind, CopyOf, Fingerprint, Prepared
from pipeline.text.patterns import lazy_pattern

CONTAINED = 0.5  # of the shorter text's shingles that the longer one has
LEAD_SHINGLES = 36
LEAD_CONTAINED = 0.3  # of the shorter text's first shingles: a long quotation deep in a text is no copy
NUMBERS = 4  # texts with fewer numbers are not compared by them
NUMBERS_SHARED = 0.5  # reports made from one template differ in their numbers
EXCERPT = 0.6  # of the original's length; shorter is an excerpt
MOST_CANDIDATES = 24

_NUMBER = lazy_pattern(r"\d[\d.,]*\d|\d")
_AGENCIES = lazy_pattern(
    r"\b(?:Reuters|Associated Press|AP|AFP|Agence France-Presse|Bloomberg|dpa|PA Media|ANSA|EFE|Kyodo|Xinhua|UPI|TASS|"
    r"PR ?Newswire|Business Wire|GlobeNewswire)\b"
)
_CREDIT_CHARS = 160  # at either end of a text, where agencies are credited


@dataclass(frozen=True, slots=True)
class Rival:
    """An article that may be what another was copied from. *root* is the original of its group of copies."""

    article_id: int
    root: int
    outlet: str
    title: str
    text: str
    authors: tuple[str, ...]
    dated_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A copy and its original. *swapped*: the newcomer is the original, and the rival's group is copied from it."""

    copy: CopyOf
    swapped: bool = False


class CopyIndex(Protocol):
    """What finding copies needs of the articles there are."""

    def same_text(self, text_hash: bytes) -> Sequence[Rival]:
        """Return articles with this very text, oldest first."""

    def sharing_bands(self, bands: Sequence[int], limit: int) -> Sequence[Rival]:
        """Return articles that share a band, those that share most first."""


def find_copy(prepared: Prepared, rivals: CopyIndex, dated_at: datetime) -> Found | None:
    """Return which article *prepared*, dated *dated_at*, is a copy of, or is the original of; None when neither."""
    article, print_ = prepared.article, prepared.fingerprint
    for rival in rivals.same_text(print_.text_hash):
        if print_.bands or _same_title(article, rival):
            return _directed(article, print_, rival, 1.0, dated_at)
    if not print_.bands:
        return None
    sharing = rivals.sharing_bands(print_.bands, MOST_CANDIDATES)
    if not sharing:
        return None
    own = _Text.of(article.text)
    best: tuple[float, Rival] | None = None
    for rival in sharing:
        similarity = copied(own, _Text.of(rival.text))
        if similarity is not None and (best is None or similarity > best[0]):
            best = (similarity, rival)
    return None if best is None else _directed(article, print_, best[1], best[0], dated_at)


@dataclass(frozen=True, slots=True)
class _Text:
    words: int
    shingles: frozenset[str]
    lead: frozenset[str]
    numbers: frozenset[str]

    @staticmethod
    def of(text: str) -> _Text:
        words = words_of(text)
        runs = shingles(words)
        numbers = frozenset(_NUMBER.findall(text))
        return _Text(len(words), frozenset(runs), frozenset(runs[:LEAD_SHINGLES]), numbers)


def copied(one: _Text, other: _Text) -> float | None:
    """Return the containment of the shorter text in the longer, 0..1, or None when neither is a copy of the other."""
    short, long = sorted((one, other), key=lambda text: len(text.shingles))
    if not short.shingles:
        return None
    contained = len(short.shingles & long.shingles) / len(short.shingles)
    if contained < CONTAINED:
        return None
    leads = max(_share(short.lead, long.shingles), _share(long.lead, short.shingles))
    if leads < LEAD_CONTAINED:
        return None
    fewest = min(len(short.numbers), len(long.numbers))
    if fewest >= NUMBERS and len(short.numbers & long.numbers) < NUMBERS_SHARED * fewest:
        return None
    return contained


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _same_title(article: Article, rival: Rival) -> bool:
    return words_of(article.title) == words_of(rival.title)


def _directed(article: Article, print_: Fingerprint, rival: Rival, similarity: float, dated_at: datetime) -> Found:
    """Decide which of the two is the original: the one that the other credits, else the earlier."""
    credited = _credits(rival.outlet, article.authors, article.text)
    credits_us = _credits(article.outlet, rival.authors, rival.text)
    newcomer_first = credits_us if credited != credits_us else dated_at < rival.dated_at
    if newcomer_first:
        kind = _kind(rival.authors, rival.text, article.outlet, len(words_of(rival.text)), print_.words, similarity)
        return Found(CopyOf(rival.root, kind, similarity), swapped=True)
    kind = _kind(article.authors, article.text, rival.outlet, print_.words, len(words_of(rival.text)), similarity)
    return Found(CopyOf(rival.root, kind, similarity))


def _kind(
    authors: Sequence[str], text: str, original: str, words: int, original_words: int, similarity: float
) -> CopyKind:
    if _credits(original, authors, text) or _AGENCIES.search(" ".join([*authors, _ends(text)])):
        return CopyKind.WIRE
    if words < EXCERPT * original_words:
        return CopyKind.EXCERPT
    return CopyKind.SAME_TEXT if similarity == 1.0 and words == original_words else CopyKind.REPUBLICATION


def _credits(outlet: str, authors: Sequence[str], text: str) -> bool:
    name = outlet.casefold()
    return len(name) > 1 and any(name in part.casefold() for part in (*authors, _ends(text)))


def _ends(text: str) -> str:
    return text[:_CREDIT_CHARS] + " " + text[-_CREDIT_CHARS:]
