"""Homonyms: whether a name is part of somebody else's. Steve Harvey sells no software, Robert Altman leads no lab."""

from __future__ import annotations

from pipeline.tag.catalog import EntityType
from pipeline.tag.match import Match
from pipeline.text.patterns import lazy_pattern
from pipeline.text.wordclasses import word_classes

_BEFORE = lazy_pattern(r"(?<!\w)(?:(?P<given>[^\W\d_][\w\u2019'-]*)|(?P<initial>[A-Z])\.)[ \u00a0]$")
_SURNAME = lazy_pattern(
    r"[ \u00a0](?P<surname>(?:(?:[Dd]e|[Vv]on|[Vv]an|[Ll]e|[Ll]a|[Dd]u) )?[A-Z][a-z\u00df-\u00ff]+)\b"
)
_FURTHEST = 24  # characters back in which the given name begins


def another_person(text: str, match: Match) -> bool:
    """Return whether a given name before *match* makes it the surname of somebody who is not meant."""
    alias = match.alias.text
    if " " in alias or match.version is not None or not alias.isalpha():
        return False
    found = _BEFORE.search(text, max(0, match.start - _FURTHEST), match.start)
    if found is None:
        return False
    given = found["given"]
    if given is None:
        return match.entity.type is EntityType.PERSON and not match.entity.name.startswith(found["initial"])
    given = given.rpartition("-")[2]  # Jean-Claude
    if given in match.entity.name:
        return False
    return given in word_classes().surely_given or (match.entity.type is EntityType.PERSON and _seems_given(given))


def _seems_given(word: str) -> bool:
    """Return whether *word*, which stands before a surname, may be a given name: "Vijaya Altman", not "CEO Altman"."""
    known = word_classes()
    titles = word in known.roles or word.casefold() in known.common or word.removesuffix("s") in known.roles
    return word[0].isupper() and word[1:].islower() and not titles


def maybe_a_person(text: str, match: Match) -> bool:
    """Return whether *match* is a given name that a surname seems to follow: Devin Booker, Claude de Lorimier."""
    if match.version is not None or match.entity.type is EntityType.PERSON:
        return False
    if match.alias.text not in word_classes().surely_given:
        return False
    return _SURNAME.match(text, match.end) is not None
