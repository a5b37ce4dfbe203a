"""Names that the catalog does not know and an editor should.

They are those that a learned model takes for names of people, firms and products, and those for which what is said
around them speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Mention, NewName, Part
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.names import Named, Span, find_names
from pipeline.tag.newnames.surroundings import Sighting, Surroundings, in_headline_case

MOST = 6  # of one article
LIKELY = 0.5  # score from which on a name needs nothing else that speaks for it
WORTH_A_LOOK = 0.2  # score below which nothing does
ENOUGH = 2.0  # points of what is said around a name that make up for a low score
MOST_LOOKED_AT = 12  # names of one article
LOOKS = 2  # places of one name that are looked at
UNLIKELY_PLACE = 0.2  # what a plain word loses behind "in" or "near"
IN_TITLE, AGAIN = 0.2, 0.1  # for the order: standing in the title, and each time more, up to two
POINT = 0.1  # for the order: a point of what is said around it


def new_names(catalog: Catalog, title: str, text: str, mentions: Sequence[Mention]) -> tuple[NewName, ...]:
    """Return at most `MOST` names that no alias of the catalog covers, those with the best evidence first."""
    found: dict[str, _Found] = {}
    for part, content in ((Part.TITLE, title), (Part.TEXT, text)):
        if part is Part.TITLE and in_headline_case(content):
            continue
        inside = [one for one in mentions if one.part is part]
        likely = [one for one in find_names(content, title, inside) if one.score >= WORTH_A_LOOK]
        if likely:
            likely.sort(key=lambda one: -one.score - AGAIN * min(len(one.places) - 1, 2))
            around = Surroundings(catalog, content, inside)
            for named in likely[:MOST_LOOKED_AT]:
                _look(found, around, named, part)
    folded_title = title.casefold()
    for key, one in found.items():
        one.rank = one.score + POINT * max(one.points, 0.0) + IN_TITLE * (key in folded_title)
        one.rank += AGAIN * min(one.seen - 1, 2)
        _inherit(one, found, key)
    chosen = {key: one for key, one in found.items() if one.score >= LIKELY or one.points >= ENOUGH}
    ranked = sorted(
        (one for key, one in chosen.items() if not _part_of_longer(key, chosen)),
        key=lambda one: (-one.rank, one.part is Part.TEXT, one.span.start),
    )
    return tuple(
        NewName(one.span.name, one.part, one.span.start, _kind(one), one.parent, one.rule) for one in ranked[:MOST]
    )


@dataclass(slots=True)
class _Found:
    span: Span
    part: Part
    seen: int = 0
    score: float = 0.0
    points: float = -1.0
    rank: float = 0.0
    rule: str | None = None
    kind: EntityType | None = None
    parent: str | None = None
    likeliest: EntityType | None = None  # by the model

    def add(self, sighting: Sighting, span: Span, part: Part) -> None:
        """Keep the place with the best evidence, and the first guess at what it is and whose."""
        if sighting.points > self.points:
            self.points, self.rule, self.span, self.part = sighting.points, sighting.rule, span, part
        self.kind = self.kind or sighting.kind
        self.parent = self.parent or sighting.parent


def _look(found: dict[str, _Found], around: Surroundings, named: Named, part: Part) -> None:
    """Add what is said around *named*, unless it is known."""
    person = named.kind == EntityType.PERSON
    for place in named.places[:LOOKS]:
        span = place if person else around.with_maker(place)
        sighting = around.weigh(span, named.kind)
        if sighting is None:
            continue
        key = span.name.casefold()
        one = found.get(key) or found.setdefault(key, _Found(span, part))
        score = named.score - UNLIKELY_PLACE * (sighting.rule == "place")
        one.score = max(one.score, score)
        one.seen = max(one.seen, len(named.places))
        one.likeliest = EntityType(named.kind)
        one.add(sighting, span, part)


def _kind(one: _Found) -> str | None:
    kind = one.kind or one.likeliest
    return kind.value if kind is not None else None


def _part_of_longer(key: str, chosen: Mapping[str, _Found]) -> bool:
    """Return whether *key* is some words of another name, as "Bedrock" is of "Bedrock Robotics"."""
    return any(key != other and f" {key} " in f" {other} " for other in chosen)


def _inherit(one: _Found, found: Mapping[str, _Found], key: str) -> None:
    """Let "Acme Abacus" be what the text says of Abacus."""
    _, _, rest = key.partition(" ")
    shorter = found.get(rest)
    if shorter is not None and one.parent is not None:
        one.kind = one.kind or shorter.kind
