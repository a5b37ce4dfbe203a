"""What coverage is about: weighted phrases in title, lead and body, and the entities that speak for a topic."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.records import EntityTag, Mention, Part, TopicTag
from pipeline.tag.catalog import Catalog
from pipeline.tag.phrases import Found, Phrases, problem_of, spoken

LEAD_CHARS = 600  # of a title, too
BODY_CHARS = 6000
MOST_TOPICS = 5
ENOUGH = 0.36  # a weight of 1.7

_TITLE, _LEAD, _BODY = 1.5, 1.0, 0.3  # what a phrase weighs there
_FORBIDS = math.inf  # heavier than any phrase that it may overlap
_HALF = 3.0  # the weight at which a topic scores one half


@dataclass(frozen=True, slots=True)
class Topic:
    """One record of ``config/topics.toml``. For how phrases are written see `pipeline.tag.phrases`."""

    id: str
    name: str
    phrases: Mapping[str, float] = field(default_factory=dict)  # and what each weighs
    never: tuple[str, ...] = ()  # phrases inside which those above do not count
    entities: Mapping[str, float] = field(default_factory=dict)  # ids, types or kinds, and what one as main entity adds
    isnt: str | None = None  # what it is easily mistaken for, for whoever edits it
    yes: tuple[str, ...] = ()  # sentences that are about it
    no: tuple[str, ...] = ()  # sentences that are not


class Topics:
    """Finds the topics of an article."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = tuple(topics)
        rules = [
            (topic.id, phrase, weight)
            for topic in self._topics
            for phrase, weight in (*topic.phrases.items(), *((phrase, _FORBIDS) for phrase in topic.never))
        ]
        self._rules = [(topic_id, weight) for topic_id, _, weight in rules]
        self._phrases = Phrases([phrase for _, phrase, _ in rules])
        self._priors: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for topic in self._topics:
            for key, weight in topic.entities.items():
                self._priors[key].append((topic.id, weight))

    def find(
        self,
        catalog: Catalog,
        title: str,
        text: str,
        mentions: Sequence[Mention] = (),
        entities: Iterable[EntityTag] = (),
    ) -> tuple[TopicTag, ...]:
        """Return at most `MOST_TOPICS`, the strongest first. *mentions* are in the order of their offsets."""
        in_text = [one for one in mentions if one.part is Part.TEXT]
        cut = text.find(" ", LEAD_CHARS) % (len(text) + 1)  # its end, if there is none
        zones = (
            (_TITLE, spoken(catalog, title, [one for one in mentions if one.part is Part.TITLE], 0, LEAD_CHARS)),
            (_LEAD, spoken(catalog, text, in_text, 0, cut)),
            (_BODY, spoken(catalog, text, in_text, cut, BODY_CHARS)),
        )
        weights: defaultdict[str, float] = defaultdict(float)
        best: dict[tuple[str, str], float] = {}  # the same words again are no further evidence
        for zone, spoken_text in zones:
            for topic_id, wording, weight in self._evidence(spoken_text):
                key = (topic_id, wording)
                best[key] = max(best.get(key, 0.0), zone * weight)
        for (topic_id, _), weight in best.items():
            weights[topic_id] += weight
        for topic_id, weight in self._from_entities(catalog, entities):
            weights[topic_id] += weight
        found = [TopicTag(key, round(weight / (weight + _HALF), 3)) for key, weight in weights.items()]
        strong = sorted((tag for tag in found if tag.score >= ENOUGH), key=lambda tag: (-tag.score, tag.topic_id))
        return tuple(strong[:MOST_TOPICS])

    def _evidence(self, text: str) -> list[tuple[str, str, float]]:
        """Return topic, wording and weight of each phrase of *text*. A word counts once for a topic, where it weighs
        most, and never where a phrase that the topic forbids stands.
        """
        found = [(*self._rules[one.phrase], one) for one in self._phrases.find(text)]
        found.sort(key=lambda row: -row[1])
        spans: defaultdict[str, list[Found]] = defaultdict(list)
        evidence = []
        for topic_id, weight, one in found:
            if any(other.start < one.end and one.start < other.end for other in spans[topic_id]):
                continue
            spans[topic_id].append(one)
            if weight != _FORBIDS:
                evidence.append((topic_id, text[one.start : one.end], weight))
        return evidence

    def _from_entities(self, catalog: Catalog, entities: Iterable[EntityTag]) -> list[tuple[str, float]]:
        """Return the strongest word that the main entities put in for each topic."""
        best: dict[str, float] = {}
        for tag in entities:
            entity = catalog.entities.get(tag.entity_id)
            if not tag.main or entity is None:
                continue
            for key in (entity.id, entity.type.value, entity.kind or ""):
                for topic_id, weight in self._priors.get(key, ()):
                    best[topic_id] = max(best.get(topic_id, 0.0), weight)
        return list(best.items())


def problems_of(topics: Sequence[Topic]) -> list[str]:
    """Return what is wrong with the topics."""
    found = []
    for topic in topics:
        wrong = [problem_of(phrase) for phrase in (*topic.phrases, *topic.never)]
        found += [f"{topic.id}: {problem}" for problem in wrong if problem]
        weights = {**topic.phrases, **topic.entities}
        found += [
            f"{topic.id}: {key!r}: weight must be positive"
            for key, weight in weights.items()
            if not math.isfinite(weight) or weight <= 0
        ]
        if not topic.phrases and not topic.entities:
            found.append(f"{topic.id}: neither phrases nor entities: it could never be found")
    return found
