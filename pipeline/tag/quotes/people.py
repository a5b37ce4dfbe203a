"""The people and organisations of one text: their full names, and where the author names them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.records import Mention, Part
from pipeline.tag.catalog import Catalog, EntityType
from pipeline.tag.quotes.nameparts import (
    is_given,
    is_institution,
    is_surname,
    is_woman,
    without_office,
    without_openers,
)
from pipeline.tag.quotes.patterns import fragment
from pipeline.text.patterns import lazy_pattern
from pipeline.text.sentences import sentence_starts

_FAR = 1500  # characters that a pronoun reaches back
_FAR_OFFICE = 8000  # characters that "the president" does
_LONGEST_SENTENCE = 1000  # characters; a text without full stops is one sentence
_LEADS_WITHIN = 24  # characters before the name of a firm that tell it for one
_SUBJECT_BY = 60  # characters into a sentence by which its subject is named

_TITLED = lazy_pattern(r"(?P<title>M(?<=\bM)(?:rs?|s))\b\.? (?:[A-ZÀ-Þ][\w-]+ )?(?P<name>[A-ZÀ-Þ][\w-]+)")
_CAPITAL = lazy_pattern(r"[A-ZÀ-Þ][\w-]+")
_LIKE_A_PERSON = lazy_pattern(
    r"(?:,? who\b|(?:, [^,\n]{2,60},)? (?:said|says|told|tells|wrote|writes|added|explained|is an?|was an?)\b|"
    r", (?:\d\d,|an? |the |chief |head |director|president|professor|(?:co-?)?founder|CEO|senior |vice |executive ))"
)
_KIND_OF_FIRM = "company|startup|start-up|firm|maker|giant|lab|provider|platform|vendor|agency|developer"
_LEADS_TO_A_FIRM = frozenset({*_KIND_OF_FIRM.split("|"), "of", "at", "for"})
_BEFORE_A_FIRM = lazy_pattern(
    rf"\b(?:{_KIND_OF_FIRM}|(?:CEO|founder|spokes\w+|executive|director|president) (?:of|at|for)) $"
)
_BEHIND_A_FIRM = lazy_pattern(
    rf"(?:['’]s)?(?:, which (?:owns|makes|runs|sells|operates|has|is)\b|"
    rf",? (?:an?|the) (?:[\w’'-]+ ){{0,4}}?(?:{_KIND_OF_FIRM})\b|"
    r" (?:(?:co-?)?founder|chief|spokes\w+|president|announced|unveiled|raised|launched|acquired|declined)\b)"
)
_NO_FIRMS = frozenset({"AI", "EU", "UK", "UN", "US"})
_OFFICE_OF = lazy_pattern(r" (?:CEO|CTO|CFO|COO|Chief|President)\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and the entity if the catalog knows it."""

    name: str
    entity_id: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    start: int
    speaker: Speaker = field(compare=False)
    person: bool | None = field(compare=False)  # None: a name in capitals, of nobody knows what


