"""How much an article is about each entity it names: where, how often, and as what.

Position and frequency are the main signals (Dunietz and Gillick, "A new entity salience task with millions of
training examples", EACL 2014). The score is a sum of seven parts, each from 0 to 1 times a weight, so that whoever
asks why can be told; a logistic curve makes salience of it. Whether an article is *about* an entity is decided by a
model over the same seven signs, whose weights are learned: ``salience.toml``.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.records import EntityTag, Mention, Part
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.roles import has_part, weights_of
from pipeline.text.patterns import lazy_pattern
from pipeline.text.sentences import sentence_end

SIGNS = ("headline", "lead", "subject", "frequency", "share", "spread", "kin")  # in the order of the model

LEAD_CHARS = 500
OFTEN = 8  # this many mentions are as good as more
STEEP = 8.0  # how fast salience turns from naming somebody to being about them
PARTS = 4  # a text is cut into, to see whether a name runs through it

_LONGEST_TITLE, _SHORTEST_TITLE = 160, 30
_SHORTEST_SENTENCE = 40

_TITLE_END = lazy_pattern(r":\s| \(")
_NEVER_MAIN = frozenset({EntityType.OUTLET, EntityType.COMMUNITY})


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part adds at most."""

    headline: float = 0.25  # in the title
    lead: float = 0.10  # in the first two sentences
    subject: float = 0.05  # in either it does something or has it done to it, or the title begins with it
    frequency: float = 0.45  # mentions, by their logarithm
    share: float = 0.10  # mentions, against whom is mentioned most
    spread: float = 0.05  # runs through the text
    kin: float = 0.40  # its maker, its model or its officer is what the article is about


@dataclass(frozen=True, slots=True)
class MainModel:
    """A logistic model over `SIGNS`."""

    bias: float
    weights: tuple[float, ...]
    threshold: float

    def is_main(self, parts: Mapping[str, float]) -> bool:
        """Return whether an article is about an entity with these signs."""
        total = self.bias + sum(weight * parts[name] for name, weight in zip(SIGNS, self.weights, strict=True))
        return 1.0 / (1.0 + math.exp(-total)) >= self.threshold


@cache
def shipped_model() -> MainModel:
    """Return the model that comes with this package."""
    table = tomllib.loads(files(__package__).joinpath("salience.toml").read_text(encoding="utf-8"))
    return MainModel(table["bias"], tuple(table["weights"][name] for name in SIGNS), table["threshold"])


@dataclass(slots=True)
class _Seen:
    """Where one entity was seen; each value counts the mention that weighs most."""

    headline: float = 0.0
    lead: float = 0.0
    subject: float = 0.0
    count: float = 0.0
    parts: frozenset[int] = frozenset()


def entity_tags(
    catalog: Catalog, title: str, text: str, mentions: Sequence[Mention], weights: Weights = Weights()
) -> tuple[EntityTag, ...]:
    """Return the entities of an article, the most salient first; parents that only a child implies come last."""
    counts = Counter(mention.entity_id for mention in mentions)
    if not counts:
        return ()
    found = []
    model = shipped_model()
    for entity_id, parts in signals(catalog, title, text, mentions).items():
        salience = round(_as_share(sum(getattr(weights, name) * value for name, value in parts.items())), 3)
        main = may_be_main(catalog, entity_id) and model.is_main(parts)
        found.append(EntityTag(entity_id, salience, main, counts[entity_id]))
    implied = {
        parent: tag.salience
        for tag in sorted(found, key=lambda tag: tag.salience)
        for parent in catalog.ancestors(tag.entity_id)
        if parent not in counts
    }
    found.sort(key=lambda tag: (-tag.salience, tag.entity_id))
    tail = [EntityTag(parent, salience, main=False, mentions=0, implied=True) for parent, salience in implied.items()]
    return (*found, *sorted(tail, key=lambda tag: (-tag.salience, tag.entity_id)))


def may_be_main(catalog: Catalog, entity_id: str) -> bool:
    """Return whether an article may be about an entity: outlets and communities carry the news."""
    return _type(catalog, entity_id) not in _NEVER_MAIN


