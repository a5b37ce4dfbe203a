"""Who is meant by the words that name a speaker: surnames, pronouns, spokespeople, "the company"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import Mention, Part
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.cues import NAME, PRONOUN, SPOKES, UNNAMED, Said

_FAR = 1500  # characters that a pronoun reaches back

_NAME = re.compile(NAME)
_PRONOUN = re.compile(PRONOUN)
_SPOKES = re.compile(SPOKES)
_UNNAMED = re.compile(UNNAMED)
_HONORIFIC = re.compile(r"(?:Dr|Mr|Mrs|Ms|Prof|Sen|Rep|Gov|Gen|Sir|Lord|Dame|Lady)\b\.? ")
# Words that stand before a name and are written like one.
_OFFICE = re.compile(
    r".*\b(?:CEO|CTO|CFO|COO|CMO|VP|MP|Chief|Executive|Officer|President|Chair(?:man|woman)?|Director|Professor|Senator|"
    r"Representative|Governor|Secretary|Minister|Chancellor|Commissioner|Judge|Justice|Attorney|General|Founder|"
    r"Co-?founder|Analyst|Editor|Head|Mayor|Premier|Pope|King|Queen|Prince|Princess|PM|EVP|SVP)s? (?=[A-ZÀ-Þ])"
)
_OPENERS = frozenset(
    """
    A According After Ask All Although An And Another Any As At Back Because Before Both But By Despite During Each
    Earlier Even Every Finally First For From Given He Her Here His How However If In Instead Into It Its Just Last
    Later Like Many Meanwhile More Most Much My Neither No Nor Not Now Of On Once One Only Or Other Our Over Per Q
    Recently Several She Since So Some Still Such Than That The Their Then There These They This Those Though Through
    To Today Tomorrow Under Unlike Until Up Upon We What When Where Whether Which While Who Why With Within Without
    Yes Yesterday Yet You Your I
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December
    """.split()  # noqa: SIM905 - a list would fill a screen
)
_INSTITUTION = re.compile(
    r"\b(?:Inc|Corp|Ltd|LLC|Labs?|Laborator\w+|Institute|University|College|School|Company|Group|Street|House|Times|"
    r"Post|News|Journal|Cent(?:er|re)|Department|Ministry|Agency|Office|Bureau|Commission|Council|Court|Bank|Fund|"
    r"Foundation|Capital|Ventures|Partners|Holdings|Technolog\w+|Systems|Software|Cloud|Research|AI|Team|Union|Party|"
    r"Act|City|State|States|Kingdom|Valley|America|Europe|China|Park|Conference|Summit|Committee|Association|"
    r"Alliance|Initiative|Project|Network|Media|Studios?|Games|Motors|Energy|Health|Hospital|Security|Service|"
    r"Intelligence|World|Silicon|Wall|New|United|White|Red|Big|South|North|East|West|San|Los)\b"
)
_LIKE_A_PERSON = (
    r"(?:,? (?:who|said|says|told|tells|wrote|writes|added|explained|is an?|was an?)\b|, (?:\d\d,|an? |the |chief |"
    r"head |director|president|professor|(?:co-?)?founder|CEO|senior |vice |executive ))"
)
_ROLE_THEN_NAME = re.compile(
    r"(?:['’]s)? (?:(?:chief|executive|officer|president|co-?founder|founder|chair\w*|director|head|vice|senior|"
    r"analyst|lead|boss|exec|counsel|general|editor|deputy|co-?lead|spokes\w+|researcher|scientist|engineer|professor|manager|partner|lawyer|minister|secretary|"
    r"commissioner|technology|research|product|policy|security|financial|operating|AI|CEO|CTO),? (?:and )?){1,6}"
    rf"(?P<name>{NAME})|['’]s (?P<owned>{NAME})"
)
_THEN_NAME = re.compile(rf",? (?P<name>{NAME})")
_SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bProf)(?<!\bvs)(?<!\bNo)"
    r"(?<![ .][A-Z])(?:[.!?…]['\"”’»]?\s+(?=[\"“‘'«„A-ZÀ-Þ0-9])|\n)"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and the entity if the catalog knows it."""

    name: str
    entity_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    speaker: Speaker
    person: bool | None  # None: a name in capitals, of nobody knows what


