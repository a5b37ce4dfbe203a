"""Which mentions name somebody only in passing: to compare, to list, or to say where a person came from.

"Composer 2 beats Opus" is about Composer; "founded by veterans of Waymo" is not about Waymo; "data from Salesforce,
Slack and Dropbox" is about none of the three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import Mention

PASSING = 0.35  # what such a mention weighs against one that is told something about
LISTED = 0.6  # ... and one of three or more in a row, of which each may still be meant

_LONGEST_LIST_GAP = 40
_BEFORE_CHARS, _AFTER_CHARS = 48, 20

_COMPARED = re.compile(
    r"\b(?:than|beat(?:s|ing)?|behind|versus|vs\.?|(?:un)?like|surpass\w*|match(?:es|ed|ing)|outperform\w*|"
    r"compet(?:es?|ed|ing) with|compar(?:ed|able) (?:to|with)|similar to|on par with|competitors?|alongside|"
    r"such as|including|based on|made with|fine-tun\w+|veterans? of|alum\w* of)\s(?:[\w’'-]+\s){0,2}$"
    r"|\b(?:ex-|former(?:ly)? )$",
    re.IGNORECASE,
)
_FORMER = re.compile(r"(?:['’]s)?[\s-](?:veterans?|alum(?:n[ai]|nus)?|matching|style|like)\b", re.IGNORECASE)
_LIST_GAP = re.compile(r"[^,;.()\n]{0,20}(?:,(?: and| or)?|\band|\bor|/)\s(?:[\w’'.-]+ ){0,2}")
_EXAMPLES = re.compile(
    r"\b(?:from|including|such as|like|as|by|with|than|over|against|across)\s(?:[\w’'-]+\s){0,2}$", re.IGNORECASE
)


def weights_of(text: str, mentions: Sequence[Mention]) -> list[float]:
    """Return what each of *mentions*, all of *text* and in its order, weighs: `PASSING`, `LISTED` or 1."""
    weights = [_alone(text, mention) for mention in mentions]
    for first, last in _lists(text, mentions):
        examples = _EXAMPLES.search(_before(text, mentions[first]))
        for place in range(first, last + 1):
            weights[place] = min(weights[place], PASSING if examples else LISTED)
    return weights


def _alone(text: str, mention: Mention) -> float:
    after = text[mention.end : mention.end + _AFTER_CHARS]
    return PASSING if _COMPARED.search(_before(text, mention)) or _FORMER.match(after) else 1.0


def _before(text: str, mention: Mention) -> str:
    return text[max(0, mention.start - _BEFORE_CHARS) : mention.start]


def _lists(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return the first and last place of each run of three or more different names with nothing else between."""
    found, first = [], 0
    for place in range(1, len(mentions) + 1):
        if place < len(mentions) and _in_one_list(text, mentions[place - 1], mentions[place]):
            continue
        if place - first >= 3:
            found.append((first, place - 1))
        first = place
    return found


def _in_one_list(text: str, one: Mention, other: Mention) -> bool:
    gap = text[one.end : other.start]
    return one.entity_id != other.entity_id and len(gap) <= _LONGEST_LIST_GAP and _LIST_GAP.fullmatch(gap) is not None
