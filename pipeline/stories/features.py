"""What of an article tells its story from others: its words, by where they stand, and who is named."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

from pipeline.facts.dates import event_dates
from pipeline.records import Article, Tags

MOST_TERMS = 80
LEAD_WORDS = 60
BODY_WORDS = 400  # what follows is background, often another story's

_TITLE, _LEAD, _BODY = 3.0, 1.5, 0.6
_NAME = 2.5  # a capitalised word inside a sentence
_ENTITY = 4.0  # times salience
_DATE = 0.01
_PROPER = 0.01
MOST_DATES = 4
MOST_NAMES = 12
OFTEN = 2  # times that a word stands with a capital inside a sentence, to be a name that the text is about

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:\u201d\"]\s*$")
# Words that no story can be known by.
_STOP = frozenset(
    """
    a about above according added after again against all also am among an and any april are around
    as at august back be because been before being below between both but by called can come could
    day days december did do does doing down during each even february few first for friday from
    further get gets going good got had has have having he her here hers him his how i if in into is
    it its itself january july june just know last let like made make makes man many march may me
    might monday month months more most much must my new news no nor not november now october of off
    on once one only or other our out over own people per report reported reports said same saturday
    say says see september she should since so some still such sunday take than that the their them
    then there these they this those three through thursday time times to today told too tuesday two
    under until up us use very was way we wednesday week weeks well went were what when where which
    while who whom why will with within without would year years yes yet you your
    """.split()  # noqa: SIM905 - a list would fill a screen
)


def terms(article: Article, tags: Tags) -> Mapping[str, float]:
    """Return at most `MOST_TERMS` terms and their weights, the strongest first, and the dates of events.

    Words are reduced to a common form of singular and plural; ``@`` marks entity ids, which weigh by salience,
    ``#`` days on which the text says something happened, ``^`` names that it repeats. The latter two hardly weigh:
    `assign` asks for them itself.
    """
    found: dict[str, float] = {}
    names: Counter[str] = Counter()
    _count(found, names, article.title, _TITLE, title=True)
    words = article.text.split()
    if not words:
        # A headline alone has no word to spare: another's "add ons" must meet its "add-ons".
        parts = " ".join(token for token in article.title.split() if "-" in token).replace("-", " ")
        _count(found, names, parts, _TITLE, title=True)
    _count(found, names, " ".join(words[:LEAD_WORDS]), _LEAD)
    _count(found, names, " ".join(words[LEAD_WORDS:BODY_WORDS]), _BODY)
    damped = {term: 1.0 + math.log(weight) if weight > 1 else weight for term, weight in found.items()}
    for entity in tags.entities:
        if not entity.implied:
            damped[f"@{entity.entity_id}"] = _ENTITY * max(entity.salience, 0.1)
    strongest = sorted(damped.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS]
    found = {term: round(weight, 3) for term, weight in strongest}
    often = [name for name, times in names.most_common() if times >= OFTEN][:MOST_NAMES]
    found |= {f"^{name}": _PROPER for name in often}
    if article.published_at is not None:
        named = event_dates(article.text, article.published_at.date())
        found |= {f"#{day}": _DATE for day in named[:MOST_DATES]}
    return found


def stem(word: str) -> str:
    """Return the common form of a word's singular and plural, and of its commonest verb endings."""
    if len(word) <= 3:
        return word
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("'s", ""), ("s'", "")):
        if word.endswith(ending):
            return word[: -len(ending)] + replacement
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "er"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _count(found: dict[str, float], names: Counter[str], text: str, weight: float, *, title: bool = False) -> None:
    before = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        starts = before == 0 or _SENTENCE_END.search(text[max(0, before) : match.start()]) is not None
        before = match.end()
        folded = token.casefold().replace("\u2019", "'")
        if folded in _STOP or (len(folded) < 2 and not folded.isdecimal()):
            continue
        is_name = token[0].isupper() and not starts and not title
        term = stem(folded)
        found[term] = found.get(term, 0.0) + weight * (_NAME if is_name else 1.0)
        names[term] += is_name