def signals(catalog: Catalog, title: str, text: str, mentions: Sequence[Mention]) -> dict[str, dict[str, float]]:
    """Return for each entity the parts of its score by the names of `Weights`, each from 0 to 1."""
    seen = _see(title, text, mentions)
    most = max((one.count for key, one in seen.items() if _type(catalog, key) is not EntityType.OUTLET), default=1.0)
    found = {}
    for entity_id, one in seen.items():
        share = min(one.count / most, 1.0)
        found[entity_id] = {
            "headline": one.headline,
            "lead": one.lead,
            "subject": one.subject,
            "frequency": min(math.log1p(one.count) / math.log1p(OFTEN), 1.0),
            "share": share,
            "spread": len(one.parts) / PARTS,
        }
    for entity_id, parts in found.items():
        kin = max((_prominence(found[other]) for other in _kin(catalog, entity_id) if other in found), default=0.0)
        # An officer is named for the company's sake: only being named often makes the story one of a person, too.
        own = parts["share"] if _type(catalog, entity_id) is EntityType.PERSON else (parts["share"] + parts["lead"]) / 2
        found[entity_id] = {**parts, "kin": kin * own}
    return found


def _as_share(score: float) -> float:
    """Return *score* on a scale from 0 to 1 on which a name dropped once is near 0; one half stays one half."""
    return 1.0 / (1.0 + math.exp(-STEEP * (score - 0.5)))


def _prominence(parts: Mapping[str, float]) -> float:
    return (parts["headline"] + parts["share"]) / 2


def _kin(catalog: Catalog, entity_id: str) -> Iterable[str]:
    """Yield who lends an entity weight. A new model lends its maker some, but not the family that it belongs to."""
    kin = catalog.relatives.get(entity_id, frozenset())
    if _type(catalog, entity_id) is EntityType.ORGANISATION:
        return kin
    return (other for other in kin if entity_id not in catalog.ancestors(other))


def _type(catalog: Catalog, entity_id: str) -> EntityType | None:
    entity = catalog.entities.get(entity_id)
    return entity.type if entity else None


def _see(title: str, text: str, mentions: Iterable[Mention]) -> dict[str, _Seen]:
    in_order = sorted(mentions, key=lambda mention: mention.start)
    in_title = [mention for mention in in_order if mention.part is Part.TITLE]
    in_text = [mention for mention in in_order if mention.part is Part.TEXT]
    title_end, lead_end = _opening(title, text)
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    for mention, weight in zip(in_title, weights_of(title, in_title), strict=True):
        one = seen[mention.entity_id]
        one.headline = max(one.headline, min(weight, 1.0))
        one.count += weight
        if weight >= 1.0 and (mention.start == 0 or has_part(title, mention)):
            one.subject = 1.0
    for mention, weight in zip(in_text, weights_of(text, in_text), strict=True):
        one = seen[mention.entity_id]
        if mention.start < title_end:
            one.headline = max(one.headline, min(weight, 1.0))
            if title:
                continue  # the title once more: it was counted
        if mention.start < lead_end:
            one.lead = max(one.lead, min(weight, 1.0))
            if weight >= 1.0 and has_part(text, mention):
                one.subject = 1.0
        one.count += weight
        one.parts |= {mention.start * PARTS // (len(text) + 1)}
    return seen


def _opening(title: str, text: str) -> tuple[int, int]:
    """Return where in *text* its title ends, 0 if it is not repeated there, and where its first two sentences do."""
    if title:
        title_end = len(title) if text.startswith(title) else 0
    else:  # a text without a title usually begins with one
        title_end = min(sentence_end(text, _SHORTEST_SENTENCE), _LONGEST_TITLE)
        if found := _TITLE_END.search(text, _SHORTEST_TITLE, title_end):
            title_end = found.start()
    first_end = sentence_end(text, title_end + _SHORTEST_SENTENCE)
    lead_end = sentence_end(text, first_end + _SHORTEST_SENTENCE)
    return title_end, min(lead_end, title_end + LEAD_CHARS)
