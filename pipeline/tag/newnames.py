"""Names that the catalog does not know and an editor should: by how they are spelled and what is said around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.records import Mention, NewName, Part
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.contexts import after, before, generic
from pipeline.tag.people import GIVEN
from pipeline.tag.shapes import Span, spans

MOST = 6  # of one article
ENOUGH = 2.0  # points
DEEP = 6000  # characters of the text that are read
LOOKS = 3  # places of one name that are looked at
MAKER_WITHIN = 90  # characters before a name in which its maker stands
STRONG = 1.5  # points of a spelling that no ordinary word has
LONGEST_JOINT = 6  # characters
LONGEST_HEADING = 140  # characters
HEADLINE = 0.6  # share of capitals from which on a title is in headline case

_VERSION = re.compile(r"[ -]?[vV]?\d[\w.-]*$")
_BY = re.compile(r"(?:\s\([^)]{1,20}\))?,?\s(?:by|from|of)\s")
_JOINT = re.compile(r", (?:and |or )?| and | or |/")
_MAKES = re.compile(
    r"['\u2019]s?\s|,? (?:(?:has|have|had|also|today|just|recently|will|is|plans|set|to|on \w+day) )*(?:"
    r"launch|releas|introduc|unveil|announc|debut|open-sourc|ship|publish|present|reveal|built|build|develop|creat|show)"
)
_ANSWER = re.compile(r", .*['\u2019]s")  # "the Pebble, NVIDIA's answer to"
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_PERSON = re.compile(r"[A-Z][a-z\u00df-\u00ff'-]+(?:-[A-Z][a-z]+)?(?: [A-Z]\.)?(?: [A-Z][\w\u00df-\u00ff'-]+){1,2}")
# What the end of a name says, and how much that counts.
_ENDINGS = (
    (re.compile(r"(?:[Bb]ench|[Ee]val|QA|Arena|Index)(?:[ -]?[vV]?[\d.]+)?$"), EntityType.BENCHMARK, 0.0),
    (
        re.compile(r" (?:Labs?|Inc|Research|Institute|Ventures|Capital|Robotics|Technologies|Foundation)$"),
        EntityType.ORGANISATION,
        1.0,
    ),
    (re.compile(r" AI$"), EntityType.ORGANISATION, 0.25),
    (re.compile(r"\d(?:\.\d+)?[BM]\b|-[vV]?\d"), EntityType.MODEL, 0.0),
)


@dataclass(slots=True)
class _Found:
    span: Span
    part: Part
    seen: int = 0
    points: float = -1.0
    rule: str | None = None
    kind: EntityType | None = None
    parent: str | None = None


def new_names(catalog: Catalog, title: str, text: str, mentions: Sequence[Mention]) -> tuple[NewName, ...]:
    """Return at most `MOST` names that no alias of the catalog covers, those with the best evidence first."""
    found: dict[str, _Found] = {}
    for part, content in ((Part.TITLE, title), (Part.TEXT, text)):
        if part is Part.TITLE and _in_headline_case(content):
            continue
        around = _Surroundings(catalog, part, content, [one for one in mentions if one.part is part])
        for span in spans(content, DEEP):
            one = found.setdefault(span.name.casefold(), _Found(span, part))
            one.seen += 1
            if one.seen <= LOOKS:
                around.look(span, one)
    lower_title = title.casefold()
    for key, one in found.items():
        one.points += 0.5 * (key in lower_title) + 0.25 * min(one.seen - 1, 2)
    for key, one in found.items():
        _inherit(one, found, key)
    chosen = {key: one for key, one in found.items() if one.points >= ENOUGH}
    ranked = sorted(
        (one for key, one in chosen.items() if not _part_of_longer(key, chosen)),
        key=lambda one: (-one.points, one.part is Part.TEXT, one.span.start),
    )
    return tuple(
        NewName(one.span.name, one.part, one.span.start, one.kind and one.kind.value, one.parent, one.rule)
        for one in ranked[:MOST]
    )


class _Surroundings:
    """One text, and what is named in it."""

    def __init__(self, catalog: Catalog, part: Part, content: str, mentions: Sequence[Mention]) -> None:
        self._catalog = catalog
        self._part = part
        self._content = content
        self._mentions = sorted(mentions, key=lambda one: one.start)
        self._ends = [one.end for one in self._mentions]

    def look(self, span: Span, one: _Found) -> None:
        """Add to *one* what speaks for it at *span*, unless it is known."""
        head = self._head(span)
        words = span.name.split()
        if head is False or generic(words) or _is_known(self._catalog, span.name):
            return
        left, right = before(self._content, span.start), after(self._content, span.end)
        if _PERSON.fullmatch(span.name) and (EntityType.PERSON in (left.kind, right.kind) or words[0] in GIVEN):
            if EntityType.PERSON in (left.kind, right.kind):
                one.points, one.rule, one.kind = 2.5, "role", EntityType.PERSON
            return
        maker, bonus = (head, 0.5) if head is not None else self._maker(span)
        beside = self._beside(span)
        ending, worth = _ending(span.name)
        points = span.strength + worth + bonus + (1.25 if beside is not None else 0)
        points += sum(each.points for each in (left, right) if each.kind is not EntityType.PERSON)
        if span.at_start and len(words) == 1 and span.strength < STRONG and right.rule not in ("apposition", "money"):
            points -= 0.5
        if points > one.points and not (points >= ENOUGH and self._in_heading(span)):
            one.points, one.span, one.part = points, span, self._part
            one.rule = left.rule or right.rule or "spelling"
        kinds = (ending, right.kind, left.kind, beside)
        one.kind = one.kind or next((kind for kind in kinds if kind not in (None, EntityType.PERSON)), None)
        one.parent = one.parent or maker

    def _head(self, span: Span) -> str | Literal[False] | None:
        """Return the entity that *span* begins with, None if it names nothing known, False if it is known."""
        inside = self._between(span.start, span.end)
        if not inside:
            return None
        first = inside[0]
        if len(inside) > 1 or first.start > span.start or first.version is not None:
            return False
        if not any(map(str.isalpha, self._content[first.end : span.end])):
            return False
        kind = self._catalog.entities[first.entity_id].type
        return first.entity_id if kind in (EntityType.ORGANISATION, EntityType.MODEL) else False

    def _maker(self, span: Span) -> tuple[str | None, float]:
        """Return the organisation that makes or shows the thing at *span*, and what it counts that one is near."""
        if (by := _BY.match(self._content, span.end)) is not None:
            maker = self._organisation(by.end(), by.end() + 1)
            if maker is not None:
                return maker.entity_id, 1.0
        maker = self._organisation(span.end, span.end + 3)
        if maker is not None and _ANSWER.fullmatch(self._content, span.end, maker.end + 2):
            return maker.entity_id, 1.0
        maker = self._organisation(span.start - MAKER_WITHIN, span.start)
        if maker is None or _SENTENCE_END.search(self._content, maker.end, span.start):
            return None, 0.0
        return maker.entity_id if _MAKES.match(self._content, maker.end, span.start) else None, 0.5

    def _between(self, low: int, high: int) -> list[Mention]:
        """Return the mentions that reach into ``text[low:high]``."""
        first = bisect_right(self._ends, low)
        last = first
        while last < len(self._mentions) and self._mentions[last].start < high:
            last += 1
        return self._mentions[first:last]

    def _organisation(self, low: int, high: int) -> Mention | None:
        """Return the last organisation that is named between two places."""
        for one in reversed(self._between(low, high)):
            if low <= one.start and self._catalog.entities[one.entity_id].type is EntityType.ORGANISATION:
                return one
        return None

    def _beside(self, span: Span) -> EntityType | None:
        """Return the type of a known thing that stands beside *span* on a list."""
        for one in self._between(span.start - LONGEST_JOINT - 1, span.end + LONGEST_JOINT + 1):
            low, high = (one.end, span.start) if one.end <= span.start else (span.end, one.start)
            if 0 < high - low <= LONGEST_JOINT and _JOINT.fullmatch(self._content, low, high):
                kind = self._catalog.entities[one.entity_id].type
                return kind if kind in (EntityType.MODEL, EntityType.BENCHMARK, EntityType.PRODUCT) else None
        return None

    def _in_heading(self, span: Span) -> bool:
        """Return whether *span* stands in a line that is a heading, where any word may have a capital."""
        low = self._content.rfind("\n", 0, span.start) + 1
        high = self._content.find("\n", span.end)
        line = self._content[low : high if high >= 0 else None]
        return len(line) <= LONGEST_HEADING and line[-1:] not in '.!?\u201d"' and _in_headline_case(line)


def _ending(name: str) -> tuple[EntityType | None, float]:
    return next(((kind, points) for pattern, kind, points in _ENDINGS if pattern.search(name)), (None, 0.0))


def _in_headline_case(title: str) -> bool:
    words = [word for word in title.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > HEADLINE * len(words)


def _part_of_longer(key: str, chosen: Mapping[str, _Found]) -> bool:
    """Return whether *key* is some words of another name, as "Bedrock" is of "Bedrock Robotics"."""
    return any(key != other and f" {key} " in f" {other} " for other in chosen)


def _inherit(one: _Found, found: Mapping[str, _Found], key: str) -> None:
    """Let "Acme Abacus" be what the text says of Abacus."""
    _, _, rest = key.partition(" ")
    shorter = found.get(rest)
    if shorter is not None and one.parent is not None:
        one.kind = one.kind or shorter.kind


def _is_known(catalog: Catalog, name: str) -> bool:
    names = catalog.folded_names
    folded = name.casefold()
    return folded in names or _VERSION.sub("", folded) in names
