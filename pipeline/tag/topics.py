"""What coverage is about: weighted phrases, the entities that speak for a topic, and words that texts about it have."""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from pipeline.records import EntityTag, Mention, Part, TopicTag
from pipeline.tag.catalog import Catalog
from pipeline.tag.phrases import Found, Phrases, problem_of, spoken
from pipeline.tag.topicwords import TopicWords
from pipeline.tag.zones import Zones, zones_of

LEAD_CHARS = 600  # of a title, too
BODY_CHARS = 6000
MOST_TOPICS = 5
STRONGEST = 3.0  # a weight of phrases above which more makes a topic no surer by itself
ALONE = 1.7  # the weight that is enough where a topic lists no words
CLEAR = 2.0  # the weight that is enough whatever words there are
MOST_SHOWN = 3  # pieces of evidence that a tag tells

_TITLE, _LEAD, _BODY = 1.5, 1.0, 0.3  # what a phrase weighs there
_FORBIDS = math.inf  # heavier than any phrase that it may overlap


@dataclass(frozen=True, slots=True)
class Topic:
    """One record of ``config/topics.toml``. For how phrases are written see `pipeline.tag.phrases`."""

    id: str
    name: str
    phrases: Mapping[str, float] = field(default_factory=dict)  # and what each weighs
    never: tuple[str, ...] = ()  # phrases inside which those above do not count
    entities: Mapping[str, float] = field(default_factory=dict)  # ids, types or kinds, and what one as main entity adds
    words: tuple[str, ...] = ()  # words and rows of words that texts about it have; "stem*" begins so
    isnt: str | None = None  # what it is easily mistaken for, for whoever edits it
    yes: tuple[str, ...] = ()  # sentences that are about it
    no: tuple[str, ...] = ()  # sentences that are not


@dataclass(slots=True)
class Evidence:
    """What speaks for one topic in one article: wordings with their weights, and words by zone."""

    phrases: dict[str, float] = field(default_factory=dict)
    words: tuple[set[str], set[str], set[str]] = field(default_factory=lambda: (set(), set(), set()))

    @property
    def weight(self) -> float:
        return sum(self.phrases.values())

    def strongest(self) -> tuple[str, ...]:
        """Return what speaks for it most: the heaviest wordings, then words of the title and the lead."""
        wordings = sorted(self.phrases, key=lambda one: (-self.phrases[one], one))
        words = [word for zone in self.words for word in sorted(zone)]
        return tuple(dict.fromkeys((*wordings, *words)))[:MOST_SHOWN]


@dataclass(frozen=True, slots=True)
class TopicWeights:
    """A logistic model of one topic, the same for all; `benchmarks.fit` learns it. See ``topics.toml``."""

    bias: float
    phrases: float  # times the logarithm of one and the weight of the phrases
    strong: float  # times that weight, up to `STRONGEST`
    words: tuple[float, float, float]  # times the logarithm of one and the different words in title, lead and body
    threshold: float  # of the probability

    def probability(self, weight: float, words: Sequence[int]) -> float:
        """Return how likely a topic is whose phrases and entities weigh *weight*; *words* are counted by zone."""
        total = self.bias + self.phrases * math.log1p(weight) + self.strong * min(weight, STRONGEST)
        total += sum(factor * math.log1p(count) for factor, count in zip(self.words, words, strict=True))
        return 1.0 / (1.0 + math.exp(-total))

    def of_phrases(self, weight: float, enough: float) -> float:
        """Return a score from 0 to 1 by phrases alone, which is the threshold where they weigh *enough*."""
        return weight / (weight + enough * (1.0 - self.threshold) / self.threshold)


def read_weights(text: str) -> TopicWeights:
    """Return the model that a TOML *text* describes."""
    table = tomllib.loads(text)
    title, lead, body = table["words"]
    return TopicWeights(table["bias"], table["phrases"], table["strong"], (title, lead, body), table["threshold"])


