"""What an article states: every value with its sentence, what it is a value of, and who says so. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.facts.lexicon import slots
from pipeline.facts.moments import Published
from pipeline.facts.roles import roles_in
from pipeline.facts.slots import Token, modal_words, modality_of, slot_of, tokens_of
from pipeline.facts.values import values_in
from pipeline.records import Article, Part, Statement, Tags, Value, ValueKind
from pipeline.text.languages import ENGLISH
from pipeline.text.patterns import lazy_pattern
from pipeline.text.sentences import sentence_starts
from pipeline.text.wordclasses import word_classes

_ZONES = {  # of outlets under a country's own domain, or with most readers in one zone; others write by UTC's day
    "uk": "Europe/London", "de": "Europe/Berlin", "fr": "Europe/Paris", "in": "Asia/Kolkata", "jp": "Asia/Tokyo",
    "cn": "Asia/Shanghai", "kr": "Asia/Seoul", "au": "Australia/Sydney", "ca": "America/Toronto", "ie": "Europe/Dublin",
    "ch": "Europe/Zurich", "nl": "Europe/Amsterdam", "sg": "Asia/Singapore", "il": "Asia/Jerusalem",
}  # fmt: skip
MOST_CHARS = 12_000  # of a text that are read
_STAMP_TIME = 16  # characters between a publication's day and its time
_STAMP_WITHIN = 260  # characters of a text in which a day without more is the publication's
_LEADS = lazy_pattern(
    r"\b(?:on|by|since|until|of|from|before|after|beginning|starting|through|to|and)\s(?:[A-Z][a-z]+,?\s)?$"
)
_CLOCK_BEHIND = lazy_pattern(r",?\s(?:[@|-]\s)?\d{1,2}:\d\d")
_STAMPED = lazy_pattern(r"\b(?:Updated|Published|Posted|updated|at)\b")
_SAYING = frozenset(
    {"said", "says", "told", "reported", "estimated", "estimates", "put", "announced", "according", "added"}
)
_NEWER = ("to ", "now ", "at ", "up ", "down ", "reached ")
_FROM = lazy_pattern(r"\d.{0,24}\sfrom\s(?:the\s|an?\s|its\s)?(?:previous\s|earlier\s|initial\s|planned\s|agreed\s)?$")
_TO = lazy_pattern(
    r"\b(?:risen|rose|rises|climbed|climbs|grown|grew|shrunk|fallen|fell|falls|dropped|increased|raised|lowered|revised|corrected|updated"
    r"|up|down|now|reached|stands\sat|stood)(?:\s(?:to|at|expected\sto\s\w+\sin))?\s(?:at\sleast\s|about\s|more\sthan\s|over\s)?$",
    re.IGNORECASE,
)
MOST = 150  # statements of an article

_NAME = lazy_pattern(r"[A-Z][\w’'-]*[a-z][\w-]*(?:\s(?:de|van|von|al|of)?\s?[A-Z][\w’'-]*[a-z][\w-]*)*")
_SAID = lazy_pattern(
    r"(?:,\s|\baccording to\s)(?P<who>(?:the\s)?[A-Z][\w.’'-]*(?:\s(?:of\s|for\s|the\s)*[A-Z][\w.’'-]*)*)"
    r"(?=(?:\s(?:said|says|told|reported|added|estimated|estimates|put))?\b)"
)
_SAYS = lazy_pattern(
    r"(?P<who>(?:[Tt]he\s)?[A-Z][\w.’'-]*(?:\s(?:of\s|for\s|the\s)*[A-Z][\w.’'-]*)*)\s(?:said|says|told|reported|estimated"
    r"|estimates|put|announced)\b"
)


def statements(article: Article, tags: Tags, seen_at: datetime | None = None) -> tuple[Statement, ...]:
    """Return the values that the title and the text of *article* state, in order; none of a text that is not English.

    *seen_at* stands in for a publication time that is not known; without either no day can be told.
    """
    at = article.published_at or seen_at
    if at is None or (article.language or ENGLISH) != ENGLISH:
        return ()
    published = Published.of(at, zone_of(article.url))
    found: list[Statement] = []
    for part, text in ((Part.TITLE, article.title), (Part.TEXT, article.text[:MOST_CHARS])):
        named = [(one.start, one.end, one.entity_id) for one in tags.mentions if one.part is part]
        found += _of_part(part, text, named, published, MOST - len(found))
    return tuple(found)


def zone_of(url: str) -> ZoneInfo | None:
    """Return the zone in which the publication at *url* counts its days, where its address tells."""
    host = url.split("/", 3)[2] if url.count("/") > 1 else ""
    area = _ZONES.get(host.rpartition(".")[2].partition(":")[0])
    return ZoneInfo(area) if area is not None else None


def _of_part(
    part: Part, text: str, named: Sequence[tuple[int, int, str]], published: Published, most: int
) -> Iterator[Statement]:
    values = values_in(text, published, [(start, end) for start, end, _ in named], most=max(0, most))
    if not values and not named:
        return
    people = [one for one in named if one[2].startswith("person:")]
    roles = list(roles_in(text, people))
    values = sorted([*_without_stamps(text, values, published), *roles], key=lambda one: one.start)
    starts = [0, *sentence_starts(text), len(text)]
    at = 0
    tokens: list[Token] = []
    names: list[tuple[int, int, str]] = []
    modal: list[Token] = []
    said_by: str | None = None
    begin = end = -1
    for value in values:
        while starts[at + 1] <= value.start:
            at += 1
        if (starts[at], starts[at + 1]) != (begin, end):
            begin, end = starts[at], starts[at + 1]
            tokens = tokens_of(text, begin, end)
            names = list(_names(text, begin, end, named))
            modal, said_by = modal_words(tokens), _said_by(text, begin, end, tokens)
        stop = begin + len(text[begin:end].rstrip())
        yield Statement(
            part,
            value,
            text[value.start : value.end],
            (begin, stop),
            slot_of(value, tokens, names),
            modality_of(value, modal),
            said_by,
            _outdated(text, value, begin),
            _renewed(text, value, begin),
        )


def _without_stamps(text: str, values: Sequence[Value], published: Published) -> list[Value]:
    """Return *values* without the lines in which a page says when it was published; those are no part of the story."""
    kept: list[Value] = []
    stamped = -1
    for value in values:
        if value.start < stamped + _STAMP_TIME and value.kind is ValueKind.TIME:
            stamped = value.end
            continue
        if value.kind is ValueKind.DATE and value.step <= 1 and _is_stamp(text, value, published):
            stamped = value.end
            while kept and stamped - kept[-1].end < _STAMP_TIME and kept[-1].kind is ValueKind.TIME:
                kept.pop()
            continue
        kept.append(value)
    return kept


def _is_stamp(text: str, value: Value, published: Published) -> bool:
    """Return whether a date in full is the publication's own day, and no word leads to it."""
    surface = text[value.start : value.end]
    if not surface[-4:].isdigit() or abs((value.low or 0) - published.day.toordinal()) > 1:
        return False
    before = text[max(0, value.start - 16) : value.start]
    if _CLOCK_BEHIND.match(text, value.end):
        return True
    if _LEADS.search(before):
        return False
    return value.start < _STAMP_WITHIN or _STAMPED.search(before) is not None


