"""What a text is compared by: its words, runs of five of them, and a MinHash of those in bands.

Broder, "On the resemblance and containment of documents", 1997. Forty-two bands of three rows find nearly every
text that shares a quarter of its shingles with another; `pipeline.dedupe.copies` then looks closer.
"""

from __future__ import annotations

import hashlib

from pipeline.records import Article, Fingerprint
from pipeline.text.patterns import lazy_pattern
from pipeline.text.scripts import has_others
from pipeline.text.tokens import terms

BANDS, ROWS = 42, 3
SHINGLE = 5  # words
FEWEST_WORDS = 40  # a shorter text shares too much with others by chance

_SEED = 20260408
_WORD = lazy_pattern(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def words_of(text: str) -> list[str]:
    """Return the words of *text*, case and typographic apostrophes made equal; runs without blanks cut into terms."""
    found: list[str] = _WORD.findall(text.casefold().replace("\u2019", "'"))
    if not has_others(text):
        return found
    return [term.text for word in found for term in terms(word)]


def shingles(words: list[str]) -> list[str]:
    """Return every run of `SHINGLE` words, in order."""
    return list(map(" ".join, zip(*(words[start:] for start in range(SHINGLE)), strict=False)))


def fingerprint(article: Article) -> Fingerprint:
    """Return what finding copies of *article* needs."""
    words = words_of(article.text)
    digest = hashlib.sha256(" ".join(words or words_of(article.title)).encode("utf-8", "replace")).digest()
    if len(words) < FEWEST_WORDS:
        return Fingerprint(digest, (), len(words))
    return Fingerprint(digest, _bands(shingles(words)), len(words))


def _bands(runs: list[str]) -> tuple[int, ...]:
    import numpy as np  # who compares what is fingerprinted already needs neither
    from rensa import RMinHash

    mix = np.array(_MIX, dtype=np.uint64)
    minhash = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
    minhash.update(runs)
    rows = np.array(minhash.digest(), dtype=np.uint64).reshape(BANDS, ROWS)
    number = np.arange(1, BANDS + 1, dtype=np.uint64)
    # A multiply-xorshift hash of the three rows and the band's number; only equality matters.
    mixed = (rows * mix).sum(axis=1, dtype=np.uint64) + number * mix[0]
    mixed ^= mixed >> np.uint64(29)
    mixed *= mix[1]
    mixed ^= mixed >> np.uint64(32)
    return tuple(int(value) for value in mixed.astype(np.int64))
