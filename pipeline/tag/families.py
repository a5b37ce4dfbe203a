"""Members of a family whose version stands in the middle of their name: "Claude 3.5 Sonnet" is Claude Sonnet 3.5."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.tag.catalog import Alias, Ambiguity, Entity
from pipeline.tag.spelling import folded
from pipeline.text.patterns import lazy_pattern

_GAP = lazy_pattern(r"[ \-\u2011]")
_MIDDLE = r"(?P<version>[ \-\u2011]?[vV]?\d+(?:\.\d+)*[a-z]?)?[ \-\u2011]?"
_NUMBER = lazy_pattern(r"[ \-\u2011]?[vV]?\d+(?:\.\d+)*(?![\w.])")
_BARE = frozenset({Ambiguity.NONE, Ambiguity.BRAND, Ambiguity.VERSION})


@dataclass(frozen=True, slots=True)
class Member:
    """*entity*, whose name ends at *end*; *version* may be empty."""

    entity: Entity
    alias: Alias
    end: int
    version: str


class Families:
    """Which names go on where another name ends."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._tails: dict[str, dict[str, tuple[str, Entity, Alias]]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        for entity in entities:
            for alias in entity.aliases:
                if alias.ambiguity not in _BARE:
                    continue
                self._learn(_GAP.split(alias.text), entity, alias)
                plain = _GAP.split(_NUMBER.sub("", alias.text))
                if all(len(word) > 1 and word.isalpha() for word in plain):
                    self._learn(plain, entity, alias)  # "GPT-5-Codex" teaches "GPT-6-Codex"

    def member(self, text: str, end: int, head: str, *, slug: bool) -> Member | None:
        """Return the member whose name goes on after *head*, which ends at *end*; *head* is folded."""
        key = _GAP.sub("-", head)
        tails = self._tails.get(key)
        if tails is None:
            return None
        found = self._pattern(key, tails).match(text, end)
        if found is None:
            return None
        said = found["tail"]
        written, entity, alias = tails[folded(_GAP.sub("", said))]
        version = found["version"] or ""
        plain = _GAP.sub(" ", said)
        as_written = plain == written or _GAP.sub("", said) == written or (version and plain.lower() == written.lower())
        numbered = any(map(str.isdigit, said))
        hyphened = found.end() > end and text[end : found.start("tail")].endswith(("-", "\u2011"))
        if not (as_written and version) and not (numbered and not as_written) and not ((slug or version) and hyphened):
            return None  # what is written as the catalog writes it needs no help from here
        if not all(word in entity.name for word in written.split()):
            version = text[end : found.end()]  # the tail tells versions apart, not entities: "GPT-5 Pro"
        return Member(entity, alias, found.end(), version.strip(" -\u2011"))

    def _learn(self, words: list[str], entity: Entity, alias: Alias) -> None:
        for cut in range(1, len(words)):
            head, tail = "-".join(words[:cut]), words[cut:]
            tails = self._tails.setdefault(folded(head), {})
            tails.setdefault(folded("".join(tail)), (" ".join(tail), entity, alias))

    def _pattern(self, key: str, tails: dict[str, tuple[str, Entity, Alias]]) -> re.Pattern[str]:
        if key not in self._patterns:
            either = "|".join(
                "[ \\-\u2011]?".join(map(re.escape, written.split(" ")))
                for written, _, _ in sorted(tails.values(), key=lambda one: -len(one[0]))
            )
            self._patterns[key] = re.compile(rf"{_MIDDLE}(?P<tail>(?i:{either}))(?![A-Za-z])")
        return self._patterns[key]
