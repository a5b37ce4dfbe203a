"""Text to words: one tokenizer for whatever compares, counts or looks up words.

A word is a run of letters and digits of one script. Inside a word of letters an apostrophe, a full stop or a hyphen
may stand ("don't", "U.S", "open-source"), unless a caller asks for the parts. Where a script has no blanks, a run is no
word yet, and `terms` cuts it:

    Han                             pairs of neighbours: 人工智能 -> 人工, 工智, 智能; a single character stays
    katakana                        the run, for it is a word or a name from abroad
    hiragana                        pairs, as Han
    Thai, Lao, Khmer, Burmese       runs of three clusters, a cluster being a letter with its marks; shorter runs stay

Pairs are the usual terms of search in Chinese and Japanese (Nie et al., "On the use of words and n-grams for Chinese
information retrieval", IRAL 2000). A character that the language lists as a stop word parts runs first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.text.languages import Language
from pipeline.text.scripts import UNSPACED, Script, has_others, letters_of, others, script_of

_JOINT = "['\u2019.-]"
_PAIRED = frozenset({Script.HAN, Script.HIRAGANA})
_CLUSTERS = 3
_CHARS_A_WORD = 2  # of a script without blanks


class Term(NamedTuple):
    """``text[start:end]`` is a word, or part of a run that no blank parts."""

    text: str
    start: int
    end: int


def words(text: str, *, compounds: bool = True) -> list[str]:
    """Return the words of *text* as written; without *compounds* "open-source" is two."""
    return _pattern(compounds, has_others(text)).findall(text)


def tokens(text: str, *, compounds: bool = True) -> Iterator[re.Match[str]]:
    """Yield the same words with their places."""
    return _pattern(compounds, has_others(text)).finditer(text)


def terms(text: str, language: Language | None = None) -> Iterator[Term]:
    """Yield what *text* may be known by: its words, runs of scripts without blanks cut as described above.

    A term that the script leaves shorter than two letters comes too; stop words are for the caller to leave out.
    """
    if not has_others(text):
        for found in _pattern(True, False).finditer(text):
            yield Term(found[0], *found.span())
        return
    stop = language.stop if language is not None else frozenset[str]()
    for found in _pattern(True, True).finditer(text):
        script = script_of(found[0][0])
        if script in UNSPACED:
            yield from _cut(found.group(), found.start(), script, stop)
        else:
            yield Term(found.group(), found.start(), found.end())


def leading(text: str, count: int) -> int:
    """Return where in *text* its first *count* words end; two characters of a script without blanks are a word."""
    left = count * _CHARS_A_WORD
    for found in _pattern(True, has_others(text)).finditer(text):
        unspaced = script_of(found.group()[0]) in UNSPACED
        size = found.end() - found.start() if unspaced else _CHARS_A_WORD
        if size >= left:
            return found.start() + left if unspaced else found.end()
        left -= size
    return len(text)


def _cut(run: str, at: int, script: Script | None, stop: frozenset[str]) -> Iterator[Term]:
    """Yield the terms of one *run* that begins at *at*."""
    if script not in _PAIRED:
        pieces = [run] if script is Script.KATAKANA else _cluster().findall(run)
        size = 1 if script is Script.KATAKANA else _CLUSTERS
    else:
        pieces, size = list(run), 2
    places = [at]
    for piece in pieces:
        places.append(places[-1] + len(piece))
    first = 0
    for place in range(len(pieces) + 1):
        if place < len(pieces) and pieces[place] not in stop:
            continue
        for begin in range(first, max(place - size, first) + 1 if place > first else first):
            end = min(begin + size, place)
            yield Term("".join(pieces[begin:end]), places[begin], places[end])
        first = place + 1


@cache
def _pattern(compounds: bool, mixed: bool) -> re.Pattern[str]:
    """Return the pattern of a word; *mixed* knows scripts other than Latin, and takes twice as long."""
    if not mixed:
        letter = r"[^\W_]+"
        return re.compile(f"{letter}(?:{_JOINT}{letter})*" if compounds else letter)
    runs = [f"[^\\W_{others()}]+"]
    for script in Script:
        if script in (Script.LATIN, Script.DIGIT):
            continue
        letter = f"[{letters_of(script)}]" if script in UNSPACED else rf"[{letters_of(script)}\d]"
        runs.append(f"{letter}+")
    joined = [
        f"{run}(?:{_JOINT}{run})*" if compounds and not _is_unspaced(place) else run for place, run in enumerate(runs)
    ]
    return re.compile("|".join([*joined[1:], joined[0]]))


def _is_unspaced(place: int) -> bool:
    spaced = [script for script in Script if script is not Script.DIGIT]
    return spaced[place] in UNSPACED


@cache
def _cluster() -> re.Pattern[str]:
    """Return the pattern of a letter with the vowels and tones written around it.

    Thai and Lao write some vowels before their consonant (U+0E40 to U+0E44, U+0EC0 to U+0EC4).
    """
    return re.compile(
        r"[\u0e40-\u0e44\u0ec0-\u0ec4]?"
        r"[^\u0e30-\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3]"
        r"[\u0e30-\u0e3a\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3]*|."
    )
