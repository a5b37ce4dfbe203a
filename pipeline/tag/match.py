"""Every place where an alias of the catalog stands as a word of its own: one Aho-Corasick pass, longest match.

Aho and Corasick, "Efficient string matching: an aid to bibliographic search", 1975.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.tag.catalog import Alias, Ambiguity, Catalog, Entity, EntityType

_SIZES = (
    "Pro|Flash|Ultra|Nano|Max|Mini|mini|nano|Turbo|Preview|Thinking|Instruct|Chat|Base|Coder|VL|Omni|Lite|"
    "Plus|Maverick|Scout|"
    "Behemoth|Codex|Instant|High|Large|Small|Medium|Audio|Image|Edit|Next|Air|Fast|Code|Experimental|Distill|"
    "Vision|Reasoning|"
    "Spark|Sol|Terra|Luna|xhigh|Exp|Beta|Alpha|Lightning|Deep Think|Distill-(?:Qwen|Llama)"
)
# "3.1-8B-Instruct", " Opus 4.6" is the alias's own; " 4.6", "-7b", " 2 Ultra"
_VERSION = re.compile(
    r"(?:[ \u00a0\-\u2011\u2013]?[vV]?\d+(?:\.\d+)*(?:[a-z]{1,2})?\b(?!(?:,\d{3})|%|[ -](?:percent|million|"
    r"billion|people|years?|days?|hours?|months?))"
    rf"|[ \-\u2011](?:{_SIZES})\b"
    r"|[ \-\u2011](?:\d+(?:\.\d+)?x)?\d+(?:\.\d+)?[BbTtMmKk]\b"
    r"|[ \-\u2011][AE]\d+[Bb]\b"
    r"|[ \-\u2011]\d{4,8}\b)+"
)
_DIGIT = re.compile(r"\d")
_VERSIONED = frozenset({EntityType.MODEL, EntityType.PRODUCT})
_YEAR = re.compile(r"[ \u00a0](?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Match:
    """``text[start:end]`` is *alias*, version included."""

    entity: Entity
    alias: Alias
    start: int
    end: int
    alias_end: int
    version: str | None


class Matcher:
    """Finds the aliases of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        owners: dict[str, list[tuple[Entity, Alias]]] = {}
        for entity in catalog.entities.values():
            for alias in _written(entity):
                owners.setdefault(alias.text, []).append((entity, alias))
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(
            list(owners), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def find(self, text: str) -> Iterator[list[Match]]:
        """Yield, from left to right and without overlap, what each place may mean."""
        taken = -1
        for start, end, pattern in self._words(text):
            if start < taken:
                continue
            readings = []
            furthest = end
            for entity, alias in self._owners[pattern]:
                until, version = _with_version(text, end) if entity.type in _VERSIONED else (end, None)
                if _glued(text, end) and version is None:
                    continue
                readings.append(Match(entity, alias, start, until, end, version))
                furthest = max(furthest, until)
            if readings:
                taken = furthest
                yield readings

    def _words(self, text: str) -> list[tuple[int, int, int]]:
        """Return start, end and pattern of every alias that begins a word, leftmost and longest first."""
        found = [
            (start, end, pattern)
            for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if _begins(text, start) and _ends(text, end)
        ]
        found.sort(key=lambda one: (one[0], -one[1]))
        return found


def _written(entity: Entity) -> Iterator[Alias]:
    """Yield the aliases of *entity*, hyphens for blanks included where names of models have either, and its handles."""
    known = {alias.text for alias in entity.aliases}
    for alias in entity.aliases:
        yield alias
        if entity.type in _VERSIONED:
            for text in {alias.text.replace(" ", "-"), alias.text.replace("-", " ")} - known:
                yield replace(alias, text=text, never=())
                known.add(text)
    for handle in entity.handles:
        if handle not in known:
            yield Alias(handle, Ambiguity.HANDLE)


def _begins(text: str, start: int) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    if before == "@":
        return start == 1 or not text[start - 2].isalnum()  # a handle, not an address
    if before.isalnum() or before in "_#":
        return False
    if before in "./-" and start > 1 and text[start - 2].isalnum():
        # "x.ai/Meta" and "some.Meta" are addresses; "Meta-Llama" and "non-OpenAI" are not.
        return before == "-"
    return True


def _ends(text: str, end: int) -> bool:
    """Return whether a word may end here: a digit may follow, as in Qwen3; a letter may not."""
    if end >= len(text):
        return True
    after = text[end]
    if after.isalpha() or after == "_":
        return False
    # "meta.com" is an address, "Meta." ends a sentence.
    return not (after in ".@" and end + 1 < len(text) and text[end + 1].isalpha() and text[end + 1].islower())


def _glued(text: str, end: int) -> bool:
    return end < len(text) and text[end].isdigit()


def _with_version(text: str, end: int) -> tuple[int, str | None]:
    found = _VERSION.match(text, end)
    if found is None:
        return end, None
    suffix = found.group()
    if _YEAR.search(suffix) and not _DIGIT.search(suffix[:-5]):
        return end, None  # "Gemini 2026" is a year's, not a version's
    return found.end(), suffix.strip(" \u00a0-\u2011\u2013")
