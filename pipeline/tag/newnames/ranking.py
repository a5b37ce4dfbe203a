"""Names that the catalog does not know and an editor should: by how they are spelled and what is said around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Mention, NewName, Part
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.newnames.shapes import Span, spans
from pipeline.tag.newnames.surroundings import Sighting, Surroundings, in_headline_case

MOST = 6  # of one article
ENOUGH = 2.0  # points
DEEP = 6000  # characters of the text that are read
LOOKS = 3  # places of one name that are looked at
IN_TITLE, AGAIN = 0.5, 0.25  # points for standing in the title, and for each time more, up to two


def new_names(catalog: Catalog, title: str, text: str, mentions: Sequence[Mention]) -> tuple[NewName, ...]:
    """Return at most `MOST` names that no alias of the catalog covers, those with the best evidence first."""
    found: dict[str, _Found] = {}
    for part, content in ((Part.TITLE, title), (Part.TEXT, text)):
        if part is Part.TITLE and in_headline_case(content):
            continue
        around = Surroundings(catalog, content, [one for one in mentions if one.part is part])
        for span in spans(content, DEEP):
            key = span.name.casefold()
            one = found.get(key) or found.setdefault(key, _Found(span, part))
            one.seen += 1
            if one.seen <= LOOKS and (sighting := around.weigh(span)) is not None:
                one.add(sighting, span, part)
    folded_title = title.casefold()
    for key, one in found.items():
        one.points += IN_TITLE * (key in folded_title) + AGAIN * min(one.seen - 1, 2)
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


@dataclass(slots=True)
class _Found:
    span: Span
    part: Part
    seen: int = 0
    points: float = -1.0
    rule: str | None = None
    kind: EntityType | None = None
    parent: str | None = None

    def add(self, sighting: Sighting, span: Span, part: Part) -> None:
        """Keep the place with the best evidence, and the first guess at what it is and whose."""
        if sighting.points > self.points:
            self.points, self.rule, self.span, self.part = sighting.points, sighting.rule, span, part
        self.kind = self.kind or sighting.kind
        self.parent = self.parent or sighting.parent


def _part_of_longer(key: str, chosen: Mapping[str, _Found]) -> bool:
    """Return whether *key* is some words of another name, as "Bedrock" is of "Bedrock Robotics"."""
    return any(key != other and f" {key} " in f" {other} " for other in chosen)


def _inherit(one: _Found, found: Mapping[str, _Found], key: str) -> None:
    """Let "Acme Abacus" be what the text says of Abacus."""
    _, _, rest = key.partition(" ")
    shorter = found.get(rest)
    if shorter is not None and one.parent is not None:
        one.kind = one.kind or shorter.kind
