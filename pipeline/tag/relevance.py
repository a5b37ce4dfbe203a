"""Is this coverage of the AI industry? A small linear model over groups of words and of entities.

The groups and their weights stand in ``relevance.toml``, which says how the weights are learned.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

from pipeline.records import Mention, Part
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.zones import LEAD_CHARS, MOST_CHARS, Zones, sign, zones_of

MODEL_FILE = "relevance.toml"
_LABS, _PEOPLE, _MODELS = "labs", "people", "models"
_ZONES = 3  # title, lead, body


@dataclass(frozen=True, slots=True)
class Group:
    """What counts as one sign: *words* or pairs of words, or *entities*, one of labs, people and models."""

    name: str
    weights: tuple[float, ...]  # in title, lead, body
    words: tuple[str, ...] = ()
    entities: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: the higher the sum of the weighted signs, the surer."""

    bias: float
    groups: tuple[Group, ...]


def read_model(text: str) -> Model:
    """Return the model that a TOML *text* describes."""
    table = tomllib.loads(text)
    return Model(
        table["bias"],
        tuple(
            Group(one["name"], tuple(one["weights"]), tuple(one.get("words", ())), one.get("entities"))
            for one in table["group"]
        ),
    )


@cache
def shipped_model() -> Model:
    """Return the model that comes with this package."""
    return read_model(files(__package__).joinpath(MODEL_FILE).read_text(encoding="utf-8"))


class Relevance:
    """Says how relevant articles are. Knows a catalog and a model."""

    def __init__(self, catalog: Catalog, model: Model | None = None) -> None:
        self._model = model or shipped_model()
        self._kinds = _kinds(catalog)
        self._weights = [weight for group in self._model.groups for weight in group.weights]
        # Where in `signs` each is counted that stands in the title; lead and body come after.
        self._of_word: defaultdict[str, list[int]] = defaultdict(list)
        self._of_kind: defaultdict[str, list[int]] = defaultdict(list)
        for place, group in zip(range(0, len(self._weights), _ZONES), self._model.groups, strict=True):
            if group.entities:
                self._of_kind[group.entities].append(place)
            for word in set(group.words):
                self._of_word[word].append(place)
        self._lower = _Signs(word for word in self._of_word if word == word.lower())
        self._capitals = _Signs(word for word in self._of_word if word != word.lower())

    def of(self, title: str, text: str, mentions: Iterable[Mention], zones: Zones | None = None) -> float:
        """Return how sure it is, 0..1, that an article is about the AI industry; *zones* are its, if made before."""
        signs = self.signs(title, text, mentions, zones)
        score = self._model.bias + sum(weight * sign for weight, sign in zip(self._weights, signs, strict=True))
        return round(1.0 / (1.0 + math.exp(-score)), 3)

    def signs(self, title: str, text: str, mentions: Iterable[Mention], zones: Zones | None = None) -> list[float]:
        """Return how much there is of each group in title, lead and body: the logarithm of one and the count."""
        counts = [0] * len(self._weights)
        for zone, part in enumerate(zones or zones_of(title, text)):
            for word in self._words(part):
                for place in self._of_word[word]:
                    counts[place + zone] += 1
        for kind, zone in self._named(mentions):
            for place in self._of_kind[kind]:
                counts[place + zone] += 1
        return [math.log1p(count) for count in counts]

    def _words(self, words: str) -> list[str]:
        """Return which of *words* and of the pairs of neighbours are signs, each as often as it stands there."""
        return [*self._lower.find(words.lower()), *self._capitals.find(words)]

    def _named(self, mentions: Iterable[Mention]) -> list[tuple[str, int]]:
        """Return for each entity of a kind the kind and the zone, once for each zone that names it."""
        named = set()
        for one in mentions:
            kind = self._kinds.get(one.entity_id)
            if kind and (one.part is Part.TITLE or one.start < MOST_CHARS):
                zone = 0 if one.part is Part.TITLE else 1 if one.start < LEAD_CHARS else 2
                named.add((one.entity_id, kind, zone))
        return [(kind, zone) for _, kind, zone in named]


class _Signs:
    """Finds words and pairs of words in a row of words with a blank between any two and at both ends."""

    def __init__(self, signs: Iterable[str]) -> None:
        self._signs = sorted(signs)
        self._automaton = AhoCorasick([sign(one) for one in self._signs])

    def find(self, words: str) -> list[str]:
        return [self._signs[found] for found, _, _ in self._automaton.find_matches_as_indexes(words, overlapping=True)]


def _kinds(catalog: Catalog) -> dict[str, str]:
    """Return labs, their people, and models with the products of labs, by entity id."""
    labs = {entity.id for entity in catalog.entities.values() if entity.kind == "lab"}
    found = dict.fromkeys(labs, _LABS)
    for entity in catalog.entities.values():
        of_lab = not labs.isdisjoint((*catalog.ancestors(entity.id), *entity.related))
        if entity.type in (EntityType.MODEL, EntityType.BENCHMARK) or (entity.type is EntityType.PRODUCT and of_lab):
            found[entity.id] = _MODELS
        elif entity.type is EntityType.PERSON and of_lab:
            found[entity.id] = _PEOPLE
    return found
