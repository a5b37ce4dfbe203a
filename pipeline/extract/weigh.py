"""Whether a page or its feed entry tells the article: walls, shells and teasers parse as well as articles do. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.records import Article

_TEASER_CHARS = 700  # a text longer than this is no teaser
_LONGER = 1.5  # times as long is the feed's text, to be more than the page's in other words
_FOREIGN_CHARS = 1500  # a text longer than this is believed whatever it is about
_FOREIGN = 0.15  # share of the entry's words in a text, below which the text is of something else
_FEWEST = 5  # words of an entry, to compare by them


def is_in_doubt(found: Article) -> bool:
    """Tell whether what a page gave is short or locked, so that its feed entry may tell it better."""
    return found.paywalled or found.partial or len(found.text) <= _FOREIGN_CHARS


def better_told(found: Article, told: Article) -> Article:
    """Return the article that the page gave, *found*, or with the text of its feed entry, *told*, where that is better.

    A short or locked text gives way to the whole one that the feed carries. A short text that has nothing of the
    entry's words, as of a wall or an empty shell, gives way to whatever the feed says.
    """
    if not told.text:
        return found
    if _is_teaser_of(found, told):
        return replace(
            found,
            text=told.text,
            markdown=told.markdown,
            links=told.links,
            language=told.language or found.language,
            partial=told.partial,
            original=told.original or found.original,
            dropped=told.dropped,
            layout=None,
            provenance={**found.provenance, "text": "feed"},
        )
    return replace(told, partial=True) if _is_foreign(found, told) else found


def _is_teaser_of(found: Article, told: Article) -> bool:
    short = found.paywalled or found.partial or len(found.text) < _TEASER_CHARS
    return short and not told.partial and len(told.text) >= _LONGER * len(found.text)


def _is_foreign(found: Article, told: Article) -> bool:
    if len(found.text) > _FOREIGN_CHARS:
        return False
    words = _words(f"{told.title} {told.summary or ''} {told.text}")
    return len(words) >= _FEWEST and len(words & _words(found.text)) < _FOREIGN * len(words)


def _words(text: str) -> frozenset[str]:
    """Return the longer words of *text*; of scripts without blanks, each two signs that stand together."""
    folded = text.casefold()
    runs = re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,}", folded)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return frozenset(re.findall(r"[^\W\d_]{4,}", folded)) - frozenset(runs) | pairs