class Cast:
    """The people and organisations of one text. *story* is the text with quoted words blanked."""

    def __init__(self, catalog: Catalog, text: str, story: str, mentions: Sequence[Mention]) -> None:
        self._catalog = catalog
        self._story = story
        self._mentions = [one for one in mentions if one.part is Part.TEXT and one.entity_id in catalog.entities]
        self._people = self._full_names(text)
        self._places = self._all_places()
        self._starts = [place.start for place in self._places]

    def sentence(self, position: int) -> int:
        """Return where the sentence begins that *position* is in."""
        low = max(self._story.rfind("\n", 0, position) + 1, position - 1000)
        begin = low
        for found in _SENTENCE.finditer(self._story, low, position + 1):  # the mark tells that one ends
            begin = found.end()
        return begin

    def who(self, said: Said, opening: int) -> Speaker | None:
        """Return the speaker of a quotation at *opening*, or None if nobody can be told."""
        if said.place is None:
            return self._subject(self.sentence(opening), opening)
        start, end = said.place
        words = self._story[start:end]
        if _PRONOUN.fullmatch(words):
            it = words.casefold() == "it"
            return self._before(start, person=None if words.casefold() == "they" else not it)
        if spokes := _SPOKES.fullmatch(words):
            return self._named_behind(end) or self._spokesperson(words, start, named=spokes["org"] is not None)
        if unnamed := _UNNAMED.fullmatch(words):
            return self._unnamed(unnamed, start)
        if after := _ROLE_THEN_NAME.match(self._story, end):
            group = "name" if after["name"] else "owned"
            return self._named(after[group], *after.span(group))
        return self._named(words, start, end)

    def _named(self, words: str, start: int, end: int) -> Speaker | None:
        name = _without_openers(words)
        if not name or _OFFICE.fullmatch(name + " X"):
            return None
        start += words.find(name)
        inside = [one for one in self._mentions if start <= one.start and one.end <= end]
        for one in inside:
            entity = self._catalog.entities[one.entity_id]
            if entity.type is EntityType.PERSON or (one.start == start and one.end == end):
                return Speaker(entity.name, entity.id)
        name = _OFFICE.sub("", _HONORIFIC.sub("", name))
        return self._people.get(name.split()[-1], Speaker(name)) if " " not in name else self._known(name)

    def _known(self, name: str) -> Speaker:
        known = self._people.get(name.split()[-1])
        return known if known and known.name.split()[0] == name.split()[0] else Speaker(name)

    def _named_behind(self, end: int) -> Speaker | None:
        found = _THEN_NAME.match(self._story, end)
        return self._named(found["name"], *found.span("name")) if found else None

    def _spokesperson(self, words: str, start: int, *, named: bool) -> Speaker:
        for one in self._mentions:
            if start <= one.start and one.end <= start + len(words):
                return self._voice(one.entity_id)
        bare = re.sub(r"^(?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother) ", "", words)
        if named or re.match("[A-Z]", bare):
            return Speaker(words)  # for somebody whom the catalog lacks
        last = self._before(start, person=False)
        return self._voice(last.entity_id) if last and last.entity_id else Speaker(words)

    def _voice(self, entity_id: str) -> Speaker:
        return Speaker(f"{self._catalog.entities[entity_id].name} spokesperson", entity_id)

    def _unnamed(self, words: re.Match[str], start: int) -> Speaker | None:
        if words["person"] and (named := self._named_behind(start + words.end())):
            return named
        if not words["the"]:
            return Speaker(words["bare"])
        return self._before(start, person=None if words["paper"] else words["person"] is not None)

    def _before(self, position: int, *, person: bool | None) -> Speaker | None:
        """Return whom the sentences before *position* are about, the nearest sentence first.

        What a sentence names first is its subject more often than not.
        """
        last = bisect_left(self._starts, position) - 1
        best: _Place | None = None
        sentence = -1
        for place in reversed(self._places[: last + 1]):
            if place.start < position - _FAR or place.start < sentence:
                break
            if place.person is None or person not in (None, place.person):
                continue
            if best is None:
                sentence = self.sentence(place.start)
            best = place
        return best.speaker if best else None

    def _subject(self, start: int, end: int) -> Speaker | None:
        first = bisect_left(self._starts, start)
        if first < len(self._places) and self._places[first].start < end:
            return self._places[first].speaker
        if match := re.compile(r"[Hh]e\b|[Ss]he\b|[Ii]t\b").match(self._story, start, end):
            return self._before(start, person=match.group().casefold() != "it")
        return None

    def _full_names(self, text: str) -> dict[str, Speaker]:
        """Return people by surname: those of the catalog, and who may be one by a full name."""
        found: dict[str, Speaker] = {}
        for one in self._mentions:
            entity = self._catalog.entities[one.entity_id]
            if entity.type is EntityType.PERSON:
                found.setdefault(entity.name.split()[-1], Speaker(entity.name, entity.id))
        taken = {
            one.start for one in self._mentions if self._catalog.entities[one.entity_id].type is not EntityType.PERSON
        }
        for match in _NAME.finditer(text):
            whole = match.group()
            if " " not in whole:
                continue
            name = _OFFICE.sub("", _HONORIFIC.sub("", _without_openers(whole)))
            if " " in name and match.start() + whole.find(name) not in taken and not _INSTITUTION.search(name):
                found.setdefault(name.split()[-1], Speaker(name))
        return found

    def _is_person(self, surname: str, speaker: Speaker) -> bool:
        """Return whether a name is a person's: called by the surname alone, of an office, or heard to speak."""
        if speaker.entity_id is not None:
            return True
        whole = re.escape(speaker.name)
        alone = len(re.findall(rf"\b{re.escape(surname)}\b", self._story)) > len(re.findall(whole, self._story))
        return alone or re.search(rf"\bsaid {whole}|{whole}{_LIKE_A_PERSON}", self._story) is not None

    def _all_places(self) -> list[_Place]:
        found = {}
        persons = {surname: self._is_person(surname, one) for surname, one in self._people.items()}
        for match in re.finditer(r"[A-ZÀ-Þ][\w-]+", self._story):
            if speaker := self._people.get(match.group()):
                found[match.start()] = _Place(match.start(), speaker, person=persons[match.group()] or None)
        for one in self._mentions:
            entity = self._catalog.entities[one.entity_id]
            if entity.type in (EntityType.PERSON, EntityType.ORGANISATION):
                person = entity.type is EntityType.PERSON
                if self._story[one.start : one.end] == one.surface:  # not within quoted words
                    found[one.start] = _Place(one.start, Speaker(entity.name, entity.id), person)
        return [found[start] for start in sorted(found)]


def _without_openers(words: str) -> str:
    """Return *words* without what begins a sentence and is no part of a name."""
    left = words.split(" ")
    while left and left[0].rstrip(".,") in _OPENERS:
        left = left[1:]
    return " ".join(left).rstrip(".") if left else ""
