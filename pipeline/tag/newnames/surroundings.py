"""What stands around a name in one text, and what that counts: kinds, verbs, makers, lists, headings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.records import Mention
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.names import Span
from pipeline.tag.newnames.contexts import after, before, generic
from pipeline.tag.newnames.shapes import strength_of
from pipeline.text.patterns import lazy_pattern
from pipeline.text.sentences import first_break, may_open
from pipeline.text.wordclasses import word_classes

MAKER_WITHIN = 90  # characters before a name in which its maker stands
STRONG = 1.5  # points of a spelling that no ordinary word has
WORTH_A_LOOK = 1.0  # points below which it does not matter where a name stands
ENOUGH_FOR_ROLES = 2.5  # points of somebody whose role is told
BESIDE_A_NAME = 1.25  # points for standing on a list with a known name
OPENS_A_SENTENCE = 0.5  # points that a single word loses there, for any has a capital
MADE, ANSWERED, NEAR_MAKER = 1.0, 1.5, 0.5  # points for a known maker: "X by Acme", "X, Acme's answer", "Acme's X"
LONGEST_JOINT = 6  # characters
LONGEST_HEADING = 140  # characters
HEADLINE = 0.6  # share of capitals from which on a title is in headline case

_VERSION = lazy_pattern(r"[ -]?[vV]?\d[\w.-]*$")
_BY = lazy_pattern(r"(?:\s\([^)]{1,20}\))?,?\s(?:by|from|of)\s")
_JOINT = lazy_pattern(r", (?:and |or )?| and | or |/")
_MAKES = lazy_pattern(
    r"['\u2019]s?\s|,? (?:(?:has|have|had|also|today|just|recently|will|is|plans|set|to|on \w+day) )*(?:"
    r"launch|releas|introduc|unveil|announc|debut|open-sourc|ship|publish|present|reveal|built|build|develop|creat|show)"
)
_ANSWER = lazy_pattern(r", .*['\u2019]s")  # "the Pebble, NVIDIA's answer to"
_GOES_ON = lazy_pattern(r" (?:of|and|for) the [A-Z]| of [A-Z]")  # "the Wizard of Oz" is no Wizard
_PERSON = lazy_pattern(r"[A-Z][a-z\u00df-\u00ff'-]+(?:-[A-Z][a-z]+)?(?: [A-Z]\.)?(?: [A-Z][\w\u00df-\u00ff'-]+){1,2}")
# What the end of a name says, and how much that counts.
_ENDINGS = (
    (lazy_pattern(r"(?:[Bb]ench|[Ee]val|QA|Arena|Index)(?:[ -]?[vV]?[\d.]+)?$"), EntityType.BENCHMARK, 0.0),
    (
        lazy_pattern(r" (?:Labs?|Inc|Research|Institute|Ventures|Capital|Robotics|Technologies|Foundation)$"),
        EntityType.ORGANISATION,
        1.0,
    ),
    (lazy_pattern(r" AI$"), EntityType.ORGANISATION, 0.25),
    (lazy_pattern(r"\d(?:\.\d+)?[BM]\b|-[vV]?\d"), EntityType.MODEL, 0.0),
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Why something may be a new name, what of, and by whom."""

    points: float
    rule: str
    kind: EntityType | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """What the words of a name tell by themselves."""

    words: list[str]
    folded: tuple[str, str]  # in lower case, as written and without a version
    names_nothing: bool  # only kinds of things, or a given name
    is_like_a_person: bool
    ending: EntityType | None  # what its end says it is
    worth: float  # points for that


