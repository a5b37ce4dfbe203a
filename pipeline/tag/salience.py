"""How much an article is about each entity it names: where, how often, and as what.

Position and frequency are the main signals (Dunietz and Gillick, "A new entity salience task with millions of
training examples", EACL 2014).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from pipeline.records import EntityTag, Mention, Part
from pipeline.tag.catalog import Catalog, EntityType

LEAD_CHARS = 300
LONGEST_TITLE = 160
MAIN = 0.35

_SENTENCE = re.compile(r"[.!?](?:\s|$)")
_NOT_MAIN = frozenset({EntityType.OUTLET, EntityType.COMMUNITY})


def entity_tags(catalog: Catalog, title: str, text: str, mentions: Sequence[Mention]) -> tuple[EntityTag, ...]:
    """Return the entities of an article, the most salient first; parents that only a child implies come last."""
    counts = Counter(mention.entity_id for mention in mentions)
    if not counts:
        return ()
    in_title = {mention.entity_id for mention in mentions if mention.part is Part.TITLE}
    if not title:
        # A text without a title usually begins with one.
        first_line = min(text.find("\n") % (len(text) + 1), LONGEST_TITLE)
        in_title = {mention.entity_id for mention in mentions if mention.start < first_line}
    in_text = [mention for mention in mentions if mention.part is Part.TEXT]
    first_end = match.end() if (match := _SENTENCE.search(text, 40)) else len(text)
    first_sentence = {mention.entity_id for mention in in_text if mention.start < first_end}
    in_lead = {mention.entity_id for mention in in_text if mention.start < LEAD_CHARS}
    subject = next((mention.entity_id for mention in in_text if mention.start < 60), None)
    most = max(counts.values())
    found = []
    for entity_id, count in counts.items():
        score = 0.45 * (entity_id in in_title)
        score += 0.15 * (entity_id in first_sentence) + 0.10 * (entity_id in in_lead)
        score += 0.10 * (entity_id == subject)
        score += 0.20 * math.log1p(count) / math.log1p(max(most, 8)) + 0.10 * (count / most)
        salience = round(min(score, 1.0), 3)
        entity = catalog.entities.get(entity_id)
        main = salience >= MAIN and (entity is None or entity.type not in _NOT_MAIN)
        found.append(EntityTag(entity_id, salience, main, count))
    implied = {
        parent: tag.salience
        for tag in sorted(found, key=lambda tag: tag.salience)
        for parent in catalog.ancestors(tag.entity_id)
        if parent not in counts
    }
    found.sort(key=lambda tag: (-tag.salience, tag.entity_id))
    tail = [EntityTag(parent, salience, main=False, mentions=0, implied=True) for parent, salience in implied.items()]
    return (*found, *sorted(tail, key=lambda tag: (-tag.salience, tag.entity_id)))
