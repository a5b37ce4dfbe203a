"""Names that the catalog does not know and an editor should: found by how launches are written about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.records import Mention, NewName, Part
from pipeline.tag.catalog import Catalog, EntityType

MOST = 6  # of one article

_WORD = r"[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*"
_NAME = rf"{_WORD}(?: (?:{_WORD}|\d+(?:\.\d+)*[a-z]?|V\d+)){{0,3}}"
_KIND = (
    r"(?:(?:new |latest |first |open |proprietary |flagship |frontier |reasoning |multimodal |large |small |"
    r"language |vision |"
    r"AI |image |video |coding |foundation )*(?:model|models|LLM|chatbot|assistant|agent|chip|benchmark|lab|"
    r"startup|app|platform|tool|browser|division|unit))"
)
_LAUNCH = (
    r"(?:launch(?:ed|es|ing)?|releas(?:ed|es|ing)|introduc(?:ed|es|ing)|unveil(?:ed|s|ing)?|announc(?:ed|es|"
    r"ing)|debut(?:ed|s)|"
    r"open[- ]sourc(?:ed|es|ing)|ship(?:ped|s)|roll(?:ed|s|ing) out|publish(?:ed|es))"
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("called", re.compile(rf"(?:called|dubbed|named|codenamed|known as)\s+[\u201c\"\u2018']?(?P<name>{_NAME})")),
    ("launch", re.compile(rf"{_LAUNCH}\s+(?:its |their |the |a |an )?(?:{_KIND},?\s+)?(?P<name>{_NAME})")),
    ("kind", re.compile(rf"{_KIND},?\s+(?P<name>{_NAME})")),
    ("kind_after", re.compile(rf"(?P<name>{_NAME}),? (?:is |was |, )?(?:a |an |the |its |our )?{_KIND}\b")),
    (
        "versioned",
        re.compile(r"\b(?P<name>[A-Z][A-Za-z]+(?:[ -][A-Z][A-Za-z]+)?[ -]?[vV]?\d+(?:\.\d+)*(?:-?[A-Za-z0-9.]+)*)\b"),
    ),
    ("possessive", re.compile(rf"[A-Z]\w+['\u2019]s\s+(?:new |latest |own )?(?P<name>{_NAME})")),
)
# What a capital letter alone makes no name of.
_COMMON = frozenset(
    """
    A AI API After An And April At August Before But CEO CPU CTO Chief Company December EU February
    First For Friday From GPU GPUs He Her His I If In Inc Intelligence It Its January July June LLM
    LLMs March May Model Models Monday New November October On One Or Our President Q1 Q2 Q3 Q4
    Research Saturday September She Sunday TPU Technology That The Their These They This Those Three
    Thursday Today Tuesday Two U.S. UK US We Wednesday When While With You Your
    """.split()  # noqa: SIM905 - a list would fill a screen
)
_YEARLY = re.compile(
    r"^(?:In|Since|By|Until|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Q[1-4])\b"
)


def new_names(catalog: Catalog, title: str, text: str, mentions: Sequence[Mention]) -> tuple[NewName, ...]:
    """Return at most `MOST` names that no alias of the catalog covers, those with the best evidence first."""
    found: dict[str, tuple[int, NewName]] = {}
    for part, content in ((Part.TITLE, title), (Part.TEXT, text[:6000])):
        covered = [(one.start, one.end) for one in mentions if one.part is part]
        for order, (rule, pattern) in enumerate(_RULES):
            for match in pattern.finditer(content):
                start, end = match.span("name")
                name = _trimmed(content[start:end])
                if name is None or _covered(content, covered, start, start + len(name)) or _known(catalog, name):
                    continue
                parent = _maker_before(catalog, mentions, part, start)
                rank = order - 2 * (part is Part.TITLE) - (parent is not None)
                kind = _kind_of(rule, match)
                candidate = NewName(name, part, start, kind, parent, rule)
                if name not in found or rank < found[name][0]:
                    found[name] = (rank, candidate)
    counted = {name: content_count(text, name) for name in found}
    order_of = sorted(found, key=lambda name: (found[name][0] - min(counted[name], 3), found[name][1].start, name))
    return tuple(found[name][1] for name in order_of[:MOST])


def content_count(text: str, name: str) -> int:
    """Return how often *name* stands in *text*."""
    return text.count(name)


def _trimmed(name: str) -> str | None:
    words = name.split()
    while words and words[0] in _COMMON:
        words = words[1:]
    while words and words[-1] in _COMMON:
        words = words[:-1]
    if not words or _YEARLY.match(name):
        return None
    whole = " ".join(words)
    letters = sum(char.isalpha() for char in whole)
    if letters < 2 or (len(words) == 1 and not re.search(r"\d|[a-z][A-Z]|^[A-Z]{3,}$|-", whole)):
        return None
    return whole if name.startswith(whole) else None


def _known(catalog: Catalog, name: str) -> bool:
    aliases = _known_names(catalog)
    return name.casefold() in aliases or re.sub(r"[ -]?[vV]?\d[\w.-]*$", "", name).casefold() in aliases


_cache: dict[int, frozenset[str]] = {}


def _known_names(catalog: Catalog) -> frozenset[str]:
    key = id(catalog)
    if key not in _cache:
        _cache.clear()
        _cache[key] = frozenset(
            alias.text.casefold() for entity in catalog.entities.values() for alias in entity.aliases
        )
    return _cache[key]


def _covered(text: str, covered: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether no word of ``text[start:end]`` is unknown; of "Meta Superintelligence Labs" two may be."""
    left = [
        word.group()
        for word in re.finditer(r"[^\W\d_]{3,}", text[start:end])
        if not any(low < start + word.end() and start + word.start() < high for low, high in covered)
    ]
    return not left


def _maker_before(catalog: Catalog, mentions: Sequence[Mention], part: Part, start: int) -> str | None:
    """Return the organisation named shortly before: who launches or owns."""
    makers = [
        mention.entity_id
        for mention in mentions
        if mention.part is part
        and start - 90 <= mention.end <= start
        and catalog.entities[mention.entity_id].type is EntityType.ORGANISATION
    ]
    return makers[-1] if makers else None


def _kind_of(rule: str, match: re.Match[str]) -> str | None:
    said = match.group().casefold()
    if re.search(r"\b(?:lab|startup|division|unit|company)\b", said):
        return EntityType.ORGANISATION.value
    if "benchmark" in said:
        return EntityType.BENCHMARK.value
    if re.search(r"\b(?:app|platform|tool|browser|chip|assistant|agent)\b", said):
        return EntityType.PRODUCT.value
    return EntityType.MODEL.value if "model" in said or rule == "versioned" else None