class Surroundings:
    """One text, and what is named in it."""

    def __init__(self, catalog: Catalog, content: str, mentions: Sequence[Mention]) -> None:
        self._catalog = catalog
        self._content = content
        self._mentions = sorted(mentions, key=lambda one: one.start)
        self._ends = [one.end for one in self._mentions]
        kinds = catalog.entities
        self._firms = [one for one in self._mentions if kinds[one.entity_id].type is EntityType.ORGANISATION]
        self._firm_starts = [one.start for one in self._firms]

    def with_maker(self, span: Span) -> Span:
        """Return *span* with the name of a firm or a model that stands right before it: "Acme Flow"."""
        if span.opens or not self._content.startswith(" ", span.start - 1):
            return span
        last = bisect_left(self._ends, span.start) - 1
        one = self._mentions[last] if last >= 0 else None
        if one is None or one.end != span.start - 1 or one.version is not None:
            return span
        if self._catalog.entities[one.entity_id].type not in (EntityType.ORGANISATION, EntityType.MODEL):
            return span
        return Span(one.start, span.end, self._content[one.start : span.end], opens=True)

    def weigh(self, span: Span, likeliest: str) -> Sighting | None:
        """Return what is said around *span*, which is most likely the name of a *likeliest*; None if it is known."""
        form = _form(span.name)
        if form.names_nothing or not self._catalog.folded_names.isdisjoint(form.folded):
            return None
        head = self._head(span)
        if head is False or _GOES_ON.match(self._content, span.end):
            return None
        words = form.words
        left, right = before(self._content, span.start), after(self._content, span.end)
        role = EntityType.PERSON in (left.kind, right.kind)
        if form.is_like_a_person and (role or words[0] in word_classes().surely_given):
            return Sighting(ENOUGH_FOR_ROLES if role else 0.0, "role" if role else "spelling", EntityType.PERSON)
        if likeliest == EntityType.PERSON:
            return Sighting(ENOUGH_FOR_ROLES if role else 0.0, "role" if role else "spelling", EntityType.PERSON)
        strength = strength_of(span.name)
        maker, near = (head, NEAR_MAKER) if head is not None else self._maker(span)
        beside = self._beside(span)
        points = strength + form.worth + near + (BESIDE_A_NAME if beside is not None else 0)
        points += sum(each.points for each in (left, right) if each.kind is not EntityType.PERSON)
        if left.points < 0 and (strength >= STRONG or len(words) > 1):
            points -= left.points  # only a plain word is likely a town
        if span.opens and len(words) == 1 and strength < STRONG and right.rule not in ("apposition", "money"):
            points -= OPENS_A_SENTENCE * may_open(self._content, span.start)
        kinds = (form.ending, right.kind, left.kind, beside)
        kind = next((kind for kind in kinds if kind not in (None, EntityType.PERSON)), None)
        if points >= WORTH_A_LOOK and self._in_heading(span):
            points = 0.0
        return Sighting(points, left.rule or right.rule or "spelling", kind, maker)

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
                return maker.entity_id, MADE
        maker = self._organisation(span.end, span.end + 3)
        if maker is not None and _ANSWER.fullmatch(self._content, span.end, maker.end + 2):
            return maker.entity_id, ANSWERED
        maker = self._organisation(span.start - MAKER_WITHIN, span.start)
        if maker is None or first_break(self._content, maker.end, span.start):
            return None, 0.0
        return maker.entity_id if _MAKES.match(self._content, maker.end, span.start) else None, NEAR_MAKER

    def _between(self, low: int, high: int) -> list[Mention]:
        """Return the mentions that reach into ``text[low:high]``."""
        first = bisect_right(self._ends, low)
        last = first
        while last < len(self._mentions) and self._mentions[last].start < high:
            last += 1
        return self._mentions[first:last]

    def _organisation(self, low: int, high: int) -> Mention | None:
        """Return the last organisation that is named between two places."""
        last = bisect_left(self._firm_starts, high) - 1
        return self._firms[last] if last >= 0 and self._firm_starts[last] >= low else None

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
        return len(line) <= LONGEST_HEADING and line[-1:] not in '.!?\u201d"' and in_headline_case(line)


def in_headline_case(line: str) -> bool:
    """Return whether nearly every word of *line* has a capital, so that capitals tell nothing."""
    words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > HEADLINE * len(words)


def _ending(name: str) -> tuple[EntityType | None, float]:
    return next(((kind, points) for pattern, kind, points in _ENDINGS if pattern.search(name)), (None, 0.0))


@lru_cache(maxsize=50_000)  # the names of the day stand in most of its articles
def _form(name: str) -> _Form:
    words, folded = name.split(), name.casefold()
    ending, worth = _ending(name)
    return _Form(
        words,
        (folded, _VERSION.sub("", folded)),
        generic(words) or (len(words) == 1 and name in word_classes().surely_given),
        _PERSON.fullmatch(name) is not None,
        ending,
        worth,
    )
