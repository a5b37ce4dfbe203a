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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs

from pipeline.records import Mention
from pipeline.tag.catalog import Catalog
from pipeline.text.scripts import latin_only

_BETWEEN = r"[\s,/()\-–—\"“”'‘’]{1,3}"
# Possessive and bounded: a line without blanks is not read to its end from each of its words.
_GAP = rf"(?:{_BETWEEN}[^\s.!?;:]{{1,60}}+(?:\.\d[^\s.!?;:]{{0,60}}+)?){{0,6}}?"
_NUMBER = r"(?:us)?[$€£¥]?\d++(?:[.,]\d++)*+(?:bn|gw|[kmbx+%])?(?!\w)"
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
        alike: defaultdict[_Head, dict[int, str]] = defaultdict(dict)
        for number, phrase in enumerate(phrases):
            for head, pattern in _patterns(phrase):
                alike[head][number] = "|".join(filter(None, (alike[head].get(number), pattern)))
        heads = list(dict.fromkeys(head.text for head in alike))
        self._rows = [tuple(_Row(alike.get(_Head(head, whole), {})) for whole in (True, False)) for head in heads]
        self._automaton = ahocorasick_rs.AhoCorasick(heads) if heads else None

    def find(self, text: str) -> list[Found]:
        """Return every phrase of *text*, which is in lower case, by where its first word stands."""
        found: list[Found] = []
        if self._automaton is None:
            return found
        text = latin_only(text)  # phrases are Latin, and end where another script begins
        padded = f" {text} "  # so that each word has a neighbour
        for head, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            before = padded[start]
            if before.isalnum() or (before in ".," and text[start].isdigit()):
                continue
            whole, begun = self._rows[head]
            if whole.numbers and not padded[end + 1].isalnum():
                found += whole.at(text, start)
            if begun.numbers:
                found += begun.at(text, start)
        return found


class _Head(NamedTuple):
    """What a phrase is looked up by: a word, or what a word begins with."""

    text: str
    is_whole: bool


class _Row:
    """Phrases that begin alike: one look at a place tells which of them stand there."""

    __slots__ = ("_looks", "numbers")

    def __init__(self, patterns: Mapping[int, str]) -> None:
        self.numbers = tuple(patterns)
        self._looks = re.compile("".join(f"(?=({pattern})|)" for pattern in patterns.values()))

    def at(self, text: str, start: int) -> Iterable[Found]:
        looked = self._looks.match(text, start)
        if looked is None or looked.lastindex is None:
            return ()
        ends = (end for _, end in looked.regs[1:])
        return [Found(number, start, end) for number, end in zip(self.numbers, ends, strict=True) if end >= 0]


def spoken(catalog: Catalog, text: str, mentions: Iterable[Mention], low: int = 0, high: int | None = None) -> str:
    """Return ``text[low:high]`` in lower case with the type of each name in its place.

    *mentions* are all of *text*, in order.
    """
    pieces, position = [], low
    furthest = len(text) if high is None else high
    for mention in mentions:
        entity = catalog.entities.get(mention.entity_id)
        if entity is None or mention.start < position or mention.end > furthest:
            continue
        pieces += [text[position : mention.start].lower(), f"<{entity.type}>"]
        position = mention.end
    return "".join((*pieces, text[position:high].lower()))


def problem_of(phrase: str) -> str | None:
    """Return what is wrong with a phrase."""
    try:
        _patterns(phrase)
    except PhraseError as exc:
        return str(exc)
    return None


def _patterns(phrase: str) -> list[tuple[_Head, str]]:
    """Return what a phrase may begin with, each with the pattern of the phrase if it does."""
    words = phrase.split()
    if not words or words[0] == "..." or words[0].startswith("("):
        raise PhraseError(f"{phrase!r}: must begin with something that cannot be missing, to be looked up by")
    rest = "".join(_behind(word, phrase) for word in words[1:])
    found = []
    for word in words[0].split("/"):
        pattern = _one(word, phrase) + rest
        if word == "#":
            found += [(_Head(digit, is_whole=False), pattern) for digit in string.digits]
        else:
            head = word.removesuffix("*").partition("-")[0]
            found.append((_Head(head, is_whole="-" in word or not word.endswith("*")), pattern))
    return found


def _behind(word: str, phrase: str) -> str:
    """Return the pattern of *word*, which stands behind another in *phrase*."""
    if word == "...":
        return _GAP
    optional = word.startswith("(") and word.endswith(")")
    choices = "|".join(_one(one, phrase) for one in (word[1:-1] if optional else word).split("/"))
    return rf"(?:{_BETWEEN}(?:{choices})){'?' if optional else ''}"


def _one(word: str, phrase: str) -> str:
    if not _WORD.fullmatch(word) or word == "*":
        raise PhraseError(f"{phrase!r}: {word!r} is no word")
    if word == "#":
        return _NUMBER
    if word.startswith("<"):
        return rf"{word}(?:['’]s)?"
    stem = re.escape(word.removesuffix("*")).replace(r"\-", _BETWEEN)
    return stem + (r"\w*" if word.endswith("*") else r"(?!\w)")
