"""Wordings an editor can write down, found in one pass however many there are.

A phrase is a row of words in lower case, as in ``launch*/unveil* ... new (ai) model/models``:

    word        the word itself; a hyphen or a space in the text is one to us
    stem*       a word that begins so
    one/other   either
    (word)      may be missing
    ...         up to six words, in the same sentence
    #           a number, with or without a currency before it
    <model>     a name of the catalog, by its type, with or without 's: <organisation>, <product>, <person>, ...

The first word of each goes into one Aho-Corasick automaton (Aho and Corasick, "Efficient string matching", CACM 1975);
only where it occurs is the rest of the phrase compared.
"""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs

from pipeline.records import Mention
from pipeline.tag.catalog import Catalog

_BETWEEN = r"[\s,/()\-–—\"“”'‘’]{1,3}"
_GAP = (
    rf"(?:{_BETWEEN}[^\s.!?;:]++(?:\.\d[^\s.!?;:]*+)?){{0,6}}?"  # possessive: what looks like an address is read once
)
_NUMBER = r"(?:us)?[$€£¥]?\d[\d.,]*(?:bn|gw|[kmbx+%])?(?!\w)"
_WORD = re.compile(r"[\w'’$.&+-]+\*?|<[a-z]+>|#")


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a phrase stands."""

    phrase: int  # its number in the order given
    start: int
    end: int


class PhraseError(ValueError):
    """A phrase cannot be read as written; it says why."""


class Phrases:
    """Finds phrases in text as `spoken` returns it."""

    def __init__(self, phrases: Sequence[str]) -> None:
        whole: defaultdict[str, list[int]] = defaultdict(list)  # by their first word ...
        begun: defaultdict[str, list[int]] = defaultdict(list)  # ... or its beginning
        for number, phrase in enumerate(phrases):
            for head, is_whole in _heads(phrase):
                (whole if is_whole else begun)[head].append(number)
        heads = list({**whole, **begun})
        patterns = [_pattern(phrase) for phrase in phrases]
        self._rows = [(_Row(whole[head], patterns), _Row(begun[head], patterns)) for head in heads]
        self._automaton = ahocorasick_rs.AhoCorasick(heads) if heads else None

    def find(self, text: str) -> Iterator[Found]:
        """Yield every phrase of *text*, which is in lower case, by where its first word stands."""
        if self._automaton is None:
            return
        padded = f" {text} "  # so that each word has a neighbour
        for head, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            before = padded[start]
            if before.isalnum() or (before in ".," and text[start].isdigit()):
                continue
            whole, begun = self._rows[head]
            if whole and not padded[end + 1].isalnum():
                yield from whole.find(text, start)
            if begun:
                yield from begun.find(text, start)


class _Row:
    """Phrases that begin alike, by number. Most places have none of them: one look at all tells."""

    def __init__(self, numbers: Sequence[int], patterns: Sequence[str]) -> None:
        self._numbers = numbers
        self._patterns = [patterns[number] for number in numbers]
        self._any = re.compile("|".join(self._patterns))

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def find(self, text: str, start: int) -> Iterator[Found]:
        if self._any.match(text, start):
            for number, pattern in zip(self._numbers, self._each, strict=True):
                if match := pattern.match(text, start):
                    yield Found(number, start, match.end())

    @cached_property
    def _each(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern in self._patterns]  # when first needed: compiling all takes a while


def spoken(catalog: Catalog, text: str, mentions: Iterable[Mention]) -> str:
    """Return *text* in lower case with the type of each name in its place; *mentions* are all of *text*, in order."""
    pieces, end = [], 0
    for mention in mentions:
        entity = catalog.entities.get(mention.entity_id)
        if entity is None or mention.start < end or mention.start >= len(text):
            continue
        pieces += [text[end : mention.start].lower(), f"<{entity.type.value}>"]
        end = mention.end
    return "".join((*pieces, text[end:].lower()))


def problem_of(phrase: str) -> str | None:
    """Return what is wrong with a phrase."""
    try:
        _heads(phrase)
        re.compile(_pattern(phrase))
    except PhraseError as exc:
        return str(exc)
    return None


def _heads(phrase: str) -> list[tuple[str, bool]]:
    """Return what a phrase may begin with, each with whether that is a whole word."""
    words = phrase.split()
    if not words or words[0] == "..." or words[0].startswith("("):
        raise PhraseError(f"{phrase!r}: must begin with something that cannot be missing, to be looked up by")
    heads: list[tuple[str, bool]] = []
    for word in words[0].split("/"):
        if word == "#":
            heads += [(digit, False) for digit in string.digits]
        else:
            heads.append((word.removesuffix("*").partition("-")[0], "-" in word or not word.endswith("*")))
    return heads


def _pattern(phrase: str) -> str:
    parts = []
    for place, word in enumerate(phrase.split()):
        if word == "...":
            parts.append(_GAP)
            continue
        optional = word.startswith("(") and word.endswith(")")
        choices = "|".join(_one(one, phrase) for one in (word[1:-1] if optional else word).split("/"))
        between = _BETWEEN if place else ""
        parts.append(rf"(?:{between}(?:{choices})){'?' if optional else ''}")
    return "".join(parts)


def _one(word: str, phrase: str) -> str:
    if not _WORD.fullmatch(word) or word == "*":
        raise PhraseError(f"{phrase!r}: {word!r} is no word")
    if word == "#":
        return _NUMBER
    if word.startswith("<"):
        return rf"{word}(?:['’]s)?"
    stem = re.escape(word.removesuffix("*")).replace(r"\-", _BETWEEN)
    return stem + (r"\w*" if word.endswith("*") else r"(?!\w)")
