"""What the words of a name tell: offices before it, institutions in it, and whether a woman or a man bears it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.tag.quotes.patterns import fragment
from pipeline.text.patterns import lazy_pattern
from pipeline.text.wordclasses import word_classes, words_of

_INSTITUTIONS = words_of(
    """
    Inc Corp Ltd LLC Lab Labs Institute University College School Company Group Street House Times Post News Journal
    Center Centre Department Ministry Agency Office Bureau Commission Council Court Bank Fund Foundation Capital
    Ventures Partners Holdings Technology Technologies Systems Software Cloud Research AI Team Union Party Act City
    State States Kingdom Valley America Europe China Park Conference Summit Committee Association Alliance Initiative
    Project Network Media Studio Studios Games Motors Energy Health Hospital Security Service Force Guard Guards Army
    Navy Police Podcasts Music Pro Max Plus Ultra Code Bill League Club Festival Laboratory Laboratories Intelligence
    World Silicon Wall New United White Red Big South North East West San Los
    """
)
_KEPT = 20_000  # names: those of the day stand in most of its articles
_NO_SURNAME = lazy_pattern(r"[A-Z0-9]{2,}\b|\w*(?:ocrats?|ocratic|publicans?|mericans?)$")


@lru_cache(maxsize=_KEPT)
def without_openers(words: str) -> str:
    """Return *words* without what begins a sentence and is no part of a name."""
    left, openers = words.split(" "), word_classes().openers
    while left and left[0].rstrip(".,") in openers:
        left = left[1:]
    return " ".join(left).rstrip(".") if left else ""


@lru_cache(maxsize=_KEPT)
def without_office(name: str) -> str:
    """Return *name* without titles and offices: `Dr Jane Doe`, `Chief Scientist Jane Doe`; "" if it is nothing else."""
    known = word_classes()
    words = _honorific().sub("", name).split(" ") if " " in name else [name]
    for place in range(len(words), 0, -1):
        last = words[place - 1].rpartition("-")[2]
        if last in known.offices or last.removesuffix("s") in known.offices:
            return " ".join(words[place:])
    for place in range(1, len(words) - 1):
        if words[place] in known.surely_given and words[0] not in known.given and not words[0].endswith("."):
            return " ".join(words[place:])  # `Browns quarterback` written as a name
    return " ".join(words)


@lru_cache(maxsize=_KEPT)
def is_institution(name: str) -> bool:
    """Return whether *name* has a word that no person is called."""
    return not _INSTITUTIONS.isdisjoint(re.split(r"[ -]", name))


def is_surname(word: str) -> bool:
    """Return whether somebody may be called *word* alone; a party, a day and an abbreviation are nobody."""
    return word not in word_classes().openers and not _NO_SURNAME.match(word)


def is_given(word: str) -> bool:
    """Return whether *word* is a common given name."""
    return word in word_classes().given


def is_woman(name: str) -> bool | None:
    """Return whether a woman bears the given name that *name* begins with; None if it does not tell."""
    first, known = name.split(" ")[0], word_classes()
    return True if first in known.women else False if first in known.men else None


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile(rf".*\b{fragment('honorific')} ")