@cache
def shipped_weights() -> TopicWeights:
    """Return the model that comes with this package."""
    return read_weights(files(__package__).joinpath("topics.toml").read_text(encoding="utf-8"))


class Topics:
    """Finds the topics of an article."""

    def __init__(self, topics: Iterable[Topic], weights: TopicWeights | None = None) -> None:
        self._topics = tuple(topics)
        self._weights = weights or shipped_weights()
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
        self._worded = {topic.id for topic in self._topics if topic.words}
        self._words = TopicWords({topic.id: topic.words for topic in self._topics})

    def find(
        self,
        catalog: Catalog,
        title: str,
        text: str,
        mentions: Sequence[Mention] = (),
        entities: Iterable[EntityTag] = (),
        zones: Zones | None = None,
    ) -> tuple[TopicTag, ...]:
        """Return at most `MOST_TOPICS`, the likeliest first, each with what speaks for it most.

        *mentions* are in the order of their offsets; *zones* are those of the article, if made before.
        """
        evidence = self.evidence(catalog, title, text, mentions, entities, zones)
        found = []
        for topic_id, one in evidence.items():
            score = self._score(topic_id, one)
            if score >= self._weights.threshold:
                found.append(TopicTag(topic_id, round(score, 3), one.strongest()))
        return tuple(sorted(found, key=lambda tag: (-tag.score, tag.topic_id))[:MOST_TOPICS])

    def _score(self, topic_id: str, one: Evidence) -> float:
        if topic_id in self._worded:
            likely = self._weights.probability(one.weight, [len(words) for words in one.words])
            return max(likely, self._weights.of_phrases(one.weight, CLEAR))
        return self._weights.of_phrases(one.weight, ALONE)

    def evidence(
        self,
        catalog: Catalog,
        title: str,
        text: str,
        mentions: Sequence[Mention] = (),
        entities: Iterable[EntityTag] = (),
        zones: Zones | None = None,
    ) -> dict[str, Evidence]:
        """Return what speaks for each topic for which anything does."""
        in_text = [one for one in mentions if one.part is Part.TEXT]
        cut = text.find(" ", LEAD_CHARS) % (len(text) + 1)  # its end, if there is none
        parts = (
            (_TITLE, spoken(catalog, title, [one for one in mentions if one.part is Part.TITLE], 0, LEAD_CHARS)),
            (_LEAD, spoken(catalog, text, in_text, 0, cut)),
            (_BODY, spoken(catalog, text, in_text, cut, BODY_CHARS)),
        )
        found: defaultdict[str, Evidence] = defaultdict(Evidence)
        for factor, spoken_text in parts:
            for topic_id, wording, weight in self._wordings(spoken_text):
                phrases = found[topic_id].phrases
                # the same words again are no further evidence
                phrases[wording] = max(phrases.get(wording, 0.0), factor * weight)
        for key, topic_id, weight in self._from_entities(catalog, entities):
            found[topic_id].phrases[key] = weight
        for zone, row in enumerate(zones or zones_of(title, text)):
            for topic_id, word in self._words.find(row):
                found[topic_id].words[zone].add(word)
        return found

    def _wordings(self, text: str) -> list[tuple[str, str, float]]:
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

    def _from_entities(self, catalog: Catalog, entities: Iterable[EntityTag]) -> list[tuple[str, str, float]]:
        """Return the strongest word that the main entities put in for each topic: whose, the topic, the weight."""
        best: dict[str, tuple[float, str]] = {}
        for tag in entities:
            entity = catalog.entities.get(tag.entity_id)
            if not tag.main or entity is None:
                continue
            for key in (entity.id, entity.type.value, entity.kind or ""):
                for topic_id, weight in self._priors.get(key, ()):
                    best[topic_id] = max(best.get(topic_id, (0.0, "")), (weight, key))
        return [(key, topic_id, weight) for topic_id, (weight, key) in best.items()]


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
        if not topic.phrases and not topic.entities and not topic.words:
            found.append(f"{topic.id}: neither phrases nor entities nor words: it could never be found")
    return found
