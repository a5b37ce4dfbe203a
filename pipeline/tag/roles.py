"""What a mention is to its sentence: who does something or has it done to them, or is named only in passing.

"Composer 2 beats Opus" is about Composer; "founded by veterans of Waymo" is not about Waymo; "data from Salesforce,
Slack and Dropbox" is about none of the three. To say something is no deed: whom an article quotes it need not be about.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Mention
from pipeline.text.patterns import lazy_pattern

PASSING = 0.35  # what such a mention weighs against one that is told something about
SPEAKING = 0.5  # ... and a person who only says something
LISTED = 0.8  # ... and one of three or more in a row, of which each may still be meant
TOLD_ABOUT = 1.5  # ... and a person, whom the sentences after the name call "he" or "she"

_LONGEST_LIST_GAP = 40
_NEAR_CHARS = 48

# What stands before a word. As a class it is found many times faster than the edge of a word.
_BEGINS = r"[\s(\[“\"‘'/–—-]"
_DEED = (
    r"(?:launch|releas|unveil|introduc|debut|announc|open-sourc|publish|roll(?:s|ed|ing)? out|ship(?:s|ped)|rais|"
    r"clos(?:es|ed)|acquir|buys?\b|bought|purchas|merg|invest|hir(?:es?|ed|ing)\b|poach|recruit|appoint|"
    r"nam(?:es|ed)\b|join|leav(?:es|ing)|left\b|depart|resign|step(?:s|ped) down|quit|su(?:es|ed|ing)\b|"
    r"fil(?:es|ed)\b|bann?(?:s|ed)\b|block|cuts?\b|fir(?:es|ed)\b|expand|buil[dt]|sign(?:s|ed)\b|agree|w[io]ns?\b|"
    r"settl|accus|f[io](?:nds|und)\b|reach|surpass|overtak|beats?\b|replac|rebrand|test(?:s|ed)\b|plan(?:s|ned)\b|"
    r"delay|pull|paus|admit|confirm|creat|develop|deliver|upgrad)\w*"
)
_DOES = lazy_pattern(
    r"(?:['’]s \w+)?,?(?: (?:has|have|had|is|are|was|will|also|just|to|officially|today|reportedly|quietly|now|been|"
    rf"on \w+day))* {_DEED}"
)
_DONE_TO = lazy_pattern(rf"{_BEGINS}{_DEED} (?:(?:the|its|their|a|an|new|his|her|of|startup|out|up|founder) ?)*$")

_SAYS = lazy_pattern(
    r",?(?: (?:has|also|then|later|recently))* (?:s[ae]id|says?|told|tells|wrote|writes|add(?:s|ed)|argue[sd]|note[sd]|"
    r"explain\w+|describe[sd]|boast\w+|call(?:s|ed)|claim\w*|tweeted|post(?:s|ed)|insist\w*|suggest\w*|emphasi\w+|"
    r"theoriz\w+|point(?:s|ed) out|estimate[sd]|maintains)\b"
)
_SAID_BY = lazy_pattern(rf"{_BEGINS}(?:said|says|told|according to|adds|added|wrote|per)(?: [\w’'-]+){{0,4}} $")

_COMPARED = lazy_pattern(
    rf"{_BEGINS}(?:(?:than|beat(?:s|ing)?|behind|versus|vs\.?|(?:un)?like|surpass\w*|match(?:es|ed|ing)|outperform\w*|"
    r"compet(?:es?|ed|ing) with|compar(?:ed|able) (?:to|with)|similar to|on par with|competitors?|alongside|"
    r"such as|including|based on|made with|fine-tun\w+|veterans? of|alum\w* of)\s(?:[\w’'-]+\s){0,2}|"
    r"ex-|former(?:ly)? )$"
)
_FORMER = lazy_pattern(r"(?:['’]s)?[\s-](?:veterans?|alum(?:n[ai]|nus)?|matching|style|like)\b")
_MEASURED_ON = lazy_pattern(rf"{_BEGINS}(?:on|in|at|of)\s(?:the\s)?$")  # a benchmark

_LIST_GAP = lazy_pattern(r"[^,;.()\n]{0,20}(?:,(?: and| or)?|\band|\bor|/)\s(?:[\w’'.-]+ ){0,2}")
_EXAMPLES = lazy_pattern(
    rf"{_BEGINS}(?:from|including|such as|like|as|by|with|than|over|against|across)\s(?:[\w’'-]+\s){{0,2}}$"
)


def weights_of(text: str, mentions: Sequence[Mention]) -> list[float]:
    """Return what each of *mentions*, all of *text* and in its order, weighs: 1, or one of the constants above."""
    weights = [_alone(text, mention) for mention in mentions]
    for first, last in _lists(text, mentions):
        examples = _EXAMPLES.search(_before(text, mentions[first]))
        for place in range(first, last + 1):
            weights[place] = min(weights[place], PASSING if examples else LISTED)
    return weights


def has_part(text: str, mention: Mention) -> bool:
    """Tell whether whom *mention* names does something in its sentence, or has it done to them."""
    return _DOES.match(_after(text, mention)) is not None or _DONE_TO.search(_before(text, mention)) is not None


def _alone(text: str, mention: Mention) -> float:
    before, after = _before(text, mention), _after(text, mention)
    if mention.entity_id.startswith("bench:") and _MEASURED_ON.search(before):
        return PASSING
    if _COMPARED.search(before) or _FORMER.match(after):
        return PASSING
    if mention.entity_id.startswith("person:"):
        return SPEAKING if _SAYS.match(after) or _SAID_BY.search(before) else TOLD_ABOUT
    return 1.0


def _before(text: str, mention: Mention) -> str:
    """Return what stands before *mention*, in lower case; its first word has something before it, too."""
    return " " + text[max(0, mention.start - _NEAR_CHARS) : mention.start].lower()


def _after(text: str, mention: Mention) -> str:
    return text[mention.end : mention.end + _NEAR_CHARS].lower()


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
