"""Every place where an alias of the catalog stands as a word of its own: one Aho-Corasick pass, longest match.

Aho and Corasick, "Efficient string matching: an aid to bibliographic search", 1975.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.tag.catalog import Alias, Catalog, Entity, EntityType
from pipeline.tag.families import Families
from pipeline.tag.spelling import Spelling, folded, spellings
from pipeline.tag.versions import edition_after, listed_after, version_after
from pipeline.text.scripts import latin_only, parts_words

LONGEST_ADDRESS = 120  # characters of a web address before a name in it
SHORTEST_AFTER_HYPHEN = 3  # characters
SHORTEST_IN_CAPITALS = 5  # letters of a name that an ending may follow
DIGITS = frozenset("0123456789vV")
VERSIONED = frozenset({EntityType.MODEL, EntityType.PRODUCT})


@dataclass(frozen=True, slots=True)
class Match:
    """``text[start:end]`` is *alias*, version included; *alias_end* is where the alias as such ends."""

    entity: Entity
    alias: Alias
    start: int
    end: int
    alias_end: int
    version: str | None


class Matcher:
    """Finds the aliases of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        owners: dict[str, list[Spelling]] = {}
        # Of two that share a name the more specific is meant, whatever the order of the files.
        ranked = sorted(catalog.entities.values(), key=lambda one: (-len(catalog.ancestors(one.id)), one.id))
        for entity in ranked:
            for spelling in spellings(entity, versioned=entity.type in VERSIONED):
                owners.setdefault(folded(spelling.text), []).append(spelling)
        self._owners = list(owners.values())
        self._families = Families(one for one in ranked if one.type in VERSIONED)
        self._automaton = AhoCorasick(
            list(owners), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def find(self, text: str, endings: Sequence[str] = ()) -> Iterator[list[Match]]:
        """Yield, from left to right and without overlap, what each place may mean.

        *endings* are what the text's language may put right behind a name, as German does in "Anthropics".
        """
        taken = -1
        lower = folded(text)
        latin = latin_only(text)  # where versions end, although "GPT-5模型" goes on
        for start, end, pattern in self._words(text, lower, endings):
            if start < taken:
                continue
            readings = self._members(latin, start, end, lower) or self._readings(text, latin, start, end, pattern)
            if not readings:
                continue
            taken = max(one.end for one in readings)
            yield readings
            first = readings[0]
            if first.version is None or first.entity.type not in VERSIONED:
                continue
            for more in listed_after(latin, first.end, first.version):
                yield [
                    Match(one.entity, one.alias, more.start, more.end, more.start, more.version)
                    for one in readings
                    if one.version is not None
                ]
                taken = more.end

    def _readings(self, text: str, latin: str, start: int, end: int, pattern: int) -> list[Match]:
        surface = text[start:end]
        lowered = surface.lower()
        found = []
        for spelling in self._owners[pattern]:
            entity, alias = spelling.entity, spelling.alias
            until, version = end, None
            if entity.type in VERSIONED:
                until, version = version_after(latin, end, alias.text, entity.name)
            elif entity.type is EntityType.BENCHMARK:
                until, version = edition_after(latin, end)
            if text[start - 1 : start] == "-" and len(alias.text) <= SHORTEST_AFTER_HYPHEN:
                continue  # "MobileLLM-R1" is no R1
            if until == end and text[end : end + 1] in DIGITS:
                continue  # a digit is glued to it that no version explains
            slug = surface == lowered and (alias.text != lowered or "-" in surface)
            if slug and _in_address(text, start):
                continue
            if spelling.fits(text, start, end, versioned=until > end):
                found.append(Match(entity, alias, start, until, end, version))
        return found

    def _members(self, text: str, start: int, end: int, lower: str) -> list[Match]:
        """Return the member of a family that stands here with its version in the middle: "Claude 3.5 Sonnet"."""
        member = self._families.member(text, end, lower[start:end], slug=text[start:end].islower())
        if member is None or (text[start].islower() and _in_address(text, start)):
            return []
        until, _ = version_after(text, member.end, "", "")
        version = (member.version + text[member.end : until]).strip(" -\u2011") or None
        return [Match(member.entity, member.alias, start, until, member.end, version)]

    def _words(self, text: str, lower: str, endings: Sequence[str]) -> list[tuple[int, int, int]]:
        """Return start, end and pattern of every alias that begins a word, leftmost and longest first."""
        found = [
            (start, end, pattern)
            for pattern, start, end in self._automaton.find_matches_as_indexes(lower, overlapping=True)
            if _begins(text, start) and (_ends(text, start, end) or _is_inflected(text, end, endings))
        ]
        found.sort(key=lambda one: (one[0], -one[1]))
        return found


def _begins(text: str, start: int) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    if before == "@":
        return start == 1 or parts_words(text[start - 2], text[start])  # a handle, not an address
    if before in "_#" or (before.isalnum() and not _changes_script(before, text[start])):
        return False
    if before in "./-" and start > 1 and text[start - 2].isalnum():
        # "x.ai/Meta" and "some.Meta" are addresses; "Meta-Llama", "non-OpenAI" and "Google/Meta" are not.
        return before == "-" or (before == "/" and not _in_address(text, start))
    return True


def _ends(text: str, start: int, end: int) -> bool:
    """Return whether a word may end here: a digit may follow, as in Qwen3; a letter may not, unless as in TPUv7."""
    if end >= len(text):
        return True
    after = text[end]
    if after.isalpha() and not _changes_script(text[end - 1], after):
        return after in "vV" and text[end + 1 : end + 2].isdigit()
    if after == "_":
        return False
    if after in ".@" and text[end + 1 : end + 2].islower():
        # "meta.com" is an address, "Meta." ends a sentence, "Together.ai" is how a company writes itself.
        return after == "." and text[start].isupper() and _dotted_ai(text, end)
    return True


def _changes_script(left: str, right: str) -> bool:
    """Return whether two neighbours, both of them of a word, are of two words by their scripts."""
    return left.isalnum() and right.isalnum() and parts_words(left, right)


def _is_inflected(text: str, end: int, endings: Sequence[str]) -> bool:
    """Return whether one of *endings* and no more of a word follows a name that ends at *end*.

    Behind a few capitals an s may as well be a plural, as in "LLMs".
    """
    if not endings or not text[end - 1].isalpha():
        return False
    begin = end
    while begin > 0 and text[begin - 1].isalnum():
        begin -= 1
    if text[begin:end].isupper() and end - begin < SHORTEST_IN_CAPITALS:
        return False
    return any(text.startswith(one, end) and parts_words(one[-1], text[end + len(one) :][:1]) for one in endings)


def _in_address(text: str, start: int) -> bool:
    """Return whether what stands before *start* is the beginning of a web address: a scheme, a host or a path."""
    before = text[max(0, start - LONGEST_ADDRESS) : start]
    if "/" not in before or before[-1].isspace():
        return False
    host, slash, _ = before.split()[-1].rpartition("/")
    return bool(slash) and any(mark in host for mark in ".:/")


def _dotted_ai(text: str, end: int) -> bool:
    """Return whether ``.ai`` and no more of an address follows."""
    return text.startswith(".ai", end) and not text[end + 3 : end + 4].isalnum() and text[end + 3 : end + 4] != "/"
