"""Is this coverage of the AI industry? Keywords and entities, weighed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from pipeline.records import Mention, Part
from pipeline.tag.catalog import Catalog, EntityType

LEAD_CHARS = 700

_STRONG = re.compile(
    r"\b(?:AI|A\.I\.|artificial intelligence|generative AI|gen AI|AGI|machine learning|deep learning|neural net\w*|"
    r"LLMs?|large language models?|language models?|foundation models?|chatbots?|chat bots?|ChatGPT|"
    r"GPT-?\d\w*|superintelligence|"
    r"AI[- ]\w+|deepfakes?|OpenAI|Anthropic|DeepMind|Claude|Gemini|Copilot|Grok|Llama|DeepSeek|Mistral|"
    r"Midjourney|Nvidia|NVIDIA)\b"
)
_WEAK = re.compile(
    r"\b(?:algorithms?|automation|robots?|robotics|robotaxis?|humanoids?|self-driving|driverless|autonomous "
    r"vehicles?|GPUs?|"
    r"data cent(?:er|re)s?|chips?|semiconductors?|supercomputers?|voice assistants?|facial recognition|"
    r"prompts?|open[- ]weights?|"
    r"fine-tun\w+|inference|benchmarks?|agents?|agentic)\b",
    re.IGNORECASE,
)
_AI_KINDS = frozenset({"lab"})

_BIAS = -3.0
_TITLE_STRONG, _LEAD_STRONG, _BODY_STRONG = 2.6, 1.1, 0.4
_TITLE_WEAK, _LEAD_WEAK = 0.8, 0.35
_TITLE_ENTITY, _ENTITY = 1.2, 0.5


def relevance(catalog: Catalog, title: str, text: str, mentions: Iterable[Mention]) -> float:
    """Return how sure it is, 0..1, that an article is about the AI industry."""
    lead, body = text[:LEAD_CHARS], text[LEAD_CHARS : 8 * LEAD_CHARS]
    named: dict[str, bool] = {}
    for mention in mentions:
        if _is_ai(catalog, mention.entity_id):
            named[mention.entity_id] = named.get(mention.entity_id, False) or mention.part is Part.TITLE
    score = _BIAS
    score += _TITLE_STRONG * min(len(_STRONG.findall(title)), 2)
    score += _LEAD_STRONG * min(len(_STRONG.findall(lead)), 4)
    score += _BODY_STRONG * min(len(_STRONG.findall(body)), 12)
    score += _TITLE_WEAK * min(len(_WEAK.findall(title)), 2) + _LEAD_WEAK * min(len(_WEAK.findall(lead)), 4)
    score += _TITLE_ENTITY * any(named.values()) + _ENTITY * min(len(named), 3)
    return round(1.0 / (1.0 + math.exp(-score)), 3)


def _is_ai(catalog: Catalog, entity_id: str) -> bool:
    entity = catalog.entities.get(entity_id)
    if entity is None:
        return False
    return entity.type in (EntityType.MODEL, EntityType.BENCHMARK) or entity.kind in _AI_KINDS
