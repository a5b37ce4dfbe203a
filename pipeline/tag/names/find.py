"""The names of one text, each with what it most likely is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Mention
from pipeline.tag.names.features import features, grouped
from pipeline.tag.names.model import CLASSES, NameModel, shipped_model
from pipeline.tag.names.spans import Span, spans
from pipeline.tag.spelling import folded

DEEP = 4000  # characters of a text that are read
NAMES = CLASSES[:3]  # what a new name may be


@dataclass(frozen=True, slots=True)
class Named:
    """A name and all its places; *score* is how likely it is one of a person, a firm or a product, 0..1."""

    name: str
    kind: str  # one of `NAMES`, the likeliest of them
    score: float
    places: tuple[Span, ...]


def find_names(text: str, title: str, mentions: Sequence[Mention], model: NameModel | None = None) -> list[Named]:
    """Return what *text* may name and the catalog does not know, in order of first places; towns are left out.

    *mentions* are all of *text*, in order.
    """
    model = model or shipped_model()
    names = grouped(spans(text, mentions, DEEP), text, model.words)
    scores = model.scores(features(text, folded(text), title, names, model.words))
    kinds = scores[:, : len(NAMES)]
    likeliest, sums = kinds.argmax(axis=1).tolist(), kinds.sum(axis=1).tolist()
    return [
        Named(name, NAMES[best], score, tuple(places))
        for (name, places), best, score in zip(names.items(), likeliest, sums, strict=True)
        if name.casefold() not in model.words.places
    ]
