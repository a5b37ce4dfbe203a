"""Where a text writes something like a name: runs of words with capitals, cut at offices and at known names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.records import Mention
from pipeline.text.patterns import lazy_pattern
from pipeline.text.wordclasses import WordClasses, word_classes, words_of

LONGEST = 6  # words of a name
MOST_CHARS = 120  # of a run; what is longer was not written for readers
_GLUED = (
    "an", "the", "and", "of", "in", "on", "at", "by", "to", "for", "from", "with", "is", "as", "that", "our", "its",
    "called", "including", "using", "like",
)  # fmt: skip
_INSIDE = frozenset("_@#/$\\")  # what may stand before no name

_WORD = r"[A-ZÀ-Þ][\w]*(?:[-.'’&](?!s\b)\w+)*\+{0,2}"
_RUN = lazy_pattern(
    rf"{_WORD}(?:[ \u00a0](?:(?:(?:de|van|von|der|den|bin|ibn|al|el|la|le|di|da|dos|du|del|ter)[ \u00a0]){{0,2}}{_WORD}"
    r"|&(?= [A-Z])|[a-z]{1,2}[A-Z]\w+|\d+(?:\.\d+)*[A-Za-z]?(?![\w%]|,\d)))*"
)
# "vdr-2b-multi-v1", "aya-expanse-8b": a model's file name has no capital.
_FILE_NAME = lazy_pattern(
    r"[a-z][a-z0-9]*(?:[-.][A-Za-z0-9]+)*-(?:v?\d+(?:\.\d+)*[BbMm]?|v\d+|alpha|beta|preview|nano|mini|chat|instruct)"
    r"(?:-[A-Za-z0-9.]*[A-Za-z0-9])*(?!\w)"
)
_FILE_MARK = lazy_pattern(r"-(?:v?\d|alpha|beta|preview|nano|mini|chat|instruct)")
_OF = lazy_pattern(rf"[ \u00a0](?:of|for)[ \u00a0](?:the[ \u00a0])?({_WORD}(?:[ \u00a0]{_WORD}){{0,3}})")
_BODIES = words_of(
    """
    Academy Agency Association Bank Board Bureau Center Centers Centre College Commission Committee Council Court
    Department Director Faculty Federation House Institute Institutes Laboratory Ministry Museum Office School Secretary
    Society University Union
    """
)
_MEASURE = lazy_pattern(r"\d+(?:\.\d+)?(?:[KMGT]B|[KMBDGXWT]|[kMG]Wh?|nm|Hz)s?|[A-Z]|\d+")


_NUMBERED = lazy_pattern(r"[ -]v?\d[\d.]*$")


class Span(NamedTuple):
    """``text[start:end]`` may be *name*; *opens*: it is the beginning of its run, where any word may have a capital."""

    start: int
    end: int
    name: str
    opens: bool


def spans(text: str, mentions: Sequence[Mention], limit: int) -> list[Span]:
    """Return what is written like a name in the first *limit* characters of *text*, in order.

    *mentions* are all of *text* in order: no known name is a candidate, but what it is the beginning of may be.
    """
    found: list[Span] = []
    taken = at = 0
    ends = [one.end for one in mentions]
    for run in _RUN.finditer(text, 0, limit):
        start, end = run.span()
        if start < taken:
            continue
        if start and (text[start - 1].isalnum() or text[start - 1] in _INSIDE):
            start = _first_letter(text, start, end, taken)
            if start < 0:
                continue
        if end - start > MOST_CHARS:
            continue
        if text.startswith((" of ", " for "), end):
            end = _with_body(text, start, end, limit)
        taken = end
        while at < len(ends) and ends[at] <= start:
            at += 1
        if at < len(ends) and mentions[at].start < end:
            found += _around(text, start, end, mentions[at : at + LONGEST])
        elif cuts := _cut(text[start:end], True):
            found += _placed(cuts, start, opens=True)
    found += _file_names(text, limit, mentions)
    return found


def _first_letter(text: str, start: int, end: int, taken: int) -> int:
    """Return where a run begins that has something right before its first capital, or -1 if it is none.

    "iPhone" begins with its i, "theClaude" with its C: there a page lost the blank.
    """
    begin = start
    while begin > taken and text[begin - 1].isalnum():
        begin -= 1
    if begin and text[begin - 1] in _INSIDE:
        return -1
    return start if text.startswith(_GLUED, begin, end) else begin


def _with_body(text: str, start: int, end: int, limit: int) -> int:
    """Return where a run ends that goes on with "of" or "for" because its last word begins the name of a body."""
    if text[start:end].rpartition(" ")[2] not in _BODIES:
        return end
    more = _OF.match(text, end, limit)
    return more.end() if more is not None else end


def _around(text: str, start: int, end: int, mentions: Sequence[Mention]) -> Iterator[Span]:
    """Yield what stands beside known names in a run: "Acme Flow" where Acme is known, "Jane Doe" behind it."""
    place, opens = start, True
    for one in mentions:
        if one.start >= end:
            break
        yield from _placed(_cut(text[place : max(place, one.start)].rstrip(), opens), place, opens=opens)
        place, opens = one.end, False
        while place < end and not text[place].isspace():
            place += 1  # what is glued to a known name is no name
        place += 1
    if place < end:
        yield from _placed(_cut(text[place:end], opens), place, opens=opens)


def _placed(cuts: Sequence[tuple[int, str, bool]], start: int, *, opens: bool) -> Iterator[Span]:
    """Yield the names of a run that begins at *start*."""
    for offset, name, is_first in cuts:
        begin = start + offset
        yield Span(begin, begin + len(name), name, opens and is_first)


@lru_cache(maxsize=50_000)  # the names of the day stand in most of its articles
def _cut(run: str, alone: bool) -> tuple[tuple[int, str, bool], ...]:
    """Return the names in a run, parted by offices as in "Acme CEO Jane Doe", and where each begins in it.

    The last of each is whether the run begins with it.

    *alone* if no known name stands before the run: "Flow" is a word, "Acme Flow" a name.
    """
    known = word_classes()
    words = run.replace("\u00a0", " ").split(" ")
    found, first = [], 0
    for place in range(len(words) + 1):
        if place < len(words) and words[place] not in known.offices:
            continue
        low, high = first, place
        while low < high and (
            not words[low] or _is_plain(words[low], known) or _MEASURE.fullmatch(words[low]) is not None
        ):
            low += 1
        while low < high and (not words[high - 1] or _is_plain(words[high - 1], known) or words[high - 1] == "A"):
            high -= 1
        if 0 < high - low <= LONGEST and (not alone or not _is_nothing(words[low:high], known)):
            found.append((sum(map(len, words[:low])) + low, " ".join(words[low:high]), low == 0))
        first = place + 1
    return tuple(found)


def _is_plain(word: str, known: WordClasses) -> bool:
    folded = word.casefold()
    return (
        word == "&"
        or folded in known.common
        or folded.removesuffix("s") in known.common
        or word.rstrip(".") in _TITLES
        or _SHORTENED.search(word) is not None
    )


_SHORTENED = lazy_pattern(r"['’](?:m|ve|re|ll|d|t)$")  # "I've"
_TITLES = words_of("Dr Mr Mrs Ms Prof Rep Sen Gov Sir St Gen Former Co-founder Cofounder Ex")


def _is_nothing(words: Sequence[str], known: WordClasses) -> bool:
    name = " ".join(words).casefold()
    if name in known.known or _NUMBERED.sub("", name) in known.known or sum(map(str.isalpha, name)) < 2:
        return True
    return all(word.casefold() in known.known or word.casefold() in known.edges for word in words)


def _file_names(text: str, limit: int, mentions: Sequence[Mention]) -> Iterator[Span]:
    """Yield names without capitals that are a model's or a file's."""
    taken = 0
    for mark in _FILE_MARK.finditer(text, 0, limit):
        begin = mark.start()
        while begin > taken and (text[begin - 1].isalnum() or text[begin - 1] in "-."):
            begin -= 1
        if begin < taken or (begin and text[begin - 1] in "_@#/$"):
            continue
        found = _FILE_NAME.match(text, begin, limit)
        if found is None or found.end() - begin > MOST_CHARS:
            continue
        taken = found.end()
        if not any(one.start < taken and begin < one.end for one in mentions):
            yield Span(begin, taken, found.group(), False)
