"""Who is meant by the words that name a speaker: surnames, pronouns, spokespeople, "the company"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import Mention
from pipeline.tag.catalog import Catalog
from pipeline.tag.quotes.cues import Said
from pipeline.tag.quotes.nameparts import is_woman
from pipeline.tag.quotes.patterns import pattern
from pipeline.tag.quotes.people import People, Speaker

_FAR = 3000  # characters back in which "the spokesperson" was introduced
_NAMELESS = frozenset(
    {"source", "insider", "official", "user", "commenter", "customer", "reader", "fan", "aide", "agent"}
)
_OF_STATE = frozenset(
    {"president", "minister", "senator", "governor", "secretary", "commissioner", "judge", "inspector general"}
)
_SEX = {"man": False, "actor": False, "chairman": False, "woman": True, "actress": True, "chairwoman": True}
_OF_OTHERS = frozenset({"study", "report", "paper", "document", "lawsuit", "complaint", "filing", "memo", "suit"})


class Speakers:
    """Tells who speaks in one text. *story* is the text with quoted words blanked."""

    def __init__(self, catalog: Catalog, text: str, story: str, mentions: Sequence[Mention]) -> None:
        self._catalog = catalog
        self._story = story
        self._people = People(catalog, text, story, mentions)

    def sentence_start(self, position: int) -> int:
        """Return where the sentence begins that *position* is in."""
        return self._people.sentence_start(position)

    def who(self, said: Said, opening: int) -> Speaker | None:
        """Return the speaker of a quotation at *opening*, or None if nobody can be told."""
        if said.place is None:
            return self._subject(self.sentence_start(opening), opening)
        speaker = self._meant(*said.place, inverted=self._story.endswith((said.cue, said.cue + " "), 0, said.place[0]))
        if speaker and not (speaker.entity_id or "").startswith("outlet:"):
            self._people.heard(said.place[0], speaker)
        return speaker

    def keeps(self, speaker: str, start: int) -> bool:
        """Return whether the sentence at *start* has *speaker* for its subject as well."""
        return any(
            self._story.startswith(word, start) and not self._story[start + len(word) : start + len(word) + 1].isalnum()
            for word in ("He", "She", speaker.split()[-1])
        )

    def _meant(self, start: int, end: int, *, inverted: bool = False) -> Speaker | None:
        words = self._story[start:end]
        if pattern("pronoun").fullmatch(words):
            return self._pronoun(words, start)
        if spokes := pattern("spokes").fullmatch(words):
            return self._named_behind(end) or self._spokesperson(words, start, named=spokes["org"] is not None)
        if unnamed := pattern("unnamed").fullmatch(words):
            return self._unnamed(unnamed, start)
        if after := pattern("role_then_name").match(self._story, end):
            group = "name" if after["name"] else "owned"
            return self._people.called(after[group], *after.span(group))
        speaker = self._people.called(words, start, end)
        if speaker is None:
            return self._named_behind(end)
        if (
            inverted
            and speaker.entity_id is None
            and " " not in speaker.name
            and (after := pattern("role").match(self._story, end))
        ):
            named = self._people.called(after["name"], *after.span("name"))
            return named if named and " " in named.name else speaker
        return speaker

    def _pronoun(self, words: str, start: int) -> Speaker | None:
        match words.casefold()[:2]:
            case "it" if pattern("condition").match(self._story, self.sentence_start(start), start):
                return None  # `when a child spoke to the toy, it replied`
            case "it":
                return self._people.before(start, person=False, subject=True)
            case "th":
                they = self._people.before(start, person=None, subject=True)
                return they if they and is_woman(they.name) is None else None
            case two:
                return self._people.before(start, person=True, woman=two == "sh")

    def _named_behind(self, end: int) -> Speaker | None:
        found = pattern("then_name").match(self._story, end)
        return self._people.called(found["name"], *found.span("name")) if found else None

    def _spokesperson(self, words: str, start: int, *, named: bool) -> Speaker:
        for one in self._people.within(start, start + len(words)):
            return self._voice(one.entity_id)
        article = pattern("article").match(words)
        bare = words[article.end() :] if article else words
        if named or bare[:1].isupper():
            return Speaker(bare)  # for somebody whom the catalog lacks
        if words.startswith(("the ", "The ")) and (before := self._spokesperson_before(start)):
            return before
        last = self._people.before(start, person=False)
        if last is None:
            return Speaker(bare)
        return self._voice(last.entity_id) if last.entity_id else Speaker(f"{last.name} spokesperson")

    def _spokesperson_before(self, start: int) -> Speaker | None:
        """Return the spokesperson whom the text introduced before `the spokesperson`."""
        found = [one for one in pattern("spokes").finditer(self._story, max(0, start - _FAR), start) if one["org"]]
        return self._spokesperson(found[-1].group(), found[-1].start(), named=True) if found else None

    def _voice(self, entity_id: str) -> Speaker:
        return Speaker(f"{self._catalog.entities[entity_id].name} spokesperson", entity_id)

    def _unnamed(self, words: re.Match[str], start: int) -> Speaker | None:
        end = start + words.end()
        if words["nobody"]:
            return self._named_behind(end)
        if words["whose"]:
            return self._named_behind(end) or Speaker(words["whose"])
        if words["crowd"]:
            listed = words.group().endswith(words["crowd"]) and self._story.startswith(",", end)
            return (self._named_behind(end) if listed else None) or Speaker(words["crowd"])
        if words["body"]:
            return Speaker(words["bare"])
        if words["person"]:
            return self._named_behind(end) or self._somebody(words, start)
        if words["paper"]:
            return self._author(words, start)
        if not words["the"]:
            return Speaker(words["bare"])
        return self._people.before(start, person=False) or self._people.maker(start)

    def _somebody(self, words: re.Match[str], start: int) -> Speaker:
        """Return who `the executive` is; `an analyst`, `the chair of the board`, `the source` were not named before."""
        new = (
            not words["the"]
            or words["person"] in _NAMELESS
            or "unnamed " in words["bare"]
            or not words.group().endswith(words["bare"])
        )
        meant = None if new else self._people.of_office(words["person"], start)
        if meant is None and not new and words["person"] not in _OF_STATE:
            meant = self._people.before(start, person=True, woman=_SEX.get(words["person"]))
        return meant or Speaker(words["bare"])

    def _author(self, words: re.Match[str], start: int) -> Speaker | None:
        """Return whose `the post` is; `the study` speaks for itself."""
        end = start + words.end()
        if by := pattern("by_name").match(self._story, end):
            return self._people.called(by["name"], *by.span("name"))
        for one in self._people.within(start, end):
            return Speaker(self._catalog.entities[one.entity_id].name, one.entity_id)
        own = words["the"] and words["paper"] not in _OF_OTHERS
        return (self._people.before(start, person=None, subject=True) if own else None) or Speaker(words["bare"])

    def _subject(self, start: int, end: int) -> Speaker | None:
        lead = self._story[start:end]
        if within := pattern("said_within").search(lead):
            return self._people.called(within["name"], start + within.start("name"), start + within.end("name"))
        if opening := pattern("opening").match(lead):
            return self._meant(start + opening.start("who"), start + opening.end("who"))
        return self._people.first(start, end)