def _names(text: str, begin: int, end: int, named: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield what a sentence names: entities of the catalog, and other words with a capital, by their last word."""
    known = [one for one in named if begin <= one[0] < end]
    found = list(known)
    common = word_classes().common
    for match in _NAME.finditer(text, begin, end):
        if any(start < match.end() and match.start() < stop for start, stop, _ in known):
            continue
        last = match[0].split()[-1].removesuffix("'s").removesuffix("’s").lower()
        alone = match.start() == begin and " " not in match[0] and text[match.end() : match.end() + 2] != ", "
        if alone or last in common:
            continue
        found.append((match.start(), match.end(), last))
    return iter(sorted(found))


def _said_by(text: str, begin: int, end: int, tokens: Sequence[Token]) -> str | None:
    if not any(one.lower in _SAYING for one in tokens):
        return None
    found = _SAYS.search(text, begin, end) or _SAID.search(text, begin, end)
    if found is None:
        return None
    who = found["who"]
    return who if len(who) > 2 and who.split()[-1].lower() not in word_classes().common else None


def _outdated(text: str, value: Value, begin: int) -> bool:
    """Return whether the words before *value* say that another value took its place: "to 595 from the 640 agreed"."""
    if value.kind is ValueKind.RANK:
        return False
    before = text[max(begin, value.start - 40) : value.start].lower()
    if "from" in before and _FROM.search(before) is not None:
        return True
    return before.rstrip().endswith(slots().updates)


def _renewed(text: str, value: Value, begin: int) -> bool:
    """Return whether they say that it took another's place: "the toll has risen to 400"."""
    before = text[max(begin, value.start - 40) : value.start].lower()
    return any(word in before for word in _NEWER) and _TO.search(before) is not None


def sentence_text(text: str, one: Statement) -> str:
    """Return the sentence that a statement stands in, on one line."""
    return " ".join(text[one.sentence[0] : one.sentence[1]].split())