class People:
    """Who is named in a text. *story* is the text with quoted words blanked; *mentions* are in the order of offsets."""

    def __init__(self, catalog: Catalog, text: str, story: str, mentions: Sequence[Mention]) -> None:
        self._catalog = catalog
        self._story = story
        self._mentions = [one for one in mentions if one.part is Part.TEXT and one.entity_id in catalog.entities]
        self._starts = [one.start for one in self._mentions]
        self._text = text
        self._heard: list[_Place] = []  # who spoke, until `_places` are asked for

    @cached_property
    def _sentences(self) -> list[int]:
        return [0, *sentence_starts(self._story)]

    @cached_property
    def _names(self) -> list[tuple[int, str]]:
        """Return what is written like a name, and where."""
        return [(found.start(), found[0]) for found in _name().finditer(self._text)]

    @cached_property
    def _women(self) -> dict[str, bool]:
        """Return by surname whether a woman or, if False, a man bears it."""
        found: dict[str, bool] = {}
        for one in _TITLED.finditer(self._story):
            found.setdefault(one["name"], one["title"] != "Mr")
        return found

    @cached_property
    def _people(self) -> tuple[dict[str, Speaker], dict[int, Speaker]]:
        """Return people by surname, and those with a full name by where the surname stands."""
        return self._full_names()

    @cached_property
    def _by_first_name(self) -> dict[str, Speaker | None]:
        return self._first_names()

    @cached_property
    def _places(self) -> list[_Place]:
        """Return who is named where; only pronouns and the like ask for it."""
        found = self._all_places()
        for place in self._heard:
            _put(found, place)
        return found

    def sentence_start(self, position: int) -> int:
        """Return where the sentence begins that *position* is in, or as far back as any is followed."""
        return max(self._sentences[bisect_right(self._sentences, position) - 1], position - _LONGEST_SENTENCE)

    def within(self, start: int, end: int) -> list[Mention]:
        """Return the entities that ``story[start:end]`` names."""
        return [one for one in self._beginning(start, end) if one.end <= end]

    def called(self, words: str, start: int, end: int) -> Speaker | None:
        """Return who is called *words*, which are ``story[start:end]``: an entity, or somebody by a full name if known.

        None: the words open a sentence or are an office, and name nobody.
        """
        name = without_openers(words)
        without = without_office(name)
        if not without:
            return None
        start += words.find(name)
        for one in self.within(start, end):
            entity = self._catalog.entities[one.entity_id]
            if entity.type is EntityType.PERSON or (one.start == start and one.end == end):
                return Speaker(entity.name, entity.id)
        name = without
        last = name.split()[-1]
        by_surname, _ = self._people
        known = by_surname.get(last) or (self._by_first_name.get(last) if " " not in name else None)
        if known and (known.name.endswith(name) or name.split()[0] == known.name.split()[0]):
            return known
        return Speaker(name)

    def heard(self, start: int, speaker: Speaker) -> None:
        """Remember that *speaker* is named at *start* and speaks there, whom a pronoun may mean later on."""
        person = speaker.entity_id.startswith("person:") if speaker.entity_id else not self._is_firm(speaker.name)
        place = _Place(start, speaker, person)
        if "_places" in self.__dict__:
            _put(self._places, place)
        else:
            self._heard.append(place)

    def before(
        self, position: int, *, person: bool | None, subject: bool = False, woman: bool | None = None
    ) -> Speaker | None:
        """Return whom the sentences before *position* are about, the nearest sentence first.

        What a sentence names first is its subject more often than not; with *subject*, only that will do. *woman*: who
        has a given name of the other sex is not meant.
        """
        at = bisect_left(self._places, position, key=lambda place: place.start)
        best: _Place | None = None
        sentence = -1
        for index in range(at - 1, -1, -1):
            place = self._places[index]
            if place.start < position - _FAR or place.start < sentence:
                break
            if place.person is None or person not in (None, place.person):
                continue
            if woman is not None and self._is_woman(place.speaker.name) is (not woman):
                continue
            if best is None:
                sentence = self.sentence_start(place.start)
            best = place
        if best is None or (subject and best.start - sentence > _SUBJECT_BY):
            return None
        return best.speaker

    def maker(self, position: int) -> Speaker | None:
        """Return whose product or model was named last before *position*."""
        for one in reversed(self._beginning(position - _FAR, position)):
            for ancestor in self._catalog.ancestors(one.entity_id):
                entity = self._catalog.entities.get(ancestor)
                if entity and entity.type is EntityType.ORGANISATION:
                    return Speaker(entity.name, entity.id)
        return None

    def of_office(self, office: str, position: int) -> Speaker | None:
        """Return who was last named with an *office* before *position*: `President Jane Doe`."""
        holder = re.compile(rf"\b(?i:{office}) (?P<name>{fragment('words_of_name')})")
        named = list(holder.finditer(self._story, max(0, position - _FAR_OFFICE), position))
        return self.called(named[-1]["name"], *named[-1].span("name")) if named else None

    def first(self, start: int, end: int) -> Speaker | None:
        """Return who is named first in ``story[start:end]``."""
        at = bisect_left(self._places, start, key=lambda place: place.start)
        return self._places[at].speaker if at < len(self._places) and self._places[at].start < end else None

    def _beginning(self, low: int, high: int) -> list[Mention]:
        """Return the mentions that begin in ``story[low:high]``."""
        return self._mentions[bisect_left(self._starts, low) : bisect_left(self._starts, high)]

    def _full_names(self) -> tuple[dict[str, Speaker], dict[int, Speaker]]:
        """Return people by surname: those of the catalog, and who may be one by a full name, the first of that name.

        With them come all full names, by where the surname stands.
        """
        found: dict[str, Speaker] = {}
        full_at: dict[int, Speaker] = {}
        taken = set()
        for one in self._mentions:
            entity = self._catalog.entities[one.entity_id]
            if entity.type is EntityType.PERSON:
                found.setdefault(entity.name.split()[-1], Speaker(entity.name, entity.id))
            else:
                taken.add(one.start)
        for start, whole in self._names:
            if " " not in whole:
                continue
            name = without_office(without_openers(whole))
            at = start + whole.find(name)
            if " " in name and at not in taken and not is_institution(name):
                first, last = name.split(" ")[0], name.split(" ")[-1]
                known = found.setdefault(last, Speaker(name))
                another = is_given(first) and not known.name.startswith(first)
                full_at[at + name.rfind(last)] = Speaker(name) if another else known
        for surname in self._women:
            found.setdefault(surname, Speaker(surname))
        return found, full_at

    def _first_names(self) -> dict[str, Speaker | None]:
        found: dict[str, Speaker | None] = {}
        by_surname, full_at = self._people
        for one in dict.fromkeys((*by_surname.values(), *full_at.values())):
            first = one.name.split()[0]
            found[first] = None if first in found else one
        return found

    def _is_person(self, speaker: Speaker, surnames: Sequence[int]) -> bool:
        """Return whether a name is a person's: called by the surname alone, of an office, or heard to speak.

        *surnames* are the places where the surname stands.
        """
        first, last = speaker.name.split()[0], speaker.name.split()[-1]
        if speaker.entity_id is not None or is_given(first) or last in self._women:
            return True
        if not is_surname(last):
            return False
        before = speaker.name.removesuffix(last)
        for start in surnames:
            if not self._story.endswith(before, 0, start):
                return True
            if self._story.endswith(f"said {before}", 0, start) or _LIKE_A_PERSON.match(self._story, start + len(last)):
                return True
        return False

    def _is_woman(self, name: str) -> bool | None:
        by_title = self._women.get(name.split()[-1])
        return is_woman(name) if by_title is None else by_title

    def _is_firm(self, name: str) -> bool:
        return is_institution(name) or re.search(r"[A-Z].*[A-Z]", name.split()[-1]) is not None

    def _all_places(self) -> list[_Place]:
        found: dict[int, _Place] = {}
        by_surname, full_at = self._people
        if firms := sorted(self._firms()):
            for firm, start, _ in AhoCorasick(firms, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(
                self._story
            ):
                found[start] = _Place(start, Speaker(firms[firm]), person=False)
        surnames: dict[str, list[int]] = {}
        for match in _CAPITAL.finditer(self._story):
            if match.group() in by_surname:
                surnames.setdefault(match.group(), []).append(match.start())
        for surname, starts in surnames.items():
            person = self._is_person(by_surname[surname], starts)
            for start in starts:
                speaker = full_at.get(start, by_surname[surname])
                found[start] = _Place(start, speaker, person or None)
        for one in self._mentions:
            entity = self._catalog.entities[one.entity_id]
            if entity.type in (EntityType.PERSON, EntityType.ORGANISATION):
                person = entity.type is EntityType.PERSON
                if self._story[one.start : one.end] == one.surface:  # not within quoted words
                    found[one.start] = _Place(one.start, Speaker(entity.name, entity.id), person)
        return [found[start] for start in sorted(found)]

    def _firms(self) -> set[str]:
        """Return the names that the text treats as companies' and the catalog does not know."""
        known = {one.start for one in self._mentions}
        found = set()
        for start, whole in self._names:
            if not self._story.startswith(whole, start):
                continue  # within quoted words
            name, office = whole, None
            if " " in whole:
                office = _OFFICE_OF.search(whole)
                name = without_openers(whole[: office.start()] if office else whole)
            at = start + whole.find(name)
            if not name or name in _NO_FIRMS or at in known or name.split(" ")[-1] in self._people[0]:
                continue
            before = self._story[max(0, at - _LEADS_WITHIN) : at]
            led_to = before[:-1].rpartition(" ")[2] in _LEADS_TO_A_FIRM and _BEFORE_A_FIRM.search(before)
            like_one = office or led_to or _BEHIND_A_FIRM.match(self._story, start + len(whole))
            if like_one and without_office(without_openers(name)):
                found.add(name)
        return found


def _put(places: list[_Place], place: _Place) -> None:
    """Put *place* among *places*, which are in order, for what was known of that place."""
    at = bisect_left(places, place.start, key=lambda one: one.start)
    if at < len(places) and places[at].start == place.start:
        places[at] = place
    else:
        places.insert(at, place)


@cache
def _name() -> re.Pattern[str]:
    return re.compile(fragment("words_of_name"))
