"""Where sentences end and begin: the one splitter, with the looser looks that some callers need.

A sentence ends at a line's end, at a mark of the scripts without blanks (。！？), and at ``.``, ``!``, ``?`` or ``…``
before a blank and what may begin the next: a capital, a digit, a letter without case, or a mark that opens. A full stop
behind an abbreviation or an initial ends one only where a word follows that opens sentences: "in the U.S. The firm".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pipeline.text.languages import ENGLISH, Language, language
from pipeline.text.patterns import lazy_pattern

_LONGEST_ABBREVIATION = 12  # characters
_PLAIN_LETTERS = 7  # a row of so many letters is no abbreviation
_OPENING_MARKS = "\"“‘'«„(["
_ENDING_MARKS = ".!?…。！？؟۔"
_CLOSING_MARKS = "\"'”’»)]*"
_OPENING_CHARS = 6  # before a word, enough for the marks that let it open a sentence
_CLOSING_CHARS = 20  # of a text, enough for its last marks
_ORDINAL_DIGITS = 2
_MONTH_LETTERS = 4
_MARK = lazy_pattern("[\n.!?…؟।。！？｡]")


def sentence_starts(text: str, low: int = 0, high: int | None = None, *, tag: str = ENGLISH) -> Iterator[int]:
    """Yield where in ``text[low:high]`` a sentence begins behind another; *tag* is the language's BCP 47 tag."""
    known = language(tag)
    high = len(text) if high is None else high
    at_mark, taken = _end().match, low
    # A class of characters is found many times faster than the choice of endings, each of which begins with one.
    for place in _MARK.finditer(text, low, high):
        if place.start() < taken or (found := at_mark(text, place.start(), high)) is None:
            continue
        taken = found.end()
        marks, end = found[1], found.end()
        if end == len(text):
            return
        if marks is None:
            yield end  # a line's end, or a mark that needs no blank
            continue
        following = end
        while following < len(text) and text[following] in _OPENING_MARKS:
            following += 1
        if following < len(text) and text[following].islower():
            continue  # a small letter that no class of the pattern knows
        mark = found.start()
        plainly = marks != "." or (mark >= _PLAIN_LETTERS and text[mark - _PLAIN_LETTERS : mark].isalpha())
        if plainly or _is_full_stop(text, mark, following, known):
            yield end


def sentence_end(text: str, start: int, *, tag: str = ENGLISH) -> int:
    """Return where the first sentence that ends behind *start* does, its blanks included; the text's end if none."""
    return next(sentence_starts(text, start, tag=tag), len(text))


def sentence_around(text: str, at: int, most: int) -> tuple[int, int]:
    """Return begin and end of the sentence that *at* is in; it is followed *most* characters back."""
    earliest = max(0, at - most)
    begins = max(sentence_starts(text, earliest, at), default=earliest)
    return begins, sentence_end(text, at)


def split_sentences(paragraph: str, *, tag: str = ENGLISH) -> list[str]:
    """Return the sentences of *paragraph* without the blanks around them; nothing else is lost."""
    places = [0, *sentence_starts(paragraph, tag=tag), len(paragraph)]
    pieces = [paragraph[begin:end].strip() for begin, end in pairwise(places)]
    return [piece for piece in pieces if piece]


def first_break(text: str, low: int = 0, high: int | None = None, *, clauses: bool = False) -> re.Match[str] | None:
    """Return the first mark in ``text[low:high]`` that may end a sentence, or with *clauses* a part of one.

    For windows of a few words, where a false end costs nothing: what stands before and after the mark is not looked at.
    """
    return _break(clauses).search(text, low, len(text) if high is None else high)


def last_break(text: str, *, clauses: bool = False) -> int:
    """Return where in *text* the words behind the last such mark begin; 0 if there is none."""
    return max((found.end() for found in _break(clauses).finditer(text)), default=0)


def may_open(text: str, at: int, *, speech: bool = False) -> bool:
    """Return whether the word at *at* may open a sentence, an item or a heading: then its capital tells nothing.

    With *speech* it may behind any quotation mark as well, but not behind a dash, a bullet or a bar: for running text.
    """
    return _opening(speech).search(text, max(0, at - _OPENING_CHARS), at) is not None


def is_closed(text: str, *, colons: bool = False) -> bool:
    """Return whether the last characters of *text* are the end of a sentence; with *colons* one that leads to more."""
    tail = text[-_CLOSING_CHARS:].rstrip(_CLOSING_MARKS)
    return tail[-1:] in (_ENDING_MARKS + ":" if colons else _ENDING_MARKS) and bool(tail)


def _is_full_stop(text: str, mark: int, following: int, known: Language | None) -> bool:
    """Return whether the full stop at *mark* ends a sentence; the next word begins at *following*."""
    if known is None:
        return True
    earliest = max(0, mark - _LONGEST_ABBREVIATION)
    begin = max(text.rfind(" ", earliest, mark), text.rfind("\n", earliest, mark)) + 1
    if begin == 0 and earliest > 0:
        return True  # the word is too long to be a short form
    before = text[begin:mark].lstrip(_OPENING_MARKS)
    if before.isdecimal():
        return len(before) > _ORDINAL_DIGITS or not _is_month(text, following, known)
    if before in known.titles:
        return False
    short = before in known.abbreviations or (before[-1:].isupper() and _initials().fullmatch(before) is not None)
    return not short or _word(text, following) in _openers(known.code)


def _is_month(text: str, at: int, known: Language | None) -> bool:
    """Return whether a month follows an ordinal number, as in "am 3. November"; English writes none so."""
    if known is None or known.code == ENGLISH:
        return False
    word = text[at : at + _MONTH_LETTERS].casefold()
    return any(word.startswith(name) for names in known.months for name in names)


def _word(text: str, at: int) -> str:
    end = at
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[at:end]


@cache
def _openers(code: str) -> frozenset[str]:
    """Return the words that open sentences in a language; a day behind "7 p.m." and the I of "F. B. I." open none."""
    known = language(code)
    if known is None:
        return frozenset()
    openers = known.words.get("openers", frozenset())
    dated = {*known.weekdays, *(name for names in known.months for name in names)}
    return frozenset(word for word in openers if len(word) > 1 and word.casefold() not in dated) | ({"A"} & openers)


@cache
def _end() -> re.Pattern[str]:
    # Possessive, and a run of marks is looked at once, so that a line of dots takes no longer than others.
    return re.compile(
        r"\n\s*+|(?<![.!?…؟।])([.!?…؟।]++)['\"”’»)\]]*+[^\S\n]++(?=[\"“‘'«„(\[]++[^a-z]|[^\W_a-zß-öø-ÿ])"
        r"|[。！？｡]++[」』”’）)]*+"
    )


@cache
def _break(clauses: bool) -> re.Pattern[str]:
    return re.compile(r"[.;!?](?:\s|$)|\n" if clauses else r"[.!?](?:\s|$)|\n")


@cache
def _opening(speech: bool) -> re.Pattern[str]:
    if speech:
        return re.compile(r"(?:^\W*|[.!?:\u201d\"]\s*)$")
    return re.compile(r"(?:^|[.!?:\u2022\u2013\u2014|][\"\u201d')]?\s+|\n\s*)[\"\u201c'(\u2018*-]*\s*$")


@cache
def _initials() -> re.Pattern[str]:
    return re.compile(r"[A-ZÀ-Þ](?:\.[A-ZÀ-Þ])*")
