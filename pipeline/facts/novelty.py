"""What an article adds to what its story has told already: names, numbers, quotations, words. Pure.

The story remembers what it was told as a bounded set of hashes (`KnownFacts`), so that a new article is compared with
one small value, however many articles came before. New is what was not told when the article came.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from pipeline.facts.quantities import numbers_in
from pipeline.records import Article, FactHashes, Facts, Part, Tags
from pipeline.text.patterns import lazy_pattern
from pipeline.text.tokens import terms as terms_of

MOST_CHARS = 12_000  # of a text that are read
MOST_NAMES, MOST_NUMBERS, MOST_QUOTES = 60, 60, 20  # of an article
REMEMBERED = 20_000  # hashes of a story, 80 kB; what it tells later is compared, not kept

# What each kind counts for; kinds that an article lacks are left out.
WEIGHTS = {"names": 0.25, "numbers": 0.25, "quotes": 0.2, "words": 0.3}
TOLD_QUOTE = 0.5  # of a quotation's runs of words: then it has been quoted before
_RUN = 4  # words
_SHOWN = {"name": 3, "number": 3, "quote": 1}
_FEWEST_WORDS = 5  # of a quotation that says something by itself
_MOST_SHOWN = 160  # characters

_UNIT = lazy_pattern(r"[^\d.,\s]")  # without one a number tells a reader nothing


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What a story has told, as hashes of 32 bits."""

    hashes: frozenset[int] = frozenset()

    @staticmethod
    def unpack(packed: bytes) -> KnownFacts:
        """Return what `packed` made bytes of."""
        found = array("I")
        found.frombytes(packed)
        return KnownFacts(frozenset(found))

    def packed(self) -> bytes:
        """Return it as bytes, four for each hash."""
        return array("I", self.hashes).tobytes()

    def plus(self, told: FactHashes) -> KnownFacts:
        """Return it with what an article tells."""
        if len(self.hashes) >= REMEMBERED:
            return self
        return KnownFacts(self.hashes.union(told.names, told.numbers, told.words, *told.quotes))


@dataclass(frozen=True, slots=True)
class Added:
    """Something an article adds: a ``name``, ``number`` or ``quote``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Novelty:
    """*score* 0: all was told before; 1: nothing was. *adds* shows a few of the new things."""

    score: float
    adds: tuple[Added, ...] = ()


def facts(article: Article, tags: Tags) -> Facts:
    """Return what *article* tells."""
    text = f"{article.title}\n{article.text[:MOST_CHARS]}"
    # What is named once is an aside, and whom an article credits no news.
    about = (one for one in tags.entities if one.main or one.mentions > 1)
    named = {one.entity_id for one in about if not one.entity_id.startswith("outlet:")}
    surfaces: dict[str, str] = {}
    for mention in tags.mentions:
        if mention.entity_id in named and len(mention.surface) > len(surfaces.get(mention.entity_id, "")):
            surfaces[mention.entity_id] = mention.surface
    for new in tags.new_names:
        if text.count(new.surface) > 1:
            surfaces.setdefault(new.surface.casefold(), new.surface)
    numbers = numbers_in(text, _names_at(article, tags))
    return Facts(
        names=dict(list(surfaces.items())[:MOST_NAMES]),
        numbers=dict(list(numbers.items())[:MOST_NUMBERS]),
        quotes=tuple(quote.quote for quote in tags.quotes[:MOST_QUOTES]),
    )


def hash_facts(found: Facts, words: Iterable[str]) -> FactHashes:
    """Return what an article's facts and *words* are compared by."""
    return FactHashes(
        tuple(crc32(f"@{key}".encode()) for key in found.names),
        tuple(crc32(f"#{key}".encode()) for key in found.numbers),
        tuple(frozenset(_runs(quote)) for quote in found.quotes),
        frozenset(crc32(word.encode()) for word in words),
    )


def novelty(found: Facts, hashes: FactHashes, known: KnownFacts) -> Novelty:
    """Return how much of an article's facts is new to a story that told what is *known*, and some of it.

    *hashes* are those of `hash_facts`.
    """
    names = _untold(found.names.values(), hashes.names, known)
    numbers = _untold(found.numbers.values(), hashes.numbers, known)
    told_runs = ((quote, _share(runs, known.hashes)) for quote, runs in zip(found.quotes, hashes.quotes, strict=True))
    quotes = [quote for quote, share in told_runs if share < TOLD_QUOTE]
    hashed = hashes.words
    shares = {
        "names": (len(names), len(found.names)),
        "numbers": (len(numbers), len(found.numbers)),
        "quotes": (len(quotes), len(found.quotes)),
        "words": (len(hashed - known.hashes), len(hashed)),
    }
    weight = sum(WEIGHTS[kind] for kind, (_, all_) in shares.items() if all_)
    score = sum(WEIGHTS[kind] * new / all_ for kind, (new, all_) in shares.items() if all_)
    telling = [one for one in numbers if _UNIT.search(one)]
    speaking = [quote for quote in quotes if len(quote.split()) >= _FEWEST_WORDS]
    shown = {"name": names, "number": telling, "quote": speaking}
    adds = (Added(kind, _cut(text)) for kind, new in shown.items() for text in new[: _SHOWN[kind]])
    return Novelty(round(score / weight, 3) if weight else 0.0, tuple(adds))


def _names_at(article: Article, tags: Tags) -> list[tuple[int, int]]:
    """Return where names stand in title and text: a number in one is no fact of its own."""
    shift = len(article.title) + 1
    return [
        (mention.start, mention.end) if mention.part is Part.TITLE else (mention.start + shift, mention.end + shift)
        for mention in tags.mentions
    ]


def _untold(shown: Iterable[str], hashes: Iterable[int], known: KnownFacts) -> list[str]:
    return [text for text, hashed in zip(shown, hashes, strict=True) if hashed not in known.hashes]


def _runs(text: str) -> set[int]:
    words = [term.text.casefold() for term in terms_of(text)]
    return {crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(max(len(words) - _RUN + 1, 1))}


def _share(own: frozenset[int], known: frozenset[int]) -> float:
    return len(own & known) / len(own)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
