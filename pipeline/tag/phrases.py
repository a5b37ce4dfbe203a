"""Wordings an editor can write down, found in one pass however many there are.

A phrase is a row of words in lower case, as in ``launch*/unveil* ... new (ai) model/models``:

    word        the word itself; a hyphen or a space in the text is one to us
    stem*       a word that begins so
    one/other   either
    (word)      may be missing
    ...         up to six words, in the same sentence
    #           a number, with or without a currency before it
    <model>     a name of the catalog, by its type, with or without 's: <organisation>, <product>, <person>, ...

The first word of each, with the second where it is given, goes into one Aho-Corasick automaton (Aho and Corasick,
"Efficient string matching", CACM 1975); only where they occur is the rest of the phrase compared.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs

from pipeline.records import Mention
from pipeline.tag.catalog import Catalog
from pipeline.text.patterns import lazy_pattern
from pipeline.text.scripts import latin_only

_BETWEEN = r"[\s,/()\-–—\"“”'‘’]{1,3}"
_ROW = lazy_pattern("   ?")
_MARKS = ",/()-–—\"“”'‘’\n"
_BLANKS = {ord(mark): " " for mark in (*_MARKS, *map(chr, range(128))) if mark in _MARKS or mark.isspace()}
_OTHER_BLANK = lazy_pattern(r"[^\S ]")
# Possessive and bounded: a line without blanks is not read to its end from each of its words.
_GAP = rf"(?:{_BETWEEN}[^\s.!?;:]{{1,60}}+(?:\.\d[^\s.!?;:]{{0,60}}+)?){{0,6}}?"
_NUMBER = r"(?:us)?[$€£¥]?\d++(?:[.,]\d++)*+(?:bn|gw|[kmbx+%])?(?!\w)"
_WORD = lazy_pattern(r"[\w'’$.&+-]+\*?|<[a-z]+>|#")


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
        triggers: defaultdict[str, dict[tuple[_Head, int], None]] = defaultdict(dict)
        for number, phrase in enumerate(phrases):
            for head, pattern in _patterns(phrase):
                alike[head][number] = "|".join(filter(None, (alike[head].get(number), pattern)))
            for head, trigger in _triggers(phrase):
                triggers[_evenly(trigger)[0]][head, number] = None
        self._rows = [
            _Row(trigger, [(head, number, alike[head][number]) for head, number in rows])
            for trigger, rows in triggers.items()
        ]
        self._automaton = ahocorasick_rs.AhoCorasick(list(triggers)) if triggers else None

    def find(self, text: str) -> list[Found]:
        """Return every phrase of *text*, which is in lower case, by where its first word ends."""
        if self._automaton is None:
            return []
        text = latin_only(text)  # phrases are Latin, and end where another script begins
        even, places, shifts = _evenly(text)
        found: set[tuple[int, bool, int, int, int]] = set()
        for trigger, at, end in self._automaton.find_matches_as_indexes(even, overlapping=True):
            row = self._rows[trigger]
            if (at and even[at - 1].isalnum()) or (row.is_word and even[end : end + 1].isalnum()):
                continue
            start = at + shifts[bisect_left(places, at)]
            if start and text[start - 1] in ".," and text[start].isdigit():
                continue
            found.update(row.at(text, start))
        return [Found(number, start, end) for _, _, number, start, end in sorted(found)]


class _Head(NamedTuple):
    """What a phrase is looked up by: a word, or what a word begins with."""

    text: str
    is_whole: bool


class _Row:
    """Phrases with one trigger: one look at a place tells which of them stand there."""

    __slots__ = ("_heads", "_looks", "_pattern", "is_word")

    def __init__(self, trigger: str, phrases: Sequence[tuple[_Head, int, str]]) -> None:
        self._heads = [(len(head.text), not head.is_whole, number) for head, number, _ in phrases]
        self._pattern = "".join(f"(?=({pattern})|)" for _, _, pattern in phrases)
        self._looks: re.Pattern[str] | None = None
        self.is_word = all(head.is_whole and head.text == trigger for head, _, _ in phrases)

    def at(self, text: str, start: int) -> Iterable[tuple[int, bool, int, int, int]]:
        if self._looks is None:
            self._looks = re.compile(self._pattern)  # most triggers never stand in any text
        looked = self._looks.match(text, start)
        if looked is None or looked.lastindex is None:
            return ()
        ends = (end for _, end in looked.regs[1:])
        return [
            (start + length, begun, number, start, end)
            for (length, begun, number), end in zip(self._heads, ends, strict=True)
            if end >= 0
        ]


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
            found.append((_head(word), pattern))
    return found


def _triggers(phrase: str) -> Iterator[tuple[_Head, str]]:
    """Yield words of which one stands wherever *phrase* does, each with what the phrase begins with there.

    They are the first word, and the second where the first is whole and nothing that may be left open is between.
    """
    first, *others = phrase.split()
    for word in first.split("/"):
        if word == "#":
            yield from ((_Head(digit, is_whole=False), digit) for digit in string.digits)
            continue
        head, stem = _head(word), word.removesuffix("*")
        seconds = _seconds(others) if stem == word else ()
        firsts = (stem, f"{stem}'s") if seconds and stem.startswith("<") else (stem,)
        yield from ((head, f"{one} {second}".rstrip()) for one in firsts for second in seconds or ("",))


def _seconds(words: Sequence[str]) -> tuple[str, ...]:
    """Return what one of stands next, of a phrase that goes on with *words*; () if anything may."""
    found: list[str] = []
    for word in words:
        optional = word.startswith("(") and word.endswith(")")
        choices = (word[1:-1] if optional else word).split("/")
        if "..." in choices or "#" in choices:
            return ()
        found += [one.removesuffix("*") for one in choices]
        if not optional:
            return tuple(found)
    return ()


def _head(word: str) -> _Head:
    text = word.removesuffix("*").partition("-")[0]
    return _Head(text, is_whole="-" in word or not word.endswith("*"))


def _evenly(text: str) -> tuple[str, list[int], list[int]]:
    """Return *text* with one blank for each row of what may part two words of a phrase.

    Then come the places of blanks that stand for several characters, and how far characters before the first, behind
    it, behind the second and so on are from where they were.
    """
    if text.isascii():
        even = text.translate(_BLANKS)
    else:
        even = text
        for mark in _MARKS:
            even = even.replace(mark, " ")
        if not even.isprintable():  # other blanks are not
            even = _OTHER_BLANK.sub(" ", even)
    pieces: list[str] = []
    places: list[int] = []
    shifts = [0]
    position = 0
    for row in _ROW.finditer(even):
        start, end = row.span()
        pieces.append(even[position:start])
        places.append(start - shifts[-1])
        shifts.append(shifts[-1] + end - start - 1)
        position = end
    pieces.append(even[position:])
    return " ".join(pieces), places, shifts


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
