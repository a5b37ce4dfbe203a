"""What tells what a name is: how it is written, the words beside it, and how the rest of the text writes it.

All places of a name in one text speak for it together: a surname alone is a person's because the full name stands
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.tag.names.cues import CLASS_OF
from pipeline.tag.names.spans import Span
from pipeline.text.patterns import lazy_pattern
from pipeline.text.wordclasses import given_names, word_classes

NEAR = 4  # words on each side that may be cues
LOOKS = 3  # places of one name that are looked at
LEFT, RIGHT = 32, 64  # characters that are read on each side
APPOSED = 6  # words behind a comma that are read

_PLAIN_LINE = 140  # characters; a longer line is no heading
_MARKS = "\"'“”‘’«»*[]…"
_SHAPE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "A" * 26 + "a" * 26 + "0" * 10)
_RUNS = lazy_pattern(r"(.)\1+")
_OPENS = frozenset('.!?:\n•|>”"*#–—]')
_CAPITALS = lazy_pattern(r"\b[A-Z]")


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each, so that it may be a key
class Words:
    """What is known of single words, all in lower case."""

    common: frozenset[str]  # texts write them in lower case
    places: frozenset[str]  # towns and countries


def grouped(spans: Iterable[Span], text: str, words: Words) -> dict[str, list[Span]]:
    """Return the places of each name, in order; left out are common words that only ever begin a sentence or a line."""
    found: dict[str, list[Span]] = {}
    for one in spans:
        places = found.get(one.name)
        if places is not None:
            places.append(one)
        elif one.name.casefold() not in words.common or not _begins(text, one.start):
            found[one.name] = [one]
    return found


def _begins(text: str, start: int) -> bool:
    """Return whether any word has a capital at *start*."""
    before = text[max(0, start - 3) : start].rstrip(" \u00a0" + _MARKS)
    return not before or before[-1] in _OPENS


def features(text: str, lower: str, title: str, names: Mapping[str, Sequence[Span]], words: Words) -> list[set[str]]:
    """Return for each of *names*, in order, what tells what it is.

    *lower* is *text* in lower case, character for character.
    """
    heads: set[str] = set()
    tails: set[str] = set()
    for name in names:
        if " " in name:
            head, *_, tail = name.split(" ")
            heads.add(head)
            tails.add(tail)
    found = []
    for name, places in names.items():
        own = set(_spelling(name, words))
        single = " " not in name
        if single:
            if name in tails:
                own.add("tail")
            if name in heads:
                own.add("head")
            if f" {name.casefold()} " in lower:
                own.add("lower")
        own.add(f"seen={min(len(places), 4)}")
        if name in title:
            own.add("title")
        mid = False
        for place in places[:LOOKS]:
            mid |= _around(own, text, place)
        own.add("mid" if mid else "never mid")
        if not mid and single:
            own.update([f"nm {one}" for one in own if one.startswith(("lc", "first=", "seen"))])
        found.append(own)
    return found


def _around(own: set[str], text: str, place: Span) -> bool:
    """Add what stands beside *place*; return whether its capital tells something: none at a beginning does."""
    start, end = place.start, place.end
    left = text[max(0, start - LEFT) : start].lower()
    right = text[end : end + RIGHT].lower()
    before = left.rstrip(" \u00a0" + _MARKS)
    last = before[-1:]
    mid = bool(last) and last not in _OPENS and place.opens
    words = before[before.rfind("\n") + 1 :].split(" ")[-NEAR:]
    for word in words:
        if (kind := CLASS_OF.get(word)) is not None:
            own.add("left " + kind)
    if last == "\n" or not last:
        own.add("p=^")
    else:
        one = words[-1]
        own.add("p=" + one)
        if len(words) > 1:
            own.add(f"p2={words[-2]} {one}")
            own.add("pp=" + words[-2])
    if not place.opens:
        own.add("behind a name")
    if left[-1:] == "(":
        own.add("in brackets")
    if right.startswith(("'s", "’s")):
        own.add("possessive")
        right = right[2:]
    line = right.find("\n")
    if line == 0:
        own.add("n=$")
        return mid
    following = (right if line < 0 else right[:line]).split(None, APPOSED)
    if not following:
        own.add("n=$")
        return mid
    for word in following[:NEAR]:
        if (kind := CLASS_OF.get(word.rstrip(",.:;)"))) is not None:
            own.add("right " + kind)
        if word[-1] in ".;":
            break
    if right[0] == ",":
        own.add("n=,")
        for word in following[1:APPOSED]:
            own.add("a=" + word.strip(",."))
            if word.endswith((",", ".")):
                break
    elif right[0] == " ":
        one = following[0]
        own.add("n=" + one)
        if len(following) > 1:
            own.add(f"n2={one} {following[1]}")
            own.add("nn=" + following[1])
    else:
        own.add("n=" + right[0])
    return mid


@lru_cache(maxsize=50_000)  # the names of the day stand in most of its articles
def _spelling(name: str, listed: Words) -> tuple[str, ...]:
    words, common = name.split(" "), listed.common
    known = word_classes()
    first = words[0]
    low = [word.casefold() for word in words]
    found = [
        f"words={min(len(words), 4)}",
        f"first={low[0]}",
        f"last={low[-1]}",
        f"shape={'_'.join(_shape(word) for word in words[:3])}",
        f"end={low[-1][-3:]}",
        f"end2={low[-1][-2:]}",
    ]
    if first in known.surely_given or first in given_names():
        found.append(f"given {min(len(words), 3)}")
        if len(words) > 1:
            found.append("given and more")
    elif first.partition("-")[0] in known.surely_given:
        found.append("given-")
    if name.isupper():
        found.append(f"capitals={min(len(name), 6)}")
    is_common = [word in common for word in low]
    if all(is_common):
        found.append(f"lc all {min(len(words), 3)}")
    elif any(is_common):
        found.append("lc some")
    else:
        found.append(f"lc none {min(len(words), 3)}")
    if is_common[0]:
        found.append("lc first")
    if is_common[-1]:
        found.append("lc last")
    if name.casefold() in listed.places:
        found.append("place")
    if _is_glued(words[-1], common) or (first[0].islower() and _is_glued(first, common)):
        found.append("glued")
    if low[0] in known.known:
        found.append("known first")
    if "-" in name:
        found.append("hyphen " + ("lc" if low[-1].rpartition("-")[2] in common else "other"))
    if any(map(str.isdigit, name)):
        found.append("digit")
    if len(words) == 1:
        found.append(f"length={min(len(name), 12) // 2}")
    return tuple(found)


def _is_glued(word: str, common: frozenset[str]) -> bool:
    """Return whether a word of a name ends or begins with a common one, as where a page lost a blank: "Acmesaid"."""
    low = word.casefold()
    if low in common or not word.isalpha():
        return False
    if word[0].islower():
        return any(low[:cut] in common for cut in range(2, len(low) - 1))
    return any(word[cut:] in common for cut in range(3, len(low) - 2))


def _shape(word: str) -> str:
    return _RUNS.sub(r"\1", word.translate(_SHAPE))[:6]
