"""Which of the matches are meant: what must not stand near, what must, and who else the document names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pipeline.records import Mention, Part
from pipeline.tag.catalog import Ambiguity, Catalog, EntityType
from pipeline.tag.match import Match

NEAR = 150  # characters on each side in which a cue counts
AROUND = 100  # the same for what must not stand there
MOST_ROUNDS = 4


def meant(text: str, matches: Iterable[Sequence[Match]]) -> list[tuple[Match, bool]]:
    """Return the readings that no `never` pattern forbids, each with whether it stands on its own.

    What does not stand on its own needs a relative in the document: see `settle`.
    """
    found = []
    for readings in matches:
        for match in readings:
            if not _forbidden(text, match):
                found.append((match, _stands_alone(text, match)))
                break
    return found


def settle(
    catalog: Catalog, texts: Mapping[Part, str], candidates: Iterable[tuple[Part, Match, bool]]
) -> list[Mention]:
    """Return the mentions: what stands on its own, and what a relative in the document vouches for."""
    waiting = []
    sure: list[tuple[Part, Match]] = []
    present: set[str] = set()
    for part, match, alone in candidates:
        if alone:
            sure.append((part, match))
            present.add(match.entity.id)
        else:
            waiting.append((part, match))
    for _ in range(MOST_ROUNDS):
        vouched = [(part, match) for part, match in waiting if _vouched(catalog, match, present)]
        if not vouched:
            break
        sure += vouched
        present |= {match.entity.id for _, match in vouched}
        waiting = [one for one in waiting if one not in vouched]
    return [
        Mention(match.entity.id, part, match.start, match.end, texts[part][match.start : match.end], match.version)
        for part, match in sorted(sure, key=lambda one: (one[0] is not Part.TITLE, one[1].start))
    ]


def _vouched(catalog: Catalog, match: Match, present: set[str]) -> bool:
    if match.alias.ambiguity is Ambiguity.VERSION:
        return False
    own = match.entity.id
    return own in present or bool(catalog.relatives.get(own, frozenset()) & present)


def _stands_alone(text: str, match: Match) -> bool:
    match match.alias.ambiguity:
        case Ambiguity.NONE | Ambiguity.BRAND:
            return not _is_surname(match)
        case Ambiguity.VERSION:
            return match.version is not None
        case Ambiguity.NAME:
            return match.version is not None or _near(text, match)
        case Ambiguity.WORD:
            return _near(text, match)


def _is_surname(match: Match) -> bool:
    return match.entity.type is EntityType.PERSON and " " not in match.alias.text and " " in match.entity.name


def _near(text: str, match: Match) -> bool:
    before = text[max(0, match.start - NEAR) : match.start]
    after = text[match.end : match.end + NEAR]
    return any(_cue(pattern).search(before) or _cue(pattern).search(after) for pattern in match.alias.near)


def _forbidden(text: str, match: Match) -> bool:
    if not match.alias.never:
        return False
    low = max(0, match.start - AROUND)
    window = text[low : match.end + AROUND]
    start, end = match.start - low, match.alias_end - low
    return any(
        found.span("it") == (start, end) for pattern in match.alias.never for found in _never(pattern).finditer(window)
    )


@lru_cache(maxsize=20_000)
def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})")


@lru_cache(maxsize=20_000)
def _never(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("«", "(?P<it>", 1).replace("»", ")", 1))
