"""Where a text writes something like a name, and how much its spelling alone says that it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.tag.versions import NUMBER
from pipeline.text.patterns import lazy_pattern
from pipeline.text.wordclasses import word_classes

LONGEST = 5  # words; more of them with capitals are a headline
MOST_CHARS = 120  # in a name; what is longer was not written for readers

_WORD = (
    r"(?:[A-Z][A-Za-z0-9\u00c0-\u00ff]*|[a-z]{1,6}[A-Z][A-Za-z0-9]+|\d{1,3}[A-Z][A-Za-z]+[A-Za-z0-9]*)"
    r"(?:[-.][A-Za-z0-9]+)*\+{0,2}(?![A-Za-z0-9_])"
)
_LOWER = (
    r"[a-z][a-z0-9]*(?:(?:[-.][A-Za-z0-9]+)*-(?:v?\d+(?:\.\d+)*[BbMm]?|v\d+)(?:-[A-Za-z0-9.]*[A-Za-z0-9])*"
    r"|-(?:alpha|beta|preview|nano|mini|chat|instruct)|\.[a-z]+\d+)(?!\w)"
)
_SPANS = lazy_pattern(rf"(?:{_WORD}(?:[ \u00a0](?:{_WORD}|[a-zA-Z]?{NUMBER})){{0,7}}|{_LOWER})")
_TELLS = lazy_pattern(r"[A-Z\d]+")
_SIZES = lazy_pattern(r"-(?:alpha|beta|preview|nano|mini|chat|instruct)")
_INSIDE = "_@#/.$-"  # with letters and digits what may stand before no name
_GAP = lazy_pattern(r"[ \u00a0]")
_HUMPS = lazy_pattern(r"[a-z\d][A-Z]|[A-Z]{2,}[a-z]{2,}")
_FAMILY = lazy_pattern(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|O\u2019)[A-Z][a-z]+")  # humps that surnames have
_MEASURE = lazy_pattern(r"\d+(?:\.\d+)?(?:[KMGT]B|[KMBDGXWT]|[kMG]Wh?|nm|Hz)s?")
_SIZED = "nano|mini|small|large|base|preview|chat|instruct|alpha|beta|dev|it|tuned"
_ADJECTIVE = lazy_pattern(rf".+-(?!(?:{_SIZED})$)[a-z]{{2,}}|(?:[Ss]ub|[Pp]re|[Nn]on|[Aa]nti)-.+")
# "Aya-23": its first branch looks once at a name of any length.
_MODEL_ID = lazy_pattern(r"^[^A-Za-z]*+[A-Za-z][^-]*+-.*\d|\d+(?:\.\d+)?[BM]\b|[-a-z][vV]\d")
_NUMBERED = lazy_pattern(r"[ -]v?\d[\d.]*$")
_GLUED = lazy_pattern(r"[a-z]+(?=[A-Z])")
_DECIMAL = lazy_pattern(r"\d\.\d")


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` may be a name; *strength* is 0 for a word with a capital, 2 for what can only be a name."""

    start: int
    end: int
    name: str
    strength: float
    leads: bool  # a row of words with capitals: if that begins a sentence, the first capital tells nothing


def spans(text: str, limit: int) -> Iterator[Span]:
    """Yield what is written like a name in the first *limit* characters, words that begin sentences included."""
    for found in _written(text, limit):
        judged = _judged(found.group()) if found.end() - found.start() <= MOST_CHARS else None
        if judged is not None:
            skipped, name, strength = judged
            start = found.start() + skipped
            yield Span(start, start + len(name), name, strength, not skipped)


def _written(text: str, limit: int) -> Iterator[re.Match[str]]:
    """Yield where `_SPANS` begins a run of characters: only those with a capital, a digit or a size are looked at."""
    tells = [found.span() for found in _TELLS.finditer(text, 0, limit)]
    if sized := [found.span() for found in _SIZES.finditer(text, 0, limit)]:
        tells = sorted(tells + sized)
    behind = taken = 0
    for start, end in tells:
        begin = start
        while begin > behind and (text[begin - 1].isalnum() or text[begin - 1] in _INSIDE):
            begin -= 1
        known = 0 < begin == behind and (text[begin - 1].isalnum() or text[begin - 1] in _INSIDE)
        behind = max(behind, end)
        if known or begin < taken:
            continue
        found = _SPANS.match(text, begin, limit)
        if found is not None:
            taken = found.end()
            yield found


@lru_cache(maxsize=50_000)  # the names of the day stand in most of its articles
def _judged(written: str) -> tuple[int, str, float] | None:
    """Return how many characters of *written* are no part of the name in it, the name, and its strength."""
    words = _GAP.split(written)
    skipped = 0
    while words and (_is_plain(words[0]) or _MEASURE.fullmatch(words[0])):
        skipped += len(words[0]) + 1
        words = words[1:]
    while words and _is_plain(words[-1]):
        words = words[:-1]
    name = written[skipped : skipped + sum(map(len, words)) + len(words) - 1]
    fewest = 3 if name.isupper() and name.isalpha() else 2
    if not 0 < len(words) <= LONGEST or _is_common(words, name) or sum(map(str.isalpha, name)) < fewest:
        return None
    return skipped, name, _strength(words, name)


def _is_plain(word: str) -> bool:
    folded, known = word.casefold(), word_classes()
    if word in known.roles or folded in known.common or folded.removesuffix("s") in known.common:
        return True
    return "-" in word and _ADJECTIVE.fullmatch(word) is not None


def _is_common(words: list[str], name: str) -> bool:
    folded, known = name.casefold(), word_classes()
    if folded in known.known or _NUMBERED.sub("", folded) in known.known:
        return True
    glued = _GLUED.match(words[0])  # "anAI": words that lost their blank
    if glued is not None and glued.group() in known.common:
        return True
    return all(word.casefold() in known.known or word.casefold() in known.edges for word in words)


def _strength(words: list[str], name: str) -> float:
    if name[0].islower() and "-" in name and not any(map(str.isupper, name)):
        return 1.5  # a model's file name: "vdr-2b-multi-v1"
    if _MODEL_ID.search(name) and any(map(str.isdigit, name)):
        return 2.0 if any(map(str.isalpha, name[1:])) else 1.0
    humps = len(_HUMPS.findall(name))
    if humps and not (len(words) == 1 and _FAMILY.fullmatch(name)):
        return 1.5 if humps < 3 else 0.5  # three are words that lost their blanks
    if any(map(str.isdigit, name)):
        glued = any(word[0].isalpha() and word[-1].isdigit() for word in words)
        return 1.0 if glued or _DECIMAL.search(name) else 0.5
    if len(words) == 1:
        return 0.75 if name.isupper() and len(name) > 3 else 0.5 if name.isupper() or "-" in name else 0.0
    return 0.5
